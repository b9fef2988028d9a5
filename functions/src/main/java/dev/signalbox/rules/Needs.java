package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

import org.snakeyaml.engine.v2.nodes.Node;

/** What builds need of each other: each must be there, and none may need itself in the end. */
final class Needs {

    private Needs() {
    }

    /** @param needs of each build what it needs, with the place that says so */
    static void check(SequencedMap<String, Map<String, Node>> needs, Findings findings) {
        boolean known = true;
        for (Map<String, Node> wanted : needs.values()) {
            for (Map.Entry<String, Node> need : wanted.entrySet()) {
                if (!needs.containsKey(need.getKey())) {
                    known = false;
                    String expected = "no build is named " + Texts.quoted(need.getKey());
                    findings.add(need.getValue(), Nearest.to(need.getKey(), needs.keySet())
                            .map(nearest -> expected + "; did you mean " + Texts.quoted(nearest) + "?").orElse(expected));
                }
            }
        }
        if (known) {
            checkCycles(needs, findings);
        }
    }

    /** Takes away, again and again, the builds that need nothing that is left; what stays leads into a cycle. */
    private static void checkCycles(SequencedMap<String, Map<String, Node>> needs, Findings findings) {
        SequencedMap<String, Map<String, Node>> left = new LinkedHashMap<>(needs);
        boolean fewer = true;
        while (fewer) {
            fewer = left.entrySet().removeIf(build -> build.getValue().keySet().stream().noneMatch(left::containsKey));
        }
        if (left.isEmpty()) {
            return;
        }
        List<String> path = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String at = left.firstEntry().getKey();
        while (seen.add(at)) {
            path.add(at);
            at = next(left, at);
        }
        List<String> cycle = new ArrayList<>(path.subList(path.indexOf(at), path.size()));
        Node place = Objects.requireNonNull(Objects.requireNonNull(left.get(at)).get(next(left, at)));
        cycle.add(at);
        findings.add(place, "expected no cycle of needs: " + Texts.shown(String.join(" -> ", cycle)));
    }

    private static String next(Map<String, Map<String, Node>> left, String build) {
        return Objects.requireNonNull(left.get(build)).keySet().stream().filter(left::containsKey).findFirst().orElseThrow();
    }
}
