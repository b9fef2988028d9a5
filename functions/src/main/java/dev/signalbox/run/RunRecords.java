package dev.signalbox.run;

import java.util.Optional;

/** The records of runs. What may pass, such as throttling, is thrown unchecked. */
public interface RunRecords {

    /**
     * Keeps a run's record, unless one is kept already.
     *
     * @return the record that was kept before, and stays; empty if there was none
     */
    Optional<RunRecord> keep(RunRecord record);
}
