package dev.signalbox.local.codebuild.buildspec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A secret, or one key of it: {@code secret-id:json-key:version-stage:version-id}, where all but the first may be left out.
 *
 * @param id name or ARN
 * @param key of the JSON object that the secret's text is; empty: the whole text
 */
public record SecretReference(String id, Optional<String> key, Optional<String> stage, Optional<String> version) {

    private static final int PARTS_OF_AN_ARN = 7;

    /** Reads a reference; any text is one. */
    public static SecretReference of(String text) {
        List<String> parts = Arrays.asList(text.split(":", -1));
        int first = text.startsWith("arn:") ? Math.min(PARTS_OF_AN_ARN, parts.size()) : 1;
        String id = String.join(":", parts.subList(0, first));
        List<String> rest = parts.subList(first, parts.size());
        return new SecretReference(id, part(rest, 0), part(rest, 1), part(rest, 2));
    }

    private static Optional<String> part(List<String> parts, int index) {
        return index < parts.size() && !parts.get(index).isEmpty() ? Optional.of(parts.get(index)) : Optional.empty();
    }
}
