package dev.signalbox.verdict;

import java.util.Locale;

/**
 * What a verdict changed on its branch, compared with the branch's last passed or failed verdict. {@link #BROKEN}: failed after
 * passed, or as the first. {@link #NONE}: passed after passed or as the first, or a verdict that does not judge the code, or one
 * that came after the verdict of a newer trigger and so changes nothing about the branch any more.
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

    /** The change from what was known of the branch to this verdict. */
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
