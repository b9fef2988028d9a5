package dev.signalbox.run;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.signalbox.plan.Needs;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Subject;
import dev.signalbox.pullrequest.Board;
import dev.signalbox.pullrequest.Check;
import dev.signalbox.pullrequest.Noticeboard;
import dev.signalbox.pullrequest.Progress;
import dev.signalbox.pullrequest.PullRequests;
import dev.signalbox.pullrequest.Reported;
import dev.signalbox.pullrequest.Revision;
import dev.signalbox.pullrequest.Row;
import dev.signalbox.rules.Callers;
import dev.signalbox.run.Planning.Planned;
import dev.signalbox.trigger.Trigger;
import dev.signalbox.verdict.Verdict;

/**
 * Runs the checks of pull requests. Events of one come late, twice and in any order, or never; so whatever tells of it, what counts is
 * how CodeCommit says it is now: its current revision is checked, once, while it is open.
 */
public final class PullRequestRuns {

    private static final int TRIES = 20;
    /** Lambda calls again a minute after an event's first failure: until then it is worth another look. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final PullRequests pullRequests;
    private final Noticeboard noticeboard;
    private final Planning planning;
    private final Starts starts;
    private final References references;
    private final Turns turns;
    private final Executions executions;
    private final Clock clock;

    public PullRequestRuns(PullRequests pullRequests, Noticeboard noticeboard, Planning planning, Starts starts, References references,
            Turns turns, Executions executions, Clock clock) {
        this.pullRequests = pullRequests;
        this.noticeboard = noticeboard;
        this.planning = planning;
        this.starts = starts;
        this.references = references;
        this.turns = turns;
        this.executions = executions;
        this.clock = clock;
    }

    /**
     * It was opened, or its source moved.
     *
     * @throws PullRequestIsBehind while the event is fresh and of a revision that neither CodeCommit nor the board knows
     */
    Decision changed(Trigger.OnPullRequest trigger) throws Gone, StartRefused {
        Optional<PullRequests.State> now = pullRequests.state(trigger.pullRequest().id());
        String told = trigger.pullRequest().revision();
        if (now.isPresent() && now.get().open() && !told.isEmpty() && !told.equals(now.get().revision().id())
                && clock.instant().isBefore(trigger.origin().at().plus(FRESH))
                && !noticeboard.board(trigger.repository(), now.get().id()).isOf(told)) {
            throw new PullRequestIsBehind(now.get().id(), now.get().revision().id(), told);
        }
        return now.isEmpty() ? gone(trigger, trigger.pullRequest().id())
                : settled(trigger, now.get(), whole(trigger, now.get(), false));
    }

    /** A push of its source left builds to it. CodeCommit tells of both, but perhaps of one alone. */
    Decision due(Trigger.BranchPushed push, PullRequests.State now) throws Gone, StartRefused {
        return settled(push, now, whole(push, now, false));
    }

    /** It was closed or merged, which is for good: what runs for it is stopped. */
    Decision closed(Trigger.OnPullRequest trigger, Board.Stage stage) throws StartRefused {
        String what = "pull request %s was %s".formatted(trigger.pullRequest().id(), stage == Board.Stage.MERGED ? "merged" : "closed");
        List<RunId> stopped = stop(trigger.repository(), trigger.pullRequest().id(), "P" + what.substring(1) + ".");
        noticeboard.change(trigger.repository(), trigger.pullRequest().id(), board -> board.closed(stage));
        return stopped.isEmpty() ? Decision.ignored(trigger, what + ", and nothing ran for it")
                : Decision.stopped(trigger, what + Starts.named("stopped", stopped));
    }

    /** Somebody approves: builds that waited for this may run. */
    Decision approved(Trigger.PullRequestApprovalChanged trigger) throws Gone, StartRefused {
        String id = trigger.pullRequest().id();
        Decision nothing = Decision.ignored(trigger, "pull request %s got the vote %s, and nothing waited for it"
                .formatted(id, trigger.status()));
        if (planning.isOurs(trigger.origin().actor())) {
            return nothing;
        }
        Optional<PullRequests.State> now = pullRequests.state(id);
        return now.isEmpty() ? gone(trigger, id) : settled(trigger, now.get(), nothing);
    }

