package dev.signalbox.rules;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads which runs must not overlap. */
final class GroupReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final String EXPECTED = "the name of a group, 1 to 64 of A-Z a-z 0-9 _ . -";

    private final Findings findings;
    private final Map<String, Boolean> cancels = new HashMap<>();

    GroupReader(Findings findings) {
        this.findings = findings;
    }

    BuildRule.Group read(Node node) {
        BuildRule.Group group = node instanceof MappingNode ? mapping(node)
                : new BuildRule.Group(findings.matching(node, NAME, EXPECTED), false);
        if (group.isDefault()) {
            return group;
        }
        Boolean before = cancels.putIfAbsent(group.name(), group.cancel());
        if (before != null && before != group.cancel()) {
            findings.add(node, "expected 'cancel: %s', as the group has it elsewhere".formatted(before));
        }
        return group;
    }

    /** Without a name it is about the group that a run has of itself. */
    private BuildRule.Group mapping(Node node) {
        Map<String, Node> members = findings.members(node, "'name:' or 'cancel:'", Words.GROUP);
        if (Findings.isEmpty(node)) {
            findings.add(node, "expected 'name:' or 'cancel:'");
        }
        return new BuildRule.Group(findings.matching(members.get("name"), NAME, EXPECTED, ""), findings.bool(members.get("cancel"), false));
    }
}
