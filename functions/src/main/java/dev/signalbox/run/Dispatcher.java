package dev.signalbox.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.signalbox.plan.Plan;
import dev.signalbox.pullrequest.Board;
import dev.signalbox.pullrequest.PullRequests;
import dev.signalbox.run.Planning.Planned;
import dev.signalbox.trigger.Trigger;

/**
 * From a trigger to a decision: each kind of trigger goes its way. It never waits for a run.
 * What may pass is thrown unchecked, as the interfaces throw it; doing it all again is safe.
 */
public final class Dispatcher {

    private static final String OURS = "branches that begin with %s are our own".formatted(MergeResults.PREFIX);

    private final Planning planning;
    private final Starts starts;
    private final Ends ends;
    private final PullRequestRuns pullRequests;
    private final Commands commands;
    private final Timekeeper timekeeper;
    private final LastSlots lastSlots;
    private final Repositories repositories;

    public Dispatcher(Planning planning, Starts starts, Ends ends, PullRequestRuns pullRequests, Commands commands, Schedules schedules,
            LastSlots lastSlots, Repositories repositories) {
        this.planning = planning;
        this.starts = starts;
        this.ends = ends;
        this.pullRequests = pullRequests;
        this.commands = commands;
        timekeeper = new Timekeeper(planning, schedules, repositories);
        this.lastSlots = lastSlots;
        this.repositories = repositories;
    }

    /** Acts on a trigger, and says what was done. */
    public Decision dispatch(Trigger trigger) {
        try {
            return switch (trigger) {
                case Trigger.BranchPushed push when isOurs(push.branch()) -> Decision.ignored(push, OURS);
                case Trigger.BranchPushed push -> pushed(push);
                case Trigger.TagPushed push -> starts.of(planning.plan(push));
                case Trigger.ScheduleSlot slot -> due(slot);
                case Trigger.Requested request -> starts.of(planning.plan(request));
                case Trigger.RunEnded ended -> ends.ended(ended);
                case Trigger.AccountSlot slot -> everywhere(slot);
                case Trigger.RefDeleted ref when ref.kind().equals("branch") && isOurs(ref.name()) -> Decision.ignored(ref, OURS);
                case Trigger.RefDeleted ref -> ends.deleted(ref);
                case Trigger.MergeCommitMade merge -> Decision.ignored(merge, "the merge commit is on no branch");
                case Trigger.PullRequestOpened opened -> pullRequests.changed(opened);
                case Trigger.PullRequestUpdated updated -> pullRequests.changed(updated);
                case Trigger.ChecksDue due -> pullRequests.changed(due);
                case Trigger.PullRequestClosed closed -> pullRequests.closed(closed, Board.Stage.CLOSED);
                case Trigger.PullRequestMerged merged -> pullRequests.closed(merged, Board.Stage.MERGED);
                case Trigger.PullRequestApprovalChanged approval -> pullRequests.approved(approval);
                case Trigger.PullRequestRuleChanged rule -> Decision.ignored(rule, "pull request %s has other approval rules (%s)"
                        .formatted(rule.pullRequest().id(), rule.what()));
                case Trigger.PullRequestRulesOverridden override -> pullRequests.overridden(override);
                case Trigger.CommentOnPullRequest comment -> commands.of(comment);
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

    private static boolean isOurs(String branch) {
        return branch.startsWith(MergeResults.PREFIX);
    }

    private static Decision refused(Trigger trigger, StartRefused refused) {
        return Decision.undelivered(trigger, "the run could not be started: " + refused.getMessage());
    }

    private Decision pushed(Trigger.BranchPushed push) throws Gone, StartRefused {
        Planned planned = planning.plan(push);
        List<Decision> decisions = new ArrayList<>();
        decisions.add(timekeeper.after(push, planned.reading(), starts.of(planned, order(push, planned))));
        for (PullRequests.State open : planned.leftTo()) {
            decisions.add(leftTo(push, open));
        }
        return Decision.all(decisions);
    }

    private Decision leftTo(Trigger.BranchPushed push, PullRequests.State open) {
        try {
            return pullRequests.due(push, open);
        } catch (Gone gone) {
            return Decision.ignored(push, String.valueOf(gone.getMessage()));
        } catch (StartRefused refused) {
            return refused(push, refused);
        }
    }

    /** Events tell time in whole seconds: of the pushes of one second, that of the branch's tip came last. */
    private Instant order(Trigger.BranchPushed push, Planned planned) {
        Instant at = push.origin().at();
        try {
            return planned.plan() instanceof Plan.Builds && repositories.tip(push.repository(), push.branch()).equals(push.commit())
                    ? at.plusMillis(1) : at;
        } catch (Gone _) {
            return at;
        }
    }

    private Decision due(Trigger.ScheduleSlot slot) throws StartRefused {
        try {
            return slot(slot, planning.plan(slot));
        } catch (Gone gone) {
            return timekeeper.afterNothing(slot, Decision.ignored(slot, String.valueOf(gone.getMessage())));
        }
    }

    private Decision slot(Trigger.ScheduleSlot slot, Planned planned) throws StartRefused {
        Decision decision = starts.of(planned);
        if (planned.plan() instanceof Plan.Builds && isBuilt(decision, planned.subject().commit())) {
            lastSlots.keep(slot.repository(), slot.schedule(), slot.slot(), decision.commit());
        }
        return decision;
    }

    /** A slot that comes again may find its branch elsewhere, and be about a commit that nobody built. */
    private static boolean isBuilt(Decision decision, String planned) {
        return switch (decision.kind()) {
            case STARTED, WAITING -> true;
            case DUPLICATE -> decision.commit().equals(planned);
            case STOPPED, ACTED, UNDELIVERED, IGNORED, RETRY -> false;
        };
    }

    /** The account's own schedule is about every repository. */
    private Decision everywhere(Trigger.AccountSlot account) {
        List<String> names = repositories.names();
        Planning now = planning.ofThisMoment();
        List<String> told = new ArrayList<>();
        for (Decision decision : Everywhere.look(names, name -> inRepository(account, name, now))) {
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

    private Decision inRepository(Trigger.AccountSlot account, String repository, Planning now) {
        Trigger.ScheduleSlot slot = new Trigger.ScheduleSlot(
                account.origin(), repository, account.schedule(), account.expression(), account.timezone(), "", account.slot());
        try {
            return slot(slot, now.planForAccount(slot));
        } catch (Gone gone) {
            return Decision.ignored(slot, String.valueOf(gone.getMessage()));
        } catch (StartRefused refused) {
            return refused(slot, refused);
        }
    }
}
