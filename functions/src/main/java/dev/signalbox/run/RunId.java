package dev.signalbox.run;

import dev.signalbox.plan.Subject;
import dev.signalbox.trigger.PullRequest;
import dev.signalbox.trigger.Trigger;
import dev.signalbox.trigger.Trigger.RunEnded;

/**
 * A run's id, which is its execution's name and its claim: the same trigger gives the same id, so that AWS itself refuses to start
 * it twice. It is a kind, a hyphen and 40 hex digits; Step Functions takes names of at most 80 characters.
 *
 * @param value such as {@code push-0f6c…}
 */
public record RunId(String value) {

    private static final int DIGITS = 40;

    /** The run of a pull request's checks. */
    static RunId of(Trigger.ChecksDue due) {
        return of(due.pullRequest(), due.attempt());
    }

    /** The run of what is to be built: what tells it from any other is what makes its trigger unique, and the attempt. */
    public static RunId of(Subject subject) {
        String attempt = String.valueOf(subject.attempt());
        return switch (subject.trigger()) {
            case Trigger.BranchPushed push -> of("push", push.repository(), "refs/heads/" + push.branch(), push.previousCommit(),
                    push.commit(), attempt);
            case Trigger.TagPushed push -> of("tag", push.repository(), "refs/tags/" + push.tag(), push.previousCommit(), push.commit(),
                    attempt);
            case Trigger.PullRequestOpened opened -> of(opened.pullRequest(), subject.attempt());
            case Trigger.PullRequestUpdated updated -> of(updated.pullRequest(), subject.attempt());
            case Trigger.ChecksDue due -> of(due);
            case Trigger.ScheduleSlot slot -> of("schedule", slot.repository(), slot.schedule(), slot.slot().toString(), attempt);
            case Trigger.Requested request -> of("manual", request.repository(), request.origin().event(), attempt);
        };
    }

    private static RunId of(PullRequest pullRequest, int attempt) {
        return of(pullRequest.repository(), pullRequest.id(), pullRequest.revision(), attempt);
    }

    /** The run of an attempt at a revision of a pull request. */
    static RunId of(String repository, String pullRequest, String revision, int attempt) {
        return of("pull-request", repository, pullRequest, revision, String.valueOf(attempt));
    }

    /** The run that concludes one that ended from outside. */
    public static RunId of(RunEnded ended) {
        return of("ended", ended.execution(), "ended");
    }

    private static RunId of(String kind, String... parts) {
        return new RunId(kind + "-" + Fingerprint.of(DIGITS, parts));
    }

    @Override
    public String toString() {
        return value;
    }
}
