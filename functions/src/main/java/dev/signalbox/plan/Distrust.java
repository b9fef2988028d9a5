package dev.signalbox.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.BuildRule.Logs;
import dev.signalbox.rules.BuildRule.Machine;
import dev.signalbox.rules.Value;

/**
 * A build of code that nobody has approved: it goes without all that reaches further than the project for pull requests.
 *
 * @param rule what is left of the build
 * @param without what it goes without, as people are told
 */
record Distrust(BuildRule rule, List<String> without) {

    Distrust {
        without = List.copyOf(without);
    }

    /** @param project where it runs */
    static Distrust of(BuildRule whole, String project) {
        List<String> without = new ArrayList<>();
        Machine machine = whole.machine();
        if (!machine.project().isEmpty() && !machine.project().equals(project)) {
            without.add("project " + machine.project());
        }
        SortedMap<String, Value> env = new TreeMap<>(whole.env());
        env.values().removeIf(value -> !(value instanceof Value.Plain));
        whole.env().keySet().stream().filter(name -> !env.containsKey(name)).forEach(without::add);
        if (!whole.artifacts().isEmpty()) {
            without.add("artifacts");
        }
        Logs logs = ofProject(whole.logs()) ? whole.logs() : null;
        if (whole.logs() != null && logs == null) {
            without.add("logs elsewhere");
        }
        if (Boolean.TRUE.equals(machine.privileged())) {
            without.add("privileged mode");
        }
        return new Distrust(whole.with(new Machine(project, machine.image(), machine.compute(), machine.environment(),
                Boolean.TRUE.equals(machine.privileged()) ? Boolean.FALSE : machine.privileged()), env, new TreeMap<>(), logs), without);
    }

    /** Whether a log stays where the project's own role may write. */
    private static boolean ofProject(@Nullable Logs logs) {
        return logs != null && logs.cloudWatch() && logs.group().isEmpty() && !logs.s3();
    }

    /** What it goes without, as the end of a reason; empty where it is nothing. */
    String told() {
        if (without.isEmpty()) {
            return "";
        }
        String all = without.size() == 1 ? without.getFirst()
                : String.join(", ", without.subList(0, without.size() - 1)) + " and " + without.getLast();
        return "; without %s, which only trusted builds get".formatted(all);
    }
}
