package dev.signalbox.verdict;

import java.time.Duration;

/**
 * A test that took long.
 *
 * @param build the name of the build whose report has it
 */
public record SlowTest(String name, String build, Duration took) {
}
