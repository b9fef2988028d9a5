package dev.signalbox.trigger;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happened. Commit ids are 40 or 64 lower case hex digits; names of branches and tags are at most 256 characters, without
 * {@code refs/heads/} and {@code refs/tags/}. Text that an event does not tell is empty.
 */
public sealed interface Trigger {

    /** The event that told of it. */
    Origin origin();

    /** The repository it happened in; empty where it concerns none or several. */
    default String repository() {
        return "";
    }

    /** The commit it is about; empty where it is about none. */
    default String commit() {
        return "";
    }

    /** May lead to builds. The commit is empty where it is still to be looked up. */
    sealed interface Buildable extends Trigger {
    }

    /**
     * A branch was created or moved to a commit.
     *
     * @param previousCommit where the branch was before; empty for a new branch, and where the event does not tell
     */
    record BranchPushed(Origin origin, String repository, String branch, String commit, String previousCommit) implements Buildable {
    }

    /**
     * A tag was created or moved.
     *
     * @param commit what the tag points to: for an annotated tag it may be the tag object's id
     * @param previousCommit what it pointed to before; empty for a new tag, and where the event does not tell
     */
    record TagPushed(Origin origin, String repository, String tag, String commit, String previousCommit) implements Buildable {
    }

    /**
     * The time of a repository's schedule has come.
     *
     * @param schedule the schedule's name in EventBridge Scheduler
     * @param expression when it comes, as Scheduler spells it
     * @param timezone an IANA name
     * @param branch whose tip is to be built; empty for the repository's default branch
     * @param slot the time it was to come, whenever it came
     */
    record ScheduleSlot(Origin origin, String repository, String schedule, String expression, String timezone, String branch,
            Instant slot) implements Buildable {
    }

    /**
     * The time of the account's own schedule has come, which is about every repository.
     *
     * @param schedule the schedule's name in EventBridge Scheduler
     * @param expression when it comes, as Scheduler spells it
     * @param timezone an IANA name
     * @param slot the time it was to come, whenever it came
     */
    record AccountSlot(Origin origin, String schedule, String expression, String timezone, Instant slot) implements Trigger {
    }

    /**
     * Somebody asks for builds by hand. What does not apply is empty; at most one of branch and tag is given, and a commit where
     * neither is.
     *
     * @param commit the whole id of the commit to build; empty for the tip of the branch, or the tag's
     * @param builds names of builds; empty for those that the reference leads to
     * @param env plain values by name that every build gets besides its own
     * @param attempt from 1
     */
    record Requested(Origin origin, String repository, String branch, String tag, String commit, List<String> builds,
            SortedMap<String, String> env, int attempt) implements Buildable {

        public Requested {
            builds = List.copyOf(builds);
            env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        }
    }

    /**
     * A branch or tag was deleted.
     *
     * @param kind {@code branch} or {@code tag}
     * @param commit where it was
     */
    record RefDeleted(Origin origin, String repository, String kind, String name, String commit) implements Trigger {
    }

    /** A merge commit was made that no branch holds. */
    record MergeCommitMade(Origin origin, String repository, String commit) implements Trigger {
    }

    /** Something happened to a pull request. */
    sealed interface OnPullRequest extends Trigger {
        PullRequest pullRequest();

        @Override
        default String repository() {
            return pullRequest().repository();
        }

        @Override
        default String commit() {
            return pullRequest().commit();
        }
    }

    /** A pull request was opened. */
    record PullRequestOpened(Origin origin, PullRequest pullRequest) implements OnPullRequest, Buildable {
    }

    /** The source branch of a pull request moved. */
    record PullRequestUpdated(Origin origin, PullRequest pullRequest) implements OnPullRequest, Buildable {
    }

    /**
     * Checks of a pull request are to run for its revision: it was opened or updated, or somebody asks for them again.
     *
     * @param builds names of builds; empty for those that the pull request leads to
     * @param attempt from 1
     * @param asked whether somebody asks for them, whatever the title says
     */
    record ChecksDue(Origin origin, PullRequest pullRequest, List<String> builds, int attempt, boolean asked)
            implements OnPullRequest, Buildable {

        public ChecksDue {
            builds = List.copyOf(builds);
        }
    }

    /** A pull request was closed without a merge. */
    record PullRequestClosed(Origin origin, PullRequest pullRequest) implements OnPullRequest {
    }

    /** A pull request was merged. */
    record PullRequestMerged(Origin origin, PullRequest pullRequest) implements OnPullRequest {
    }

    /** Somebody approved a pull request, or took the approval back; {@code status} is APPROVE or REVOKE. */
    record PullRequestApprovalChanged(Origin origin, PullRequest pullRequest, String status) implements OnPullRequest {
    }

    /** An approval rule of a pull request was created, updated or deleted; {@code what} is CodeCommit's word for the event. */
    record PullRequestRuleChanged(Origin origin, PullRequest pullRequest, String what) implements OnPullRequest {
    }

    /** The approval rules of a pull request were set aside, or reinstated; {@code status} is OVERRIDE or REVOKE. */
    record PullRequestRulesOverridden(Origin origin, PullRequest pullRequest, String status) implements OnPullRequest {
    }

    /**
     * A comment on a pull request was written or edited; its text is not in the event.
     *
     * @param commit the tip of the source that it is about; of a reply, the one that the comment it replies to is about
     * @param inReplyTo the id of the comment that it replies to; empty where it is no reply
     */
    record CommentOnPullRequest(Origin origin, String repository, String pullRequest, String comment, String commit, String inReplyTo,
            boolean edited) implements Trigger {

        /** Whether it replies to another: then nobody knows which commit its writer saw. */
        public boolean isReply() {
            return !inReplyTo.isEmpty();
        }
    }

    /** A comment on a commit was written or edited. */
    record CommentOnCommit(Origin origin, String repository, String comment, String commit) implements Trigger {
    }

    /** Somebody reacted to a comment. */
    record ReactionChanged(Origin origin, String repository, String comment) implements Trigger {
    }

    /** An approval rule template changed, or the repositories it holds for. */
    record ApprovalTemplateChanged(Origin origin, String template) implements Trigger {
    }

    /**
     * An execution of a state machine ended, by itself or from outside.
     *
     * @param stateMachine the ARN of the state machine
     * @param execution the ARN of the execution
     * @param run the execution's name
     * @param status SUCCEEDED when it came to its own end; ABORTED, TIMED_OUT or FAILED
     * @param cause why it failed, as far as the event tells; at most 1,000 characters
     * @param concluding whether the run was itself there to conclude another
     */
    record RunEnded(Origin origin, String stateMachine, String execution, String run, String status, String cause, boolean concluding)
            implements Trigger {
    }

    /**
     * An event of a known source that asks for nothing.
     *
     * @param what what it is, such as {@code CodeCommit Repository State Change: referenceRenamed}
     */
    record Other(Origin origin, String what) implements Trigger {
    }
}
