package dev.signalbox.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Filters;
import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.Patterns;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.rules.Value;
import dev.signalbox.trigger.Trigger.BranchPushed;

/** Makes plans. The same trigger, rules and settings give the same plan, whatever the order of a file's keys. */
public final class Planner {

    private static final int SHOWN = 5;

    private Planner() {
    }

    /** What a push leads to. */
    public static Plan plan(BranchPushed push, Reading reading, Settings settings) {
        return switch (reading) {
            case Reading.Nothing() -> new Plan.Nothing("there is no %s and no %s".formatted(RulesReader.FILE, Rules.BUILDSPEC));
            case Reading.Broken broken -> new Plan.Refusal(broken.reason());
            case Reading.Understood(Rules rules) -> plan(push, rules, settings);
        };
    }

    private static Plan plan(BranchPushed push, Rules rules, Settings settings) {
        List<BuildRule> sorted = rules.builds().stream().sorted(Comparator.comparing(BuildRule::name)).toList();
        List<BuildRule> running = sorted.stream().filter(build -> runs(build, push)).toList();
        if (running.isEmpty()) {
            return new Plan.Nothing(nothing(push, sorted));
        }
        if (running.size() > Patience.MOST_BUILDS) {
            return new Plan.Refusal(
                    "the plan is too large: %d builds, expected at most %d".formatted(running.size(), Patience.MOST_BUILDS));
        }
        Set<String> names = running.stream().map(BuildRule::name).collect(Collectors.toSet());
        List<Plan.Reason> reasons = sorted.stream().map(build -> reason(build, push, names)).toList();
        return new Plan.Builds(waves(running, names, push, settings), reasons);
    }

    private static boolean runs(BuildRule build, BranchPushed push) {
        return build.on().stream().anyMatch(occasion -> switch (occasion) {
            case Occasion.Push(Patterns branches, Filters _) -> branches.matches(push.branch());
            case Occasion.Tag _, Occasion.PullRequest _, Occasion.Schedule _, Occasion.Manual _ -> false;
        });
    }

    private static Plan.Reason reason(BuildRule build, BranchPushed push, Set<String> running) {
        if (!running.contains(build.name())) {
            return new Plan.Reason(build.name(), false, whyNot(build, push));
        }
        String missing = build.needs().stream().filter(need -> !running.contains(need)).sorted().collect(Collectors.joining(", "));
        String why = "push to " + push.branch();
        return new Plan.Reason(build.name(), true, missing.isEmpty() ? why : why + "; not waiting for what does not run: " + missing);
    }

    private static String whyNot(BuildRule build, BranchPushed push) {
        return build.on().stream().map(occasion -> switch (occasion) {
            case Occasion.Tag _, Occasion.PullRequest _, Occasion.Schedule _, Occasion.Manual _ -> "not a push";
            case Occasion.Push(Patterns branches, Filters _) -> "branch %s does not match %s".formatted(push.branch(), branches);
        }).collect(Collectors.joining("; "));
    }

    private static String nothing(BranchPushed push, List<BuildRule> builds) {
        String shown = builds.stream().limit(SHOWN)
                .map(build -> build.name() + ": " + whyNot(build, push)).collect(Collectors.joining("; "));
        return "no build runs: " + shown + (builds.size() > SHOWN ? "; and %d more".formatted(builds.size() - SHOWN) : "");
    }

    /** Each wave takes the builds all of whose needs run in earlier ones. Rules have no cycles of needs, so every wave takes some. */
    private static List<Plan.Wave> waves(List<BuildRule> builds, Set<String> running, BranchPushed push, Settings settings) {
        int patience = Patience.of(builds.size());
        Set<String> done = new LinkedHashSet<>();
        List<BuildRule> left = new ArrayList<>(builds);
        List<Plan.Wave> waves = new ArrayList<>();
        while (!left.isEmpty()) {
            List<BuildRule> next = left.stream()
                    .filter(build -> build.needs().stream().allMatch(need -> done.contains(need) || !running.contains(need)))
                    .toList();
            if (next.isEmpty()) {
                throw new IllegalArgumentException("a cycle of needs among " + left.stream().map(BuildRule::name).toList());
            }
            left.removeAll(next);
            next.forEach(build -> done.add(build.name()));
            waves.add(new Plan.Wave(next.stream().map(build -> planned(build, push, settings, patience)).toList()));
        }
        return waves;
    }

    private static PlannedBuild planned(BuildRule build, BranchPushed push, Settings settings, int patience) {
        SortedMap<String, String> env = new TreeMap<>();
        build.env().forEach((name, value) -> env.put(name, ((Value.Plain) value).text()));
        env.put("SIGNALBOX_RUN", settings.run());
        env.put("SIGNALBOX_BUILD", build.name());
        env.put("SIGNALBOX_ATTEMPT", String.valueOf(settings.attempt()));
        env.put("SIGNALBOX_TRIGGER", "push");
        env.put("SIGNALBOX_BRANCH", push.branch());
        env.put("SIGNALBOX_COMMIT", push.commit());
        putIfTold(env, "SIGNALBOX_PREVIOUS_COMMIT", push.previousCommit());
        putIfTold(env, "SIGNALBOX_ACTOR", push.origin().actor());
        return new PlannedBuild(build.name(), build.machine().project().isEmpty() ? settings.project() : build.machine().project(), build.buildspec(), env,
                build.timeout(), build.required(), patience);
    }

    private static void putIfTold(SortedMap<String, String> env, String name, String value) {
        if (!value.isEmpty()) {
            env.put(name, value);
        }
    }
}
