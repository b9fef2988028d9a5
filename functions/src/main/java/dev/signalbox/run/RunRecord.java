package dev.signalbox.run;

import java.time.Duration;
import java.time.Instant;

/**
 * What is kept of a run for 90 days, as long as Step Functions keeps its name taken. What does not apply is empty.
 *
 * @param event the id of the event that led to it
 * @param decided when Route decided on it
 */
public record RunRecord(RunId run, String repository, String branch, String commit, String event, Instant decided) {

    private static final Duration KEPT = Duration.ofDays(90);

    /** The key of its item: {@code run#push-…}. */
    public String key() {
        return "run#" + run;
    }

    /** When it may be forgotten. */
    public Instant expires() {
        return decided.plus(KEPT);
    }
}
