package dev.signalbox.tell;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.Verdict;

/**
 * The end of a run: all that is told.
 *
 * @param reason why, where the builds do not explain it, at most 2,000 characters of clean lines, as several problems of a rules file are; empty otherwise
 * @param at     when the verdict was given
 */
public record Conclusion(RunFacts run, Verdict verdict, Change change, String reason, List<BuildResult> builds, Instant at) {

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

    /** The builds that ended badly, required ones first. */
    List<BuildResult> bad() {
        return builds.stream().filter(build -> build.outcome() != Outcome.SUCCEEDED && build.outcome() != Outcome.SKIPPED)
                .sorted((one, other) -> Boolean.compare(other.required(), one.required())).toList();
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
