package dev.signalbox.rules;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS's cron expressions: minutes, hours, day of month, month, day of week, year.
 * Source: "Schedule types", EventBridge Scheduler's user guide. Ranges that fall, such as {@code FRI-MON}, are not documented and refused.
 */
final class Cron {

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final List<Field> FIELDS = List.of(
            new Field("minutes", 0, 59, List.of(), "(?!)"),
            new Field("hours", 0, 23, List.of(), "(?!)"),
            new Field("day of month", 1, 31, List.of(), "L|(?:[1-9]|[12]\\d|3[01])W"),
            new Field("month", 1, 12, MONTHS, "(?!)"),
            new Field("day of week", 1, 7, DAYS, "L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)L"),
            new Field("year", 1970, 2199, List.of(), "(?!)"));
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;
    private static final Pattern NTH_DAY = Pattern.compile("(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5]");
    private static final Pattern ITEM = Pattern.compile("(?:\\*|(\\w{1,4})(?:-(\\w{1,4}))?)(?:/(\\d{1,4}))?");
    private static final int LONGEST = 200;

    private record Field(String name, int least, int most, List<String> names, String special) {

        int value(String text) {
            int named = names.indexOf(text);
            if (named >= 0) {
                return least + named;
            }
            int value = text.chars().allMatch(digit -> digit >= '0' && digit <= '9') ? Integer.parseInt(text) : -1;
            if (value < least || value > most) {
                throw wrong(text);
            }
            return value;
        }

        void check(String text) {
            for (String item : text.split(",", -1)) {
                if (!item.matches(special)) {
                    checkItem(item);
                }
            }
        }

        private void checkItem(String item) {
            Matcher parts = ITEM.matcher(item);
            if (!parts.matches()) {
                throw wrong(item);
            }
            if (parts.group(1) != null) {
                int from = value(parts.group(1));
                if (parts.group(2) != null && value(parts.group(2)) < from) {
                    throw new IllegalArgumentException("expected a rising range in the field %s, not %s; write it as two, such as SAT,SUN"
                            .formatted(name, Texts.quoted(item)));
                }
            }
            if (parts.group(3) != null && (Integer.parseInt(parts.group(3)) < 1 || Integer.parseInt(parts.group(3)) > most)) {
                throw wrong(item);
            }
        }

        private IllegalArgumentException wrong(String text) {
            return new IllegalArgumentException("expected %d to %d%s in the field %s, not %s".formatted(least, most,
                    names.isEmpty() ? "" : " or %s to %s".formatted(names.getFirst(), names.getLast()), name, Texts.quoted(text)));
        }
    }

    private Cron() {
    }

    /** The six fields, parted by single spaces; throws {@link IllegalArgumentException} whose message says what was expected. */
    static String checked(String text) {
        List<String> fields = List.of(text.strip().toUpperCase(Locale.ROOT).split("\\s+"));
        if (fields.size() != FIELDS.size() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "expected six fields (minutes, hours, day of month, month, day of week, year), such as '0 3 ? * MON-FRI *'");
        }
        if (fields.get(DAY_OF_MONTH).equals("?") == fields.get(DAY_OF_WEEK).equals("?")) {
            throw new IllegalArgumentException(
                    "expected ? in one of the fields day of month and day of week, and something else in the other");
        }
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            boolean open = field.equals("?") && (i == DAY_OF_MONTH || i == DAY_OF_WEEK);
            if (!open && !(i == DAY_OF_WEEK && NTH_DAY.matcher(field).matches())) {
                FIELDS.get(i).check(field);
            }
        }
        return String.join(" ", fields);
    }
}
