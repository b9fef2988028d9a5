package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads what makes several builds of one. */
final class MatrixReader {

    private static final int MOST_VARIABLES = 20;
    /** It is part of a variable's value, of messages and of names of files. */
    private static final int LONGEST_SHOWN = 1_000;
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{0,100}");

    private final Findings findings;
    private final EnvReader env;

    MatrixReader(Findings findings, EnvReader env) {
        this.findings = findings;
        this.env = env;
    }

    Matrix read(Node node) {
        Map<String, Node> members = findings.members(node, "variables with lists of values, such as { JAVA: ['21', '25'] }");
        Map<String, Node> variables = new LinkedHashMap<>(members);
        variables.keySet().removeAll(Words.MATRIX.words());
        SortedMap<String, List<String>> axes = new TreeMap<>();
        variables.forEach((name, values) -> axes.put(name, values(name, values)));
        Matrix matrix = new Matrix(axes, cells(members.get("exclude"), false), cells(members.get("include"), true));
        if (node instanceof MappingNode) {
            if (axes.isEmpty() && matrix.includes().isEmpty()) {
                findings.add(node, "expected at least one variable, such as { JAVA: ['21', '25'] }");
            } else {
                checkSize(node, matrix, members.get("exclude"));
            }
        }
        return matrix;
    }

    private List<String> values(String name, Node node) {
        env.checkName(name, node, "variable");
        env.checkFree(name, node);
        List<String> values = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Node item : findings.someItems(node, "a list of values, such as ['21', '25']", "value")) {
            String value = value(name, item);
            if (!seen.add(value)) {
                findings.add(item, "expected each value only once");
            }
            values.add(value);
        }
        return values;
    }

    private String value(String name, Node node) {
        String value = env.value(name, node, "variable");
        if (!VALUE.matcher(value).matches()) {
            findings.add(node, "expected a value in one line of at most 100 characters");
        }
        return value;
    }

    private List<SortedMap<String, String>> cells(@Nullable Node node, boolean sets) {
        List<SortedMap<String, String>> cells = new ArrayList<>();
        if (node == null) {
            return cells;
        }
        List<Node> items = findings.someItems(node, "a list of values by their variables, such as [{ JAVA: '21' }]", "entry");
        if (items.size() > Rules.MOST_BUILDS) {
            findings.add(node, "expected at most %d entries".formatted(Rules.MOST_BUILDS));
            return cells;
        }
        for (Node item : items) {
            SortedMap<String, String> cell = new TreeMap<>();
            findings.members(item, "values by their variables, such as { JAVA: '21' }").forEach((name, value) -> {
                env.checkName(name, value, "variable");
                if (sets) {
                    env.checkFree(name, value);
                }
                cell.put(name, value(name, value));
            });
            if (item instanceof MappingNode && (cell.isEmpty() || cell.size() > MOST_VARIABLES)) {
                findings.add(item, "expected 1 to %d variables".formatted(MOST_VARIABLES));
            }
            cells.add(cell);
        }
        return cells;
    }

    private void checkSize(Node node, Matrix matrix, @Nullable Node excludes) {
        if (matrix.axes().size() > MOST_VARIABLES) {
            findings.add(node, "expected at most %d variables".formatted(MOST_VARIABLES));
        } else if (matrix.combinations() > Rules.MOST_BUILDS) {
            findings.add(node, "expected at most %d combinations".formatted(Rules.MOST_BUILDS));
        } else if (matrix.combinations() > 0) {
            if (excludes instanceof SequenceNode list) {
                checkExcludes(matrix, list.getValue());
            }
            List<SortedMap<String, String>> cells = matrix.cells();
            findings.count(node, cells.size());
            if (cells.isEmpty() || cells.size() > Rules.MOST_BUILDS) {
                findings.add(node, "expected 1 to %d combinations, not %d".formatted(Rules.MOST_BUILDS, cells.size()));
            }
            checkNames(node, cells);
        }
    }

    /** Builds are told apart by what is shown of their cells. */
    private void checkNames(Node node, List<SortedMap<String, String>> cells) {
        Set<String> shown = new HashSet<>();
        cells.stream().map(Matrix::shown).filter(name -> !shown.add(name)).findFirst().ifPresent(twice ->
                findings.add(node, "expected no two combinations that are shown alike, " + Texts.shown(twice)));
        if (shown.stream().anyMatch(name -> name.length() > LONGEST_SHOWN)) {
            findings.add(node, "expected combinations that are shown in at most 1,000 characters");
        }
    }

    private void checkExcludes(Matrix matrix, List<Node> nodes) {
        for (int i = 0; i < matrix.excludes().size(); i++) {
            Node node = nodes.get(i);
            matrix.excludes().get(i).forEach((name, value) -> {
                List<String> values = matrix.axes().get(name);
                if (values == null) {
                    findings.add(node, "no variable of the matrix is named %s".formatted(Texts.quoted(name))
                            + Findings.meant(name, matrix.axes().keySet()));
                } else if (!values.contains(value)) {
                    findings.add(node, "%s is no value of %s".formatted(Texts.quoted(value), name) + Findings.meant(value, values));
                }
            });
        }
    }
}
