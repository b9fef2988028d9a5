package dev.signalbox.run;

import java.util.SortedMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.plan.PlannedBuild;
import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.BuildRule.Artifacts;
import dev.signalbox.rules.BuildRule.Gate;
import dev.signalbox.rules.BuildRule.Logs;
import dev.signalbox.rules.BuildRule.Machine;
import dev.signalbox.rules.Buildspec;
import dev.signalbox.rules.Occasion.Proposal;
import dev.signalbox.rules.Value;

/**
 * One build as the run's input has it. What the state machine hands on to {@code codebuild:startBuild} as it is has the names of
 * that call's members, in the PascalCase that Step Functions wants.
 *
 * @param run whose artifacts these are
 * @param proposed the commit of a pull request that is merged for the run's other builds; empty where none is
 */
record StartBuild(Places places, String run, String repository, String proposed) {

    /** A name whose signs may all be replaced: values without blanks, commas and {@code =} are told apart without them. */
    private static final Pattern SIMPLE = Pattern.compile(
            "[A-Za-z0-9_.-]+(?: \\([A-Za-z0-9_]+=[A-Za-z0-9._-]*(?:, [A-Za-z0-9_]+=[A-Za-z0-9._-]*)*\\))?");

    /** A key in S3 has at most 1,024 bytes, in which the name stands twice. */
    private static final int LONGEST_NAME = 200;

    ObjectNode of(PlannedBuild build) {
        BuildRule rule = build.rule();
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("name", build.name()).put("check", build.check()).put("project", build.project());
        if (rule.buildspec() instanceof Buildspec.OfTarget(String path)) {
            node.put("targetBuildspec", path);
        } else {
            node.put("buildspec", rule.buildspec().text());
        }
        node.set("env", env(build.env()));
        node.put("minutes", rule.timeout().toMinutes())
                .put("queuedMinutes", PlannedBuild.QUEUED.toMinutes())
                .put("seconds", build.longestWait().toSeconds())
                .put("required", rule.required())
                .put("failFast", rule.failFast() && rule.required())
                .put("start", 1)
                .put("patience", build.patience());
        node.set("overrides", overrides(build));
        if (!rule.gate().equals(Gate.OPEN)) {
            node.set("gate", gate(rule.gate()));
        }
        return node;
    }

    static ArrayNode plain(SortedMap<String, String> env) {
        ArrayNode variables = JsonNodeFactory.instance.arrayNode();
        env.forEach((name, value) -> variables.add(variable(name, new Value.Plain(value))));
        return variables;
    }

    private static ArrayNode env(SortedMap<String, Value> env) {
        ArrayNode variables = JsonNodeFactory.instance.arrayNode();
        env.forEach((name, value) -> variables.add(variable(name, value)));
        return variables;
    }

    private static ObjectNode variable(String name, Value value) {
        ObjectNode variable = JsonNodeFactory.instance.objectNode().put("Name", name);
        return switch (value) {
            case Value.Plain(String text) -> variable.put("Value", text).put("Type", "PLAINTEXT");
            case Value.Parameter(String parameter) -> variable.put("Value", parameter).put("Type", "PARAMETER_STORE");
            case Value.Secret(String reference) -> variable.put("Value", reference).put("Type", "SECRETS_MANAGER");
        };
    }

    private static ObjectNode gate(Gate gate) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (gate.lines() > 0 || gate.branches() > 0) {
            ObjectNode coverage = node.putObject("coverage");
            if (gate.lines() > 0) {
                coverage.put("lines", gate.lines());
            }
            if (gate.branches() > 0) {
                coverage.put("branches", gate.branches());
            }
        }
        return gate.tests() > 0 ? node.put("tests", gate.tests()) : node;
    }

    private ObjectNode overrides(PlannedBuild build) {
        BuildRule rule = build.rule();
        String name = fileName(build.name());
        boolean one = build.name().equals(build.check());
        ObjectNode overrides = JsonNodeFactory.instance.objectNode();
        putIfTold(overrides, "SourceVersion", build.proposal() == Proposal.SOURCE ? proposed : "");
        Machine machine = rule.machine();
        putIfTold(overrides, "ImageOverride", machine.image());
        putIfTold(overrides, "ComputeTypeOverride", machine.compute());
        putIfTold(overrides, "EnvironmentTypeOverride", machine.environment());
        Boolean privileged = machine.privileged();
        if (privileged != null) {
            overrides.put("PrivilegedModeOverride", privileged);
        }
        Logs logs = rule.logs();
        if (logs != null) {
            overrides.set("LogsConfigOverride", logs(logs, name, one));
            putIfTold(overrides, "EncryptionKeyOverride", logs.s3() && logs.bucket().isEmpty() ? places.key() : "");
        }
        rule.artifacts().forEach((identifier, artifacts) -> {
            ObjectNode place = artifacts(artifacts, name, one);
            if (identifier.isEmpty()) {
                overrides.set("ArtifactsOverride", place);
            } else {
                overrides.withArrayProperty("SecondaryArtifactsOverride").add(place.put("ArtifactIdentifier", identifier));
            }
            putIfTold(overrides, "EncryptionKeyOverride",
                    artifacts.bucket().isEmpty() && artifacts.key().isEmpty() ? places.key() : artifacts.key());
        });
        return overrides;
    }

    /** A build's name as one of files: two builds have two, since a hash stands for what is lost. */
    private static String fileName(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9=._-]+", "-").replaceAll("-$", "");
        return plain.length() <= LONGEST_NAME && SIMPLE.matcher(name).matches() ? plain
                : plain.substring(0, Math.min(plain.length(), LONGEST_NAME)) + "-" + Fingerprint.of(8, name);
    }

    /** @param one whether the build is all of its check; the others of a matrix each have a folder of their own */
    private ObjectNode artifacts(Artifacts artifacts, String name, boolean one) {
        String path = artifacts.path().isEmpty() ? "artifacts/" + folder() : artifacts.path();
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("Type", "S3")
                .put("Location", artifacts.bucket().isEmpty() ? places.bucket() : artifacts.bucket())
                .put("Path", one ? path : inside(path, name))
                .put("NamespaceType", "NONE")
                .put("Packaging", artifacts.zip() ? "ZIP" : "NONE");
        return artifacts.name().isEmpty() ? node.put("Name", name).put("OverrideArtifactName", true) : node.put("Name", artifacts.name());
    }

    private ObjectNode logs(Logs logs, String name, boolean one) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ObjectNode cloudWatch = node.putObject("CloudWatchLogs").put("Status", logs.cloudWatch() ? "ENABLED" : "DISABLED");
        putIfTold(cloudWatch, "GroupName", logs.group());
        putIfTold(cloudWatch, "StreamName", logs.stream());
        ObjectNode s3 = node.putObject("S3Logs").put("Status", logs.s3() ? "ENABLED" : "DISABLED");
        if (logs.s3()) {
            s3.put("Location", "%s/%s".formatted(logs.bucket().isEmpty() ? places.bucket() : logs.bucket(),
                    logs.prefix().isEmpty() ? "logs/" + folder() + "/" + name : one ? logs.prefix() : inside(logs.prefix(), name)));
        }
        return node;
    }

    private static String inside(String folder, String name) {
        return folder + (folder.endsWith("/") ? "" : "/") + name;
    }

    /** Of what one run leaves; ids and names of repositories have no slash in them. */
    private String folder() {
        return repository + "/" + run;
    }

    private static void putIfTold(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }
}
