package dev.signalbox.run;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Subject;
import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.run.Planning.Planned;
import dev.signalbox.trigger.Trigger;

/**
 * From a trigger to a decision: reads rules, plans, keeps the record, starts the run. It never waits for one.
 * What may pass is thrown unchecked, as the interfaces throw it; doing it all again is safe.
 */
public final class Dispatcher {

    /** At most so many repositories are looked at side by side when the account's schedule comes. */
    private static final int SIDE_BY_SIDE = 8;

    private final Planning planning;
    private final Repositories repositories;
    private final RunRecords records;
    private final LastSlots lastSlots;
    private final Schedules schedules;
    private final Turns turns;
    private final References references;
    private final Executions executions;
    private final Clock clock;
    private final Places places;
    private final String stateMachine;

    /** @param stateMachine the ARN of the state machine whose executions are our runs */
    public Dispatcher(Planning planning, Repositories repositories, RunRecords records, LastSlots lastSlots, Schedules schedules,
            Turns turns, References references, Executions executions, Clock clock, Places places, String stateMachine) {
        this.planning = planning;
        this.repositories = repositories;
        this.records = records;
        this.lastSlots = lastSlots;
        this.schedules = schedules;
        this.turns = turns;
        this.references = references;
        this.executions = executions;
        this.clock = clock;
        this.places = places;
        this.stateMachine = stateMachine;
    }

    /** Acts on a trigger, and says what was done. */
    public Decision dispatch(Trigger trigger) {
        try {
            return switch (trigger) {
                case Trigger.BranchPushed push -> pushed(push);
                case Trigger.TagPushed push -> build(push);
                case Trigger.ScheduleSlot slot -> slot(slot, planning.plan(slot));
                case Trigger.Requested request -> build(request);
                case Trigger.RunEnded ended -> ended(ended);
                case Trigger.AccountSlot slot -> everywhere(slot);
                case Trigger.RefDeleted ref -> deleted(ref);
                case Trigger.MergeCommitMade merge -> Decision.ignored(merge, "the merge commit is on no branch");
                case Trigger.PullRequestOpened opened -> pullRequest(opened, "was opened");
                case Trigger.PullRequestUpdated updated -> pullRequest(updated, "got new commits");
                case Trigger.PullRequestClosed closed -> pullRequest(closed, "was closed");
                case Trigger.PullRequestMerged merged -> pullRequest(merged, "was merged");
                case Trigger.PullRequestApprovalChanged approval -> pullRequest(approval, "got the vote " + approval.status());
                case Trigger.PullRequestRuleChanged rule -> pullRequest(rule, "has other approval rules (" + rule.what() + ")");
                case Trigger.PullRequestRulesOverridden override ->
                    pullRequest(override, "has its approval rules overridden (" + override.status() + ")");
                case Trigger.CommentOnPullRequest comment ->
                    Decision.ignored(comment, "comment on pull request %s: nothing acts on comments".formatted(comment.pullRequest()));
                case Trigger.CommentOnCommit comment -> Decision.ignored(comment, "comment on a commit: nothing acts on comments");
                case Trigger.ReactionChanged reaction -> Decision.ignored(reaction, "reaction to a comment: nothing acts on reactions");
                case Trigger.ApprovalTemplateChanged changed ->
                    Decision.ignored(changed, "approval rule template %s changed: nothing acts on it".formatted(changed.template()));
                case Trigger.Other other -> Decision.ignored(other, other.what() + ": nothing acts on such events");
            };
        } catch (Gone gone) {
            return Decision.ignored(trigger, String.valueOf(gone.getMessage()));
        } catch (StartRefused refused) {
            return refused(trigger, refused);
        }
    }

    private static Decision pullRequest(Trigger.OnPullRequest trigger, String what) {
        return Decision.ignored(trigger, "pull request %s %s: nothing acts on pull requests"
                .formatted(trigger.pullRequest().id(), what));
    }

    private Decision pushed(Trigger.BranchPushed push) throws Gone, StartRefused {
        Planned planned = planning.plan(push);
        Decision decision = started(planned);
        return keepSchedules(push, planned.reading()).map(decision::and).orElse(decision);
    }

