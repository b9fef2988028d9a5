package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what a whole file says. */
final class FileReader {

    private static final Pattern CONCURRENCY = Pattern.compile("[1-9]|[123]\\d|40");

    private final Findings findings;
    private final PatternReader patterns;

    FileReader(Findings findings) {
        this.findings = findings;
        patterns = new PatternReader(findings);
    }

    /** What the account says. */
    AccountLayer account(Node root, Account account) {
        Map<String, Node> members = findings.members(root, "'version: 1'", Words.ACCOUNT);
        findings.version(root, members);
        return new AccountLayer(new Layers(defaults(members.get("enforced"), account), Map.of(),
                defaults(members.get("defaults"), account)),
                concurrency(members.get("concurrency")), skips(members.get("skip")));
    }

    /** What a repository says, over and under what its account says. */
    Rules rules(Node root, Account account, AccountLayer layer) {
        Map<String, Node> members = findings.members(root, "'version: 1' and 'builds:'", Words.FILE);
        findings.version(root, members);
        Map<String, Node> defaults = defaults(members.get("defaults"), account);
        layer.layers().checkEnforced(defaults, findings);
        BuildReader reader = new BuildReader(findings, account, layer.layers().with(defaults), patterns);
        List<BuildRule> builds = builds(root, members.get("builds"), reader);
        List<Notice> notices = members.get("notify") instanceof Node notify ? new NoticeReader(findings, patterns).read(notify) : List.of();
        return layer.over(new Rules(builds, concurrency(members.get("concurrency")), skips(members.get("skip")), notices,
                commands(members.get("commands")), Set.of()));
    }

    /** What a repository without a file says. */
    Rules standard(Account account, AccountLayer layer) {
        BuildReader reader = new BuildReader(findings, account, layer.layers(), patterns);
        return layer.over(new Rules(Rules.standard().builds().stream().map(reader::standard).toList()));
    }

    private List<BuildRule> builds(Node root, @Nullable Node section, BuildReader reader) {
        List<BuildRule> read = new ArrayList<>();
        if (section == null) {
            findings.add(root, "expected 'builds:' with at least one build");
            return read;
        }
        SequencedMap<String, Node> builds = findings.members(section, "builds by their names");
        if (builds.isEmpty() && section instanceof MappingNode) {
            findings.add(section, "expected at least one build");
        }
        builds.forEach((name, node) -> read.add(reader.read(name, node)));
        reader.checkNeeds();
        return read;
    }

    private Map<String, Node> defaults(@Nullable Node node, Account account) {
        return node == null || Findings.isEmpty(node) ? Map.of() : BuildReader.defaults(node, findings, account, patterns);
    }

    private int concurrency(@Nullable Node node) {
        String number = findings.matching(node, CONCURRENCY, "a number from 1 to " + Rules.MOST_AT_ONCE, "");
        return number.isEmpty() ? Rules.MOST_AT_ONCE : Integer.parseInt(number);
    }

    private Callers commands(@Nullable Node node) {
        if (node == null || Findings.isEmpty(node)) {
            return Callers.NOBODY;
        }
        Node skip = findings.members(node, "'skip:', a list of who may give that command", Words.COMMANDS).get("skip");
        if (skip == null) {
            return Callers.NOBODY;
        }
        Callers callers = new Callers(patterns.textGlobs(skip));
        if (callers.areEverybody()) {
            findings.add(skip, "expected patterns of those who may skip a build, such as 'user/ada' or 'assumed-role/Admin/*'; these let "
                    + "everybody in");
        } else if (!callers.globs().isEmpty() && callers.globs().stream().allMatch(Glob::excludes)) {
            findings.add(skip, "expected a pattern without a leading !, such as 'user/ada'; these let nobody in");
        }
        return callers;
    }

    private List<Glob> skips(@Nullable Node node) {
        if (node == null) {
            return List.of();
        }
        List<Glob> skips = patterns.textGlobs(node);
        if (skips.stream().anyMatch(Glob::excludes)) {
            findings.add(node, "expected patterns without a leading !");
        }
        return skips;
    }
}
