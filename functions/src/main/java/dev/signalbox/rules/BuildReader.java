package dev.signalbox.rules;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads builds, each in its layers. */
final class BuildReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{2,40}");
    private static final Pattern DURATION = Pattern.compile("(?=\\d)(?:(\\d{1,4})h)?(?:(\\d{1,4})m)?");
    private static final String TIME = "a time such as 30m or 1h30m";

    private final Findings findings;
    private final Account account;
    private final Layers layers;
    private final EnvReader env;
    private final MatrixReader matrices;
    private final OccasionReader occasions;
    private final MachineReader machines;
    private final BuildspecReader buildspecs;
    private final GroupReader groups;
    private final GateReader gates;
    private final ArtifactsReader artifacts;
    private final LogsReader logs;
    private final SequencedMap<String, Map<String, Node>> needs = new LinkedHashMap<>();

    BuildReader(Findings findings, Account account, Layers layers, PatternReader patterns) {
        this.findings = findings;
        this.account = account;
        this.layers = layers;
        env = new EnvReader(findings, account, layers.enforcedVariables(findings));
        matrices = new MatrixReader(findings, env);
        occasions = new OccasionReader(findings, patterns, new ScheduleReader(findings, env));
        machines = new MachineReader(findings);
        buildspecs = new BuildspecReader(findings);
        groups = new GroupReader(findings);
        gates = new GateReader(findings);
        artifacts = new ArtifactsReader(findings);
        logs = new LogsReader(findings);
    }

    /** The words of {@code defaults} or {@code enforced}, looked into though every build may say otherwise. */
    static Map<String, Node> defaults(Node node, Findings findings, Account account, PatternReader patterns) {
        Map<String, Node> words = findings.members(node, "the words of a build", Words.DEFAULTS);
        new BuildReader(findings, account, Layers.NONE, patterns).read("", List.of(), Layers.NONE.over(words, findings));
        return words;
    }

    /** The build of a repository without a file, of which only the account has something to say; not for pull requests if privileged. */
    BuildRule standard(BuildRule standard) {
        boolean privileged = findings.bool(layers.over(Map.of(), findings).words().get("privileged"), false);
        List<Occasion> on = standard.on().stream().filter(one -> !privileged || !(one instanceof Occasion.PullRequest)).toList();
        BuildRule read = decided(standard.name(), on, Map.of(), null);
        needs.clear();
        return read;
    }

    BuildRule read(String name, Node node) {
        if (!NAME.matcher(name).matches()) {
            findings.add(node, "build %s: expected a name of 2 to 40 of A-Z a-z 0-9 _ . -".formatted(Texts.quoted(name)));
        }
        Map<String, Node> own = findings.members(node, "the words of a build", Words.BUILD);
        Node on = own.get("on");
        if (on == null && node instanceof MappingNode) {
            findings.add(node, "build %s: expected 'on:', which says when it runs".formatted(Texts.quoted(name)));
        }
        layers.checkEnforced(own, findings);
        return decided(name, on == null ? List.of() : occasions.on(on), own, on);
    }

    private BuildRule decided(String name, List<Occasion> on, Map<String, Node> own, @Nullable Node place) {
        Layers.Decided decided = layers.over(own, findings);
        BuildRule build = read(name, on, decided);
        if (account.isOwn(build.machine().project())) {
            env.checkReach(build.env(), decided.env());
        }
        if (decided.words().get("privileged") instanceof Node privileged && Boolean.TRUE.equals(build.machine().privileged())
                && on.stream().anyMatch(one -> one instanceof Occasion.PullRequest request && !request.trusted())) {
            findings.add(own.containsKey("privileged") || place == null ? privileged : place,
                    "build %s: privileged builds do not run for pull requests, unless with 'trusted: true'".formatted(Texts.quoted(name)));
        }
        return build;
    }

    private BuildRule read(String name, List<Occasion> on, Layers.Decided decided) {
        Map<String, Node> words = decided.words();
        needs.put(name, needs(words.get("needs")));
        return new BuildRule(name, on,
                words.get("when") instanceof Node when ? occasions.when(when) : When.ALWAYS,
                machines.read(words),
                words.get("buildspec") instanceof Node buildspec ? buildspecs.read(buildspec) : Buildspec.DEFAULT,
                env.read(decided.env()),
                List.copyOf(needs.lastEntry().getValue().keySet()),
                words.get("matrix") instanceof Node matrix ? matrices.read(matrix) : Matrix.NONE,
                words.get("timeout") instanceof Node timeout ? timeout(timeout) : BuildRule.TIMEOUT,
                findings.bool(words.get("required"), true),
                findings.bool(words.get("fail-fast"), false),
                words.get("group") instanceof Node group ? groups.read(group) : null,
                words.get("gate") instanceof Node gate ? gates.read(gate) : BuildRule.Gate.OPEN,
                words.get("artifacts") instanceof Node where ? artifacts.read(where) : new TreeMap<>(),
                words.get("logs") instanceof Node where ? logs.read(where) : null);
    }

    private Map<String, Node> needs(@Nullable Node list) {
        Map<String, Node> wanted = new LinkedHashMap<>();
        if (list != null) {
            for (Node item : findings.items(list, "a list of builds, such as [lint]")) {
                wanted.put(findings.text(item, "the name of a build"), item);
            }
            wanted.remove("");
        }
        return wanted;
    }

    /** That what builds need of each other is there and leads into no cycle. */
    void checkNeeds() {
        Needs.check(needs, findings);
    }

    private Duration timeout(Node node) {
        Matcher parts = DURATION.matcher(findings.text(node, TIME));
        if (!parts.matches()) {
            findings.add(node, "expected " + TIME);
            return BuildRule.TIMEOUT;
        }
        long minutes = 60 * number(parts.group(1)) + number(parts.group(2));
        if (minutes < 5 || minutes > 2160) {
            findings.add(node, "expected 5m to 36h");
        }
        return Duration.ofMinutes(minutes);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
