package dev.signalbox.verdict;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What was decided before: the records of runs, and the last verdict of each branch. */
public interface Verdicts {

    /** A verdict once given to a run, which never changes; {@code at} is in whole milliseconds. */
    record Settled(Verdict verdict, Change change, Instant at) {
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

    /** What is known of a run; nothing, when no record is kept. */
    Standing standing(String runId);

    /**
     * Makes a passed or failed verdict the branch's last one, unless a run with a newer trigger has given its own already.
     * Called again for the run whose verdict is the last, it changes nothing and answers as the first time.
     *
     * @return what the branch's last verdict was
     */
    LastVerdict move(RunFacts run, Verdict verdict);

    /** Gives a run its verdict, unless it has one. */
    Settlement settle(String runId, Settled settled);
}
