package dev.signalbox.local.scheduler;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;

/** The days that a cron expression names by its day-of-month or its day-of-week field: one of the two is always {@code ?}. */
sealed interface Days {

    boolean has(LocalDate day);

    /** Days of the month, 1 to 31. */
    record OfMonth(BitSet days) implements Days {
        @Override
        public boolean has(LocalDate day) {
            return days.get(day.getDayOfMonth());
        }
    }

    /** {@code L}: the month's last day. */
    record LastOfMonth() implements Days {
        @Override
        public boolean has(LocalDate day) {
            return day.getDayOfMonth() == day.lengthOfMonth();
        }
    }

    /** {@code 3W}: the weekday that is closest to a day, in the same month; a month without that day has none. */
    record ClosestWeekday(int wanted) implements Days {
        @Override
        public boolean has(LocalDate day) {
            if (wanted > day.lengthOfMonth()) {
                return false;
            }
            LocalDate named = day.withDayOfMonth(wanted);
            int move = switch (named.getDayOfWeek()) {
                case SATURDAY -> wanted == 1 ? 2 : -1;
                case SUNDAY -> wanted == day.lengthOfMonth() ? -2 : 1;
                default -> 0;
            };
            return day.equals(named.plusDays(move));
        }
    }

    /** Days of the week as AWS counts them: 1 is Sunday. */
    record OfWeek(BitSet days) implements Days {
        @Override
        public boolean has(LocalDate day) {
            return days.get(day.getDayOfWeek().getValue() % DayOfWeek.values().length + 1);
        }
    }

    /** {@code 6L}: the last of one day of the week in the month. */
    record LastOfWeekday(DayOfWeek weekday) implements Days {
        @Override
        public boolean has(LocalDate day) {
            return day.equals(day.with(TemporalAdjusters.lastInMonth(weekday)));
        }
    }

    /** {@code 3#2}: the second Tuesday of the month; a month may have no fifth. */
    record NthWeekday(DayOfWeek weekday, int n) implements Days {
        @Override
        public boolean has(LocalDate day) {
            return day.equals(day.with(TemporalAdjusters.dayOfWeekInMonth(n, weekday)));
        }
    }
}
