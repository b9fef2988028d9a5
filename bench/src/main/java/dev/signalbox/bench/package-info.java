/** Measurements, each beside a floor in the same run: how much of the time is ours. */
@NullMarked
package dev.signalbox.bench;

import org.jspecify.annotations.NullMarked;
