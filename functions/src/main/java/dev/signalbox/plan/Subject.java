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
            case Trigger.PullRequestOpened _, Trigger.PullRequestUpdated _ -> Kind.PULL_REQUEST;
            case Trigger.ScheduleSlot _ -> Kind.SCHEDULE;
            case Trigger.Requested _ -> Kind.MANUAL;
        };
    }

    /** The reference that is built, in full; empty for a bare commit. */
    public String reference() {
        if (!tag.isEmpty()) {
            return "refs/tags/" + tag;
        }
        return branch.isEmpty() ? "" : "refs/heads/" + branch;
    }

    /** Where the reference was before. */
    public String previousCommit() {
        return switch (trigger) {
            case Trigger.BranchPushed push -> push.previousCommit();
            case Trigger.TagPushed push -> push.previousCommit();
            case Trigger.PullRequestOpened _, Trigger.PullRequestUpdated _, Trigger.ScheduleSlot _, Trigger.Requested _ -> "";
        };
    }

    /** Which attempt at building the same it is, from 1. */
    public int attempt() {
        return trigger instanceof Trigger.Requested request ? request.attempt() : 1;
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
