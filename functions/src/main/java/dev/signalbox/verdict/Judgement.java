package dev.signalbox.verdict;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.signalbox.verdict.RunEnd.Status;

/**
 * The verdict of a run and, where its builds do not explain it, the reason (empty otherwise).
 *
 * <p>The first that fits counts, and only required builds:
 * <ol>
 * <li>errored: the plan was refused, or something broke inside the run. What is known of its builds may be incomplete then, so
 *     they do not decide.
 * <li>failed: what was proposed can't pass as it is: a pull request that conflicts with its target, or breaks the rules file.
 * <li>superseded or cancelled: the run never began, because a newer one took its place or somebody stopped it.
 * <li>superseded: the execution was stopped and its record names a newer run. (A superseded run that reached its end before it
 *     could be stopped keeps the verdict of its builds.)
 * <li>failed: a build FAILED or TIMED_OUT, or it SUCCEEDED and its reports do not meet its {@link Gate} (the reason says what is
 *     missing). This holds for a run that was ended from outside as well: what had failed by then would not have come right.
 * <li>errored: the run's execution FAILED or ran out of its own time; or a build ended in a FAULT, which is also how a build
 *     that could not start is noted.
 * <li>failed or errored by the one build that ended badly first, where the others of its wave were stopped because of it: it
 *     counts as required, and what was stopped or skipped on its account does not count at all, so that the run is not cancelled
 *     (unless somebody stopped that very build).
 * <li>cancelled: a build was STOPPED, or the execution was. A stopped run never passes, even when all its builds had: nobody
 *     may take for passed what somebody stopped.
 * <li>errored: a build was SKIPPED and nothing above says why, or the plan had no builds. A run that built nothing did not pass.
 * <li>passed. Builds that are not required may have ended in any way.
 * </ol>
 */
public record Judgement(Verdict verdict, String reason) {

    /** Gives the verdict of a run whose plan had these builds. */
    public static Judgement of(RunEnd end, List<BuildResult> builds) {
        return switch (end) {
            case RunEnd.Refused(String reason) -> new Judgement(Verdict.ERRORED, reason);
            case RunEnd.Rejected(String reason) -> new Judgement(Verdict.FAILED, reason);
            case RunEnd.Displaced _ -> new Judgement(Verdict.SUPERSEDED, "A newer run took its place before it began.");
            case RunEnd.Withdrawn(String reason) -> new Judgement(Verdict.CANCELLED, said("The run was stopped before it began", reason));
            case RunEnd.Broken(String trouble) -> new Judgement(Verdict.ERRORED, "Something broke inside Signalbox: " + trouble);
            case RunEnd.FromOutside outside -> ofStopped(outside, builds);
            case RunEnd.FailedFast(String build) -> ofFailedFast(build, builds);
            case RunEnd.ByItself _ -> ofCompleted(builds);
        };
    }

    /**
     * The same of a run whose builds are not all there is to judge.
     *
     * @param flaw what is wrong with what was built, whatever the builds say; empty: nothing
     */
    public Judgement with(String flaw) {
        return flaw.isEmpty() || verdict != Verdict.PASSED && verdict != Verdict.FAILED ? this
                : new Judgement(Verdict.FAILED, (reason + "\n" + flaw).strip());
    }

    private static Judgement ofStopped(RunEnd.FromOutside end, List<BuildResult> builds) {
        if (end.status() == Status.ABORTED && end.superseded()) {
            return new Judgement(Verdict.SUPERSEDED, "A newer run took its place.");
        }
        if (failed(builds)) {
            return new Judgement(Verdict.FAILED, gates(builds));
        }
        return switch (end.status()) {
            case FAILED -> new Judgement(Verdict.ERRORED, said("The run itself failed", end.cause()));
            case TIMED_OUT -> new Judgement(Verdict.ERRORED, said("The run took longer than a run may", end.cause()));
            case ABORTED -> required(builds, Set.of(Outcome.FAULT)) ? new Judgement(Verdict.ERRORED, "")
                    : new Judgement(Verdict.CANCELLED, said("The run was stopped", end.cause()));
        };
    }

    private static Judgement ofFailedFast(String name, List<BuildResult> builds) {
        List<BuildResult> counting = builds.stream().filter(build -> build.name().equals(name) || !leftUndone(build))
                .map(build -> build.name().equals(name) ? build.asRequired() : build).toList();
        Judgement judgement = ofCompleted(counting);
        String stopped = counting.size() == builds.size() ? ""
                : "The other builds of its wave were stopped because " + name + " did not pass.";
        return judgement.verdict() == Verdict.PASSED ? new Judgement(Verdict.ERRORED, stopped)
                : new Judgement(judgement.verdict(), (judgement.reason() + "\n" + stopped).strip());
    }

    private static boolean leftUndone(BuildResult build) {
        return build.outcome() == Outcome.STOPPED || build.outcome() == Outcome.SKIPPED;
    }

    private static Judgement ofCompleted(List<BuildResult> builds) {
        if (failed(builds)) {
            return new Judgement(Verdict.FAILED, gates(builds));
        }
        if (required(builds, Set.of(Outcome.FAULT))) {
            return new Judgement(Verdict.ERRORED, "");
        }
        if (required(builds, Set.of(Outcome.STOPPED))) {
            return new Judgement(Verdict.CANCELLED, "");
        }
        if (builds.isEmpty()) {
            return new Judgement(Verdict.ERRORED, "The run had no builds.");
        }
        if (required(builds, Set.of(Outcome.SKIPPED))) {
            return new Judgement(Verdict.ERRORED, "A required build was never started.");
        }
        return new Judgement(Verdict.PASSED, "");
    }

    private static boolean failed(List<BuildResult> builds) {
        return builds.stream().anyMatch(build -> build.required() && build.failed());
    }

    private static String gates(List<BuildResult> builds) {
        return builds.stream().filter(build -> build.required() && !build.unmet().isEmpty())
                .map(build -> build.name() + ": " + build.unmet()).collect(Collectors.joining("\n"));
    }

    private static boolean required(List<BuildResult> builds, Set<Outcome> outcomes) {
        return builds.stream().anyMatch(build -> build.required() && outcomes.contains(build.outcome()));
    }

    private static String said(String what, String cause) {
        return cause.isEmpty() ? what + "." : what + ": " + cause;
    }
}
