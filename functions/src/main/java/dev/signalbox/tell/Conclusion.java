package dev.signalbox.tell;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Digest;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.Verdict;

/**
 * The end of a run: all that is told.
 *
 * @param reason why, where the builds do not explain it, at most 2,000 characters of clean lines, as several problems of a rules
 *               file are; empty otherwise
 * @param digest what its builds reported, compared with what was known
 * @param at     when the verdict was given
 */
public record Conclusion(RunFacts run, Verdict verdict, Change change, String reason, List<BuildResult> builds, Digest digest,
        Instant at) {

    private static final int REASON = 2000;

    public Conclusion {
        reason = PlainText.lines(reason, REASON);
        builds = List.copyOf(builds);
    }

    /** From what triggered the run to its verdict; at least zero, whatever the clocks say. */
    public Duration sinceTrigger() {
        return notNegative(Duration.between(run.triggeredAt(), at));
    }

    /** From the first build's submission to the verdict; empty when no build was started. */
    public Optional<Duration> sinceFirstBuild() {
        return builds.stream().flatMap(build -> build.details().stream()).map(Build::startedAt).filter(start -> start != null)
                .min(Instant::compareTo).map(start -> notNegative(Duration.between(start, at)));
    }

    /** The builds that ended badly, required ones first, and those that failed before those that were stopped on their account. */
    List<BuildResult> bad() {
        return builds.stream().filter(build -> build.outcome() != Outcome.SUCCEEDED && build.outcome() != Outcome.SKIPPED)
                .sorted(Comparator.comparing(BuildResult::required).reversed().thenComparing(build -> switch (build.outcome()) {
                    case FAILED, TIMED_OUT -> 0;
                    case FAULT -> 1;
                    case STOPPED, SUCCEEDED, SKIPPED -> 2;
                })).toList();
    }

    /** The builds that are held against the code: required ones, or else (where one that is not ended the run) all. */
    List<BuildResult> failed() {
        List<BuildResult> required = builds.stream().filter(build -> build.required() && build.failed()).toList();
        return required.isEmpty() ? builds.stream().filter(BuildResult::failed).toList() : required;
    }

    /** Whether the repository's rules want it told. */
    boolean wanted() {
        return run.audience().wants(verdict, change, run.branch());
    }

    /** The failing test to name first: of a build that failed, and new where there is one. */
    Optional<FailingTest> firstFailingTest() {
        return digest.failingNewFirst().stream().filter(test -> failed().stream()
                .anyMatch(build -> build.name().equals(test.build()))).findFirst();
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
