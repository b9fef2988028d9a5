package dev.signalbox.local.scheduler;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A schedule's expression, as text in {@code at(…)}, {@code rate(…)} or {@code cron(…)}. */
sealed interface Expression permits Expression.At, Expression.Rate, Cron {

    Pattern FORM = Pattern.compile("(?<kind>at|rate|cron)\\((?<inner>[^()]*)\\)");
    Pattern LOCAL_TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}");
    Pattern RATE = Pattern.compile("(?<value>[1-9]\\d{0,8}) (?<unit>minute|hour|day)s?");

    /** Once, at a time of the schedule's wall clock. */
    record At(LocalDateTime time) implements Expression { }

    /** Again and again; a day is 24 hours whatever the wall clock does. @param every at least a minute */
    record Rate(Duration every) implements Expression { }

    /** @throws IllegalArgumentException when it is no expression of EventBridge Scheduler's */
    static Expression of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(text);
        }
        String inner = form.group("inner");
        return switch (form.group("kind")) {
            case "at" -> at(inner);
            case "rate" -> rate(inner);
            default -> Cron.of(inner);
        };
    }

    private static At at(String text) {
        if (!LOCAL_TIME.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        try {
            return new At(LocalDateTime.parse(text));
        } catch (DateTimeException noDay) {
            throw new IllegalArgumentException(noDay);
        }
    }

    private static Rate rate(String text) {
        Matcher rate = RATE.matcher(text);
        if (!rate.matches()) {
            throw new IllegalArgumentException(text);
        }
        long value = Long.parseLong(rate.group("value"));
        return new Rate(switch (rate.group("unit")) {
            case "minute" -> Duration.ofMinutes(value);
            case "hour" -> Duration.ofHours(value);
            default -> Duration.ofDays(value);
        });
    }
}
