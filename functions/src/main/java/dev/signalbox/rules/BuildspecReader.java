package dev.signalbox.rules;

import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what a build does: a path, or the buildspec itself. */
final class BuildspecReader {

    private static final int LONGEST = 20_000;
    private static final Pattern PATH = Pattern.compile("(?!/)(?!arn:)[^\\p{Cntrl}\\p{Cs}]{1,1024}");
    private static final Pattern VERSION = Pattern.compile("^version[ \\t]*:", Pattern.MULTILINE);

    private final Findings findings;

    BuildspecReader(Findings findings) {
        this.findings = findings;
    }

    String read(Node node) {
        String text = findings.text(node, "a path in the repository, such as ci/unit.yml, or the buildspec itself");
        if (!isInline(text)) {
            return findings.matching(node, PATH, "a path in the repository, such as ci/unit.yml, or the buildspec itself");
        }
        if (text.length() > LONGEST) {
            findings.add(node, "expected a buildspec of at most %,d characters; put a longer one into a file".formatted(LONGEST));
        } else if (!VERSION.matcher(text).find()) {
            findings.add(node, "expected a buildspec, which has a line 'version: 0.2'");
        }
        return text;
    }

    /** Whatever has more than one line is no path. */
    private static boolean isInline(String text) {
        return text.indexOf('\n') >= 0;
    }
}
