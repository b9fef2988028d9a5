package dev.signalbox.rules;

import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what a build's reports must show. */
final class GateReader {

    private static final Pattern PERCENT = Pattern.compile("100(?:\\.0{1,9})?|\\d{1,2}(?:\\.\\d{1,9})?");
    private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");

    private final Findings findings;

    GateReader(Findings findings) {
        this.findings = findings;
    }

    BuildRule.Gate read(Node node) {
        Map<String, Node> members = some(node, "'coverage:' or 'tests:'", Words.GATE);
        Map<String, Node> coverage = members.get("coverage") instanceof Node percents
                ? some(percents, "'lines:' or 'branches:', such as { lines: 80 }", Words.COVERAGE) : Map.of();
        String tests = findings.matching(members.get("tests"), COUNT, "a number of tests, at least 1", "0");
        return new BuildRule.Gate(percent(coverage.get("lines")), percent(coverage.get("branches")),
                tests.isEmpty() ? 0 : Long.parseLong(tests));
    }

    private Map<String, Node> some(Node node, String expected, Words words) {
        if (node instanceof MappingNode && Findings.isEmpty(node)) {
            findings.add(node, "expected " + expected);
        }
        return findings.members(node, expected, words);
    }

    private double percent(@Nullable Node node) {
        String percent = findings.matching(node, PERCENT, "a percentage from 0 to 100, such as 80 or 72.5", "0");
        return percent.isEmpty() ? 0 : Double.parseDouble(percent);
    }
}
