package dev.signalbox.run;

import java.util.Comparator;
import java.util.List;

import dev.signalbox.trigger.Trigger;

/**
 * What was decided about one trigger. What does not apply is empty.
 *
 * @param event the event's id
 * @param run the run's id
 * @param reason why, in words
 * @param undone what could not be done, whatever else was: the event is kept for people to look at, with this
 */
public record Decision(Kind kind, String event, String repository, String commit, String run, String reason, String undone) {

    /** A decision that left nothing undone. */
    public Decision(Kind kind, String event, String repository, String commit, String run, String reason) {
        this(kind, event, repository, commit, run, reason, "");
    }

    /** The whole event could not be acted on. */
    public static Decision undelivered(String event, String repository, String commit, String reason) {
        return new Decision(Kind.UNDELIVERED, event, repository, commit, "", reason, reason);
    }

    /** Kinds of decisions, the weightiest first. */
    public enum Kind { STARTED, WAITING, STOPPED, ACTED, DUPLICATE, UNDELIVERED, IGNORED, RETRY }

    /** What was decided of the same event, the weightiest foremost. */
    static Decision all(List<Decision> decisions) {
        Decision first = decisions.stream().min(Comparator.comparing(Decision::kind)).orElseThrow();
        Decision all = first;
        for (Decision other : decisions) {
            if (other != first) {
                all = all.and(other.reason());
                all = other.undone().isEmpty() ? all : all.without(other.undone());
            }
        }
        return all;
    }

    /** The same, and what was done besides. */
    Decision and(String words) {
        return new Decision(kind, event, repository, commit, run, reason + "; " + words, undone);
    }

    /** The same, but something could not be done. */
    Decision without(String what) {
        return new Decision(kind, event, repository, commit, run, reason, undone.isEmpty() ? what : undone + "; " + what);
    }

    static Decision started(Trigger trigger, String commit, RunId run, String reason) {
        return new Decision(Kind.STARTED, trigger.origin().event(), trigger.repository(), commit, run.value(), reason);
    }

    /** Runs were started, which the reason names. */
    static Decision startedMany(Trigger trigger, String reason) {
        return new Decision(Kind.STARTED, trigger.origin().event(), "", "", "", reason);
    }

    /** The run is kept until those that hold its groups have ended. */
    static Decision waiting(Trigger trigger, String commit, RunId run, String reason) {
        return new Decision(Kind.WAITING, trigger.origin().event(), trigger.repository(), commit, run.value(), reason);
    }

    /** Runs were stopped, which the reason names. */
    static Decision stopped(Trigger trigger, String reason) {
        return new Decision(Kind.STOPPED, trigger.origin().event(), trigger.repository(), trigger.commit(), "", reason);
    }

    /** Something was done that starts and stops no run. */
    static Decision acted(Trigger trigger, String reason) {
        return new Decision(Kind.ACTED, trigger.origin().event(), trigger.repository(), trigger.commit(), "", reason);
    }

    static Decision duplicate(Trigger trigger, String commit, RunId run) {
        return new Decision(Kind.DUPLICATE, trigger.origin().event(), trigger.repository(), commit, run.value(),
                "run " + run + " was started for this before");
    }

    static Decision ignored(Trigger trigger, String reason) {
        return ignored(trigger, trigger.commit(), reason);
    }

    static Decision ignored(Trigger trigger, String commit, String reason) {
        return new Decision(Kind.IGNORED, trigger.origin().event(), trigger.repository(), commit, "", reason);
    }

    static Decision undelivered(Trigger trigger, String reason) {
        return undelivered(trigger.origin().event(), trigger.repository(), trigger.commit(), reason);
    }
}
