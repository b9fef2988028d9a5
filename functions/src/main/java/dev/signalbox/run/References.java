package dev.signalbox.run;

import java.time.Instant;
import java.util.List;

/**
 * Which runs are about a branch or tag, so that they are stopped when it is deleted. What may pass, such as throttling, is thrown
 * unchecked. Everything may be done again.
 */
public interface References {

    /** A run, and when what it is started for happened. */
    record Noted(RunId run, Instant triggeredAt) {
    }

    /** As many runs of a reference are known; of more, the newest. */
    int MOST = 100;

    /**
     * Notes a run that is about to start or to wait; its record is kept already.
     *
     * @param reference in full, such as {@code refs/heads/main}
     * @param triggeredAt when its trigger happened; of a run that is noted already, what was said first holds
     * @return whether it is noted for this reference; false if it was for another one before, and stays so
     */
    boolean add(String repository, String reference, RunId run, Instant triggeredAt);

    /** Forgets a run that ended, whatever its reference. */
    void remove(RunId run);

    /** The runs that were added and not removed, the newest first. One may have ended without anybody knowing. */
    List<Noted> runs(String repository, String reference);
}
