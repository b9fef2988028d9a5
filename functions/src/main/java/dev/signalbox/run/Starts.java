package dev.signalbox.run;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Subject;
import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.run.Planning.Planned;
import dev.signalbox.trigger.Trigger;

/**
 * Starts what was planned, when its turn has come. The record is kept first: a start that fails is done again, and then finds it.
 */
public final class Starts {

    private final RunRecords records;
    private final References references;
    private final Turns turns;
    private final Executions executions;
    private final Clock clock;

    public Starts(RunRecords records, References references, Turns turns, Executions executions, Clock clock) {
        this.records = records;
        this.references = references;
        this.turns = turns;
        this.executions = executions;
        this.clock = clock;
    }

    /** What becomes of a plan. The commit of a run that waits, or is known already, is the one that it was first recorded with. */
    Decision of(Planned planned) throws StartRefused {
        return of(planned, planned.subject().trigger().origin().at());
    }

    /** @param at says who of its group is newer: when it happened, or a little later than another that happened in the same second */
    Decision of(Planned planned, Instant at) throws StartRefused {
        Trigger trigger = planned.subject().trigger();
        return switch (planned.plan()) {
            case Plan.Nothing nothing -> Decision.ignored(trigger, planned.subject().commit(), nothing.reason());
            case Plan.Refusal(String reason) -> start(planned, at, reason);
            case Plan.Rejection(String reason) -> start(planned, at, reason);
            case Plan.Builds builds -> start(planned, at, builds.reasons().stream()
                    .map(reason -> reason.build() + ": " + reason.reason()).collect(Collectors.joining("; ")));
        };
    }

    private Decision start(Planned planned, Instant at, String reason) throws StartRefused {
        Subject subject = planned.subject();
        Trigger trigger = subject.trigger();
        RunId run = planned.run();
        String input = planned.input();
        Instant now = clock.instant();
        Optional<RunRecord> before = records.keep(
                new RunRecord(run, trigger.repository(), subject.branch(), subject.commit(), trigger.origin().event(), now));
        String recorded = before.map(RunRecord::commit).orElse(subject.commit());
        if (!subject.reference().isEmpty() && !references.add(trigger.repository(), subject.reference(), run, trigger.origin().at())
                && executions.state(run) != Executions.State.UNKNOWN) {
            return Decision.duplicate(trigger, recorded, run);
        }
        return switch (turns.take(new Claim(run, trigger.repository(), groups(planned), at, input))) {
            case Turn.Taken taken -> {
                Optional<Instant> began = executions.start(run, taken.input());
                if (began.isEmpty() && executions.state(run) == Executions.State.ENDED) {
                    references.remove(run);
                }
                yield isAgain(began, before.isPresent(), now) ? Decision.duplicate(trigger, recorded, run)
                        : Decision.started(trigger, subject.commit(), run,
                                reason + named("stopped", taken.stopped()) + named("dropped", taken.dropped()));
            }
            case Turn.Waits waits -> Decision.waiting(trigger, recorded, run,
                    reason + named("waits for", waits.behind()) + named("dropped", waits.dropped()));
            case Turn.Skipped(RunId by) ->
                left(run, Decision.ignored(trigger, subject.commit(), "skipped: run %s is still at work".formatted(by)));
            case Turn.Superseded(RunId by) ->
                left(run, Decision.ignored(trigger, subject.commit(), "superseded by run %s".formatted(by)));
            case Turn.Over _ -> left(run, Decision.duplicate(trigger, recorded, run));
        };
    }

    /** A run that will not begin is about its reference no longer. */
    private Decision left(RunId run, Decision decision) {
        references.remove(run);
        return decision;
    }

    private static SortedMap<String, Overlap> groups(Planned planned) {
        SortedMap<String, Overlap> groups = new TreeMap<>();
        planned.groups().forEach(group -> groups.put(group.name(), group.cancel() ? Overlap.CANCEL : Overlap.QUEUE));
        if (planned.plan() instanceof Plan.Builds builds) {
            Overlap overlap = builds.overlap();
            if (overlap != null && planned.subject().trigger() instanceof Trigger.ScheduleSlot slot) {
                groups.put(Claim.ofSchedule(slot.schedule()), overlap);
            }
        }
        return groups;
    }

    /** Runs behind a word, for the end of a reason; empty where there are none. */
    static String named(String what, List<RunId> runs) {
        return runs.isEmpty() ? "" : "; %s %s".formatted(what, runs.stream().map(RunId::value).collect(Collectors.joining(", ")));
    }

    /** The run that gives the verdict of one that ended from outside. */
    Decision concluding(Trigger.RunEnded ended) throws StartRefused {
        RunId run = RunId.of(ended);
        Instant now = clock.instant();
        boolean known = records.keep(new RunRecord(run, "", "", "", ended.origin().event(), now)).isPresent();
        return isAgain(executions.start(run, new RunInput.OfEnded(run, ended).json()), known, now) ? Decision.duplicate(ended, "", run)
                : Decision.started(ended, "", run, "run %s ended %s".formatted(ended.run(), ended.status()));
    }

    /** Whether a run was started before: its name is used, or it was known and is at work for longer than we are. */
    private static boolean isAgain(Optional<Instant> began, boolean known, Instant now) {
        return began.map(at -> known && at.isBefore(now)).orElse(true);
    }
}
