package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A pattern whose braces are unfolded: what it begins with and what it ends with, both plain, and steps for what is between.
 * The plain parts are compared first, so that most names cost no step.
 */
final class Wildcards {

    private sealed interface Step {
    }

    private record One(int character) implements Step {
    }

    /** Any one character, {@code /} only where that is nothing special. */
    private record AnyOne(boolean slash) implements Step {
    }

    private record AnyInFolder() implements Step {
    }

    private record Anything() implements Step {
    }

    /** Any number of whole folders, none included; followed by {@link InFolders}. */
    private record Folders() implements Step {
    }

    private record InFolders() implements Step {
    }

    private record OneOf(boolean negated, List<int[]> ranges) implements Step {
        boolean has(int character) {
            return character != '/' && negated != ranges.stream().anyMatch(range -> range[0] <= character && character <= range[1]);
        }
    }

    private static final List<Step> ANYTHING = List.of(new Anything());

    private final String prefix;
    private final String suffix;
    private final List<Step> steps;

    private Wildcards(List<Step> all) {
        int first = 0;
        while (first < all.size() && all.get(first) instanceof One) {
            first++;
        }
        int last = all.size();
        while (last > first && all.get(last - 1) instanceof One) {
            last--;
        }
        prefix = plain(all.subList(0, first));
        suffix = plain(all.subList(last, all.size()));
        steps = List.copyOf(all.subList(first, last));
    }

    private static String plain(List<Step> ones) {
        StringBuilder plain = new StringBuilder();
        ones.forEach(step -> {
            if (step instanceof One(int character)) {
                plain.appendCodePoint(character);
            }
        });
        return plain.toString();
    }

    /** A pattern of a name, in which {@code /} parts folders. */
    static Wildcards ofName(int[] pattern) {
        return new Wildcards(new Parser(pattern).steps());
    }

    /** A pattern of a text, in which only {@code *} and {@code ?} mean more than themselves. */
    static Wildcards ofText(int[] pattern) {
        return new Wildcards(IntStream.of(pattern).<Step>mapToObj(character -> switch (character) {
            case Braces.STAR, Braces.STARS -> new Anything();
            case '?' -> new AnyOne(true);
            default -> new One(character);
        }).toList());
    }

    /** What every name that fits begins with. */
    String prefix() {
        return prefix;
    }

    /** What is plain in it, with U+0000 for each part that is not. */
    String shape() {
        StringBuilder shape = new StringBuilder(prefix);
        for (Step step : steps) {
            shape.appendCodePoint(switch (step) {
                case One(int character) -> character;
                case InFolders _ -> '/';
                case AnyOne _, AnyInFolder _, Anything _, Folders _, OneOf _ -> 0;
            });
        }
        return shape.append(suffix).toString();
    }

    /** Whether the pattern fits the whole of a name. */
    boolean fit(String name, Effort effort) {
        effort.spend(1);
        if (name.length() < prefix.length() + suffix.length() || !name.startsWith(prefix) || !name.endsWith(suffix)) {
            return false;
        }
        int end = name.length() - suffix.length();
        if (steps.isEmpty()) {
            return end == prefix.length();
        }
        return steps.equals(ANYTHING) || walk(name, prefix.length(), end, effort);
    }

    /** Keeps all places of the pattern that may have been reached at once: time is pattern times name. */
    private boolean walk(String name, int from, int end, Effort effort) {
        boolean[] reached = new boolean[steps.size() + 1];
        boolean[] next = new boolean[steps.size() + 1];
        reach(reached, 0);
        int at = from;
        while (at < end) {
            effort.spend(steps.size());
            int character = name.codePointAt(at);
            at += Character.charCount(character);
            boolean any = false;
            for (int i = 0; i < steps.size(); i++) {
                if (reached[i]) {
                    reached[i] = false;
                    any |= take(next, i, character);
                }
            }
            if (!any) {
                return false;
            }
            reached[steps.size()] = false;
            boolean[] swap = reached;
            reached = next;
            next = swap;
        }
        return reached[steps.size()];
    }

    private boolean take(boolean[] next, int i, int character) {
        int to = switch (steps.get(i)) {
            case One(int wanted) -> wanted == character ? i + 1 : -1;
            case AnyOne(boolean slash) -> slash || character != '/' ? i + 1 : -1;
            case AnyInFolder() -> character != '/' ? i : -1;
            case Anything() -> i;
            case OneOf set -> set.has(character) ? i + 1 : -1;
            case Folders() -> character != '/' ? i + 1 : -1;
            case InFolders() -> character == '/' ? i - 1 : i;
        };
        if (to >= 0) {
            reach(next, to);
        }
        return to >= 0;
    }

    /** Marks a step as reached, and those behind it that need no character. */
    private void reach(boolean[] reached, int step) {
        int i = step;
        while (!reached[i]) {
            reached[i] = true;
            if (i == steps.size()) {
                return;
            }
            switch (steps.get(i)) {
                case AnyInFolder _, Anything _ -> i++;
                case Folders _ -> i += 2;
                case One _, AnyOne _, OneOf _, InFolders _ -> { }
            }
        }
    }

    /** Reads the pattern of a name. */
    private static final class Parser {

        private final int[] pattern;
        private final List<Step> steps = new ArrayList<>();
        private int at;

        Parser(int[] pattern) {
            this.pattern = pattern;
        }

        List<Step> steps() {
            while (at < pattern.length) {
                switch (pattern[at]) {
                    case Braces.STAR -> {
                        steps.add(new AnyInFolder());
                        at++;
                    }
                    case Braces.STARS -> stars();
                    case '[' -> set();
                    case '?' -> {
                        steps.add(new AnyOne(false));
                        at++;
                    }
                    case '\\' -> throw new IllegalArgumentException("expected no backslash: no name holds one");
                    default -> steps.add(new One(pattern[at++]));
                }
            }
            return steps;
        }

        private void stars() {
            boolean folderBegins = at == 0 || pattern[at - 1] == '/';
            at++;
            if (folderBegins && at < pattern.length && pattern[at] == '/') {
                steps.add(new Folders());
                steps.add(new InFolders());
                at++;
            } else {
                steps.add(new Anything());
            }
        }

        private void set() {
            at++;
            boolean negated = at < pattern.length && pattern[at] == '!';
            if (negated) {
                at++;
            }
            List<int[]> ranges = new ArrayList<>();
            while (at < pattern.length && pattern[at] != ']') {
                boolean range = at + 2 < pattern.length && pattern[at + 1] == '-' && pattern[at + 2] != ']';
                int last = range ? pattern[at + 2] : pattern[at];
                if (last < pattern[at]) {
                    throw new IllegalArgumentException("expected a range in rising order, such as [a-z]");
                }
                ranges.add(new int[] {pattern[at], last});
                at += range ? 3 : 1;
            }
            if (at == pattern.length || ranges.isEmpty()) {
                throw new IllegalArgumentException("expected a set such as [a-z], closed by ]");
            }
            steps.add(new OneOf(negated, List.copyOf(ranges)));
            at++;
        }
    }
}
