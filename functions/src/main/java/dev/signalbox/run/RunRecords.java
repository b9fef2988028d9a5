package dev.signalbox.run;

/** The records of runs. What may pass, such as throttling, is thrown unchecked. */
public interface RunRecords {

    /** Keeps a run's record, unless one is kept already; whether it is a new one. */
    boolean keep(RunRecord record);
}
