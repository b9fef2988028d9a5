package dev.signalbox.rules;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a rules file. Whatever the file holds, the answer is its rules or its problems, found in one go, in bounded time.
 */
public final class RulesReader {

    /** The rules file, at a repository's root. */
    public static final String FILE = ".signalbox.yml";

    private static final List<String> FILE_WORDS = List.of("version", "builds");
    private static final List<String> BUILD_WORDS =
            List.of("on", "project", "buildspec", "needs", "env", "timeout", "required");
    private static final List<String> OCCASIONS = List.of("push");
    private static final List<String> PUSH_WORDS = List.of("branches");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{2,40}");
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{1,149}");
    private static final Pattern PATH = Pattern.compile("(?!/)(?!arn:)[^\\p{Cntrl}\\p{Cs}]{1,1024}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,255}");
    private static final Pattern OURS = Pattern.compile("(SIGNALBOX|CODEBUILD|AWS)_.*");
    private static final Pattern VALUE = Pattern.compile("[^\\x00\\p{Cs}]{0,10000}");
    private static final Pattern DURATION = Pattern.compile("(?=\\d)(?:(\\d{1,4})h)?(?:(\\d{1,4})m)?");

    private RulesReader() {
    }

    /** Reads the file's bytes, which must be UTF-8. */
    public static Reading read(byte[] file) {
        if (file.length > Yaml.LONGEST) {
            return broken("expected at most %,d bytes".formatted(Yaml.LONGEST));
        }
        try {
            return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString());
        } catch (CharacterCodingException notUtf8) {
            return broken("expected UTF-8 text");
        }
    }

    /** Reads the file's text. */
    public static Reading read(String text) {
        Findings findings = new Findings(FILE);
        try {
            Node root = Yaml.read(text).orElseThrow(() -> new Yaml.Unreadable(1, 1, "expected 'version: 1' and 'builds:'"));
            Rules rules = rules(root, findings);
            return findings.problems().isEmpty() ? new Reading.Understood(rules) : new Reading.Broken(findings.problems());
        } catch (Yaml.Unreadable unreadable) {
            return new Reading.Broken(List.of(unreadable.in(FILE)));
        } catch (Findings.TooMany tooMany) {
            return new Reading.Broken(findings.problems());
        }
    }

    /** A file that AWS would not hand out, being too large for it. */
    public static Reading tooLarge() {
        return broken("expected at most %,d bytes".formatted(Yaml.LONGEST));
    }

    private static Reading broken(String message) {
        return new Reading.Broken(List.of(new Problem(FILE, 1, 1, message)));
    }

    private static Rules rules(Node root, Findings findings) {
        Map<String, Node> file = findings.members(root, "'version: 1' and 'builds:'", FILE_WORDS);
        Node version = file.get("version");
        if (version == null) {
            findings.add(root, "expected 'version: 1'");
        } else if (!findings.text(version, "1").equals("1")) {
            findings.add(version, "expected version 1");
        }
        Node section = file.get("builds");
        if (section == null) {
            findings.add(root, "expected 'builds:' with at least one build");
            return new Rules(List.of());
        }
        SequencedMap<String, Node> builds = findings.members(section, "builds by their names");
        if (builds.isEmpty()) {
            findings.add(section, "expected at least one build");
        }
        SequencedMap<String, Map<String, Node>> needs = new LinkedHashMap<>();
        List<BuildRule> read = new ArrayList<>();
        builds.forEach((name, node) -> read.add(build(name, node, needs, findings)));
        Needs.check(needs, findings);
        return new Rules(read);
    }

    private static BuildRule build(String name, Node node, Map<String, Map<String, Node>> allNeeds, Findings findings) {
        if (!NAME.matcher(name).matches()) {
            findings.add(node, "build %s: expected a name of 2 to 40 of A-Z a-z 0-9 _ . -".formatted(Texts.quoted(name)));
        }
        Map<String, Node> members = findings.members(node, "the words of a build", BUILD_WORDS);
        Node on = members.get("on");
        if (on == null && node instanceof MappingNode) {
            findings.add(node, "build %s: expected 'on:', which says when it runs".formatted(Texts.quoted(name)));
        }
        Map<String, Node> needs = new LinkedHashMap<>();
        if (members.get("needs") instanceof Node list) {
            for (Node item : findings.items(list, "a list of builds, such as [lint]")) {
                needs.put(findings.text(item, "the name of a build"), item);
            }
            needs.remove("");
        }
        allNeeds.put(name, needs);
        return new BuildRule(name,
                on == null ? List.of() : occasions(on, findings),
                When.ALWAYS,
                new BuildRule.Machine(matching(members, "project", "", PROJECT, "the name of a CodeBuild project", findings), "", "", "", null),
                matching(members, "buildspec", Rules.BUILDSPEC, PATH, "a path in the repository, such as ci/unit.yml", findings),
                members.get("env") instanceof Node env ? env(env, findings) : new TreeMap<>(),
                List.copyOf(needs.keySet()),
                Matrix.NONE,
                members.get("timeout") instanceof Node timeout ? timeout(timeout, findings) : BuildRule.TIMEOUT,
                !(members.get("required") instanceof Node required) || findings.bool(required),
                false, null, BuildRule.Gate.OPEN, new TreeMap<>(), null);
    }

    private static List<Occasion> occasions(Node on, Findings findings) {
        Map<String, Node> occasions = findings.members(on, "'push:'", OCCASIONS);
        if (occasions.isEmpty() && on instanceof MappingNode) {
            findings.add(on, "expected 'push:'");
        }
        List<Occasion> read = new ArrayList<>();
        if (occasions.get("push") instanceof Node push) {
            read.add(push(push, findings));
        }
        return read;
    }

    private static Occasion push(Node push, Findings findings) {
        if (findings.isEmpty(push)) {
            return new Occasion.Push(Patterns.EVERYTHING, Filters.NONE);
        }
        Map<String, Node> members = findings.members(push, "'branches:'", PUSH_WORDS);
        return new Occasion.Push(
                members.get("branches") instanceof Node branches ? patterns(branches, findings) : Patterns.EVERYTHING, Filters.NONE);
    }

    private static Patterns patterns(Node list, Findings findings) {
        List<Node> items = findings.items(list, "a list of patterns, such as ['main', 'release/**']");
        if (items.isEmpty()) {
            findings.add(list, "expected at least one pattern");
        }
        List<Glob> globs = new ArrayList<>();
        for (Node item : items) {
            String text = findings.text(item, "a pattern, such as 'release/**'");
            try {
                globs.add(Glob.of(text));
            } catch (IllegalArgumentException wrong) {
                findings.add(item, String.valueOf(wrong.getMessage()));
            }
        }
        return new Patterns(globs);
    }

    private static String matching(
            Map<String, Node> members, String word, String absent, Pattern pattern, String expected, Findings findings) {
        if (!(members.get(word) instanceof Node node)) {
            return absent;
        }
        String text = findings.text(node, expected);
        if (!pattern.matcher(text).matches()) {
            findings.add(node, "expected " + expected);
        }
        return text;
    }

    private static SortedMap<String, Value> env(Node node, Findings findings) {
        SortedMap<String, Value> env = new TreeMap<>();
        findings.members(node, "variables by their names").forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches()) {
                findings.add(value, "variable %s: expected a name of letters, digits and _".formatted(Texts.quoted(name)));
            } else if (OURS.matcher(name).matches()) {
                findings.add(value, "variable %s: expected another name, SIGNALBOX_*, CODEBUILD_* and AWS_* are set for the build"
                        .formatted(Texts.quoted(name)));
            }
            String text = findings.text(value, "a text ('' for an empty one)");
            if (!VALUE.matcher(text).matches()) {
                findings.add(value, "variable %s: expected at most 10,000 characters".formatted(Texts.quoted(name)));
            }
            env.put(name, new Value.Plain(text));
        });
        return env;
    }

    private static Duration timeout(Node node, Findings findings) {
        String text = findings.text(node, "a time such as 30m or 1h30m");
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            findings.add(node, "expected a time such as 30m or 1h30m");
            return BuildRule.TIMEOUT;
        }
        long minutes = (parts.group(1) == null ? 0 : 60 * Long.parseLong(parts.group(1)))
                + (parts.group(2) == null ? 0 : Long.parseLong(parts.group(2)));
        if (minutes < 5 || minutes > 2160) {
            findings.add(node, "expected 5m to 36h");
        }
        return Duration.ofMinutes(minutes);
    }
}
