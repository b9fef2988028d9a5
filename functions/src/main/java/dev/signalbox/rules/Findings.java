package dev.signalbox.rules;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Looks into nodes of a file for what is expected there, and notes where it is not. */
final class Findings {

    private static final int MOST_PROBLEMS = 20;
    /** Aliases and defaults make a small file ask for much: no file is looked into further than this. */
    static final int MOST_NODES = 100_000;
    /** A text of this many characters counts as one entry more. */
    private static final int CHARACTERS = 50;
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

    /** There is no use in reading on. */
    static final class TooMany extends RuntimeException {
    }

    private final Set<Problem> problems = new LinkedHashSet<>();
    private int nodes;

    /** In the order of the file. What several builds share is told once. */
    List<Problem> problems() {
        return problems.stream()
                .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line).thenComparingInt(Problem::column)).toList();
    }

    void add(Node node, String message) {
        problems.add(Problem.at(node.getStartMark().orElseThrow(), message));
        if (problems.size() == MOST_PROBLEMS) {
            throw new TooMany();
        }
    }

    /** The members of a mapping by name; empty, and noted, where it is none. */
    SequencedMap<String, Node> members(Node node, String expected) {
        SequencedMap<String, Node> members = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            add(node, "expected " + expected);
            return members;
        }
        count(node, mapping.getValue().size());
        for (NodeTuple member : mapping.getValue()) {
            String name = text(member.getKeyNode(), "a name");
            if (members.putIfAbsent(name, member.getValueNode()) != null) {
                add(member.getKeyNode(), "expected %s only once".formatted(Texts.quoted(name)));
            }
        }
        return members;
    }

    /** The members of a mapping, of which only some words are known. */
    SequencedMap<String, Node> members(Node node, String expected, Words known) {
        SequencedMap<String, Node> members = members(node, expected);
        if (node instanceof MappingNode mapping) {
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode word && !known.words().contains(word.getValue())) {
                    add(word, wrong("word", word.getValue(), known.words()));
                }
            }
        }
        return members;
    }

    /** The message about a word that is none of those known: the nearest of them, or else all. */
    private static String wrong(String what, String word, List<String> known) {
        String nearest = meant(word, known);
        return "unknown %s %s".formatted(what, Texts.quoted(word)) + (!nearest.isEmpty() ? nearest
                : known.isEmpty() ? ", expected none here" : ", expected " + String.join(", ", known));
    }

    /** The nearest of the known words, as the end of a message; empty when none is near. */
    static String meant(String word, Collection<String> known) {
        return Nearest.to(word, known).map(nearest -> "; did you mean " + Texts.quoted(nearest) + "?").orElse("");
    }

    /** The items of a list; empty, and noted, where it is none. */
    List<Node> items(Node node, String expected) {
        if (!(node instanceof SequenceNode list)) {
            add(node, "expected " + expected);
            return List.of();
        }
        count(node, list.getValue().size());
        return list.getValue();
    }

    /** The items of a list, at least one. */
    List<Node> someItems(Node node, String expected, String one) {
        List<Node> items = items(node, expected);
        if (items.isEmpty() && node instanceof SequenceNode) {
            add(node, "expected at least one " + one);
        }
        return items;
    }

    /** A scalar as the file spells it; empty, and noted, where it is none. */
    String text(Node node, String expected) {
        return scalar(node, expected).orElse("");
    }

    /** A scalar as the file spells it, which may be empty; none, and noted, where it is none. */
    Optional<String> scalar(Node node, String expected) {
        if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
            add(node, "expected " + expected);
            return Optional.empty();
        }
        if (!PLAIN.contains(scalar.getTag())) {
            add(node, "expected %s; put what begins with ! in quotes".formatted(expected));
            return Optional.empty();
        }
        count(node, scalar.getValue().length() / CHARACTERS);
        return Optional.of(scalar.getValue());
    }

    /** A scalar of a certain shape; empty, and noted, where it is none. */
    String matching(Node node, Pattern shape, String expected) {
        Optional<String> text = scalar(node, expected);
        if (text.isPresent() && !shape.matcher(text.get()).matches()) {
            add(node, "expected " + expected);
            return "";
        }
        return text.orElse("");
    }

    /** The same of a member, or empty where there is none. */
    String matching(@Nullable Node node, Pattern shape, String expected, String absent) {
        return node == null ? absent : matching(node, shape, expected);
    }

    /** One of some words; empty, and noted, where it is none of them. */
    Optional<String> oneOf(Node node, String what, List<String> known) {
        Optional<String> text = scalar(node, String.join(", ", known));
        if (text.isPresent() && !known.contains(text.get())) {
            add(node, wrong(what, text.get(), known));
            return Optional.empty();
        }
        return text;
    }

    /** One of many words, which are too many to be told. */
    Optional<String> known(Node node, String expected, Set<String> known) {
        Optional<String> text = scalar(node, expected);
        if (text.isPresent() && !known.contains(text.get())) {
            add(node, "expected " + expected + meant(text.get(), known));
            return Optional.empty();
        }
        return text;
    }

    boolean bool(Node node) {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return Boolean.parseBoolean(scalar.getValue());
        }
        add(node, "expected true or false");
        return true;
    }

    boolean bool(@Nullable Node node, boolean absent) {
        return node == null ? absent : bool(node);
    }

    /** Whether it is {@code true} or {@code false}. */
    static boolean isBool(Node node) {
        return node.getTag().equals(Tag.BOOL);
    }

    /** Whether nothing stands there, as in {@code push:}, or an empty mapping. */
    static boolean isEmpty(Node node) {
        return node.getTag().equals(Tag.NULL) || node instanceof MappingNode mapping && mapping.getValue().isEmpty();
    }

    /** That the version is the one we know. */
    void version(Node root, Map<String, Node> members) {
        Node version = members.get("version");
        if (version == null) {
            add(root, "expected 'version: 1'");
        } else if (!text(version, "1").equals("1")) {
            add(version, "expected version 1");
        }
    }

    /** Where a node stands, for a message about another. */
    static String place(Node node) {
        Problem place = Problem.at(node.getStartMark().orElseThrow(), "");
        return "%s:%d:%d".formatted(place.file(), place.line(), place.column());
    }

    /** Counts entries that were looked at because of a node. */
    void count(Node node, int more) {
        nodes += more;
        if (nodes > MOST_NODES) {
            add(node, "expected a smaller file: its aliases and defaults unfold to more than %,d entries".formatted(MOST_NODES));
            throw new TooMany();
        }
    }
}
