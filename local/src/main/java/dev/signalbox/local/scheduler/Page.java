package dev.signalbox.local.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * One page of a list that is sorted by a key. A page begins behind the last key of the one before, so that what is made or deleted
 * between two pages neither hides nor doubles anything else.
 *
 * @param next the token of the page after it; null on the last
 */
record Page<T>(List<T> items, @Nullable String next) {

    private static final int LARGEST = 100;

    /**
     * @param size 1 to 100; null for 100
     * @throws software.amazon.awssdk.services.scheduler.model.ValidationException for a token that is not ours, or another size
     */
    static <T> Page<T> of(NavigableMap<String, T> all, Predicate<T> wanted, @Nullable Integer size, @Nullable String token) {
        Limits.number(size, "maxResults", 1, LARGEST);
        int most = size == null ? LARGEST : size;
        var left = (token == null ? all : all.tailMap(key(token), false)).entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue())).limit(most + 1L).toList();
        var page = left.subList(0, Math.min(most, left.size()));
        return new Page<>(page.stream().map(entry -> entry.getValue()).toList(),
                page.size() < left.size() ? token(page.getLast().getKey()) : null);
    }

    private static String token(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
    }

    private static String key(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException _) {
            throw Refusals.invalid("Invalid NextToken " + token + ".");
        }
    }
}
