package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.List;

/** Unfolds the braces of a pattern: {@code a{b,c}} means {@code ab} and {@code ac}. Braces may stand in braces. */
final class Braces {

    /** Most patterns that one pattern may unfold to. */
    static final int MOST = 64;

    private final int[] pattern;
    private final boolean sets;
    private int at;

    private Braces(int[] pattern, boolean sets) {
        this.pattern = pattern;
        this.sets = sets;
    }

    /**
     * The patterns that a pattern stands for, each once.
     *
     * @param sets whether {@code [} begins a set, in which braces and commas mean themselves
     */
    static List<String> unfold(int[] pattern, boolean sets) {
        Braces braces = new Braces(pattern, sets);
        return braces.sequence(false).stream().distinct().toList();
    }

    private List<String> sequence(boolean inBraces) {
        List<String> unfolded = List.of("");
        while (at < pattern.length) {
            if (inBraces && (pattern[at] == ',' || pattern[at] == '}')) {
                return unfolded;
            }
            unfolded = joined(unfolded, switch (pattern[at]) {
                case '{' -> alternatives();
                case '}' -> throw new IllegalArgumentException("expected { before }, as in {a,b}");
                case '[' -> List.of(sets ? set() : one());
                default -> List.of(one());
            });
        }
        if (inBraces) {
            throw new IllegalArgumentException("expected braces such as {a,b}, closed by }");
        }
        return unfolded;
    }

    private List<String> alternatives() {
        List<String> alternatives = new ArrayList<>();
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

    private String one() {
        return Character.toString(pattern[at++]);
    }

    /** A set as it stands; whether it is one at all is seen later. */
    private String set() {
        int from = at++;
        while (at < pattern.length && pattern[at] != ']') {
            at++;
        }
        at = Math.min(at + 1, pattern.length);
        return new String(pattern, from, at - from);
    }

    private static List<String> joined(List<String> befores, List<String> afters) {
        check((long) befores.size() * afters.size());
        List<String> joined = new ArrayList<>();
        for (String before : befores) {
            afters.forEach(after -> joined.add(before + after));
        }
        return joined;
    }

    private static void check(long patterns) {
        if (patterns > MOST) {
            throw new IllegalArgumentException("expected braces that stand for at most %d patterns".formatted(MOST));
        }
    }
}
