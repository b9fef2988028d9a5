package dev.signalbox.local.codebuild.reports;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** A part of a list, at most 100 items, and the token for what comes after it. */
record Slice<T>(List<T> items, Optional<String> next) {

    private static final int MOST = 100;

    /**
     * @param key tells an item from all others
     * @param token names the item after which the slice begins; null for the first
     * @param wanted how many items; 100 when null
     */
    static <T> Slice<T> of(List<T> all, Function<T, String> key, @Nullable String token, @Nullable Integer wanted) {
        if (wanted != null && (wanted < 1 || wanted > MOST)) {
            throw Reports.invalid("Invalid maxResults: " + wanted + "; it must be between 1 and " + MOST);
        }
        int from = token == null ? 0 : after(all.stream().map(key).toList(), token);
        List<T> items = all.subList(from, Math.min(all.size(), from + (wanted == null ? MOST : wanted)));
        boolean more = from + items.size() < all.size();
        return new Slice<>(items, more ? Optional.of(Base64.getUrlEncoder()
                .encodeToString(key.apply(items.getLast()).getBytes(StandardCharsets.UTF_8))) : Optional.empty());
    }

    private static int after(List<String> keys, String token) {
        int from = 0;
        try {
            from = keys.indexOf(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8)) + 1;
        } catch (IllegalArgumentException _) {
            // told below
        }
        if (from == 0) {
            throw Reports.invalid("Invalid next token: " + token);
        }
        return from;
    }
}
