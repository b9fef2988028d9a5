package dev.signalbox.plan;

/**
 * Who wrote a commit, and what they said of it. Texts are as they came.
 *
 * @param author the author's name; empty when there is none
 * @param email the author's address; empty when there is none
 * @param message whole
 */
public record Commit(String author, String email, String message) {

    private static final int LONGEST = 200;
    private static final int LONGEST_COMPARED = 65_536;

    /** What patterns are held against: the message's first 65,536 characters. */
    String comparedMessage() {
        return message.substring(0, Math.min(message.length(), LONGEST_COMPARED));
    }

    /** The first line of the message, without control characters, at most 200 characters. */
    public String title() {
        return firstLine(message);
    }

    /** The author's name in one line, without control characters, at most 200 characters. */
    public String shownAuthor() {
        return firstLine(author);
    }

    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        int[] shown = line.codePoints().filter(character -> !Character.isISOControl(character)).limit(LONGEST).toArray();
        return new String(shown, 0, shown.length);
    }
}
