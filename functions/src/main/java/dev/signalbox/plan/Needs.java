package dev.signalbox.plan;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.signalbox.rules.BuildRule;

/** What builds wait for. */
public final class Needs {

    private Needs() {
    }

    /**
     * All that some builds need, and what that needs in turn.
     *
     * @param names theirs
     * @param rules of all builds
     */
    public static SortedSet<String> of(Collection<String> names, Collection<BuildRule> rules) {
        Map<String, List<String>> needs = new HashMap<>();
        rules.forEach(rule -> needs.put(rule.name(), rule.needs()));
        SortedSet<String> all = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(names);
        while (!next.isEmpty()) {
            needs.getOrDefault(next.remove(), List.of()).stream().filter(all::add).forEach(next::add);
        }
        return all;
    }
}
