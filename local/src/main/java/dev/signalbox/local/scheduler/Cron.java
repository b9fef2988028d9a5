package dev.signalbox.local.scheduler;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Optional;

/**
 * {@code cron(minutes hours day-of-month month day-of-week year)} in EventBridge Scheduler's own dialect. Read is what AWS
 * documents ("Schedule types in EventBridge Scheduler", User Guide) and nothing else: all six fields (the guide calls the year
 * optional, the API reference speaks of six), names in capitals, {@code ?} in just one of the two fields for days, {@code L},
 * {@code W} and {@code #} only by themselves, ranges that do not wrap round.
 */
record Cron(BitSet minutes, BitSet hours, Days days, BitSet months, BitSet years) implements Expression {

    private static final int FIELDS = 6;

    /** @throws IllegalArgumentException when the fields are not such an expression */
    static Cron of(String text) {
        String[] fields = text.strip().split("\\s+");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(fields.length + " fields");
        }
        return new Cron(Field.MINUTES.values(fields[0]), Field.HOURS.values(fields[1]), days(fields[2], fields[4]),
                Field.MONTH.values(fields[3]), Field.YEAR.values(fields[5]));
    }

    /** The first minute after another, both on the schedule's wall clock; empty when there is none up to the last year. */
    Optional<LocalDateTime> next(LocalDateTime after) {
        LocalDateTime from = after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        Optional<LocalTime> today = fits(from.toLocalDate()) ? time(from.toLocalTime()) : Optional.empty();
        if (today.isPresent()) {
            return today.map(from.toLocalDate()::atTime);
        }
        return day(from.toLocalDate().plusDays(1)).flatMap(day -> time(LocalTime.MIN).map(day::atTime));
    }

    private Optional<LocalDate> day(LocalDate from) {
        LocalDate day = from;
        while (day.getYear() < years.length()) {
            if (!years.get(day.getYear())) {
                day = LocalDate.of(years.nextSetBit(day.getYear()), 1, 1);
            } else if (!months.get(day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
            } else if (!days.has(day)) {
                day = day.plusDays(1);
            } else {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    private boolean fits(LocalDate day) {
        return years.get(day.getYear()) && months.get(day.getMonthValue()) && days.has(day);
    }

    /** The first time of a day that is not before another. */
    private Optional<LocalTime> time(LocalTime from) {
        int minute = hours.get(from.getHour()) ? minutes.nextSetBit(from.getMinute()) : -1;
        if (minute >= 0) {
            return Optional.of(LocalTime.of(from.getHour(), minute));
        }
        int hour = hours.nextSetBit(from.getHour() + 1);
        return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minutes.nextSetBit(0)));
    }

    private static Days days(String ofMonth, String ofWeek) {
        if (ofMonth.equals("?") == ofWeek.equals("?")) {
            throw new IllegalArgumentException("? in just one of the fields for days");
        }
        return ofWeek.equals("?") ? daysOfMonth(ofMonth) : daysOfWeek(ofWeek);
    }

    private static Days daysOfMonth(String text) {
        if (text.equals("L")) {
            return new Days.LastOfMonth();
        }
        return text.endsWith("W") ? new Days.ClosestWeekday(Field.DAY_OF_MONTH.value(text.substring(0, text.length() - 1)))
                : new Days.OfMonth(Field.DAY_OF_MONTH.values(text));
    }

    private static Days daysOfWeek(String text) {
        if (text.equals("L")) {
            return new Days.OfWeek(Field.DAY_OF_WEEK.values("SAT"));
        }
        if (text.endsWith("L")) {
            return new Days.LastOfWeekday(weekday(text.substring(0, text.length() - 1)));
        }
        int hash = text.indexOf('#');
        if (hash < 0) {
            return new Days.OfWeek(Field.DAY_OF_WEEK.values(text));
        }
        if (!text.substring(hash + 1).matches("[1-5]")) {
            throw new IllegalArgumentException(text);
        }
        return new Days.NthWeekday(weekday(text.substring(0, hash)), Integer.parseInt(text.substring(hash + 1)));
    }

    private static DayOfWeek weekday(String text) {
        return DayOfWeek.SUNDAY.plus(Field.DAY_OF_WEEK.value(text) - 1L);
    }
}
