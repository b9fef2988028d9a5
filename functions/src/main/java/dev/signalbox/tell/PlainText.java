package dev.signalbox.tell;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Text from people and programs, made harmless for one line of plain text. A width is a number of columns as a terminal or a
 * mail reader with a fixed font shows it: two for East Asian wide characters and pictures, one for all others.
 */
public final class PlainText {

    private static final String CUT = "...";

    private PlainText() {
    }

    /**
     * One line of at most so many characters (Unicode code points): line breaks and control characters become spaces, runs of
     * spaces one, and what is invisible or turns the writing direction goes.
     */
    public static String line(String text, int characters) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (Character.getType(character)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                        space(clean);
                case Character.FORMAT, Character.SURROGATE -> { }
                default -> {
                    if (!isNoncharacter(character)) {
                        clean.appendCodePoint(character);
                    }
                }
            }
        });
        String line = clean.toString().strip();
        if (line.codePointCount(0, line.length()) <= characters) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, Math.max(0, characters - CUT.length()))).strip() + CUT;
    }

    /** The lines that are not empty, each as {@link #line}, in at most so many characters together. */
    public static String lines(String text, int characters) {
        StringBuilder clean = new StringBuilder();
        for (String each : text.lines().toList()) {
            String whole = line(each, Integer.MAX_VALUE);
            String line = line(whole, Math.max(0, characters - clean.codePointCount(0, clean.length()) - 1));
            if (!line.isEmpty()) {
                clean.append(clean.isEmpty() ? "" : "\n").append(line);
            }
            if (!line.equals(whole)) {
                break;
            }
        }
        return clean.toString();
    }

    /** The line in ASCII: accents go, what remains beyond ASCII becomes a question mark. */
    static String ascii(String text, int characters) {
        String bare = Normalizer.normalize(line(text, characters), Normalizer.Form.NFKD).replaceAll("\\p{M}", "")
                .replaceAll("[^\\x20-\\x7e]", "?");
        return line(bare, characters);
    }

    /** The line cut to so many columns. */
    static String fit(String text, int columns) {
        String line = line(text, columns);
        if (width(line) <= columns) {
            return line;
        }
        return head(line, columns - CUT.length()) + CUT;
    }

    /** The text in lines of at most so many columns, broken at spaces where there are some. */
    static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        String rest = line(text, Integer.MAX_VALUE);
        while (width(rest) > columns) {
            String head = head(rest, columns);
            int space = rest.startsWith(" ", head.length()) ? head.length() : head.lastIndexOf(' ');
            String line = space > 0 ? rest.substring(0, space) : head;
            lines.add(line);
            rest = rest.substring(line.length()).strip();
        }
        lines.add(rest);
        return lines;
    }

    static int width(String line) {
        return line.codePoints().map(PlainText::width).sum();
    }

    private static String head(String line, int columns) {
        int end = 0;
        int used = 0;
        while (end < line.length()) {
            int character = line.codePointAt(end);
            used += width(character);
            if (used > columns) {
                break;
            }
            end += Character.charCount(character);
        }
        return line.substring(0, end);
    }

    /** Unicode's East Asian Width W and F, by the blocks that hold them. */
    private static int width(int character) {
        boolean wide = character >= 0x1100 && character <= 0x115f
                || character >= 0x231a && character <= 0x23ff
                || character >= 0x2600 && character <= 0x27bf
                || character >= 0x2b1b && character <= 0x2b55
                || character >= 0x2e80 && character <= 0xa4cf
                || character >= 0xac00 && character <= 0xd7a3
                || character >= 0xf900 && character <= 0xfaff
                || character >= 0xfe30 && character <= 0xfe6f
                || character >= 0xff01 && character <= 0xff60
                || character >= 0xffe0 && character <= 0xffe6
                || character >= 0x16fe0 && character <= 0x1b2ff
                || character >= 0x1f000 && character <= 0x1faff
                || character >= 0x20000 && character <= 0x3fffd;
        return wide ? 2 : 1;
    }

    private static void space(StringBuilder text) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ' ') {
            text.append(' ');
        }
    }

    private static boolean isNoncharacter(int character) {
        return (character & 0xfffe) == 0xfffe || character >= 0xfdd0 && character <= 0xfdef;
    }
}
