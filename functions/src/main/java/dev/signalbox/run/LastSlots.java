package dev.signalbox.run;

import java.time.Instant;
import java.util.Optional;

/** What each schedule built the last time. What may pass, such as throttling, is thrown unchecked. */
public interface LastSlots {

    /** The commit that a schedule's last slot built; empty when it built none yet. */
    Optional<String> commit(String repository, String schedule);

    /** Keeps what a slot built, unless a later slot is kept already. */
    void keep(String repository, String schedule, Instant slot, String commit);
}
