package dev.signalbox.local.codebuild;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A part of a list, and the token for what comes after it. */
record Page(List<String> items, Optional<String> next) {

    /** @param token names the item after which the page begins; null for the first page */
    static Page of(List<String> all, @Nullable String token, int size) {
        int from = 0;
        if (token != null) {
            try {
                from = all.indexOf(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8)) + 1;
            } catch (IllegalArgumentException _) {
                from = 0;
            }
            if (from == 0) {
                throw CodeBuild.invalid("Invalid next token: " + token);
            }
        }
        List<String> items = all.subList(from, Math.min(all.size(), from + size));
        boolean more = from + items.size() < all.size();
        return new Page(items, more
                ? Optional.of(Base64.getUrlEncoder().encodeToString(items.getLast().getBytes(StandardCharsets.UTF_8)))
                : Optional.empty());
    }
}
