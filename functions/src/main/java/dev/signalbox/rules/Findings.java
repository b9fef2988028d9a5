package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Looks into nodes of a file for what is expected there, and notes where it is not. */
final class Findings {

    private static final int MOST_PROBLEMS = 20;
    /** Aliases make a small file ask for much: no file is looked into further than this. */
    private static final int MOST_NODES = 20_000;
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

    /** There is no use in reading on. */
    static final class TooMany extends RuntimeException {
    }

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private int nodes;

    Findings(String file) {
        this.file = file;
    }

    /** In the order of the file. */
    List<Problem> problems() {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column)).toList();
    }

    void add(Node node, String message) {
        Mark mark = node.getStartMark().orElseThrow();
        problems.add(new Problem(file, mark.getLine() + 1, mark.getColumn() + 1, message));
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
    SequencedMap<String, Node> members(Node node, String expected, List<String> known) {
        SequencedMap<String, Node> members = members(node, expected);
        if (node instanceof MappingNode mapping) {
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode word && !known.contains(word.getValue())) {
                    add(word, unknown(word.getValue(), known));
                }
            }
        }
        return members;
    }

    private static String unknown(String word, List<String> known) {
        String expected = "unknown word %s, expected %s".formatted(Texts.quoted(word), String.join(", ", known));
        return Nearest.to(word, known).map(nearest -> expected + "; did you mean '" + nearest + "'?").orElse(expected);
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

    /** A scalar as the file spells it; empty, and noted, where it is none. */
    String text(Node node, String expected) {
        if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
            add(node, "expected " + expected);
            return "";
        }
        if (!PLAIN.contains(scalar.getTag())) {
            add(node, "expected %s; put what begins with ! in quotes".formatted(expected));
            return "";
        }
        return scalar.getValue();
    }

    boolean bool(Node node) {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return Boolean.parseBoolean(scalar.getValue());
        }
        add(node, "expected true or false");
        return true;
    }

    /** Whether nothing stands there, as in {@code push:}. */
    boolean isEmpty(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private void count(Node node, int more) {
        nodes += more;
        if (nodes > MOST_NODES) {
            add(node, "expected a smaller file: its aliases unfold to more than %,d entries".formatted(MOST_NODES));
            throw new TooMany();
        }
    }
}
