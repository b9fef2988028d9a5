/** The local cloud: one JVM that runs the deployed template, state machine and functions as they are. */
@NullMarked
package dev.signalbox.local;

import org.jspecify.annotations.NullMarked;