    /** Its approval rules hold no more, or again: whichever CodeCommit says once the board is read. */
    Decision overridden(Trigger.PullRequestRulesOverridden trigger) {
        String id = trigger.pullRequest().id();
        noticeboard.change(trigger.repository(), id, board -> board.overridden(overrider(id)));
        return Decision.acted(trigger, "pull request %s has its approval rules overridden (%s) by %s"
                .formatted(trigger.pullRequest().id(), trigger.status(), trigger.origin().actor()));
    }

    /** Who set the rules aside, in words; empty while they hold. */
    private String overrider(String id) {
        return pullRequests.state(id).flatMap(now -> pullRequests.overridden(id, now.revision().id()))
                .map(arn -> Callers.name(arn).isEmpty() ? "somebody" : Callers.name(arn)).orElse("");
    }

    /**
     * Runs builds of the current revision again.
     *
     * @param builds names of builds; empty: all that the pull request leads to
     * @param key of whoever asks, so that asking twice is asking once
     */
    Decision again(Trigger trigger, PullRequests.State now, List<String> builds, String key) throws Gone, StartRefused {
        return settled(trigger, now, asked(trigger, now, builds, key));
    }

    /**
     * What is not over runs with what is asked for, as its run is about to be stopped; and so does what that needs and did not pass.
     * What comes in between is looked at again: others that ask at the same time, and may begin first.
     */
    private Decision asked(Trigger trigger, PullRequests.State now, Collection<String> builds, String key) throws Gone, StartRefused {
        String revision = now.revision().id();
        for (int tries = 0; tries < TRIES; tries++) {
            Board board = noticeboard.change(now.repository(), now.id(), seen -> seen.isBegun(revision) ? seen.ask(key) : seen);
            int attempt = board.isBegun(revision) ? board.asked().getOrDefault(key, 0) : 0;
            if (attempt == 0) {
                return whole(trigger, now, true);
            }
            SortedSet<String> all = new TreeSet<>(builds);
            if (!builds.isEmpty()) {
                all.addAll(board.unfinished());
                all.addAll(needed(board, now, all));
            }
            Optional<Decision> decision = begun(trigger, now, List.copyOf(all), attempt, true);
            if (decision.isPresent()) {
                return decision.get();
            }
            noticeboard.change(now.repository(), now.id(),
                    seen -> seen.isBegun(revision) && seen.begun().attempt() > attempt ? seen.askAgain(key, attempt) : seen);
        }
        throw new GroupIsBusy(RunId.of(now.repository(), now.id(), revision, TRIES));
    }

    /** What builds need, directly or through others, and is not good: it runs first, and when it fails they do not run. */
    private Set<String> needed(Board board, PullRequests.State now, Collection<String> builds) throws Gone {
        Set<String> needs = planning.rulesOf(now).<Set<String>>map(rules -> Needs.of(builds, rules.builds())).orElse(Set.of());
        return board.checks().stream().filter(check -> !check.progress().isGood()).map(Check::check).filter(needs::contains)
                .collect(Collectors.toSet());
    }

    private Decision whole(Trigger trigger, PullRequests.State now, boolean asked) throws Gone, StartRefused {
        return begun(trigger, now, List.of(), 1, asked)
                .orElseGet(() -> Decision.ignored(trigger, "checks of pull request %s were asked for again".formatted(now.id())));
    }

    /** Stops all runs of a pull request, at work or waiting. */
    List<RunId> stop(String repository, String id, String cause) throws StartRefused {
        List<RunId> stopped = new ArrayList<>();
        for (References.Noted noted : references.runs(repository, Subject.ofPullRequest(id))) {
            if (turns.withdraw(noted.run(), cause)) {
                stopped.add(noted.run());
            }
        }
        return stopped;
    }

