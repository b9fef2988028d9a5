/**
 * The command line: {@code ./signalbox run} and {@code local} start a local cloud and show what happens on it; {@code plan} and
 * {@code validate} ask the functions' own reader and planner, which nothing else here knows.
 */
@NullMarked
package dev.signalbox.local.command;

import org.jspecify.annotations.NullMarked;
