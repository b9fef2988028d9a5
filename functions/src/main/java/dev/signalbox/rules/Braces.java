package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Unfolds the braces of a pattern: {@code a{b,c}} means {@code ab} and {@code ac}. Braces may stand in braces. Stars become signs of
 * their own first, so that two of them mean more than one only where they are written together.
 */
final class Braces {

    /** Most patterns that one pattern may unfold to. */
    static final int MOST = 64;
    /** Stands for {@code *}; no character. */
    static final int STAR = -1;
    /** Stands for {@code **}, and for more stars; no character. */
    static final int STARS = -2;

    private static final String SIGNS = "{},[*";

    private final int[] pattern;
    private final boolean sets;
    private int at;

    private Braces(int[] pattern, boolean sets) {
        this.pattern = pattern;
        this.sets = sets;
    }

    /**
     * The patterns that a pattern stands for: characters and signs.
     *
     * @param sets whether {@code [} begins a set, in which braces, commas and stars mean themselves
     */
    static List<int[]> unfold(int[] pattern, boolean sets) {
        return new Braces(pattern, sets).sequence(false);
    }

    private List<int[]> sequence(boolean inBraces) {
        List<int[]> unfolded = List.of(new int[0]);
        while (at < pattern.length) {
            if (inBraces && (pattern[at] == ',' || pattern[at] == '}')) {
                return unfolded;
            }
            unfolded = joined(unfolded, switch (pattern[at]) {
                case '{' -> alternatives();
                case '}' -> throw new IllegalArgumentException("expected { before }, as in {a,b}");
                case '[' -> List.of(sets ? set() : new int[] {pattern[at++]});
                case '*' -> List.of(stars());
                default -> List.of(plain());
            });
        }
        if (inBraces) {
            throw new IllegalArgumentException("expected braces such as {a,b}, closed by }");
        }
        return unfolded;
    }

    private List<int[]> alternatives() {
        List<int[]> alternatives = new ArrayList<>();
        do {
            at++;
            alternatives.addAll(sequence(true));
            check(alternatives.size());
        } while (pattern[at] == ',');
        at++;
        if (alternatives.size() == 1) {
            throw new IllegalArgumentException("expected alternatives in braces, such as {a,b}");
        }
        return alternatives;
    }

    private int[] plain() {
        int from = at;
        while (at < pattern.length && SIGNS.indexOf(pattern[at]) < 0) {
            at++;
        }
        at = Math.max(at, from + 1);
        return Arrays.copyOfRange(pattern, from, at);
    }

    private int[] stars() {
        int from = at;
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return new int[] {at - from == 1 ? STAR : STARS};
    }

    /** A set as it stands; whether it is one at all is seen later. */
    private int[] set() {
        int from = at++;
        while (at < pattern.length && pattern[at] != ']') {
            at++;
        }
        at = Math.min(at + 1, pattern.length);
        return Arrays.copyOfRange(pattern, from, at);
    }

    private static List<int[]> joined(List<int[]> befores, List<int[]> afters) {
        check((long) befores.size() * afters.size());
        List<int[]> joined = new ArrayList<>();
        for (int[] before : befores) {
            for (int[] after : afters) {
                int[] both = Arrays.copyOf(before, before.length + after.length);
                System.arraycopy(after, 0, both, before.length, after.length);
                joined.add(both);
            }
        }
        return joined;
    }

    private static void check(long patterns) {
        if (patterns > MOST) {
            throw new IllegalArgumentException("expected braces that stand for at most %d patterns".formatted(MOST));
        }
    }
}
