package dev.signalbox.local.codecommit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.InvalidContinuationTokenException;
import software.amazon.awssdk.services.codecommit.model.InvalidMaxResultsException;

/**
 * One page of a list.
 *
 * @param next the token of the page after it; null on the last
 */
record Pages<T>(List<T> items, @Nullable String next) {

    /** Where a page begins, and in which list: what a token says. */
    record Place(String list, int offset) {

        /** @throws InvalidContinuationTokenException for a token that is not ours */
        static Place of(String token) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
                int at = text.lastIndexOf('@');
                int offset = Integer.parseInt(text.substring(at + 1));
                if (at < 0 || offset < 0) {
                    throw invalid();
                }
                return new Place(text.substring(0, at), offset);
            } catch (IllegalArgumentException _) {
                throw invalid();
            }
        }

        String token() {
            return Base64.getUrlEncoder().withoutPadding().encodeToString((list + "@" + offset).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * The page of a list that a token stands for.
     *
     * @param list names the list, so that another list's token is refused
     * @throws InvalidContinuationTokenException for a token that is not of this list
     */
    static <T> Pages<T> of(String list, List<T> all, int size, @Nullable String token) {
        Place place = token == null ? new Place(list, 0) : Place.of(token);
        if (!place.list().equals(list) || place.offset() > all.size()) {
            throw invalid();
        }
        int end = Math.min(all.size(), place.offset() + size);
        return new Pages<>(all.subList(place.offset(), end), end < all.size() ? new Place(list, end).token() : null);
    }

    /**
     * How large a page is to be: as was asked for, though not larger than the largest.
     *
     * @throws InvalidMaxResultsException for less than one
     */
    static int size(@Nullable Integer asked, int usual, int largest) {
        if (asked != null && asked < 1) {
            throw InvalidMaxResultsException.builder().message("The specified number of maximum results is not valid.").build();
        }
        return asked == null ? usual : Math.min(asked, largest);
    }

    static InvalidContinuationTokenException invalid() {
        return InvalidContinuationTokenException.builder().message("The specified continuation token is not valid.").build();
    }
}
