package dev.signalbox.verdict;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One build of a run's plan and how it ended.
 *
 * @param id      CodeBuild's id; empty when it never started
 * @param trouble why it could not start, or that waiting for it took too long; empty otherwise
 * @param build   what CodeBuild says of it; null when it never started or could not be read
 */
public record BuildResult(String name, String project, boolean required, Outcome outcome, String id, String trouble,
        @Nullable Build build) {

    /** What CodeBuild says of it. */
    public Optional<Build> details() {
        return Optional.ofNullable(build);
    }

    /** The phase it ended in, unless it succeeded or was skipped. */
    public Optional<Build.Phase> failedPhase() {
        return outcome == Outcome.SUCCEEDED || outcome == Outcome.SKIPPED ? Optional.empty() : details().flatMap(Build::failedPhase);
    }

    /** Why it ended so: the trouble, or else what CodeBuild says of the failed phase; empty when neither says anything. */
    public String reason() {
        return trouble.isEmpty() ? failedPhase().map(Build.Phase::message).orElse("") : trouble;
    }
}
