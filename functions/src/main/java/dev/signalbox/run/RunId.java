package dev.signalbox.run;

import dev.signalbox.trigger.Trigger.BranchPushed;
import dev.signalbox.trigger.Trigger.RunEnded;

/**
 * A run's id, which is its execution's name and its claim: the same trigger gives the same id, so that AWS itself refuses to start
 * it twice. It is a kind, a hyphen and 40 hex digits; Step Functions takes names of at most 80 characters.
 *
 * @param value such as {@code push-0f6c…}
 */
public record RunId(String value) {

    private static final int DIGITS = 40;

    /** The run of a push: what tells it from any other is the repository, the reference's move, and the attempt. */
    public static RunId of(BranchPushed push, int attempt) {
        return of("push", push.repository(), "refs/heads/" + push.branch(), push.previousCommit(), push.commit(), String.valueOf(attempt));
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
