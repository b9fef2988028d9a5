package dev.signalbox.run;

/**
 * Who wrote a commit, and what they called it.
 *
 * @param author the author's name, at most 200 characters
 * @param title the first line of the message, at most 200 characters
 */
public record CommitSummary(String author, String title) {

    private static final int LONGEST = 200;

    /** Cuts a commit's author and message to what is told of them. */
    public static CommitSummary of(String author, String message) {
        return new CommitSummary(firstLine(author), firstLine(message));
    }

    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        int[] shown = line.codePoints().filter(character -> !Character.isISOControl(character)).limit(LONGEST).toArray();
        return new String(shown, 0, shown.length);
    }
}
