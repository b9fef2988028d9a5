package dev.signalbox.run;

import java.time.Clock;
import java.time.Instant;
import java.util.stream.Collectors;

import dev.signalbox.plan.Commit;
import dev.signalbox.plan.Plan;
import dev.signalbox.plan.Planner;
import dev.signalbox.plan.Settings;
import dev.signalbox.rules.Account;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.trigger.Trigger;

/**
 * From a trigger to a decision: reads rules, plans, keeps the record, starts the run. It never waits for one.
 * What may pass is thrown unchecked, as the interfaces throw it; doing it all again is safe.
 */
public final class Dispatcher {

    private static final int FIRST_ATTEMPT = 1;

    private final Repositories repositories;
    private final RunRecords records;
    private final Executions executions;
    private final Clock clock;
    private final String project;
    private final String stateMachine;
    private final RulesReader reader = new RulesReader(Account.SILENT);

    /**
     * @param project the stack's own CodeBuild project
     * @param stateMachine the ARN of the state machine whose executions are our runs
     */
    public Dispatcher(Repositories repositories, RunRecords records, Executions executions, Clock clock,
            String project, String stateMachine) {
        this.repositories = repositories;
        this.records = records;
        this.executions = executions;
        this.clock = clock;
        this.project = project;
        this.stateMachine = stateMachine;
    }

    /** Acts on a trigger, and says what was done. */
    public Decision dispatch(Trigger trigger) {
        try {
            return switch (trigger) {
                case Trigger.BranchPushed push -> pushed(push);
                case Trigger.RunEnded ended -> ended(ended);
                case Trigger.ScheduleSlot slot -> Decision.ignored(slot, "no rule is about times");
                case Trigger.AccountSlot slot -> Decision.ignored(slot, "no rule is about times");
                case Trigger.Requested request -> Decision.ignored(request, "no rule is about requests");
                case Trigger.TagPushed tag -> Decision.ignored(tag, "tag %s was pushed, and no rule is about tags".formatted(tag.tag()));
                case Trigger.RefDeleted ref ->
                    Decision.ignored(ref, "%s %s was deleted, so there is nothing to build".formatted(ref.kind(), ref.name()));
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
            return Decision.undelivered(trigger, "the run could not be started: " + refused.getMessage());
        }
    }

    private static Decision pullRequest(Trigger.OnPullRequest trigger, String what) {
        return Decision.ignored(trigger, "pull request %s %s, and no rule is about pull requests"
                .formatted(trigger.pullRequest().id(), what));
    }

    private Decision pushed(Trigger.BranchPushed push) throws Gone, StartRefused {
        RunId run = RunId.of(push, FIRST_ATTEMPT);
        Plan plan = Planner.plan(push, rules(push), new Settings(run.value(), FIRST_ATTEMPT, project));
        return switch (plan) {
            case Plan.Nothing(String reason) -> Decision.ignored(push, reason);
            case Plan.Refusal(String reason) -> start(push, run, plan, reason);
            case Plan.Builds builds -> start(push, run, plan, builds.reasons().stream()
                    .map(reason -> reason.build() + ": " + reason.reason()).collect(Collectors.joining("; ")));
        };
    }

    private Decision start(Trigger.BranchPushed push, RunId run, Plan plan, String reason) throws Gone, StartRefused {
        Commit commit = repositories.commit(push.repository(), push.commit());
        return start(push, push.branch(), run, new RunInput.OfPush(run, push, commit, plan), reason);
    }

    private Decision ended(Trigger.RunEnded ended) throws StartRefused {
        if (!ended.stateMachine().equals(stateMachine)) {
            return Decision.ignored(ended, "the execution is of another state machine: " + ended.stateMachine());
        }
        if (ended.concluding()) {
            return Decision.ignored(ended, "a concluding run's own end is not told again; the alarm tells");
        }
        if (executions.wasTold(ended.execution())) {
            return Decision.ignored(ended, "run %s ended %s after its verdict was told".formatted(ended.run(), ended.status()));
        }
        RunId run = RunId.of(ended);
        return start(ended, "", run, new RunInput.OfEnded(run, ended), "run %s ended %s".formatted(ended.run(), ended.status()));
    }

    /** The record is kept first: a start that fails is done again, and then finds it. */
    private Decision start(Trigger trigger, String branch, RunId run, RunInput input, String reason) throws StartRefused {
        Instant now = clock.instant();
        boolean known = !records.keep(
                new RunRecord(run, trigger.repository(), branch, trigger.commit(), trigger.origin().event(), now));
        boolean duplicate = executions.start(run, input.json()).map(began -> known && began.isBefore(now)).orElse(true);
        return duplicate ? Decision.duplicate(trigger, run) : Decision.started(trigger, run, reason);
    }

    private Reading rules(Trigger.BranchPushed push) throws Gone {
        return switch (repositories.file(push.repository(), push.commit(), RulesReader.FILE)) {
            case SourceFile.Present(byte[] content, String _) -> reader.read(content);
            case SourceFile.TooLarge() -> RulesReader.tooLarge();
            case SourceFile.Absent() -> switch (repositories.file(push.repository(), push.commit(), Rules.BUILDSPEC)) {
                case SourceFile.Absent() -> new Reading.Nothing();
                case SourceFile.Present _, SourceFile.TooLarge _ -> reader.standard();
            };
        };
    }
}
