package dev.signalbox.verdict;

import java.time.Duration;

/**
 * One test of a report.
 *
 * @param name    with its class or suite in front, where CodeBuild knows that
 * @param failed  whether it failed or ended in an error
 * @param message what it says of its failure, at most 2,000 characters; empty when nothing
 */
public record TestCase(String name, boolean failed, String message, Duration took) {
}
