package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Several builds out of one: every combination of the variables' values, but for the excluded ones, and what is included besides.
 *
 * @param axes the variables' values, in the order of the file
 * @param excludes combinations that have all of an exclude's values are left out
 * @param includes adds its values to every combination whose own values it does not contradict; where it contradicts all, it is a
 *                 combination by itself (GitHub Actions' meaning)
 */
public record Matrix(SortedMap<String, List<String>> axes, List<SortedMap<String, String>> excludes,
        List<SortedMap<String, String>> includes) {

    /** One build and no variables. */
    public static final Matrix NONE = new Matrix(new TreeMap<>(), List.of(), List.of());

    public Matrix {
        SortedMap<String, List<String>> copy = new TreeMap<>();
        axes.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        axes = Collections.unmodifiableSortedMap(copy);
        excludes = List.copyOf(excludes);
        includes = List.copyOf(includes);
    }

    /** How many combinations the axes have, before excludes and includes; at most {@link Long#MAX_VALUE}. */
    public long combinations() {
        long combinations = 1;
        for (List<String> values : axes.values()) {
            boolean fits = values.isEmpty() || combinations <= Long.MAX_VALUE / values.size();
            combinations = fits ? combinations * values.size() : Long.MAX_VALUE;
        }
        return combinations;
    }

    /**
     * The variables of each build, by name; one empty cell where there is no matrix. There must be at most
     * {@link Rules#MOST_BUILDS} combinations.
     */
    public List<SortedMap<String, String>> cells() {
        if (combinations() > Rules.MOST_BUILDS) {
            throw new IllegalStateException("%d combinations, expected at most %d".formatted(combinations(), Rules.MOST_BUILDS));
        }
        if (equals(NONE)) {
            return List.of(Collections.unmodifiableSortedMap(new TreeMap<>()));
        }
        List<SortedMap<String, String>> originals = new ArrayList<>();
        for (SortedMap<String, String> cell : axes.isEmpty() ? List.<SortedMap<String, String>>of() : product()) {
            if (excludes.stream().noneMatch(exclude -> cell.entrySet().containsAll(exclude.entrySet()))) {
                originals.add(cell);
            }
        }
        List<SortedMap<String, String>> cells = new ArrayList<>();
        originals.forEach(original -> cells.add(new TreeMap<>(original)));
        List<SortedMap<String, String>> alone = new ArrayList<>();
        for (SortedMap<String, String> include : includes) {
            boolean added = false;
            for (int i = 0; i < originals.size(); i++) {
                if (agrees(originals.get(i), include)) {
                    cells.get(i).putAll(include);
                    added = true;
                }
            }
            if (!added) {
                alone.add(new TreeMap<>(include));
            }
        }
        cells.addAll(alone);
        return cells.stream().distinct().map(Collections::unmodifiableSortedMap).toList();
    }

    private List<SortedMap<String, String>> product() {
        List<SortedMap<String, String>> cells = List.of(new TreeMap<>());
        for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
            cells = cells.stream().flatMap(cell -> axis.getValue().stream().map(value -> {
                SortedMap<String, String> wider = new TreeMap<>(cell);
                wider.put(axis.getKey(), value);
                return wider;
            })).collect(Collectors.toList());
        }
        return cells;
    }

    private static boolean agrees(Map<String, String> original, Map<String, String> include) {
        return include.entrySet().stream().allMatch(one -> original.getOrDefault(one.getKey(), one.getValue()).equals(one.getValue()));
    }

    /** A cell as it is shown behind a build's name: {@code (JAVA=21, OS=linux)}. */
    public static String shown(SortedMap<String, String> cell) {
        return cell.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).collect(Collectors.joining(", ", "(", ")"));
    }
}
