package dev.signalbox.plan;

import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.When.Kind;
import dev.signalbox.trigger.Trigger;

/**
 * What is to be built: a trigger with nothing left to look up. What does not apply is empty.
 *
 * @param branch the branch that is built; of a pull request, the one it leads to
 * @param tag the tag that is built
 * @param commit the commit that is built
 * @param wholeAccount whether the account's own schedule asks, which no rules file names
 */
public record Subject(Trigger.Buildable trigger, String branch, String tag, String commit, boolean wholeAccount) {

    /** The kind of its trigger. */
    public Kind kind() {
        return switch (trigger) {
            case Trigger.BranchPushed _ -> Kind.PUSH;
            case Trigger.TagPushed _ -> Kind.TAG;
            case Trigger.PullRequestOpened _, Trigger.PullRequestUpdated _, Trigger.ChecksDue _ -> Kind.PULL_REQUEST;
            case Trigger.ScheduleSlot _ -> Kind.SCHEDULE;
            case Trigger.Requested _ -> Kind.MANUAL;
        };
    }

    /** What is built, whose end ends the run too: a reference in full, or a pull request; empty for a bare commit. */
    public String reference() {
        if (trigger instanceof Trigger.OnPullRequest on) {
            return ofPullRequest(on.pullRequest().id());
        }
        if (!tag.isEmpty()) {
            return "refs/tags/" + tag;
        }
        return branch.isEmpty() ? "" : "refs/heads/" + branch;
    }

    /** What stands for a pull request where runs are noted by their reference. */
    public static String ofPullRequest(String id) {
        return "pull-request/" + id;
    }

    /** The name of the group that its run has of itself; empty where there is none. Names of groups in rules have no colon. */
    public String group() {
        return switch (trigger) {
            case Trigger.BranchPushed push -> "branch:" + push.branch();
            case Trigger.OnPullRequest on -> "pull-request:" + on.pullRequest().id();
            case Trigger.TagPushed _, Trigger.ScheduleSlot _, Trigger.Requested _ -> "";
        };
    }

    /** Where the reference was before. */
    public String previousCommit() {
        return switch (trigger) {
            case Trigger.BranchPushed push -> push.previousCommit();
            case Trigger.TagPushed push -> push.previousCommit();
            case Trigger.PullRequestOpened _, Trigger.PullRequestUpdated _, Trigger.ChecksDue _, Trigger.ScheduleSlot _,
                    Trigger.Requested _ ->
                "";
        };
    }

    /** Which attempt at building the same it is, from 1. */
    public int attempt() {
        return switch (trigger) {
            case Trigger.Requested request -> request.attempt();
            case Trigger.ChecksDue due -> due.attempt();
            default -> 1;
        };
    }

    /** Whether somebody asked for this very run. */
    boolean isAsked() {
        return attempt() > 1 || trigger instanceof Trigger.ChecksDue due && due.asked();
    }

    /** Whether a schedule of the rules is the one whose time has come. */
    boolean isSlotOf(Occasion.Schedule schedule) {
        return trigger instanceof Trigger.ScheduleSlot slot && !wholeAccount && slot.expression().equals(schedule.expression())
                && slot.timezone().equals(schedule.timezone()) && slot.branch().equals(schedule.branch());
    }

    /** What CodeBuild is to fetch: the commit, with the reference it is to be found by where that is no branch. */
    public String sourceVersion() {
        return tag.isEmpty() ? commit : "refs/tags/" + tag + "^{" + commit + "}";
    }
}
