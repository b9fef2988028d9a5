package dev.signalbox.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import dev.signalbox.run.Schedules.Slot;
import dev.signalbox.trigger.Arrival;
import dev.signalbox.trigger.EventReader;
import dev.signalbox.trigger.NotUnderstood;
import dev.signalbox.trigger.Trigger;

class TimetableTest {

    private static final Slot NIGHTLY = new Slot("cron(0 3 ? * MON-FRI *)", "Europe/Amsterdam", "main");

    @Test
    void aScheduleIsNamedByRepositoryAndSlot() {
        String name = Timetable.of("order-service", List.of(NIGHTLY)).entries().keySet().iterator().next();
        assertTrue(name.matches("order_service-[0-9a-f]{8}-[0-9a-f]{24}"), name);
        assertEquals("cron(0 3 ? * MON-FRI *) Europe/Amsterdam of order-service, branch main", Timetable.of("order-service", List.of(NIGHTLY)).description(name));
    }

    @Test
    void wordsOfSchedulerInABranchsNameStayWhatTheyAre() {
        Slot odd = new Slot("rate(6 hours)", "UTC", "a<aws.scheduler.attempt-number>\"b");
        Timetable timetable = Timetable.of("orders", List.of(odd));
        String input = timetable.input(timetable.entries().keySet().iterator().next());
        assertFalse(input.contains("<aws.scheduler.attempt-number>"), input);
    }

    @Property(tries = 300)
    void namesAreSchedulersAndTellSlotsApart(@ForAll("repositories") String repository, @ForAll("slots") List<Slot> slots) {
        Map<String, Slot> entries = Timetable.of(repository, slots).entries();
        for (String name : entries.keySet()) {
            assertTrue(name.matches("[0-9a-zA-Z_.-]{1,64}"), name);
            assertTrue(name.startsWith(Timetable.prefix(repository)), name);
        }
        assertEquals(new HashSet<>(slots), new HashSet<>(entries.values()));
        assertEquals(entries, Timetable.of(repository, slots.reversed()).entries());
    }

    @Property(tries = 300)
    void noRepositorysSchedulesAreTakenForAnothers(@ForAll("repositories") String one, @ForAll("repositories") String another,
            @ForAll("slots") List<Slot> slots) {
        String nested = Timetable.prefix(one) + another;
        for (String other : List.of(another, nested.substring(0, Math.min(100, nested.length())))) {
            for (String name : Timetable.of(other, slots).entries().keySet()) {
                assertEquals(one.equals(other), name.startsWith(Timetable.prefix(one)), name);
            }
        }
    }

    @Property(tries = 300)
    void whatAScheduleSendsIsTheSlotItIsFor(@ForAll("repositories") String repository, @ForAll("slots") List<Slot> slots)
            throws JsonProcessingException, NotUnderstood {
        Timetable timetable = Timetable.of(repository, slots);
        for (Map.Entry<String, Slot> entry : timetable.entries().entrySet()) {
            String sent = timetable.input(entry.getKey())
                    .replace("<aws.scheduler.execution-id>", "d32c5kddcf5bb8c3").replace("<aws.scheduler.scheduled-time>", "2026-11-23T02:00:00Z");
            Slot slot = entry.getValue();
            Trigger.ScheduleSlot read = (Trigger.ScheduleSlot) new EventReader(new ObjectMapper())
                    .read(new ObjectMapper().readTree(sent), new Arrival("request-1", Instant.EPOCH));
            assertEquals(List.of(repository, entry.getKey(), slot.expression(), slot.timezone(), slot.branch(), "2026-11-23T02:00:00Z"),
                    List.of(read.repository(), read.schedule(), read.expression(), read.timezone(), read.branch(), read.slot().toString()));
            assertTrue(timetable.description(entry.getKey()).length() <= 512);
        }
    }

    @Property(tries = 300)
    void changesMakeWhatIsThereWhatIsWanted(@ForAll("settings") Map<String, Integer> wanted, @ForAll("settings") Map<String, Integer> there) {
        ScheduleChanges changes = ScheduleChanges.between(wanted, there);
        List<String> touched = new ArrayList<>(changes.create());
        touched.addAll(changes.update());
        touched.addAll(changes.delete());
        assertEquals(touched.size(), new HashSet<>(touched).size());
        assertFalse(touched.stream().anyMatch(name -> wanted.containsKey(name) && wanted.get(name).equals(there.get(name))));

        Map<String, Integer> after = new TreeMap<>(there);
        changes.create().forEach(name -> assertEquals(null, after.put(name, wanted.get(name))));
        changes.update().forEach(name -> assertNotEquals(null, after.put(name, wanted.get(name))));
        changes.delete().forEach(name -> assertNotEquals(null, after.remove(name)));
        assertEquals(new TreeMap<>(wanted), after);
    }

    @Provide
    Arbitrary<Map<String, Integer>> settings() {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d", "e"), Arbitraries.integers().between(1, 2));
    }

    @Provide
    Arbitrary<String> repositories() {
        return Arbitraries.oneOf(Arbitraries.of("orders", "order-service", "order_service", "a", "-", "orders-"),
                Arbitraries.strings().withCharRange('a', 'z').withChars("-_.09AZ").ofMinLength(1).ofMaxLength(100));
    }

    @Provide
    Arbitrary<List<Slot>> slots() {
        Arbitrary<String> branches = Arbitraries.oneOf(Arbitraries.of("", "main", "release/1.0", "<aws.scheduler.execution-id>"),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(256)
                        .filter(name -> name.matches("[^\\x00-\\x20\\x7f~^:?*\\[\\\\\\p{Cs}]{1,256}")));
        return Combinators.combine(
                        Arbitraries.of("cron(0 3 ? * MON-FRI *)", "cron(30 4 * * ? *)", "rate(6 hours)"),
                        Arbitraries.of("UTC", "Europe/Amsterdam", "America/Argentina/ComodRivadavia"), branches)
                .as(Slot::new).list().ofMaxSize(6);
    }
}
