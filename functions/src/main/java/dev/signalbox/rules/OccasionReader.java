package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads when builds run: {@code on} and {@code when}. */
final class OccasionReader {

    private static final String EXPECTED = "'push:', 'tag:', 'pull_request:', 'schedule:' or 'manual:'";
    private static final List<String> PROPOSALS = List.of("merge", "source");
    private static final List<String> TRIGGERS = EnumSet.allOf(When.Kind.class).stream().map(When.Kind::word).toList();

    private final Findings findings;
    private final PatternReader patterns;
    private final ScheduleReader schedules;

    OccasionReader(Findings findings, PatternReader patterns, ScheduleReader schedules) {
        this.findings = findings;
        this.patterns = patterns;
        this.schedules = schedules;
    }

    List<Occasion> on(Node on) {
        Map<String, Node> occasions = findings.members(on, EXPECTED, Words.ON);
        if (occasions.isEmpty() && on instanceof MappingNode) {
            findings.add(on, "expected " + EXPECTED);
        }
        List<Occasion> read = new ArrayList<>();
        occasions.forEach((word, node) -> {
            switch (word) {
                case "push" -> read.addAll(anyOf(node, "'branches:' or 'paths:', or a list of such", this::push));
                case "tag" -> read.addAll(isListOfPatterns(node) ? List.of(new Occasion.Tag(patterns.references(node), Filters.NONE))
                        : anyOf(node, "a list of patterns, or 'tags:'", this::tag));
                case "pull_request" -> read.addAll(anyOf(node, "'targets:' or 'paths:', or a list of such", this::pullRequest));
                case "schedule" -> read.addAll(schedules.read(node));
                case "manual" -> read.add(manual(node));
                default -> { }
            }
        });
        return read;
    }

    /** A mapping, or a list of mappings, any of which leads to the build. Nothing at all is a mapping without members. */
    private List<Occasion> anyOf(Node node, String expected, Function<Node, Occasion> reader) {
        if (node instanceof SequenceNode) {
            return findings.someItems(node, expected, "entry").stream().map(reader).toList();
        }
        if (!(node instanceof MappingNode) && !Findings.isEmpty(node)) {
            findings.add(node, "expected " + expected);
            return List.of();
        }
        return List.of(reader.apply(node));
    }

    private static boolean isListOfPatterns(Node node) {
        return node instanceof SequenceNode list && list.getValue().stream().noneMatch(MappingNode.class::isInstance);
    }

    private Occasion push(Node node) {
        Map<String, Node> members = members(node, "'branches:' or 'paths:'", Words.PUSH);
        return new Occasion.Push(patterns.references(members.get("branches")), filters(members, "messages"));
    }

    private Occasion tag(Node node) {
        Map<String, Node> members = members(node, "'tags:'", Words.TAG);
        return new Occasion.Tag(patterns.references(members.get("tags")), filters(members, "messages"));
    }

    private Occasion pullRequest(Node node) {
        Map<String, Node> members = members(node, "'targets:' or 'paths:'", Words.PULL_REQUEST);
        return new Occasion.PullRequest(patterns.references(members.get("targets")), patterns.references(members.get("sources")),
                filters(members, "titles"), proposal(members.get("build")), findings.bool(members.get("trusted"), false));
    }

    private Occasion.Proposal proposal(@Nullable Node node) {
        return node == null ? Occasion.Proposal.MERGE : findings.oneOf(node, "proposal", PROPOSALS)
                .map(word -> Occasion.Proposal.valueOf(word.toUpperCase(Locale.ROOT))).orElse(Occasion.Proposal.MERGE);
    }

    private Occasion manual(Node node) {
        members(node, "nothing, as in 'manual: {}'", Words.MANUAL);
        return new Occasion.Manual();
    }

    private Map<String, Node> members(Node node, String expected, Words words) {
        return Findings.isEmpty(node) ? Map.of() : findings.members(node, expected, words);
    }

    private Filters filters(Map<String, Node> members, String messages) {
        return new Filters(patterns.paths(members.get("paths")), patterns.texts(members.get("authors")),
                patterns.texts(members.get("actors")), patterns.texts(members.get(messages)));
    }

    When when(Node node) {
        Map<String, Node> members = findings.members(node, "'triggers:' or 'branches:'", Words.WHEN);
        if (Findings.isEmpty(node)) {
            findings.add(node, "expected 'triggers:' or 'branches:'");
        }
        Set<When.Kind> triggers = EnumSet.noneOf(When.Kind.class);
        if (members.get("triggers") instanceof Node list) {
            for (Node item : findings.someItems(list, "a list of triggers, such as [push, manual]", "trigger")) {
                findings.oneOf(item, "trigger", TRIGGERS).ifPresent(word -> triggers.add(When.Kind.valueOf(word.toUpperCase(Locale.ROOT))));
            }
        }
        return new When(triggers, patterns.references(members.get("branches")));
    }
}