    /**
     * Schedules are what the default branch asks for, at its tip: of two pushes at work at once the newer one is heard. A broken file
     * changes none of them.
     */
    private Optional<String> keepSchedules(Trigger.BranchPushed push, Reading reading) throws Gone {
        if (reading instanceof Reading.Broken || !push.branch().equals(repositories.defaultBranch(push.repository()))
                || !push.commit().equals(repositories.tip(push.repository(), push.branch()))) {
            return Optional.empty();
        }
        List<Schedules.Slot> slots = switch (reading) {
            case Reading.Understood(Rules rules) -> rules.builds().stream().flatMap(Dispatcher::slots).toList();
            case Reading.Nothing _, Reading.Broken _ -> List.of();
        };
        return Optional.of(schedules.keep(push.repository(), slots).words()).filter(words -> !words.isEmpty());
    }

    private static Stream<Schedules.Slot> slots(BuildRule build) {
        return build.on().stream().flatMap(occasion -> occasion instanceof Occasion.Schedule schedule
                ? Stream.of(new Schedules.Slot(schedule.expression(), schedule.timezone(), schedule.branch(), build.name())) : Stream.empty());
    }

    private Decision build(Trigger.Buildable trigger) throws Gone, StartRefused {
        return started(planning.plan(trigger));
    }

    private Decision slot(Trigger.ScheduleSlot slot, Planned planned) throws StartRefused {
        Decision decision = started(planned);
        if (!decision.run().isEmpty()) {
            lastSlots.keep(slot.repository(), slot.schedule(), slot.slot(), planned.subject().commit());
        }
        return decision;
    }

    /** The account's own schedule is about every repository: each is looked at by itself, and what may pass in one is tried again in all. */
    private Decision everywhere(Trigger.AccountSlot account) {
        List<String> names = repositories.names();
        List<Future<Decision>> looked;
        try (ExecutorService side = Executors.newFixedThreadPool(SIDE_BY_SIDE, Thread.ofVirtual().factory())) {
            looked = names.stream().map(name -> side.submit(() -> inRepository(account, name))).toList();
        }
        List<String> told = new ArrayList<>();
        for (Future<Decision> each : looked) {
            Decision decision = result(each);
            if (decision.kind() == Decision.Kind.UNDELIVERED) {
                return Decision.undelivered(account, decision.reason());
            }
            if (!decision.run().isEmpty()) {
                told.add("%s: %s".formatted(decision.repository(), decision.run()));
            }
        }
        String reason = "%d of %d repositories are built".formatted(told.size(), names.size());
        return told.isEmpty() ? Decision.ignored(account, reason) : Decision.startedMany(account, reason + "; " + String.join(", ", told));
    }

    private Decision inRepository(Trigger.AccountSlot account, String repository) {
        Trigger.ScheduleSlot slot = new Trigger.ScheduleSlot(
                account.origin(), repository, account.schedule(), account.expression(), account.timezone(), "", account.slot());
        try {
            return slot(slot, planning.planForAccount(slot));
        } catch (Gone gone) {
            return Decision.ignored(slot, String.valueOf(gone.getMessage()));
        } catch (StartRefused refused) {
            return refused(slot, refused);
        }
    }

    private static Decision result(Future<Decision> decision) {
        return switch (decision.state()) {
            case SUCCESS -> decision.resultNow();
            case FAILED -> throw decision.exceptionNow() instanceof RuntimeException trouble ? trouble
                    : new IllegalStateException(decision.exceptionNow());
            case RUNNING, CANCELLED -> throw new IllegalStateException("a closed executor has ended all it was given");
        };
    }

    private static Decision refused(Trigger trigger, StartRefused refused) {
        return Decision.undelivered(trigger, "the run could not be started: " + refused.getMessage());
    }

    private Decision started(Planned planned) throws StartRefused {
        Trigger trigger = planned.subject().trigger();
        return switch (planned.plan()) {
            case Plan.Nothing nothing -> Decision.ignored(trigger, planned.subject().commit(), nothing.reason());
            case Plan.Refusal(String reason) -> start(planned, reason);
            case Plan.Builds builds -> start(planned, builds.reasons().stream()
                    .map(reason -> reason.build() + ": " + reason.reason()).collect(Collectors.joining("; ")));
        };
    }

