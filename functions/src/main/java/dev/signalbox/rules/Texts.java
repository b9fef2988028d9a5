package dev.signalbox.rules;

/** Text out of a user's file, made fit for a message. */
final class Texts {

    private static final int LONGEST = 200;

    private Texts() {
    }

    /** In one line and at most 200 characters. */
    static String shown(String text) {
        String line = text.codePoints().limit(LONGEST + 1)
                .map(character -> isShowable(character) ? character : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return line.codePointCount(0, line.length()) > LONGEST ? line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "..." : line;
    }

    private static boolean isShowable(int character) {
        return !Character.isISOControl(character) && Character.getType(character) != Character.SURROGATE;
    }

    /** In quotes, in one line and short. */
    static String quoted(String text) {
        return "'" + (text.length() > 60 ? shown(text.substring(0, 60)) + "..." : shown(text)) + "'";
    }
}
