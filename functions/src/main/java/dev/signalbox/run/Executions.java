package dev.signalbox.run;

import java.time.Instant;
import java.util.Optional;

/** Runs at work. What may pass, such as throttling, is thrown unchecked. */
public interface Executions {

    /** How far an execution is. */
    enum State {
        /** There is none by this name. One that was started a moment ago may look like this. */
        UNKNOWN,
        /** It runs. One that ended a moment ago may look like this. */
        AT_WORK,
        ENDED
    }

    /**
     * Starts a run.
     *
     * @param input the execution's input, JSON of at most 256 KiB
     * @return when it began: just now, or earlier if it is at work already with the same input; empty if its name was used before
     */
    Optional<Instant> start(RunId run, String input) throws StartRefused;

    /** Whether the execution came so far that its verdict was told. */
    boolean wasTold(String execution);

    /** How far a run's execution is, as far as it can be told. */
    State state(RunId run);

    /**
     * Stops a run; nothing changes when it ended already.
     *
     * @param cause why, as people read it: {@code Branch topic was deleted.}
     * @return whether there is such an execution
     */
    boolean stop(RunId run, String cause);
}
