package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.snakeyaml.engine.v2.nodes.Node;

/** Reads which verdicts are meant for people. */
final class NoticeReader {

    /** Verdicts, then changes against the verdict before. */
    static final List<String> VERDICTS =
            List.of("passed", "failed", "errored", "cancelled", "superseded", "broken", "fixed", "still_failing");

    private final Findings findings;
    private final PatternReader patterns;

    NoticeReader(Findings findings, PatternReader patterns) {
        this.findings = findings;
        this.patterns = patterns;
    }

    List<Notice> read(Node node) {
        List<Notice> notices = new ArrayList<>();
        for (Node item : findings.someItems(node, "a list such as [{ on: [failed, fixed], branches: [main] }]", "entry")) {
            notices.add(notice(item));
        }
        return notices;
    }

    private Notice notice(Node node) {
        Map<String, Node> members = findings.members(node, "'on:' or 'branches:'", Words.NOTICE);
        Set<String> on = new LinkedHashSet<>();
        if (members.get("on") instanceof Node list) {
            for (Node item : findings.someItems(list, "a list of verdicts, such as [failed, fixed]", "verdict")) {
                findings.oneOf(item, "verdict", VERDICTS).ifPresent(on::add);
            }
        } else {
            on.addAll(VERDICTS);
        }
        return new Notice(on, patterns.references(members.get("branches")));
    }
}
