package dev.signalbox.local.scheduler;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A field of a cron expression: its bounds and its names. */
enum Field {
    MINUTES(0, 59, List.of()),
    HOURS(0, 23, List.of()),
    DAY_OF_MONTH(1, 31, List.of()),
    MONTH(1, 12, List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    DAY_OF_WEEK(1, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")),
    YEAR(1970, 2199, List.of());

    private static final Pattern PART = Pattern.compile("(?:(?<all>\\*)|(?<from>\\w+)(?:-(?<to>\\w+))?)(?:/(?<step>\\d{1,4}))?");

    private final int least;
    private final int most;
    private final List<String> names;

    Field(int least, int most, List<String> names) {
        this.least = least;
        this.most = most;
        this.names = names;
    }

    /**
     * The values that a text names: {@code *}, single values, ranges, steps and lists of them.
     *
     * @throws IllegalArgumentException when it is none
     */
    BitSet values(String text) {
        BitSet values = new BitSet();
        for (String part : text.split(",", -1)) {
            Matcher matched = PART.matcher(part);
            if (!matched.matches()) {
                throw new IllegalArgumentException(part);
            }
            boolean all = matched.group("all") != null;
            boolean stepped = matched.group("step") != null;
            int from = all ? least : value(matched.group("from"));
            int to = matched.group("to") != null ? value(matched.group("to")) : all || stepped ? most : from;
            int step = stepped ? Integer.parseInt(matched.group("step")) : 1;
            if (from > to || step < 1 || step > most) {
                throw new IllegalArgumentException(part);
            }
            for (int value = from; value <= to; value += step) {
                values.set(value);
            }
        }
        return values;
    }

    /** @throws IllegalArgumentException when it is no name or number of this field */
    int value(String text) {
        int named = names.indexOf(text);
        if (named >= 0) {
            return least + named;
        }
        int value = text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
        if (value < least || value > most) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }
}
