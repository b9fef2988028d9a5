package dev.signalbox.verdict;

import java.util.Locale;

/**
 * What a verdict changed, compared with the last passed or failed one of its
 * {@linkplain RunFacts#sequence sequence}: its branch's pushes, or its schedule's runs. {@link #BROKEN}: failed after
 * passed, or as the first. {@link #NONE}: passed after passed or as the first, or a verdict that does not judge the code, or one
 * that came after the verdict of a newer trigger and so changes nothing any more, or one of no sequence.
 */
public enum Change {
    BROKEN, FIXED, STILL_FAILING, NONE;

    /** The change as documents, attributes and records spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when the word is no change's */
    public static Change of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The change from what was known to this verdict. */
    public static Change between(LastVerdict last, Verdict now) {
        if (!now.judgesTheCode()) {
            return NONE;
        }
        boolean failed = now == Verdict.FAILED;
        return switch (last) {
            case LastVerdict.None _ -> failed ? BROKEN : NONE;
            case LastVerdict.Passed _ -> failed ? BROKEN : NONE;
            case LastVerdict.Failed _ -> failed ? STILL_FAILING : FIXED;
            case LastVerdict.Newer _ -> NONE;
        };
    }
}
