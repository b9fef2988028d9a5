package dev.signalbox.pullrequest;

import java.util.Locale;

import dev.signalbox.verdict.Verdict;

/** How a pull request stands, in the word that its comment begins with. */
public enum Standing {
    /** Something is not over yet. */
    RUNNING,
    /** A required check waits for somebody's approval. */
    WAITING,
    PASSED, FAILED, ERRORED, CANCELLED, SUPERSEDED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Standing of(Verdict verdict) {
        return valueOf(verdict.name());
    }
}
