package dev.signalbox.local.command;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** AWS's wildcards: {@code *} is any text, {@code ?} any one character. */
final class Wildcards {

    private static final Pattern PARTS = Pattern.compile("(?=[*?])|(?<=[*?])");

    private Wildcards() {
    }

    static boolean fit(String pattern, String text) {
        return text.matches(Stream.of(PARTS.split(pattern)).map(Wildcards::regex).collect(Collectors.joining()));
    }

    private static String regex(String part) {
        return switch (part) {
            case "*" -> ".*";
            case "?" -> ".";
            default -> Pattern.quote(part);
        };
    }
}
