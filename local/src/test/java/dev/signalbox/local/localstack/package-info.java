/** What the local cloud answers, asked of LocalStack as well: a second implementation, made by others, of the same services. */
@NullMarked
package dev.signalbox.local.localstack;

import org.jspecify.annotations.NullMarked;
