package dev.signalbox.rules;

import java.util.List;

/**
 * A pattern for names: {@code *} stands for any characters but {@code /}, {@code **} for any, {@code **}{@code /} also for no folder
 * at all, {@code ?} for one character but {@code /}, {@code [a-z]} for one of a set ({@code [!a-z]}: none of it), {@code {a,b}} for
 * either, and a leading {@code !} excludes. In a pattern for texts {@code *} and {@code ?} stand for {@code /} as well, and brackets
 * for themselves. Matching takes time in proportion to pattern times name, whatever the pattern.
 */
public final class Glob {

    /** Longest pattern, in characters. */
    static final int LONGEST = 256;

    private final String text;
    private final boolean ofText;
    private final boolean excludes;
    private final List<Wildcards> alternatives;
    private final int weight;

    private Glob(String text, boolean ofText) {
        this.text = text;
        this.ofText = ofText;
        excludes = text.startsWith("!");
        int[] pattern = text.substring(excludes ? 1 : 0).codePoints().toArray();
        if (pattern.length == 0 || pattern.length > LONGEST) {
            throw new IllegalArgumentException("expected a pattern of 1 to " + LONGEST + " characters");
        }
        for (int character : pattern) {
            if (Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE) {
                throw new IllegalArgumentException("expected a pattern of one line, without control characters");
            }
        }
        List<int[]> unfolded = Braces.unfold(pattern, !ofText);
        alternatives = unfolded.stream().map(ofText ? Wildcards::ofText : Wildcards::ofName).toList();
        weight = unfolded.stream().mapToInt(one -> one.length).sum();
    }

    /** Reads a pattern of names; throws {@link IllegalArgumentException} whose message says what was expected. */
    public static Glob of(String text) {
        return new Glob(text, false);
    }

    /** Reads a pattern of texts; throws {@link IllegalArgumentException} whose message says what was expected. */
    public static Glob text(String text) {
        return new Glob(text, true);
    }

    /** Whether the pattern, without a leading {@code !}, matches the whole of a name. */
    public boolean fits(String name) {
        return fits(name, Effort.ofAName());
    }

    /** The same; throws {@link Effort.Spent} when that takes more than is left of an effort. */
    public boolean fits(String name, Effort effort) {
        for (Wildcards alternative : alternatives) {
            if (alternative.fit(name, effort)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it leads with {@code !}: what it fits is not meant. */
    public boolean excludes() {
        return excludes;
    }

    /** How many characters its braces unfold to. */
    int weight() {
        return weight;
    }

    /** What names that fit begin with: each with one of these. */
    List<String> prefixes() {
        return alternatives.stream().map(Wildcards::prefix).toList();
    }

    /** What is plain in it, by its braces' alternatives, with U+0000 for each part that is not. */
    List<String> shapes() {
        return alternatives.stream().map(Wildcards::shape).toList();
    }

    /** The pattern as the file has it. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && glob.text.equals(text) && glob.ofText == ofText;
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