    private Decision start(Planned planned, String reason) throws StartRefused {
        Subject subject = planned.subject();
        Trigger trigger = subject.trigger();
        RunId run = planned.run();
        String input = new RunInput.OfSubject(run, subject, planned.commit(), planned.plan(), places).json();
        Instant now = clock.instant();
        boolean known = !records.keep(
                new RunRecord(run, trigger.repository(), subject.branch(), subject.commit(), trigger.origin().event(), now));
        if (!subject.reference().isEmpty()) {
            references.add(trigger.repository(), subject.reference(), run);
        }
        return switch (turns.take(new Claim(run, trigger.repository(), groups(planned), trigger.origin().at(), input))) {
            case Turn.Taken taken -> {
                Optional<Instant> began = executions.start(run, input);
                if (began.isEmpty() && executions.state(run) == Executions.State.ENDED) {
                    references.remove(run);
                }
                yield began.map(at -> known && at.isBefore(now)).orElse(true) ? Decision.duplicate(trigger, subject.commit(), run)
                        : Decision.started(trigger, subject.commit(), run, reason + named("stopped", taken.stopped()) + named("dropped", taken.dropped()));
            }
            case Turn.Waits waits -> Decision.waiting(trigger, subject.commit(), run,
                    reason + named("waits for", waits.behind()) + named("dropped", waits.dropped()));
            case Turn.Skipped(RunId by) -> left(run, Decision.ignored(trigger, subject.commit(), "skipped: run %s is still at work".formatted(by)));
            case Turn.Superseded(RunId by) -> left(run, Decision.ignored(trigger, subject.commit(), "superseded by run %s".formatted(by)));
            case Turn.Over _ -> left(run, Decision.duplicate(trigger, subject.commit(), run));
        };
    }

    /** A run that will not begin is about its reference no longer. */
    private Decision left(RunId run, Decision decision) {
        references.remove(run);
        return decision;
    }

    private static SortedMap<String, Overlap> groups(Planned planned) {
        SortedMap<String, Overlap> groups = new TreeMap<>();
        if (planned.plan() instanceof Plan.Builds builds) {
            builds.groups().forEach(group -> groups.put(group.name(), group.cancel() ? Overlap.CANCEL : Overlap.QUEUE));
            Overlap overlap = builds.overlap();
            if (overlap != null && planned.subject().trigger() instanceof Trigger.ScheduleSlot slot) {
                groups.put(Claim.ofSchedule(slot.schedule()), overlap);
            }
        }
        return groups;
    }

    private static String named(String what, List<RunId> runs) {
        return runs.isEmpty() ? "" : "; %s %s".formatted(what, runs.stream().map(RunId::value).collect(Collectors.joining(", ")));
    }

    private Decision deleted(Trigger.RefDeleted ref) throws StartRefused {
        String what = "%s %s was deleted".formatted(ref.kind(), ref.name());
        List<RunId> runs = references.runs(ref.repository(), (ref.kind().equals("branch") ? "refs/heads/" : "refs/tags/") + ref.name());
        for (RunId run : runs) {
            turns.withdraw(run, what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1) + ".");
        }
        return runs.isEmpty() ? Decision.ignored(ref, what + ", and nothing ran for it") : Decision.stopped(ref, what + named("stopped", runs));
    }

    /** Whatever ended a run, those that waited for it begin. */
    private Decision ended(Trigger.RunEnded ended) throws StartRefused {
        if (!ended.stateMachine().equals(stateMachine)) {
            return Decision.ignored(ended, "the execution is of another state machine: " + ended.stateMachine());
        }
        Decision decision = concluded(ended);
        RunId run = new RunId(ended.run());
        List<RunId> begun = turns.release(run);
        references.remove(run);
        return begun.isEmpty() ? decision : decision.and(named("begun", begun).substring(2));
    }

    private Decision concluded(Trigger.RunEnded ended) throws StartRefused {
        if (ended.status().equals("SUCCEEDED")) {
            return Decision.ignored(ended, "run %s came to its own end".formatted(ended.run()));
        }
        if (ended.concluding()) {
            return Decision.ignored(ended, "a concluding run's own end is not told again; the alarm tells");
        }
        if (executions.wasTold(ended.execution())) {
            return Decision.ignored(ended, "run %s ended %s after its verdict was told".formatted(ended.run(), ended.status()));
        }
        RunId run = RunId.of(ended);
        Instant now = clock.instant();
        boolean known = !records.keep(new RunRecord(run, "", "", "", ended.origin().event(), now));
        boolean duplicate = executions.start(run, new RunInput.OfEnded(run, ended).json()).map(began -> known && began.isBefore(now)).orElse(true);
        return duplicate ? Decision.duplicate(ended, "", run)
                : Decision.started(ended, "", run, "run %s ended %s".formatted(ended.run(), ended.status()));
    }
}
