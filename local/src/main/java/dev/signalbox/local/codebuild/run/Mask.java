package dev.signalbox.local.codebuild.run;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * Replaces secrets in a line of text by {@code ***}. Each line of a secret counts by itself, without the blanks around it;
 * lines shorter than three characters are no secret.
 */
public final class Mask {

    /** Hides nothing. */
    public static final Mask NONE = new Mask(List.of());

    private static final int SHORTEST = 3;
    private static final String STARS = "***";

    private final List<String> secrets;

    /** Hides these values. */
    public Mask(Collection<String> values) {
        secrets = values.stream().flatMap(String::lines).map(String::strip)
                .filter(line -> line.length() >= SHORTEST).distinct().toList();
    }

    /** The length of the longest secret, in characters; 0 when there is none. */
    public int longest() {
        return secrets.stream().mapToInt(String::length).max().orElse(0);
    }

    /** The text with stars in place of every secret; secrets that overlap are hidden by the same stars. */
    public String apply(String text) {
        BitSet hidden = hidden(text);
        if (hidden.isEmpty()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            if (!hidden.get(at)) {
                shown.append(text.charAt(at));
            } else if (at == 0 || !hidden.get(at - 1)) {
                shown.append(STARS);
            }
        }
        return shown.toString();
    }

    /** Where a text may be cut, at or before a place, without cutting through a secret. */
    int cut(String text, int place) {
        BitSet hidden = hidden(text);
        int cut = Math.max(0, place);
        while (cut > 0 && hidden.get(cut) && hidden.get(cut - 1)) {
            cut--;
        }
        return cut;
    }

    private BitSet hidden(String text) {
        BitSet hidden = new BitSet(text.length());
        for (String secret : secrets) {
            for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
                hidden.set(at, at + secret.length());
            }
        }
        return hidden;
    }
}
