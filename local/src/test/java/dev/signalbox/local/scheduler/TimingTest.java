package dev.signalbox.local.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimingTest {

    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private static Timing timing(String expression, String zone, @Nullable Instant start, @Nullable Instant end, Instant anchor) {
        return new Timing(Expression.of(expression), ZoneId.of(zone), start, end, anchor, Duration.ZERO);
    }

    private static Timing timing(String expression, String zone) {
        return timing(expression, zone, null, null, CREATED);
    }

    private static List<String> slots(Timing timing, String from, String to) {
        List<String> slots = new ArrayList<>();
        Optional<Instant> slot = timing.next(Instant.parse(from));
        while (slot.isPresent() && slot.get().isBefore(Instant.parse(to))) {
            slots.add(slot.get().toString());
            assertTrue(slots.size() < 100, slots::toString);
            slot = timing.next(slot.get());
        }
        return slots;
    }

    /** Clocks in Amsterdam go from 2:00 to 3:00 on 29 March 2026, and from 3:00 back to 2:00 on 25 October 2026. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            forward | cron(0 3 * * ? *)    | 2026-03-28T02:00:00Z 2026-03-29T01:00:00Z 2026-03-30T01:00:00Z
            forward | cron(30 2 * * ? *)   | 2026-03-28T01:30:00Z 2026-03-30T00:30:00Z
            forward | cron(0 2 29 3 ? *)   |
            back    | cron(0 3 * * ? *)    | 2026-10-24T01:00:00Z 2026-10-25T02:00:00Z 2026-10-26T02:00:00Z
            back    | cron(30 2 * * ? *)   | 2026-10-24T00:30:00Z 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
            back    | cron(0 1-4 25 10 ? *) | 2026-10-24T23:00:00Z 2026-10-25T00:00:00Z 2026-10-25T02:00:00Z 2026-10-25T03:00:00Z
            """)
    void whatTheClockLeavesOutIsSkippedAndWhatItShowsTwiceRunsOnce(String shift, String expression, @Nullable String slots) {
        boolean forward = shift.equals("forward");
        assertEquals(slots == null ? List.of() : List.of(slots.split(" ")), slots(timing(expression, "Europe/Amsterdam"),
                forward ? "2026-03-27T23:00:00Z" : "2026-10-23T22:00:00Z", forward ? "2026-03-30T22:00:00Z" : "2026-10-26T23:00:00Z"));
    }

    @Test
    void withoutAZoneTheClockIsThatOfUtc() {
        assertEquals(List.of("2026-03-29T03:00:00Z"),
                slots(timing("cron(0 3 * * ? *)", "UTC"), "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"));
    }

    @Property(tries = 300)
    void aNightlyScheduleRunsOnceOnEveryDayWhoseClockShowsItsTime(
            @ForAll("zones") String zone, @ForAll @IntRange(max = 23) int hour, @ForAll @IntRange(max = 59) int minute,
            @ForAll @IntRange(min = 2024, max = 2030) int year) {
        ZoneId place = ZoneId.of(zone);
        Timing timing = timing("cron(%d %d * * ? %d)".formatted(minute, hour, year), zone);
        List<LocalDate> expected = LocalDate.of(year, 1, 1).datesUntil(LocalDate.of(year + 1, 1, 1))
                .filter(day -> ZonedDateTime.of(day, LocalTime.of(hour, minute), place).toLocalTime().equals(LocalTime.of(hour, minute)))
                .toList();
        List<LocalDate> days = new ArrayList<>();
        Instant before = Instant.EPOCH;
        for (Optional<Instant> slot = timing.next(before); slot.isPresent(); slot = timing.next(before)) {
            assertTrue(slot.get().isAfter(before));
            before = slot.get();
            assertEquals(LocalTime.of(hour, minute), before.atZone(place).toLocalTime());
            days.add(before.atZone(place).toLocalDate());
        }
        assertEquals(expected, days);
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "UTC",
                "Africa/Casablanca", "Pacific/Chatham");
    }

    @Test
    void aRateBeginsAtItsAnchorAndCountsTrueHours() {
        Timing daily = timing("rate(1 days)", "Europe/Amsterdam", null, null, Instant.parse("2026-03-28T12:00:00Z"));
        assertEquals(List.of("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", "2026-03-30T12:00:00Z"),
                slots(daily, "2026-03-28T11:59:59Z", "2026-03-31T00:00:00Z"));
        assertEquals(List.of("2026-03-29T12:00:00Z"), slots(daily, "2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z"));
        for (String same : List.of("rate(2 hours)", "rate(120 minutes)", "rate(120 minute)")) {
            assertEquals(List.of("2026-01-01T02:00:00Z", "2026-01-01T04:00:00Z"),
                    slots(timing(same, "UTC"), "2026-01-01T00:00:00Z", "2026-01-01T05:00:00Z"), same);
        }
    }

    @Test
    void slotsLieBetweenStartAndEndBothIncluded() {
        Instant start = Instant.parse("2026-01-02T03:00:00Z");
        Instant end = Instant.parse("2026-01-04T03:00:00Z");
        assertEquals(List.of("2026-01-02T03:00:00Z", "2026-01-03T03:00:00Z", "2026-01-04T03:00:00Z"),
                slots(timing("cron(0 3 * * ? *)", "UTC", start, end, CREATED), "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"));
        assertEquals(List.of("2026-01-02T03:00:00Z", "2026-01-03T15:00:00Z"),
                slots(timing("rate(36 hours)", "UTC", start, end, start), "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"));
    }

    @Test
    void aOneTimeScheduleKnowsNeitherStartNorEnd() {
        Instant early = Instant.parse("2020-01-01T00:00:00Z");
        assertEquals(List.of("2026-07-01T13:30:15Z"), slots(timing("at(2026-07-01T15:30:15)", "Europe/Amsterdam", early, early, early),
                "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"));
    }

    @Test
    void aFlexibleWindowsMomentIsItsMiddle() {
        Timing timing = new Timing(Expression.of("cron(0 3 * * ? *)"), ZoneId.of("UTC"), null, null, CREATED, Duration.ofMinutes(15));
        assertEquals(Instant.parse("2026-01-01T03:07:30Z"), timing.moment(Instant.parse("2026-01-01T03:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({"2026-01-01T10:00:00Z,2026-01-01T10:00:00Z,2026-01-01T10:00:00Z",
        "2026-01-01T10:00:00.001Z,2026-01-01T10:00:00Z,2026-01-01T10:01:00Z",
        "2026-01-01T10:00:59.999Z,2026-01-01T10:00:00Z,2026-01-01T10:01:00Z"})
    void aSlotIsAWholeMinute(Instant time, Instant of, Instant from) {
        assertEquals(of, Timing.minuteOf(time));
        assertEquals(from, Timing.minuteFrom(time));
    }
}
