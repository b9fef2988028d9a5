/**
 * What a repository asks for: the rules file, its reader with located problems, and the patterns of branches.
 * The reader takes any text and ends in bounded time with rules or with problems.
 * Nothing here knows of triggers or of AWS: no AWS SDK and no Lambda type may be imported.
 */
@NullMarked
package dev.signalbox.rules;

import org.jspecify.annotations.NullMarked;
