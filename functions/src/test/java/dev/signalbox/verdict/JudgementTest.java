package dev.signalbox.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import dev.signalbox.verdict.RunEnd.Status;

class JudgementTest {

    private static final RunEnd BY_ITSELF = new RunEnd.ByItself();

    @Test
    void oneSuccessPasses() {
        assertEquals(new Judgement(Verdict.PASSED, ""), Judgement.of(BY_ITSELF, List.of(required(Outcome.SUCCEEDED))));
    }

    @Test
    void aTimedOutBuildFailsTheRun() {
        assertEquals(Verdict.FAILED, verdict(BY_ITSELF, required(Outcome.TIMED_OUT), required(Outcome.SKIPPED)));
    }

    @Test
    void aFailureWeighsMoreThanAFaultAndAFaultMoreThanAStop() {
        assertEquals(Verdict.FAILED, verdict(BY_ITSELF, required(Outcome.FAULT), required(Outcome.STOPPED), required(Outcome.FAILED)));
        assertEquals(Verdict.ERRORED, verdict(BY_ITSELF, required(Outcome.STOPPED), required(Outcome.FAULT)));
        assertEquals(Verdict.CANCELLED, verdict(BY_ITSELF, required(Outcome.SUCCEEDED), required(Outcome.STOPPED)));
    }

    @Test
    void aBuildThatIsNotRequiredDecidesNothing() {
        assertEquals(Verdict.PASSED, verdict(BY_ITSELF, required(Outcome.SUCCEEDED), optional(Outcome.FAILED), optional(Outcome.SKIPPED)));
    }

    @Test
    void aRunThatBuiltNothingDoesNotPass() {
        assertEquals(new Judgement(Verdict.ERRORED, "The run had no builds."), Judgement.of(BY_ITSELF, List.of()));
        assertEquals(Verdict.ERRORED, verdict(BY_ITSELF, required(Outcome.SUCCEEDED), required(Outcome.SKIPPED)));
    }

    @Test
    void aRefusedPlanErrsWithItsReason() {
        assertEquals(new Judgement(Verdict.ERRORED, "no such project"), Judgement.of(new RunEnd.Refused("no such project"), List.of()));
    }

    @Test
    void whatBrokeInsideIsNotHeldAgainstTheCode() {
        assertEquals(new Judgement(Verdict.ERRORED, "Something broke inside Signalbox: Lambda.Unknown"),
                Judgement.of(new RunEnd.Broken("Lambda.Unknown"), List.of(required(Outcome.FAILED))));
    }

    @Test
    void aRunStoppedByANewerOneIsSuperseded() {
        assertEquals(Verdict.SUPERSEDED, verdict(new RunEnd.FromOutside(Status.ABORTED, "", true), required(Outcome.FAILED)));
    }

    @Test
    void aStoppedRunIsCancelledEvenWhenItsBuildsHadPassed() {
        assertEquals(new Judgement(Verdict.CANCELLED, "The run was stopped: by hand"),
                Judgement.of(new RunEnd.FromOutside(Status.ABORTED, "by hand", false), List.of(required(Outcome.SUCCEEDED))));
    }

    @Test
    void aStoppedRunWhoseBuildHadFailedFailed() {
        assertEquals(Verdict.FAILED, verdict(new RunEnd.FromOutside(Status.ABORTED, "", false), required(Outcome.FAILED),
                required(Outcome.STOPPED)));
        assertEquals(Verdict.FAILED, verdict(new RunEnd.FromOutside(Status.TIMED_OUT, "", false), required(Outcome.FAILED)));
    }

    @Test
    void aRunThatRanOutOfTimeErrsEvenWhenItWasMarkedSuperseded() {
        assertEquals(new Judgement(Verdict.ERRORED, "The run took longer than a run may."),
                Judgement.of(new RunEnd.FromOutside(Status.TIMED_OUT, "", true), List.of(required(Outcome.STOPPED))));
    }

    @Test
    void anUnmetGateFailsTheRunAndSaysWhatIsMissing() {
        assertEquals(new Judgement(Verdict.FAILED, "unit: too little\nunit: too little"),
                Judgement.of(BY_ITSELF, List.of(gated(true), required(Outcome.SUCCEEDED), gated(true), gated(false))));
        assertEquals(Verdict.PASSED, verdict(BY_ITSELF, gated(false)));
    }

    @Test
    void anUnmetGateWeighsAsMuchAsAFailureAndIsSaidBesideOne() {
        assertEquals(new Judgement(Verdict.FAILED, "unit: too little"),
                Judgement.of(BY_ITSELF, List.of(required(Outcome.FAILED), required(Outcome.FAULT), gated(true))));
        assertEquals(Verdict.FAILED, verdict(new RunEnd.FromOutside(Status.ABORTED, "", false), gated(true), required(Outcome.STOPPED)));
    }

    @Test
    void onlyABuildThatSucceededIsHeldToItsGate() {
        Gate gate = new Gate(null, null, 1L);
        assertEquals("no tests were reported, expected at least 1", required(Outcome.SUCCEEDED).held(gate, BuildReports.NONE).unmet());
        for (Outcome outcome : EnumSet.complementOf(EnumSet.of(Outcome.SUCCEEDED))) {
            assertEquals("", required(outcome).held(gate, BuildReports.NONE).unmet());
        }
    }

