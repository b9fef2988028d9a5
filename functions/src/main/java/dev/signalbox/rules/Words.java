package dev.signalbox.rules;

import java.util.List;

/** The words that may stand at each place of a rules file: all that the reader knows, in the order in which people are told of them. */
public enum Words {

    /** The file itself. */
    FILE("version", "builds", "defaults", "concurrency", "skip", "notify", "commands"),
    /** The account's layer. */
    ACCOUNT("version", "defaults", "enforced", "concurrency", "skip"),
    /** One of {@code builds}. */
    BUILD("on", "when", "project", "buildspec", "image", "compute", "environment", "privileged", "env", "needs", "matrix", "timeout",
            "required", "fail-fast", "group", "gate", "artifacts", "logs"),
    /** {@code defaults} and {@code enforced}. */
    DEFAULTS("project", "buildspec", "image", "compute", "environment", "privileged", "env", "timeout", "required", "fail-fast", "group",
            "gate", "artifacts", "logs"),
    /** {@code on} of a build. */
    ON("push", "tag", "pull_request", "schedule", "manual"),
    /** {@code push} in {@code on}. */
    PUSH("branches", "paths", "authors", "actors", "messages"),
    /** {@code tag} in {@code on}, where it is a mapping. */
    TAG("tags", "authors", "actors", "messages"),
    /** {@code pull_request} in {@code on}. */
    PULL_REQUEST("targets", "sources", "paths", "authors", "actors", "titles", "build", "trusted"),
    /** One of {@code schedule} in {@code on}. */
    SCHEDULE("cron", "rate", "timezone", "branch", "unless", "inputs", "overlap"),
    /** {@code manual} in {@code on}. */
    MANUAL(),
    /** {@code when} of a build. */
    WHEN("triggers", "branches"),
    /** A variable in {@code env}, where it is a mapping. */
    VALUE("parameter", "secret"),
    /** {@code buildspec} of a build, where it is a mapping. */
    BUILDSPEC("from", "path"),
    /** {@code matrix} of a build, besides the variables. */
    MATRIX("exclude", "include"),
    /** {@code group} of a build, where it is a mapping. */
    GROUP("name", "cancel"),
    /** {@code gate} of a build. */
    GATE("coverage", "tests"),
    /** {@code coverage} in {@code gate}. */
    COVERAGE("lines", "branches"),
    /** {@code artifacts} of a build. */
    ARTIFACTS("bucket", "path", "name", "zip", "key", "secondary"),
    /** One of {@code secondary} in {@code artifacts}. */
    SECONDARY("bucket", "path", "name", "zip", "key"),
    /** {@code logs} of a build. */
    LOGS("cloudwatch", "s3"),
    /** {@code cloudwatch} in {@code logs}, where it is a mapping. */
    CLOUDWATCH("group", "stream"),
    /** One of {@code notify}. */
    NOTICE("on", "branches"),
    /** {@code commands} of the file. */
    COMMANDS("skip");

    private final List<String> words;

    Words(String... words) {
        this.words = List.of(words);
    }

    /** In the order in which people are told of them. */
    public List<String> words() {
        return words;
    }
}
