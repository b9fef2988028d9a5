/** The command line: {@code ./signalbox run} and {@code ./signalbox local}. It starts a local cloud and shows what happens on it. */
@NullMarked
package dev.signalbox.local.command;

import org.jspecify.annotations.NullMarked;
