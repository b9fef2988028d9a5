package dev.signalbox.local.codebuild.buildspec;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import dev.signalbox.local.codebuild.buildspec.Artifacts.Artifact;
import dev.signalbox.local.codebuild.buildspec.Buildspec.Commands;
import dev.signalbox.local.codebuild.buildspec.Buildspec.Env;
import dev.signalbox.local.codebuild.buildspec.Buildspec.OnFailure;
import dev.signalbox.local.codebuild.buildspec.Buildspec.PhaseName;
import dev.signalbox.local.codebuild.buildspec.Buildspec.Shell;

/**
 * Reads buildspecs of version 0.2. What CodeBuild knows and the local cloud does not have is refused by name, as is any
 * word that CodeBuild does not know.
 */
public final class BuildspecReader {

    private static final LoadSettings SETTINGS = LoadSettings.builder().setLabel("buildspec").build();
    private static final int DEEPEST = 50;
    private static final int MOST_REPORTS = 5;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> RUNTIMES = Set.of("java", "python", "nodejs", "golang", "ruby", "php", "dotnet");

    private final List<String> warnings = new ArrayList<>();

    private BuildspecReader() {
    }

    /** Reads a file's text. @throws BuildspecProblem when it is not a buildspec that can be run here */
    public static Buildspec read(String text) throws BuildspecProblem {
        try {
            measureDepth(text);
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            if (root.isEmpty()) {
                throw new BuildspecProblem(1, 1, "the file is empty");
            }
            return new BuildspecReader().buildspec(root.get());
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            String problem = e.getProblem() == null ? "this is not YAML" : e.getProblem();
            throw new BuildspecProblem(mark.map(Mark::getLine).orElse(0) + 1, mark.map(Mark::getColumn).orElse(0) + 1, problem);
        } catch (YamlEngineException e) {
            String problem = e.getMessage() == null ? "this is not YAML" : e.getMessage().lines().findFirst().orElse("this is not YAML");
            throw new BuildspecProblem(1, 1, problem);
        }
    }

