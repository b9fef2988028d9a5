package dev.signalbox.run;

import dev.signalbox.trigger.Trigger;

/**
 * What was decided about one trigger. What does not apply is empty.
 *
 * @param event the event's id
 * @param run the run's id
 * @param reason why, in words
 */
public record Decision(Kind kind, String event, String repository, String commit, String run, String reason) {

    /** Kinds of decisions, the weightiest first. */
    public enum Kind { STARTED, DUPLICATE, UNDELIVERED, IGNORED, RETRY }

    static Decision started(Trigger trigger, RunId run, String reason) {
        return new Decision(Kind.STARTED, trigger.origin().event(), trigger.repository(), trigger.commit(), run.value(), reason);
    }

    static Decision duplicate(Trigger trigger, RunId run) {
        return new Decision(Kind.DUPLICATE, trigger.origin().event(), trigger.repository(), trigger.commit(), run.value(),
                "run " + run + " was started for this before");
    }

    static Decision ignored(Trigger trigger, String reason) {
        return new Decision(Kind.IGNORED, trigger.origin().event(), trigger.repository(), trigger.commit(), "", reason);
    }

    static Decision undelivered(Trigger trigger, String reason) {
        return new Decision(Kind.UNDELIVERED, trigger.origin().event(), trigger.repository(), trigger.commit(), "", reason);
    }
}
