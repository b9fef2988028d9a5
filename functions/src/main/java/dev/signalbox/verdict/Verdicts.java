package dev.signalbox.verdict;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What was decided before: the records of runs, and the last verdict of each {@linkplain RunFacts#sequence sequence} of runs. */
public interface Verdicts {

    /**
     * A verdict once given to a run, which never changes.
     *
     * @param reason as {@link Judgement} gave it
     * @param before what the run's tests were compared with
     * @param at     in whole milliseconds
     */
    record Settled(Verdict verdict, Change change, String reason, Known before, Instant at) {
    }

    /** What is known of a run so far. The verdict is null while it has none. */
    record Standing(boolean superseded, @Nullable Settled verdict) {

        /** The verdict it was given. */
        public Optional<Settled> settled() {
            return Optional.ofNullable(verdict);
        }
    }

    /** The verdict that a run has now, and whether this call gave it. */
    record Settlement(Settled settled, boolean first) {
    }

    /** The last verdict of a sequence, and what was known of its tests then. */
    record Before(LastVerdict last, Known known) {

        public static final Before NOTHING = new Before(new LastVerdict.None(), Known.NOTHING);
    }

    /** What is known of a run; nothing, when no record is kept. */
    Standing standing(String runId);

    /**
     * Makes a passed or failed verdict, with what is known of its tests, the last one of its sequence, unless a run with a newer
     * trigger has given its own already. Called again for the run whose verdict is the last, it changes nothing and answers as
     * the first time.
     *
     * @return what the last verdict was; with {@link LastVerdict.Newer}, nothing is known
     */
    Before move(RunFacts run, Verdict verdict, Known known);

    /** The last verdict of a run's sequence, which stays what it is. */
    Before last(RunFacts run);

    /** Gives a run its verdict, unless it has one. */
    Settlement settle(String runId, Settled settled);
}
