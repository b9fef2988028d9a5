package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern for names: {@code *} stands for any characters but {@code /}, {@code **} for any, {@code **}{@code /} also for no folder
 * at all, {@code ?} for one character but {@code /}, {@code [a-z]} for one of a set ({@code [!a-z]}: none of it), and a leading
 * {@code !} excludes. Matching takes time in proportion to pattern times name, whatever the pattern.
 */
public final class Glob {

    /** Longest pattern, in characters. */
    static final int LONGEST = 256;

    private sealed interface Step {
    }

    private record One(int character) implements Step {
    }

    private record AnyOne() implements Step {
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

    private final String text;
    private final boolean excludes;
    private final List<Step> steps;

    private Glob(String text, boolean excludes, List<Step> steps) {
        this.text = text;
        this.excludes = excludes;
        this.steps = steps;
    }

    /** Reads a pattern; throws {@link IllegalArgumentException} whose message says what was expected. */
    public static Glob of(String text) {
        boolean excludes = text.startsWith("!");
        int[] pattern = text.substring(excludes ? 1 : 0).codePoints().toArray();
        if (pattern.length == 0 || pattern.length > LONGEST) {
            throw new IllegalArgumentException("expected a pattern of 1 to " + LONGEST + " characters");
        }
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < pattern.length) {
            at = step(pattern, at, steps);
        }
        return new Glob(text, excludes, List.copyOf(steps));
    }

    private static int step(int[] pattern, int at, List<Step> steps) {
        switch (pattern[at]) {
            case '*' -> {
                int end = at;
                while (end < pattern.length && pattern[end] == '*') {
                    end++;
                }
                boolean folderBegins = at == 0 || pattern[at - 1] == '/';
                if (end - at > 1 && folderBegins && end < pattern.length && pattern[end] == '/') {
                    steps.add(new Folders());
                    steps.add(new InFolders());
                    return end + 1;
                }
                steps.add(end - at > 1 ? new Anything() : new AnyInFolder());
                return end;
            }
            case '?' -> steps.add(new AnyOne());
            case '[' -> {
                return set(pattern, at + 1, steps);
            }
            case '\\' -> throw new IllegalArgumentException("expected no backslash: no name holds one");
            default -> steps.add(new One(pattern[at]));
        }
        return at + 1;
    }

    private static int set(int[] pattern, int from, List<Step> steps) {
        int at = from;
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
        return at + 1;
    }

    /** Whether the pattern, without a leading {@code !}, matches the whole of a name. */
    public boolean fits(String name) {
        boolean[] reached = new boolean[steps.size() + 1];
        reach(reached, 0);
        for (int character : name.codePoints().toArray()) {
            boolean[] next = new boolean[reached.length];
            for (int i = 0; i < steps.size(); i++) {
                if (reached[i]) {
                    take(next, i, character);
                }
            }
            reached = next;
        }
        return reached[steps.size()];
    }

    private void take(boolean[] next, int i, int character) {
        switch (steps.get(i)) {
            case One(int wanted) when wanted == character -> reach(next, i + 1);
            case AnyOne() when character != '/' -> reach(next, i + 1);
            case AnyInFolder() when character != '/' -> reach(next, i);
            case Anything() -> reach(next, i);
            case OneOf set when set.has(character) -> reach(next, i + 1);
            case Folders() when character != '/' -> reach(next, i + 1);
            case InFolders() -> reach(next, character == '/' ? i - 1 : i);
            case One _, AnyOne _, AnyInFolder _, OneOf _, Folders _ -> { }
        }
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

    /** Whether it leads with {@code !}: what it fits is not meant. */
    public boolean excludes() {
        return excludes;
    }

    /** The pattern as the file has it. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && glob.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
