package dev.signalbox.local.scheduler;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Holds members of requests against the limits of AWS's model. A member that is not set is within them. */
final class Limits {

    private static final int LONGEST_NAME = 64;
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-_.]+");
    private static final Pattern TOKEN = Pattern.compile("[a-zA-Z0-9-_]+");

    private Limits() {
    }

    static void name(@Nullable String name, String member) {
        text(name, member, 1, LONGEST_NAME, NAME);
    }

    static void token(@Nullable String token) {
        text(token, "clientToken", 1, LONGEST_NAME, TOKEN);
    }

    static void text(@Nullable String text, String member, int shortest, int longest, Pattern pattern) {
        length(text, member, shortest, longest);
        if (text != null && !pattern.matcher(text).matches()) {
            throw Refusals.constraint(text, member, "satisfy regular expression pattern: ^" + pattern.pattern() + "$");
        }
    }

    static void length(@Nullable String text, String member, int shortest, int longest) {
        if (text != null && text.length() < shortest) {
            throw Refusals.constraint(text, member, "have length greater than or equal to " + shortest);
        }
        if (text != null && text.length() > longest) {
            throw Refusals.constraint(text, member, "have length less than or equal to " + longest);
        }
    }

    static void number(@Nullable Integer number, String member, int least, int most) {
        if (number != null && number < least) {
            throw Refusals.constraint(number, member, "have value greater than or equal to " + least);
        }
        if (number != null && number > most) {
            throw Refusals.constraint(number, member, "have value less than or equal to " + most);
        }
    }

    static void oneOf(@Nullable String value, String member, List<String> values) {
        if (value != null && !values.contains(value)) {
            throw Refusals.constraint(value, member, "satisfy enum value set: [" + String.join(", ", values) + "]");
        }
    }
}
