package dev.signalbox.run;

import java.time.Instant;
import java.util.Optional;

/** Runs at work. What may pass, such as throttling, is thrown unchecked. */
public interface Executions {

    /**
     * Starts a run.
     *
     * @param input the execution's input, JSON of at most 256 KiB
     * @return when it began: just now, or earlier if it is at work already with the same input; empty if its name was used before
     */
    Optional<Instant> start(RunId run, String input) throws StartRefused;

    /** Whether the execution came so far that its verdict was told. */
    boolean wasTold(String execution);
}