    /**
     * Does what may have become due while something else was done: to start a run takes a while, in which somebody approves, the pull
     * request gets a newer revision or is closed; who told of that found nothing to start or to stop then. So whoever did anything, or
     * found that there is nothing to do any more, looks afterwards; and so does the one who is called again after another died, who may
     * have left comment and votes behind the board.
     */
    Decision settled(Trigger trigger, PullRequests.State now, Decision decision) throws Gone, StartRefused {
        Optional<Decision> approved = afterApproval(trigger, now);
        Decision all = approved.isEmpty() ? decision : approved.get().and(decision.reason());
        if (all.kind() == Decision.Kind.DUPLICATE || all.kind() == Decision.Kind.IGNORED) {
            noticeboard.change(now.repository(), now.id(), board -> board);
        }
        List<RunId> stopped = stopWhatIsOutdated(now);
        return stopped.isEmpty() ? all : all.and(Starts.named("stopped", stopped).substring(2));
    }

    /** Builds that wait run once somebody approves. A run that began because of that, and was not started, is started. */
    private Optional<Decision> afterApproval(Trigger trigger, PullRequests.State now) throws Gone, StartRefused {
        Board board = noticeboard.board(now.repository(), now.id());
        String revision = now.revision().id();
        if (!now.open() || !board.isBegun(revision)) {
            return Optional.empty();
        }
        Optional<String> begun = board.begunByApproval();
        if (begun.isPresent() && executions.state(new RunId(board.begun().run())) == Executions.State.UNKNOWN) {
            return Optional.of(asked(trigger, now, board.unfinished(), begun.get()));
        }
        return board.toApprove().isEmpty() || !planning.isApproved(now.id(), revision, now.author()) ? Optional.empty()
                : Optional.of(asked(trigger, now, board.toApprove(), board.approvalKey()));
    }

    /** Begins a run; empty where it must be asked for otherwise, since another run is about to be stopped by it or comes after it. */
    private Optional<Decision> begun(Trigger trigger, PullRequests.State now, List<String> builds, int attempt, boolean asked)
            throws Gone, StartRefused {
        if (!now.open()) {
            return Optional.of(
                    Decision.ignored(trigger, "pull request %s is %s".formatted(now.id(), now.merged() ? "merged" : "closed")));
        }
        Trigger.ChecksDue due = new Trigger.ChecksDue(trigger.origin(), Planning.pullRequest(now, now.revision().commit()), builds, attempt,
                asked);
        RunId run = RunId.of(due);
        if (executions.state(run) != Executions.State.UNKNOWN) {
            return Optional.of(Decision.duplicate(due, due.commit(), run));
        }
        Planned planned = planning.plan(due);
        if (planned.plan() instanceof Plan.Nothing nothing) {
            return Optional.of(nothing(due, now, run, nothing));
        }
        String revision = now.revision().id();
        Board board = noticeboard.change(now.repository(), now.id(), revision,
                seen -> mayBegin(seen, due) ? begun(seen, due, revision(now, planned), run, planned) : seen);
        if (!board.isOf(revision)) {
            return Optional.of(Decision.ignored(due,
                    "pull request %s has a newer revision than %s".formatted(now.id(), now.revision().commit())));
        }
        if (!mayBegin(board, due)) {
            return Optional.empty();
        }
        if (buildsNothing(planned)) {
            return Optional.of(Decision.ignored(due, "no check of pull request %s needs to run now".formatted(now.id())));
        }
        return Optional.of(starts.of(planned, board.begun().orderOf(run.value(), trigger.origin().at())));
    }

    /** The board when the run begins. One that needs no build is over then. */
    private static Board begun(Board seen, Trigger.ChecksDue due, Revision now, RunId run, Planned planned) {
        List<Row> rows = planned.plan() instanceof Plan.Builds plan ? rows(plan) : List.of();
        List<String> changes = lines(planned.ownRules());
        Board begun = due.builds().isEmpty() ? seen.beginAll(now, run.value(), due.attempt(), due.origin().at(), rows, changes)
                : seen.begin(now, run.value(), due.attempt(), due.origin().at(), rows, changes);
        String flaw = planned.ownRules().flaw();
        return buildsNothing(planned) ? begun.concluded(now, run.value(), due.attempt(), List.of(),
                flaw.isEmpty() ? null : new Board.Ruling(Verdict.FAILED, flaw, due.attempt()), Reported.NOTHING) : begun;
    }

