package dev.signalbox.rules;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what a build does: a path, the buildspec itself, or a path and where it is to be found. */
final class BuildspecReader {

    private static final int LONGEST = 20_000;
    private static final Pattern PATH = Pattern.compile("(?!/)(?!arn:)[^\\p{Cntrl}\\p{Cs}]{1,1024}");
    private static final Pattern VERSION = Pattern.compile("^version[ \\t]*:", Pattern.MULTILINE);
    private static final String EXPECTED_PATH = "a path in the repository, such as ci/unit.yml";
    private static final String EXPECTED = EXPECTED_PATH + ", or the buildspec itself";
    private static final String SOURCE = "source";
    private static final String TARGET = "target";

    private final Findings findings;

    BuildspecReader(Findings findings) {
        this.findings = findings;
    }

    Buildspec read(Node node) {
        return node instanceof MappingNode ? mapping(node) : scalar(node);
    }

    private Buildspec mapping(Node node) {
        Map<String, Node> members = findings.members(node, "'from:' or 'path:'", Words.BUILDSPEC);
        if (Findings.isEmpty(node)) {
            findings.add(node, "expected 'from:' or 'path:', such as { from: target, path: ci/unit.yml }");
        }
        String path = findings.matching(members.get("path"), PATH, EXPECTED_PATH, Rules.BUILDSPEC);
        boolean ofTarget = members.get("from") instanceof Node from
                && findings.oneOf(from, "origin", List.of(SOURCE, TARGET)).filter(TARGET::equals).isPresent();
        return ofTarget ? new Buildspec.OfTarget(path) : new Buildspec.Path(path);
    }

    private Buildspec scalar(Node node) {
        String text = findings.text(node, EXPECTED);
        if (!isInline(text)) {
            return new Buildspec.Path(findings.matching(node, PATH, EXPECTED));
        }
        if (text.length() > LONGEST) {
            findings.add(node, "expected a buildspec of at most %,d characters; put a longer one into a file".formatted(LONGEST));
        } else if (!VERSION.matcher(text).find()) {
            findings.add(node, "expected a buildspec, which has a line 'version: 0.2'");
        }
        return new Buildspec.Inline(text);
    }

    /** Whatever has more than one line is no path. */
    private static boolean isInline(String text) {
        return text.indexOf('\n') >= 0;
    }
}
