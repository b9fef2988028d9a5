package dev.signalbox.rules;

import java.util.Map;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.nodes.Node;

/** Reads where a build runs. */
final class MachineReader {

    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{1,149}");
    private static final Pattern IMAGE = Pattern.compile(
            "(?=.{1,512}$)[A-Za-z0-9][A-Za-z0-9._-]*(?::\\d{1,5}(?=/))?(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*"
            + "(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?");

    private final Findings findings;

    MachineReader(Findings findings) {
        this.findings = findings;
    }

    BuildRule.Machine read(Map<String, Node> words) {
        return new BuildRule.Machine(
                findings.matching(words.get("project"), PROJECT, "the name of a CodeBuild project", ""),
                findings.matching(words.get("image"), IMAGE, "a build image, such as aws/codebuild/amazonlinux-x86_64-standard:5.0", ""),
                words.get("compute") instanceof Node compute
                        ? findings.oneOf(compute, "compute type", CodeBuildTypes.COMPUTE).orElse("") : "",
                words.get("environment") instanceof Node environment
                        ? findings.oneOf(environment, "environment type", CodeBuildTypes.ENVIRONMENT).orElse("") : "",
                words.get("privileged") instanceof Node privileged ? Boolean.valueOf(findings.bool(privileged)) : null);
    }
}
