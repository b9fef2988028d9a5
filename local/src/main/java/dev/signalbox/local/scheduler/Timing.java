package dev.signalbox.local.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires.
 *
 * <p>Daylight saving, as AWS documents it ("Daylight savings time on EventBridge Scheduler", User Guide, schedule-types): a cron
 * time that the wall clock leaves out is skipped that day; one that it shows twice fires once, before the shift. So
 * {@code cron(30 2 * * ? *)} does not run on the day when clocks go forward, and {@code cron(0 3 * * ? *)} runs once on every day.
 * An hourly schedule does not run in the repeated hour.
 *
 * @param zone whose wall clock {@code at} and {@code cron} mean
 * @param start no slot is before it; {@code at} ignores it, as AWS documents
 * @param end no slot is after it; {@code at} ignores it
 * @param anchor a rate's first slot, a whole minute
 * @param window how long after its slot the target may be invoked; zero without a flexible time window
 */
record Timing(Expression expression, ZoneId zone, @Nullable Instant start, @Nullable Instant end, Instant anchor, Duration window) {

    /** The first slot after a time; empty when there are no more. */
    Optional<Instant> next(Instant after) {
        return switch (expression) {
            case Expression.At at -> instant(at.time()).filter(slot -> slot.isAfter(after));
            case Expression.Rate rate -> inTime(Optional.of(next(rate, after)));
            case Cron cron -> inTime(next(cron, start == null || !start.isAfter(after) ? after : start.minusNanos(1)));
        };
    }

    /**
     * When a slot's target is invoked. AWS picks any moment of a flexible time window; this is its middle, so that it is always
     * the same.
     */
    Instant moment(Instant slot) {
        return slot.plus(window.dividedBy(2));
    }

    /** The instant of a wall clock's time: the earlier of two, empty where the clock leaves it out. */
    Optional<Instant> instant(LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? Optional.empty() : Optional.of(local.toInstant(offsets.getFirst()));
    }

    private Optional<Instant> inTime(Optional<Instant> slot) {
        return slot.filter(found -> end == null || !found.isAfter(end));
    }

    private Instant next(Expression.Rate rate, Instant after) {
        if (after.isBefore(anchor)) {
            return anchor;
        }
        long passed = Duration.between(anchor, after).dividedBy(rate.every());
        return anchor.plus(rate.every().multipliedBy(passed + 1));
    }

    private Optional<Instant> next(Cron cron, Instant after) {
        Optional<LocalDateTime> local = cron.next(LocalDateTime.ofInstant(after, zone));
        while (local.isPresent()) {
            Optional<Instant> slot = instant(local.get()).filter(found -> found.isAfter(after));
            if (slot.isPresent()) {
                return slot;
            }
            local = cron.next(local.get());
        }
        return Optional.empty();
    }

    /** The minute that a time is in. */
    static Instant minuteOf(Instant time) {
        return time.truncatedTo(ChronoUnit.MINUTES);
    }

    /** The first whole minute that is not before a time. */
    static Instant minuteFrom(Instant time) {
        return minuteOf(time.plus(1, ChronoUnit.MINUTES).minusNanos(1));
    }
}