    private static void measureDepth(String text) throws BuildspecProblem {
        int depth = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> { }
            }
            if (depth > DEEPEST) {
                Optional<Mark> mark = event.getStartMark();
                throw new BuildspecProblem(mark.map(Mark::getLine).orElse(0) + 1, mark.map(Mark::getColumn).orElse(0) + 1,
                        "nested more than " + DEEPEST + " deep");
            }
        }
    }

    private Buildspec buildspec(Node root) throws BuildspecProblem {
        Map<String, Entry> members = members(root, "the file");
        Entry version = members.remove("version");
        if (version == null) {
            throw at(root, "version is missing: expected version: 0.2");
        }
        String number = text(version, "version");
        if (!number.equals("0.2")) {
            throw at(version.value, number.equals("0.1")
                    ? "version 0.1 is not in the local cloud: it runs version 0.2"
                    : "version " + number + " is unknown: expected 0.2");
        }
        Env env = env(members.remove("env"));
        Entry phases = members.remove("phases");
        if (phases == null) {
            throw at(root, "phases is missing");
        }
        Map<PhaseName, Commands> commands = phases(phases);
        if (members.remove("cache") != null) {
            warnings.add("cache has no effect here: nothing is kept between builds.");
        }
        Artifacts artifacts = artifacts(members.remove("artifacts"));
        List<ReportSpec> reports = reports(members.remove("reports"));
        refuse(members, "", Set.of("run-as", "proxy", "batch"),
                List.of("version", "env", "phases", "reports", "artifacts", "cache"));
        return new Buildspec(env, commands, artifacts, reports, warnings);
    }

    private Env env(@Nullable Entry entry) throws BuildspecProblem {
        if (absent(entry)) {
            return Env.NONE;
        }
        Map<String, Entry> members = members(entry.value, "env");
        Shell shell = Shell.SH;
        Entry named = members.remove("shell");
        if (named != null) {
            shell = switch (text(named, "env.shell")) {
                case "bash", "/bin/bash" -> Shell.BASH;
                case "sh", "/bin/sh" -> Shell.SH;
                case String other -> throw at(named.value, "env.shell: the local cloud has no " + other + ": expected bash or sh");
            };
        }
        Map<String, String> variables = variables(members.remove("variables"), "env.variables");
        Map<String, String> parameters = variables(members.remove("parameter-store"), "env.parameter-store");
        Map<String, SecretReference> secrets = new LinkedHashMap<>();
        variables(members.remove("secrets-manager"), "env.secrets-manager")
                .forEach((name, reference) -> secrets.put(name, SecretReference.of(reference)));
        Entry exported = members.remove("exported-variables");
        List<String> exports = absent(exported) ? List.of() : texts(exported, "env.exported-variables");
        for (String name : exports) {
            if (!VARIABLE.matcher(name).matches()) {
                throw at(exported == null ? entry.value : exported.value, "env.exported-variables: " + name + " is not a variable's name");
            }
        }
        Entry helper = members.remove("git-credential-helper");
        if (helper != null && !text(helper, "env.git-credential-helper").equals("no")) {
            throw at(helper.value, "env.git-credential-helper is not in the local cloud");
        }
        refuse(members, "env.", Set.of(),
                List.of("shell", "variables", "parameter-store", "secrets-manager", "exported-variables", "git-credential-helper"));
        return new Env(shell, variables, parameters, secrets, exports);
    }

    private Map<String, String> variables(@Nullable Entry entry, String path) throws BuildspecProblem {
        Map<String, String> variables = new LinkedHashMap<>();
        if (absent(entry)) {
            return variables;
        }
        for (Entry variable : members(entry.value, path).values()) {
            if (!VARIABLE.matcher(variable.key).matches()) {
                throw at(variable.keyNode, path + ": " + variable.key + " is not a variable's name");
            }
            variables.put(variable.key, text(variable, path + "." + variable.key));
        }
        return variables;
    }

    private Map<PhaseName, Commands> phases(Entry entry) throws BuildspecProblem {
        Map<PhaseName, Commands> phases = new EnumMap<>(PhaseName.class);
        Map<String, Entry> members = members(entry.value, "phases");
        for (PhaseName name : PhaseName.values()) {
            Entry phase = members.remove(name.key());
            if (phase != null) {
                phases.put(name, absent(phase) ? Commands.NONE : commands(phase, name));
            }
        }
        refuse(members, "phases.", Set.of(), List.of("install", "pre_build", "build", "post_build"));
        if (phases.isEmpty()) {
            throw at(entry.value, "phases: expected at least one of install, pre_build, build, post_build");
        }
        return phases;
    }

    private Commands commands(Entry phase, PhaseName name) throws BuildspecProblem {
        String path = "phases." + name.key() + ".";
        Map<String, Entry> members = members(phase.value, "phases." + name.key());
        Map<String, String> runtimes = new LinkedHashMap<>();
        Entry versions = name == PhaseName.INSTALL ? members.remove("runtime-versions") : null;
        if (!absent(versions)) {
            for (Entry runtime : members(versions.value, path + "runtime-versions").values()) {
                if (!RUNTIMES.contains(runtime.key)) {
                    throw at(runtime.keyNode, path + "runtime-versions: the local cloud has no runtime " + runtime.key
                            + ": expected " + String.join(", ", new TreeSet<>(RUNTIMES)));
                }
                runtimes.put(runtime.key, text(runtime, path + "runtime-versions." + runtime.key));
            }
        }
        Entry commands = members.remove("commands");
        Entry last = members.remove("finally");
        Entry failure = members.remove("on-failure");
        OnFailure onFailure = failure == null ? OnFailure.AS_THE_PHASE_SAYS : switch (text(failure, path + "on-failure")) {
            case "ABORT" -> OnFailure.ABORT;
            case "CONTINUE" -> OnFailure.CONTINUE;
            case String other -> throw at(failure.value, path + "on-failure: the local cloud has no " + other
                    + ": expected ABORT or CONTINUE");
        };
        refuse(members, path, Set.of("run-as", "steps"), name == PhaseName.INSTALL
                ? List.of("runtime-versions", "commands", "finally", "on-failure") : List.of("commands", "finally", "on-failure"));
        return new Commands(runtimes, absent(commands) ? List.of() : texts(commands, path + "commands"),
                absent(last) ? List.of() : texts(last, path + "finally"), onFailure);
    }

    private static Artifacts artifacts(@Nullable Entry entry) throws BuildspecProblem {
        if (absent(entry)) {
            return Artifacts.NONE;
        }
        Map<String, Entry> members = members(entry.value, "artifacts");
        Map<String, Artifact> secondary = new LinkedHashMap<>();
        Entry others = members.remove("secondary-artifacts");
        if (!absent(others)) {
            for (Entry other : members(others.value, "artifacts.secondary-artifacts").values()) {
                String path = "artifacts.secondary-artifacts." + other.key;
                secondary.put(other.key, artifact(other.value, members(other.value, path), path));
            }
        }
        if (members.isEmpty() && !secondary.isEmpty()) {
            return new Artifacts(Optional.empty(), secondary);
        }
        return new Artifacts(Optional.of(artifact(entry.value, members, "artifacts")), secondary);
    }

    private static Artifact artifact(Node node, Map<String, Entry> members, String path) throws BuildspecProblem {
        Entry files = members.remove("files");
        if (absent(files)) {
            throw at(node, path + ".files is missing");
        }
        Entry name = members.remove("name");
        Entry base = members.remove("base-directory");
        Entry excluded = members.remove("exclude-paths");
        boolean flat = yes(members.remove("discard-paths"), path + ".discard-paths");
        Entry links = members.get("enable-symlinks");
        if (links != null && !yes(links, path + ".enable-symlinks")) {
            members.remove("enable-symlinks");
        }
        refuse(members, path + ".", Set.of("enable-symlinks", "s3-prefix"),
                List.of("files", "name", "base-directory", "discard-paths", "exclude-paths", "secondary-artifacts"));
        return new Artifact(texts(files, path + ".files"), optional(name, path + ".name"), optional(base, path + ".base-directory"),
                absent(excluded) ? List.of() : excluded.value instanceof ScalarNode
                        ? List.of(text(excluded, path + ".exclude-paths")) : texts(excluded, path + ".exclude-paths"), flat);
    }

    private static Optional<String> optional(@Nullable Entry entry, String path) throws BuildspecProblem {
        return absent(entry) ? Optional.empty() : Optional.of(text(entry, path)).filter(text -> !text.isEmpty());
    }

    private static boolean yes(@Nullable Entry entry, String path) throws BuildspecProblem {
        return !absent(entry) && switch (text(entry, path)) {
            case "yes", "true" -> true;
            case "no", "false" -> false;
            case String other -> throw at(entry.value, path + ": expected yes or no, found " + other);
        };
    }

    private static List<ReportSpec> reports(@Nullable Entry entry) throws BuildspecProblem {
        List<ReportSpec> reports = new ArrayList<>();
        if (absent(entry)) {
            return reports;
        }
        for (Entry group : members(entry.value, "reports").values()) {
            if (group.key.isBlank()) {
                throw at(group.keyNode, "reports: expected a report group's name or ARN, found nothing");
            }
            if (reports.size() == MOST_REPORTS) {
                throw at(group.keyNode, "reports: a buildspec has at most " + MOST_REPORTS + " report groups");
            }
            reports.add(report(group));
        }
        return reports;
    }

    private static ReportSpec report(Entry group) throws BuildspecProblem {
        String path = "reports." + group.key + ".";
        Map<String, Entry> members = members(group.value, "reports." + group.key);
        Entry files = members.remove("files");
        if (files == null) {
            throw at(group.value, path + "files is missing");
        }
        List<String> patterns = texts(files, path + "files");
        if (patterns.isEmpty()) {
            throw at(files.value, path + "files: expected at least one file");
        }
        Entry base = members.remove("base-directory");
        boolean discards = yes(members.remove("discard-paths"), path + "discard-paths");
        Entry format = members.remove("file-format");
        ReportFormat known = format == null ? ReportFormat.JUNITXML : format(format, path + "file-format");
        refuse(members, path, Set.of(), List.of("files", "base-directory", "discard-paths", "file-format"));
        return new ReportSpec(group.key, patterns, absent(base) ? "." : text(base, path + "base-directory"), discards, known);
    }

    private static ReportFormat format(Entry entry, String path) throws BuildspecProblem {
        String name = text(entry, path);
        for (ReportFormat format : ReportFormat.values()) {
            if (format.name().equalsIgnoreCase(name)) {
                return format;
            }
        }
        throw at(entry.value, path + ": the local cloud has no " + name + ": expected "
                + Stream.of(ReportFormat.values()).map(Enum::name).collect(Collectors.joining(", ")));
    }

    private static void refuse(Map<String, Entry> rest, String path, Set<String> known, List<String> expected) throws BuildspecProblem {
        for (Entry entry : rest.values()) {
            throw at(entry.keyNode, known.contains(entry.key)
                    ? path + entry.key + " is not in the local cloud"
                    : path + entry.key + " is unknown: expected " + String.join(", ", expected));
        }
    }

    private record Entry(String key, Node keyNode, Node value) { }

    private static boolean absent(@Nullable Entry entry) {
        return entry == null || entry.value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    private static Map<String, Entry> members(Node node, String path) throws BuildspecProblem {
        if (!(node instanceof MappingNode mapping)) {
            throw at(node, path + ": expected a mapping, found " + kind(node));
        }
        Map<String, Entry> members = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw at(tuple.getKeyNode(), path + ": expected a word as key, found " + kind(tuple.getKeyNode()));
            }
            if (members.put(key.getValue(), new Entry(key.getValue(), key, tuple.getValueNode())) != null) {
                throw at(key, path + ": " + key.getValue() + " is there twice");
            }
        }
        return members;
    }

    private static List<String> texts(Entry entry, String path) throws BuildspecProblem {
        if (!(entry.value instanceof SequenceNode sequence)) {
            throw at(entry.value, path + ": expected a list, found " + kind(entry.value));
        }
        List<String> texts = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (!(item instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
                throw at(item, "%s[%d]: expected text, found %s".formatted(path, texts.size(), kind(item))
                        + (item instanceof MappingNode ? " (a text with a colon and a space needs quotes)" : ""));
            }
            texts.add(scalar.getValue());
        }
        return texts;
    }

    private static String text(Entry entry, String path) throws BuildspecProblem {
        if (entry.value instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue();
        }
        throw at(entry.value, path + ": expected text, found " + kind(entry.value));
    }

    private static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "a mapping";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            default -> "text";
        };
    }

    private static BuildspecProblem at(Node node, String message) {
        Optional<Mark> mark = node.getStartMark();
        return new BuildspecProblem(mark.map(Mark::getLine).orElse(0) + 1, mark.map(Mark::getColumn).orElse(0) + 1, message);
    }
}
