package dev.signalbox.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Matrix;
import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.rules.Value;
import dev.signalbox.rules.Variables;
import dev.signalbox.rules.When.Kind;
import dev.signalbox.trigger.Trigger;

/** Makes plans. The same subject, rules, facts and settings give the same plan, whatever the order of a file's keys. */
public final class Planner {

    private static final int SHOWN = 5;

    private Planner() {
    }

    /** What a subject leads to. */
    public static Plan plan(Subject subject, Reading reading, Facts facts, Settings settings) {
        return switch (reading) {
            case Reading.Nothing() -> new Plan.Nothing("there is no %s and no %s".formatted(RulesReader.FILE, Rules.BUILDSPEC), List.of());
            case Reading.Broken broken -> new Plan.Refusal(broken.reason());
            case Reading.Understood(Rules rules) -> plan(subject, rules, facts, settings);
        };
    }

    private static Plan plan(Subject subject, Rules rules, Facts facts, Settings settings) {
        List<BuildRule> sorted = rules.builds().stream().sorted(Comparator.comparing(BuildRule::name)).toList();
        if (subject.trigger() instanceof Trigger.Requested request) {
            Set<String> unknown = new TreeSet<>(request.builds());
            sorted.forEach(build -> unknown.remove(build.name()));
            if (!unknown.isEmpty()) {
                return new Plan.Refusal("the request names builds that %s does not have: %s"
                        .formatted(RulesReader.FILE, String.join(", ", unknown)));
            }
            Optional<String> wrong = request.env().entrySet().stream()
                    .flatMap(one -> Variables.wrongInRequest(one.getKey(), one.getValue()).stream()).findFirst();
            if (wrong.isPresent()) {
                return new Plan.Refusal("the request is not acted on: " + wrong.get());
            }
        }
        List<Candidate> candidates = Candidate.of(sorted, subject, facts, settings);
        List<Candidate> running = candidates.stream().filter(Candidate::runs).toList();
        List<Plan.Held> held = candidates.stream().filter(Candidate::held)
                .map(one -> new Plan.Held(one.name(), one.build().required())).toList();
        List<Plan.Unneeded> unneeded = subject.kind() == Kind.PULL_REQUEST ? unneeded(candidates) : List.of();
        if (running.isEmpty() && held.isEmpty() && unneeded.stream().noneMatch(Plan.Unneeded::required)) {
            return new Plan.Nothing("no build runs: " + shown(candidates), reasons(candidates, Set.of(), ""));
        }
        Optional<String> skip = Skips.in(subject, facts, rules.skips());
        if (skip.isPresent()) {
            String why = "skipped: the message says " + skip.get();
            return new Plan.Nothing(why, candidates.stream().map(one -> new Plan.Reason(one.name(), false,
                    one.runs() || one.held() ? why : one.why())).toList());
        }
        int cells = running.stream().mapToInt(one -> one.build().matrix().cells().size()).sum();
        if (cells > Rules.MOST_BUILDS) {
            return new Plan.Refusal("the plan is too large: %d builds, expected at most %d".formatted(cells, Rules.MOST_BUILDS));
        }
        if (cells == 0 && !running.isEmpty()) {
            return new Plan.Refusal("no build is left: the matrix of %s excludes every combination".formatted(
                    running.stream().map(Candidate::name).collect(Collectors.joining(", "))));
        }
        Set<String> names = running.stream().map(Candidate::name).collect(Collectors.toSet());
        List<BuildRule> builds = running.stream().map(Candidate::build).toList();
        List<BuildRule.Group> named = groups(builds);
        if (named.size() > Rules.MOST_GROUPS) {
            return new Plan.Refusal("the plan is too large: %d groups, expected at most %d".formatted(named.size(), Rules.MOST_GROUPS));
        }
        List<BuildRule.Group> groups = Stream.concat(named.stream(), ownGroup(subject, builds).stream())
                .sorted(Comparator.comparing(BuildRule.Group::name)).toList();
        return new Plan.Builds(waves(running, names, Patience.of(Math.max(1, cells)), rules, subject, settings),
                reasons(candidates, names, kept(subject, rules)), Environment.of(subject, facts, settings.run()), groups,
                overlap(builds, subject), rules.notices(), held, unneeded);
    }

    private static List<Plan.Unneeded> unneeded(List<Candidate> candidates) {
        return candidates.stream().flatMap(one -> one.match() instanceof Match.Untouched(_, String why)
                ? Stream.of(new Plan.Unneeded(one.name(), one.build().required(), why)) : Stream.empty()).toList();
    }

    /** What a request does not get, as the end of a reason. */
    private static String kept(Subject subject, Rules rules) {
        String kept = subject.trigger() instanceof Trigger.Requested request
                ? request.env().keySet().stream().filter(rules.enforced()::contains).collect(Collectors.joining(", ")) : "";
        return kept.isEmpty() ? "" : "; not as requested, since the account sets it: " + kept;
    }

