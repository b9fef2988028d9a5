package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

import dev.signalbox.run.References;
import dev.signalbox.run.RunId;

class DynamoReferencesTest {

    private static final String MAIN = "refs/heads/main";

    private final FakeTable table = new FakeTable();
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");
    private final References references = new DynamoReferences(table, "runs", () -> now);

    @Test
    void theRunsOfAReferenceAreKnownTheNewestFirst() {
        add(MAIN, 1);
        add(MAIN, 2);
        add("refs/tags/main", 3);
        assertEquals(List.of(new RunId("push-2"), new RunId("push-1")), runs("orders", MAIN));
        assertEquals(List.of(new RunId("push-3")), runs("orders", "refs/tags/main"));
        assertEquals(List.of(), runs("invoices", MAIN));
        assertEquals(AttributeValue.fromN(Long.toString(now.plus(Duration.ofDays(90)).getEpochSecond())),
                table.items.get("ref#orders#refs/tags/main").get("expires"));
    }

    @Test
    void addingAndRemovingTwiceIsAsOnce() {
        add(MAIN, 1);
        add(MAIN, 2);
        references.add("orders", MAIN, new RunId("push-1"), now.plusSeconds(1));
        assertEquals(List.of(new RunId("push-2"), new RunId("push-1")), runs("orders", MAIN));
        references.remove(new RunId("push-1"));
        references.remove(new RunId("push-1"));
        references.remove(new RunId("never"));
        assertEquals(List.of(new RunId("push-2")), runs("orders", MAIN));
        references.remove(new RunId("push-2"));
        assertEquals(List.of(), runs("orders", MAIN));
        add(MAIN, 3);
        assertEquals(List.of(new RunId("push-3")), runs("orders", MAIN));
    }

    @Test
    void ofMoreThanAHundredTheNewestAreKnown() {
        for (int run = 1; run <= References.MOST + 5; run++) {
            add(MAIN, run);
        }
        add(MAIN, References.MOST + 5);
        List<RunId> runs = runs("orders", MAIN);
        assertEquals(References.MOST, runs.size());
        assertEquals(new RunId("push-105"), runs.getFirst());
        assertEquals(new RunId("push-6"), runs.getLast());
    }

    @Test
    void whatARunIsStartedForSaysHowOldItIs() {
        add(MAIN, 1);
        keep("push-0");
        references.add("orders", MAIN, new RunId("push-0"), now.minusSeconds(60));
        assertEquals(List.of(new References.Noted(new RunId("push-1"), now), new References.Noted(new RunId("push-0"), now.minusSeconds(60))),
                references.runs("orders", MAIN));
    }

    @Test
    void twoFirstRunsAtOnceAreBothKnown() {
        keep("push-1");
        table.beforeTheNextUpdate(() -> table.beforeTheNextUpdate(() -> table.beforeTheNextUpdate(() -> add(MAIN, 2))));
        references.add("orders", MAIN, new RunId("push-1"), now);
        assertEquals(2, runs("orders", MAIN).size());
    }

    @Test
    void aRunWithoutARecordIsRefusedAndOneOfAnotherReferenceStaysThere() {
        assertThrows(ConditionalCheckFailedException.class, () -> references.add("orders", MAIN, new RunId("push-1"), now));
        add(MAIN, 1);
        assertFalse(references.add("orders", "refs/heads/x", new RunId("push-1"), now));
        assertEquals(List.of(), runs("orders", "refs/heads/x"));
        assertTrue(references.add("orders", MAIN, new RunId("push-1"), now));
    }

    private void add(String reference, int run) {
        keep("push-" + run);
        now = now.plusSeconds(1);
        references.add("orders", reference, new RunId("push-" + run), now);
    }

    private List<RunId> runs(String repository, String reference) {
        return references.runs(repository, reference).stream().map(References.Noted::run).toList();
    }

    private void keep(String run) {
        table.items.put("run#" + run, Map.of("pk", AttributeValue.fromS("run#" + run)));
    }
}
