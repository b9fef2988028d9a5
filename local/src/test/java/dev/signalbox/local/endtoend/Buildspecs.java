package dev.signalbox.local.endtoend;

import java.util.Arrays;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Buildspecs of one phase. */
final class Buildspecs {

    private Buildspecs() {
    }

    static String of(String... commands) {
        return "version: 0.2\n" + build(commands);
    }

    /** With an {@code env} section: its lines, indented by two. */
    static String withEnv(String env, String... commands) {
        return "version: 0.2\nenv:\n" + env.indent(2) + build(commands);
    }

    private static String build(String... commands) {
        return "phases:\n  build:\n    commands:\n" + Arrays.stream(commands)
                .map(command -> "      - " + JsonNodeFactory.instance.textNode(command) + "\n").collect(Collectors.joining());
    }
}
