package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.signalbox.rules.BuildRule.Machine;

/**
 * What would become of the rules if others took their place, told to people: what takes a check away first, then what lets somebody do
 * more, then all else. The lines are plain texts of at most about 200 characters, which hold names and patterns out of the files.
 */
public final class RulesChange {

    /** Most lines, besides one that counts those left out. */
    public static final int MOST_LINES = 20;

    private static final int MOST_WORDS = 8;

    /** What can be said of a build that both rules have, by the words for it; {@code on}, {@code env} and {@code required} stand apart. */
    private static final Map<String, Function<BuildRule, Object>> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put("when", BuildRule::when);
        WORDS.put("project", build -> build.machine().project());
        WORDS.put("buildspec", BuildRule::buildspec);
        WORDS.put("image", build -> build.machine().image());
        WORDS.put("compute", build -> build.machine().compute());
        WORDS.put("environment", build -> build.machine().environment());
        WORDS.put("privileged", build -> said(build.machine()));
        WORDS.put("needs", build -> Set.copyOf(build.needs()));
        WORDS.put("matrix", BuildRule::matrix);
        WORDS.put("timeout", BuildRule::timeout);
        WORDS.put("fail-fast", BuildRule::failFast);
        WORDS.put("group", build -> Objects.requireNonNullElse(build.group(), ""));
        WORDS.put("gate", BuildRule::gate);
        WORDS.put("artifacts", BuildRule::artifacts);
        WORDS.put("logs", build -> Objects.requireNonNullElse(build.logs(), ""));
    }

    private final Rules before;
    private final Rules after;
    private final SortedMap<String, BuildRule> old;
    private final SortedMap<String, BuildRule> proposed;
    private final List<String> lines = new ArrayList<>();

    private RulesChange(Rules before, Rules after) {
        this.before = before;
        this.after = after;
        old = byName(before);
        proposed = byName(after);
    }

    /**
     * A line for each change; none where the rules say the same, in whatever order.
     *
     * @param before the rules that hold
     * @param after those that would
     */
    public static List<String> lines(Rules before, Rules after) {
        return new RulesChange(before, after).lines();
    }

    private List<String> lines() {
        old.keySet().stream().filter(name -> !proposed.containsKey(name)).forEach(name -> add("%s would be gone".formatted(name)));
        ofEach((was, is) -> was.required() && !is.required() ? Stream.of("no longer be required") : Stream.empty());
        ofEach((was, is) -> without(kinds(was), kinds(is), "no longer run on "));
        ofEach((was, is) -> !isTrusted(was) && isTrusted(is) ? Stream.of("be trusted on pull requests") : Stream.empty());
        if (!before.maySkip().equals(after.maySkip())) {
            add("builds could be skipped by " + (after.maySkip().globs().isEmpty() ? "nobody" : new Patterns(after.maySkip().globs())));
        }
        ofEach((was, is) -> !was.required() && is.required() ? Stream.of("be required") : Stream.empty());
        ofEach((was, is) -> without(kinds(is), kinds(was), "run on more: "));
        ofEach((was, is) -> changed("change in ", words(was, is)));
        proposed.values().stream().filter(build -> !old.containsKey(build.name()))
                .forEach(build -> add("%s would be new%s".formatted(build.name(), build.required() ? "" : ", not required")));
        changed("the file would change in ", ofFile()).forEach(this::add);
        return lines.size() <= MOST_LINES ? List.copyOf(lines)
                : Stream.concat(lines.stream().limit(MOST_LINES), Stream.of("and %d more".formatted(lines.size() - MOST_LINES))).toList();
    }

    private interface Difference {
        Stream<String> between(BuildRule was, BuildRule is);
    }

    /** Of each build that both have. */
    private void ofEach(Difference difference) {
        old.forEach((name, was) -> {
            if (proposed.get(name) instanceof BuildRule is) {
                difference.between(was, is).forEach(what -> add("%s would %s".formatted(name, what)));
            }
        });
    }

    private void add(String line) {
        lines.add(Texts.shown(line));
    }

    private static Stream<String> without(Set<String> these, Set<String> those, String what) {
        Set<String> left = new LinkedHashSet<>(these);
        left.removeAll(those);
        return changed(what, left);
    }

    private static Stream<String> changed(String what, Set<String> words) {
        return words.isEmpty() ? Stream.empty() : Stream.of(what + words.stream().limit(MOST_WORDS).collect(Collectors.joining(", "))
                + (words.size() > MOST_WORDS ? " and %d more".formatted(words.size() - MOST_WORDS) : ""));
    }

    private static Set<String> words(BuildRule was, BuildRule is) {
        Set<String> words = new LinkedHashSet<>();
        kinds(was).stream().filter(kinds(is)::contains).filter(kind -> !entries(was, kind).equals(entries(is, kind)))
                .forEach(kind -> words.add("on." + kind));
        WORDS.forEach((word, of) -> {
            if (!of.apply(was).equals(of.apply(is))) {
                words.add(word);
            }
        });
        SortedSet<String> variables = new TreeSet<>(was.env().keySet());
        variables.addAll(is.env().keySet());
        variables.stream().filter(name -> !Objects.equals(was.env().get(name), is.env().get(name))).map("env."::concat)
                .forEach(words::add);
        return words;
    }

    private Set<String> ofFile() {
        Set<String> words = new LinkedHashSet<>();
        if (before.concurrency() != after.concurrency()) {
            words.add("concurrency");
        }
        if (!Set.copyOf(before.skips()).equals(Set.copyOf(after.skips()))) {
            words.add("skip");
        }
        if (!Set.copyOf(before.notices()).equals(Set.copyOf(after.notices()))) {
            words.add("notify");
        }
        return words;
    }

    private static boolean isTrusted(BuildRule build) {
        return build.on().stream().anyMatch(one -> one instanceof Occasion.PullRequest entry && entry.trusted());
    }

    private static Set<String> kinds(BuildRule build) {
        return build.on().stream().map(RulesChange::kind).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<Occasion> entries(BuildRule build, String kind) {
        return build.on().stream().filter(one -> kind(one).equals(kind)).toList();
    }

    private static String kind(Occasion occasion) {
        return (switch (occasion) {
            case Occasion.Push _ -> When.Kind.PUSH;
            case Occasion.Tag _ -> When.Kind.TAG;
            case Occasion.PullRequest _ -> When.Kind.PULL_REQUEST;
            case Occasion.Schedule _ -> When.Kind.SCHEDULE;
            case Occasion.Manual _ -> When.Kind.MANUAL;
        }).word();
    }

    private static Object said(Machine machine) {
        return Objects.requireNonNullElse(machine.privileged(), "");
    }

    private static SortedMap<String, BuildRule> byName(Rules rules) {
        return rules.builds().stream().collect(Collectors.toMap(BuildRule::name, UnaryOperator.identity(), (one, _) -> one, TreeMap::new));
    }
}