    private static boolean buildsNothing(Planned planned) {
        return planned.plan() instanceof Plan.Builds plan && plan.waves().isEmpty();
    }

    private static boolean mayBegin(Board seen, Trigger.ChecksDue due) {
        return !seen.isBegun(due.pullRequest().revision()) || seen.begun().attempt() <= due.attempt()
                && (due.builds().isEmpty() || due.builds().containsAll(seen.unfinished()));
    }

    /** Where something was told of the pull request before, that nothing is checked now is told as well. */
    private Decision nothing(Trigger.ChecksDue due, PullRequests.State now, RunId run, Plan.Nothing nothing) {
        noticeboard.change(now.repository(), now.id(), now.revision().id(), seen -> seen.revision() == null
                || seen.isBegun(now.revision().id()) ? seen
                : seen.begin(now.revision(), run.value(), due.attempt(), due.origin().at(), List.of(), List.of())
                        .concluded(now.revision(), run.value(), due.attempt(), List.of(),
                                new Board.Ruling(Verdict.CANCELLED, nothing.reason(), due.attempt()), Reported.NOTHING));
        return Decision.ignored(due, nothing.reason());
    }

    /** Stops what is not about what CodeCommit has now. */
    private List<RunId> stopWhatIsOutdated(PullRequests.State then) throws StartRefused {
        List<References.Noted> known = references.runs(then.repository(), Subject.ofPullRequest(then.id()));
        Optional<PullRequests.State> now = pullRequests.state(then.id());
        boolean open = now.isPresent() && now.get().open();
        Set<RunId> current = open ? current(now.get()) : Set.of();
        List<RunId> stopped = new ArrayList<>();
        for (References.Noted noted : known) {
            if (!current.contains(noted.run()) && (open
                    ? turns.outdate(noted.run(), "Pull request %s has a newer revision.".formatted(then.id()))
                    : turns.withdraw(noted.run(), "Pull request %s was closed.".formatted(then.id())))) {
                stopped.add(noted.run());
            }
        }
        return stopped;
    }

    /** All runs that there may be for its revision. */
    private Set<RunId> current(PullRequests.State now) {
        Board board = noticeboard.board(now.repository(), now.id());
        int attempts = board.isOf(now.revision().id()) ? Math.max(1, board.attempts()) : 1;
        return IntStream.rangeClosed(1, attempts)
                .mapToObj(attempt -> RunId.of(now.repository(), now.id(), now.revision().id(), attempt)).collect(Collectors.toSet());
    }

    /** The revision as it was planned: the target may have moved since it was looked at. */
    private static Revision revision(PullRequests.State now, Planned planned) {
        Revision revision = now.revision();
        return new Revision(revision.id(), revision.source(), revision.commit(), revision.target(), planned.source().targetCommit());
    }

    private static List<String> lines(OwnRules own) {
        return own.flaw().isEmpty() ? own.changes() : own.flaw().lines().toList();
    }

    private static List<Row> rows(Plan.Builds plan) {
        List<Row> rows = new ArrayList<>();
        plan.waves().forEach(wave -> wave.builds().forEach(build ->
                rows.add(new Row(build.name(), build.check(), build.rule().required(), new Progress.Waiting()))));
        plan.held().forEach(held -> rows.add(new Row(held.check(), held.check(), held.required(), new Progress.NeedsApproval())));
        plan.unneeded().forEach(unneeded ->
                rows.add(new Row(unneeded.check(), unneeded.check(), unneeded.required(), new Progress.NotNeeded(unneeded.reason()))));
        return rows;
    }

    private static Decision gone(Trigger trigger, String id) {
        return Decision.ignored(trigger, "pull request %s does not exist any more".formatted(id));
    }
}
