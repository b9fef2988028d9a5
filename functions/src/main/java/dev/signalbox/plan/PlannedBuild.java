package dev.signalbox.plan;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One build of a plan, with nothing left to look up.
 *
 * @param project the CodeBuild project it starts on
 * @param buildspec a path in the repository
 * @param env plain values by name, {@code SIGNALBOX_*} among them
 * @param timeout of the build itself, whole minutes
 * @param required whether the verdict depends on it
 * @param patience further rounds of starting it while the account is busy
 */
public record PlannedBuild(String name, String project, String buildspec, SortedMap<String, String> env, Duration timeout,
        boolean required, int patience) {

    /** How long a build may wait in CodeBuild's queue: as long as CodeBuild lets it. */
    public static final Duration QUEUED = Duration.ofHours(8);

    private static final Duration SLACK = Duration.ofMinutes(10);

    public PlannedBuild {
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
    }

    /** How long the state machine waits for it: its own time, the queue's, and ten minutes for AWS. */
    public Duration longestWait() {
        return timeout.plus(QUEUED).plus(SLACK);
    }
}
