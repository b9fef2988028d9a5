package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.run.Claim;
import dev.signalbox.run.GroupHead;
import dev.signalbox.run.Place.End;
import dev.signalbox.run.Place.Stage;
import dev.signalbox.run.Place;
import dev.signalbox.run.RunId;
import dev.signalbox.run.TurnStore.Move;

class DynamoTurnsTest {

    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
    private static final RunId RUN = new RunId("push-1");
    private static final RunId NEWER = new RunId("push-2");
    private static final GroupHead NOBODY = new GroupHead("orders", "deploy", null, null);
    private static final Place NEW = Place.of(new Claim(RUN, "orders", new TreeMap<>(Map.of("deploy", Overlap.CANCEL)), NINE, "{}"));

    private final FakeTable table = new FakeTable();
    private final DynamoTurns store = new DynamoTurns(table, "runs", () -> NINE);

    @Test
    void aTurnIsKeptInTheRunsRecordAndInItsGroups() {
        table.items.put("run#push-1", Map.of("pk", text("run#push-1"), "commit", text("c1")));
        Place holds = NEW.holds(List.of(new RunId("push-0")), List.of(new RunId("push-9")));
        assertTrue(store.make(List.of(new Move.OfPlace(NEW, holds, "{}"), new Move.OfHead(NOBODY, NOBODY.heldBy(RUN)))));
        AttributeValue expires = AttributeValue.fromN(Long.toString(NINE.plus(Duration.ofDays(90)).getEpochSecond()));
        assertEquals(Map.of("pk", text("group#orders#deploy"), "holder", text("push-1"), "expires", expires),
                table.items.get("group#orders#deploy"));
        assertEquals(Map.of("pk", text("run#push-1"), "commit", text("c1"), "repository", text("orders"), "turn", text("holds"),
                "groups", AttributeValue.fromM(Map.of("deploy", text("cancel"))), "triggeredAt", AttributeValue.fromN("1795424400000"),
                "input", text("{}"), "stopped", AttributeValue.fromL(List.of(text("push-0"))),
                "dropped", AttributeValue.fromL(List.of(text("push-9"))), "expires", expires), table.items.get("run#push-1"));
        assertEquals(Optional.of(holds), store.place(RUN));
        assertEquals(Optional.of("{}"), store.input(RUN));
        assertEquals(NOBODY.heldBy(RUN), store.head("orders", "deploy"));
    }

    @Test
    void whatNobodyAskedForIsNotThere() {
        assertEquals(Optional.empty(), store.place(RUN));
        assertEquals(Optional.empty(), store.input(RUN));
        assertEquals(NOBODY, store.head("orders", "deploy"));
        assertEquals("group#orders#schedule:nightly", key("schedule:nightly"));
    }

    private String key(String group) {
        GroupHead head = new GroupHead("orders", group, null, null);
        store.make(List.of(new Move.OfHead(head, head.heldBy(RUN))));
        return table.items.keySet().iterator().next();
    }

    @Test
    void ofSeveralMovesAllAreMadeOrNone() {
        store.make(List.of(new Move.OfHead(NOBODY, NOBODY.heldBy(NEWER))));
        assertFalse(store.make(List.of(new Move.OfPlace(NEW, NEW.holds(List.of(), List.of()), "{}"),
                new Move.OfHead(NOBODY, NOBODY.heldBy(RUN)))));
        assertEquals(Optional.empty(), store.place(RUN));
        assertEquals(NOBODY.heldBy(NEWER), store.head("orders", "deploy"));
    }

    @Test
    void aMoveFindsWhatWasSeenOrIsNotMade() {
        Place waits = NEW.waits(List.of());
        assertTrue(store.make(List.of(new Move.OfPlace(NEW, waits, "{}"))));
        assertFalse(store.make(List.of(new Move.OfPlace(NEW, waits, "{}"))));
        assertTrue(store.make(List.of(new Move.OfPlace(waits, waits.holds(List.of(), List.of()), null))));
        assertFalse(store.make(List.of(new Move.OfPlace(waits, waits.over(new End.Ended()), null))));
        store.make(List.of(new Move.OfHead(NOBODY, NOBODY.heldBy(RUN).awaitedBy(NEWER))));
        assertFalse(store.make(List.of(new Move.OfHead(NOBODY.heldBy(RUN), NOBODY))));
        assertFalse(store.make(List.of(new Move.OfHead(NOBODY.awaitedBy(NEWER), NOBODY))));
        assertTrue(store.make(List.of(new Move.OfHead(NOBODY.heldBy(RUN).awaitedBy(NEWER), NOBODY))));
        assertEquals(NOBODY, store.head("orders", "deploy"));
    }

    @Test
    void aRunEndsInOneOfFourWays() {
        for (End end : List.of(new End.Ended(), new End.Superseded(NEWER), new End.Skipped(NEWER), new End.Withdrawn("Why."))) {
            table.items.clear();
            store.make(List.of(new Move.OfPlace(NEW, NEW.waits(List.of()), "{}")));
            Place over = NEW.waits(List.of()).over(end);
            assertTrue(store.make(List.of(new Move.OfPlace(NEW.waits(List.of()), over, null))));
            assertEquals(Optional.of(over), store.place(RUN));
            assertEquals(!(end instanceof End.Ended), store.input(RUN).isPresent());
            assertEquals(end instanceof End.Superseded, new DynamoVerdicts(table, "runs", () -> NINE).standing("push-1").superseded());
        }
    }

    @Test
    void aRunWithAVerdictIsNotSuperseded() {
        Place holds = NEW.holds(List.of(), List.of());
        store.make(List.of(new Move.OfPlace(NEW, holds, "{}")));
        Map<String, AttributeValue> concluded = new TreeMap<>(table.items.get("run#push-1"));
        concluded.put("verdict", text("passed"));
        table.items.put("run#push-1", concluded);
        assertTrue(store.place(RUN).orElseThrow().concluded());
        assertFalse(store.make(List.of(new Move.OfPlace(holds, holds.over(new End.Superseded(NEWER)), null))));
        assertTrue(store.make(List.of(new Move.OfPlace(holds, holds.over(new End.Ended()), null))));
        assertEquals(Stage.OVER, store.place(RUN).orElseThrow().stage());
    }

    @Test
    void onlyWhatMayPassByLookingAgainIsNoTrouble() {
        for (String code : List.of("TransactionConflict", "ThrottlingError", "ValidationError")) {
            table.beforeTheNextUpdate(() -> {
                throw TransactionCanceledException.builder().cancellationReasons(CancellationReason.builder().code("None").build(),
                        CancellationReason.builder().code(code).build()).build();
            });
            List<Move> moves = List.of(new Move.OfHead(NOBODY, NOBODY.heldBy(RUN)));
            if (code.equals("TransactionConflict")) {
                assertFalse(store.make(moves));
            } else {
                assertThrows(TransactionCanceledException.class, () -> store.make(moves));
            }
        }
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }
}
