package dev.signalbox.verdict;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One build of a run's plan and how it ended.
 *
 * @param id      CodeBuild's id; empty when it never started
 * @param trouble why it could not start, or that waiting for it took too long; empty otherwise
 * @param unmet   what of its gate its reports do not meet; empty when it has none, meets it, or did not succeed
 * @param build   what CodeBuild says of it; null when it never started or could not be read
 */
public record BuildResult(String name, String project, boolean required, Outcome outcome, String id, String trouble,
        String unmet, @Nullable Build build) {

    /** A build whose gate, if it has one, nobody has looked at. */
    public BuildResult(String name, String project, boolean required, Outcome outcome, String id, String trouble,
            @Nullable Build build) {
        this(name, project, required, outcome, id, trouble, "", build);
    }

    /** The same build, after a look at its gate. */
    public BuildResult held(Gate gate, BuildReports reports) {
        return outcome == Outcome.SUCCEEDED
                ? new BuildResult(name, project, required, outcome, id, trouble, gate.unmet(reports), build) : this;
    }

    /** The same build, required. */
    BuildResult asRequired() {
        return new BuildResult(name, project, true, outcome, id, trouble, unmet, build);
    }

    /** Whether it is held against the code. */
    public boolean failed() {
        return outcome == Outcome.FAILED || outcome == Outcome.TIMED_OUT || !unmet.isEmpty();
    }

    /** Whether it succeeded and its reports meet its gate. */
    public boolean passed() {
        return outcome == Outcome.SUCCEEDED && unmet.isEmpty();
    }

    /** What CodeBuild says of it. */
    public Optional<Build> details() {
        return Optional.ofNullable(build);
    }

    /** The phase it ended in, unless it succeeded or was skipped. */
    public Optional<Build.Phase> failedPhase() {
        return outcome == Outcome.SUCCEEDED || outcome == Outcome.SKIPPED ? Optional.empty() : details().flatMap(Build::failedPhase);
    }

    /**
     * Why it ended so: the trouble, what its gate lacks, or what CodeBuild says of the failed phase; empty when none of them does.
     * A project that the run's role may not start is told with the fix in place of IAM's words, which do not know of the tag.
     */
    public String reason() {
        if (trouble.contains("not authorized") && trouble.contains("codebuild:StartBuild")) {
            return ("Signalbox may not start project '%s': it is not there, or not tagged signalbox:stack with the stack's name. "
                    + "Tag it, or leave out 'project'.").formatted(project);
        }
        if (!trouble.isEmpty()) {
            return trouble;
        }
        return unmet.isEmpty() ? failedPhase().map(Build.Phase::message).orElse("") : unmet;
    }
}
