package dev.signalbox.verdict;

import java.util.Locale;

/** How a run ended. */
public enum Verdict {
    PASSED, FAILED, ERRORED, CANCELLED, SUPERSEDED;

    /** The verdict as documents, attributes and records spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when the word is no verdict's */
    public static Verdict of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether it says something about the code: only such verdicts become the last one of a branch or schedule. */
    public boolean judgesTheCode() {
        return this == PASSED || this == FAILED;
    }
}