    @Test
    void buildsStoppedBecauseAnotherFailedDoNotCancelTheRun() {
        RunEnd end = new RunEnd.FailedFast("lint");
        assertEquals(new Judgement(Verdict.FAILED, "The other builds of its wave were stopped because lint did not pass."),
                Judgement.of(end, List.of(optional(Outcome.FAILED), required(Outcome.STOPPED), required(Outcome.SKIPPED))));
        assertEquals(Verdict.ERRORED, verdict(end, optional(Outcome.FAULT), required(Outcome.STOPPED)));
        assertEquals(new Judgement(Verdict.FAILED, ""),
                Judgement.of(end, List.of(optional(Outcome.TIMED_OUT), required(Outcome.SUCCEEDED))));
        assertEquals(Verdict.FAILED, verdict(end, optional(Outcome.FAULT), required(Outcome.FAILED)));
    }

    @Test
    void aFailFastBuildThatSomebodyStoppedCancelsTheRun() {
        assertEquals(Verdict.CANCELLED, verdict(new RunEnd.FailedFast("lint"), optional(Outcome.STOPPED), required(Outcome.STOPPED)));
    }

    @Test
    void aRunThatStoppedEarlyNeverPasses() {
        assertEquals(Verdict.ERRORED, verdict(new RunEnd.FailedFast("lint"), optional(Outcome.SUCCEEDED), required(Outcome.STOPPED)));
    }

    @Property
    void theOrderOfVerdictsHolds(@ForAll("ends") RunEnd end, @ForAll("builds") List<BuildResult> builds) {
        assertEquals(expected(end, builds), Judgement.of(end, builds).verdict());
    }

    @Property
    void onlyARunWhoseRequiredBuildsAllSucceededPasses(@ForAll("ends") RunEnd end, @ForAll("builds") List<BuildResult> builds) {
        boolean allSucceeded = builds.stream().filter(BuildResult::required).allMatch(build -> build.outcome() == Outcome.SUCCEEDED);
        if (!allSucceeded || builds.isEmpty() || !(end instanceof RunEnd.ByItself)) {
            assertNotEquals(Verdict.PASSED, Judgement.of(end, builds).verdict());
        }
    }

    /** The same rules once more, as sets: every verdict that has a cause, of which the strongest counts. */
    private static Verdict expected(RunEnd end, List<BuildResult> builds) {
        if (end instanceof RunEnd.Refused || end instanceof RunEnd.Broken) {
            return Verdict.ERRORED;
        }
        Set<Outcome> required = builds.stream().filter(BuildResult::required).map(BuildResult::outcome).collect(Collectors.toSet());
        Set<Verdict> causes = EnumSet.noneOf(Verdict.class);
        if (end instanceof RunEnd.FromOutside outside) {
            causes.add(outside.status() != Status.ABORTED ? Verdict.ERRORED
                    : outside.superseded() ? Verdict.SUPERSEDED : Verdict.CANCELLED);
        }
        if (required.contains(Outcome.FAILED) || required.contains(Outcome.TIMED_OUT)
                || builds.stream().anyMatch(build -> build.required() && !build.unmet().isEmpty())) {
            causes.add(Verdict.FAILED);
        }
        if (required.contains(Outcome.FAULT)) {
            causes.add(Verdict.ERRORED);
        }
        if (required.contains(Outcome.STOPPED)) {
            causes.add(Verdict.CANCELLED);
        }
        for (Verdict strongest : List.of(Verdict.SUPERSEDED, Verdict.FAILED, Verdict.ERRORED, Verdict.CANCELLED)) {
            if (causes.contains(strongest)) {
                return strongest;
            }
        }
        return builds.isEmpty() || required.contains(Outcome.SKIPPED) ? Verdict.ERRORED : Verdict.PASSED;
    }

    @Provide
    Arbitrary<RunEnd> ends() {
        return Arbitraries.oneOf(Arbitraries.just(BY_ITSELF), Arbitraries.just(new RunEnd.Refused("refused")),
                Arbitraries.just(new RunEnd.Broken("broken")),
                Combinators.combine(Arbitraries.of(Status.class), Arbitraries.of(true, false))
                        .as((status, superseded) -> new RunEnd.FromOutside(status, "", superseded)));
    }

    @Provide
    Arbitrary<List<BuildResult>> builds() {
        return Combinators.combine(Arbitraries.of(Outcome.class), Arbitraries.of(true, false))
                .as((outcome, required) -> required ? required(outcome) : optional(outcome))
                .flatMap(build -> Arbitraries.of(build, build, build.outcome() == Outcome.SUCCEEDED ? gated(build.required()) : build))
                .list().ofMaxSize(4);
    }

    private static Verdict verdict(RunEnd end, BuildResult... builds) {
        return Judgement.of(end, List.of(builds)).verdict();
    }

    private static BuildResult required(Outcome outcome) {
        return new BuildResult("unit", "signalbox-default", true, outcome, "", "", null);
    }

    private static BuildResult gated(boolean required) {
        return new BuildResult("unit", "signalbox-default", required, Outcome.SUCCEEDED, "", "", "too little", null);
    }

    private static BuildResult optional(Outcome outcome) {
        return new BuildResult("lint", "signalbox-default", false, outcome, "", "", null);
    }
}
