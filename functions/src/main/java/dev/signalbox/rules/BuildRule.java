package dev.signalbox.rules;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One build that a repository asks for.
 *
 * @param name 2 to 40 of {@code [A-Za-z0-9_.-]}
 * @param on when it runs: on any of these
 * @param project the CodeBuild project; empty for the stack's own
 * @param buildspec a path in the repository
 * @param env plain values by name
 * @param needs names of builds that must pass first
 * @param timeout 5 to 2160 minutes, CodeBuild's own bounds
 * @param required whether the verdict depends on it
 */
public record BuildRule(String name, List<Occasion> on, String project, String buildspec, SortedMap<String, String> env,
        List<String> needs, Duration timeout, boolean required) {

    static final Duration TIMEOUT = Duration.ofHours(1);

    public BuildRule {
        on = List.copyOf(on);
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        needs = List.copyOf(needs);
    }

    /** A build that leaves everything but its occasions to the defaults. */
    static BuildRule named(String name, List<Occasion> on) {
        return new BuildRule(name, on, "", Rules.BUILDSPEC, new TreeMap<>(), List.of(), TIMEOUT, true);
    }
}
