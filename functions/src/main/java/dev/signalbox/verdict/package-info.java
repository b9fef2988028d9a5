/**
 * From the ends of builds to the verdict of a run. Pure decisions, and the interfaces through which they see builds, executions
 * and what was decided before; no AWS SDK, no Lambda type, no text for people.
 */
@NullMarked
package dev.signalbox.verdict;

import org.jspecify.annotations.NullMarked;
