package dev.signalbox.rules;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The right word that a wrong one was most likely meant to be. */
public final class Nearest {

    private static final int SHORT = 3;

    private Nearest() {
    }

    /**
     * The nearest of the known words, unless it takes more changes than a slip of the hand makes; or the only one that begins with
     * the wrong one.
     */
    public static Optional<String> to(String word, Collection<String> known) {
        if (word.length() > 40) {
            return Optional.empty();
        }
        List<String> longer = word.length() < SHORT ? List.of() : known.stream().filter(candidate -> candidate.startsWith(word)).toList();
        if (longer.size() == 1) {
            return Optional.of(longer.getFirst());
        }
        int slip = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= slip)
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate)).thenComparing(Comparator.naturalOrder()));
    }

    /** Edit distance where swapping two neighbours is one change, as slips of the hand are. */
    static int distance(String one, String other) {
        int[][] changes = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    changes[i][j] = i + j;
                    continue;
                }
                int replaced = changes[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                changes[i][j] = Math.min(replaced, Math.min(changes[i - 1][j], changes[i][j - 1]) + 1);
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1)) {
                    changes[i][j] = Math.min(changes[i][j], changes[i - 2][j - 2] + 1);
                }
            }
        }
        return changes[one.length()][other.length()];
    }
}
