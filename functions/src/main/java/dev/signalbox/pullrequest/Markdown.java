package dev.signalbox.pullrequest;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.signalbox.tell.PlainText;

/**
 * Foreign text as Markdown that shows it and does nothing else. What is neither a plain word nor a number stands in a code span, where
 * no Markdown, HTML, address or mention is read; escapes would not do, since addresses and mentions are looked for after they are
 * resolved. Only the backtick itself is replaced, by a letter that looks like it.
 */
final class Markdown {

    private static final String WORD = "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]*";
    /** With what may stand around them in a sentence. */
    private static final Pattern PLAIN = Pattern.compile("[\"'(]*(?:%s(?:['\u2019-]%s)*|[+-]?\\d+[.,]\\d+)?%%?[\"')]*[.,;:!?]*[\"')]*"
            .formatted(WORD, WORD) + "|[-\u2013\u2014]");
    /** What would begin a list, where it begins a line. */
    private static final Pattern LIST = Pattern.compile("\\d+[.)].*|[-+].*");
    private static final Pattern PARTS = Pattern.compile("(?<before>[\"'(]*)(?<code>.+?)(?<after>[.,;:!?)\"']*)");
    private static final Pattern PLAIN_PARTS = Pattern.compile("(?<before>.*)(?<code>)(?<after>)");

    private static final Pattern ENTITY = Pattern.compile("&(#?\\w+;)");

    private Markdown() {
    }

    /** A name, or another text that is shown as it is; at most so many characters. */
    static String code(String text, int characters) {
        String line = PlainText.line(text, characters).replace('`', '\u02cb');
        return line.isEmpty() ? "`?`" : "`" + line + "`";
    }

    /** The same, in a table's cell. A pipe after a backslash is replaced by one with a gap: renderers differ in how they read the two. */
    static String cell(String text, int characters) {
        return code(text, characters).replace("\\|", "\u00a6").replace("|", "\\|");
    }

    /** A link to a page whose address is ASCII without spaces. What Markdown would read in the address is escaped as addresses do it. */
    static String link(String text, String url) {
        StringBuilder address = new StringBuilder();
        url.chars().forEach(character -> {
            if ("()<>[]|\\`\"*~".indexOf(character) >= 0) {
                address.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) character));
            } else {
                address.append((char) character);
            }
        });
        return "[" + text + "](" + ENTITY.matcher(address).replaceAll("&amp;$1") + ")";
    }

    /** Sentences; at most so many characters are shown. */
    static String prose(String text, int characters) {
        StringBuilder prose = new StringBuilder();
        boolean inCode = false;
        for (String word : PlainText.line(text, characters).replace('`', '\u02cb').split(" ")) {
            boolean first = prose.isEmpty();
            boolean plain = PLAIN.matcher(word).matches() && !(first && LIST.matcher(word).matches());
            Matcher parts = plain ? PLAIN_PARTS.matcher(word) : PARTS.matcher(word);
            if (!parts.matches()) {
                throw new IllegalStateException(word);
            }
            boolean joins = inCode && parts.group("before").isEmpty() && !parts.group("code").isEmpty();
            prose.append(inCode && !joins ? "`" : "").append(first ? "" : " ").append(parts.group("before"));
            inCode = !parts.group("code").isEmpty();
            prose.append(inCode && !joins ? "`" : "").append(parts.group("code"));
            if (inCode && !parts.group("after").isEmpty()) {
                prose.append('`').append(parts.group("after"));
                inCode = false;
            }
        }
        return prose.append(inCode ? "`" : "").toString();
    }
}