    private static List<Plan.Reason> reasons(List<Candidate> candidates, Set<String> running, String more) {
        return candidates.stream().map(one -> {
            String missing = one.build().needs().stream().filter(need -> !running.contains(need)).sorted()
                    .collect(Collectors.joining(", "));
            return new Plan.Reason(one.name(), one.runs(), one.why()
                    + (one.runs() && !missing.isEmpty() ? "; not waiting for what does not run: " + missing : "")
                    + (one.runs() ? more : ""));
        }).toList();
    }

    private static String shown(List<Candidate> candidates) {
        String shown = candidates.stream().limit(SHOWN).map(one -> one.name() + ": " + one.why()).collect(Collectors.joining("; "));
        return candidates.size() > SHOWN ? shown + "; and %d more".formatted(candidates.size() - SHOWN) : shown;
    }

    /** Those with a name, each once: builds that name one group agree on it. */
    private static List<BuildRule.Group> groups(List<BuildRule> builds) {
        return builds.stream().map(BuildRule::group).filter(Objects::nonNull).filter(group -> !group.isDefault()).distinct().toList();
    }

    /** The group that a run has of itself. A build whose group does not cancel must not be stopped half-way, by whichever group. */
    private static Optional<BuildRule.Group> ownGroup(Subject subject, List<BuildRule> builds) {
        boolean cancel = builds.stream().map(BuildRule::group).filter(Objects::nonNull).allMatch(BuildRule.Group::cancel);
        return subject.group().isEmpty() ? Optional.empty() : Optional.of(new BuildRule.Group(subject.group(), cancel));
    }

    /** Builds of one time agree on it. */
    private static @Nullable Overlap overlap(List<BuildRule> builds, Subject subject) {
        return subject.wholeAccount() ? Overlap.SKIP : builds.stream().flatMap(build -> asking(build, subject))
                .map(Occasion.Schedule::overlap).findFirst().orElse(null);
    }

    /** The entries of a build that the slot of a schedule is about. */
    private static Stream<Occasion.Schedule> asking(BuildRule build, Subject subject) {
        return build.on().stream().flatMap(occasion -> occasion instanceof Occasion.Schedule schedule && subject.isSlotOf(schedule)
                ? Stream.of(schedule) : Stream.empty());
    }

    /** Each wave takes the builds all of whose needs run in earlier ones. Rules have no cycles of needs, so every wave takes some. */
    private static List<Plan.Wave> waves(List<Candidate> builds, Set<String> running, int patience, Rules rules, Subject subject,
            Settings settings) {
        Set<String> done = new TreeSet<>();
        List<Candidate> left = new ArrayList<>(builds);
        List<Plan.Wave> waves = new ArrayList<>();
        while (!left.isEmpty()) {
            List<Candidate> next = left.stream()
                    .filter(one -> one.build().needs().stream().allMatch(need -> done.contains(need) || !running.contains(need)))
                    .toList();
            if (next.isEmpty()) {
                throw new IllegalArgumentException("a cycle of needs among " + left.stream().map(Candidate::name).toList());
            }
            left.removeAll(next);
            next.forEach(one -> done.add(one.name()));
            List<PlannedBuild> wave = next.stream().flatMap(one -> one.build().matrix().cells().stream()
                    .map(cell -> planned(one, cell, rules, subject, settings, patience))).toList();
            if (!wave.isEmpty()) {
                waves.add(new Plan.Wave(wave, rules.concurrency()));
            }
        }
        return waves;
    }

    private static PlannedBuild planned(Candidate one, SortedMap<String, String> cell, Rules rules, Subject subject,
            Settings settings, int patience) {
        BuildRule build = one.build();
        String name = cell.isEmpty() ? build.name() : build.name() + " " + Matrix.shown(cell);
        SortedMap<String, Value> env = new TreeMap<>(build.env());
        cell.forEach((variable, value) -> env.put(variable, new Value.Plain(value)));
        given(build, subject).forEach((variable, value) -> {
            if (!rules.enforced().contains(variable)) {
                env.put(variable, new Value.Plain(value));
            }
        });
        env.put("SIGNALBOX_BUILD", new Value.Plain(name));
        return new PlannedBuild(name, build, build.machine().project().isEmpty() ? settings.project() : build.machine().project(), env,
                patience, one.proposal(), one.whole());
    }

    /** What the trigger itself gives a build: a schedule's inputs, a request's variables. */
    private static SortedMap<String, String> given(BuildRule build, Subject subject) {
        return subject.trigger() instanceof Trigger.Requested request ? request.env()
                : asking(build, subject).findFirst().map(Occasion.Schedule::inputs).orElseGet(TreeMap::new);
    }
}
