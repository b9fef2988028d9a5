/** The clock of the local cloud, which tests can turn. Whatever waits, waits here. */
@NullMarked
package dev.signalbox.local.time;

import org.jspecify.annotations.NullMarked;
