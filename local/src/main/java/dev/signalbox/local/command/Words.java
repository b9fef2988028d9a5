package dev.signalbox.local.command;

import java.util.ArrayList;
import java.util.List;

/** Words of sentences. */
final class Words {

    private Words() {
    }

    /** Such as {@code 1 build} and {@code 2 builds}. */
    static String counted(int count, String what) {
        return "%,d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }

    /** A commit's id as people write it. */
    static String shortened(String commit) {
        return commit.substring(0, Math.min(7, commit.length()));
    }

    /** A text in lines of at most so many characters, but for words that are longer; broken at blanks, and at least one line. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
