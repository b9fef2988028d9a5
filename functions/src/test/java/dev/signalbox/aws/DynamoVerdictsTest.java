package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.LastVerdict;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.Verdict;
import dev.signalbox.verdict.Verdicts.Settled;
import dev.signalbox.verdict.Verdicts.Settlement;
import dev.signalbox.verdict.Verdicts.Standing;

class DynamoVerdictsTest {

    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
    private static final String MAIN = "verdict#orders#refs/heads/main";

    private final FakeTable table = new FakeTable();
    private final DynamoVerdicts store = new DynamoVerdicts(table, "runs", () -> NINE);

    @Test
    void aBranchRemembersItsLastVerdict() {
        assertEquals(new LastVerdict.None(), store.move(run("push-1", 0), Verdict.PASSED));
        assertEquals(new LastVerdict.Passed(), store.move(run("push-2", 1), Verdict.FAILED));
        assertEquals(new LastVerdict.Failed(), store.move(run("push-3", 2), Verdict.FAILED));
        assertEquals(new LastVerdict.Failed(), store.move(run("push-4", 3), Verdict.PASSED));
    }

    @Test
    void theSameRunMovesItsBranchOnce() {
        store.move(run("push-1", 0), Verdict.PASSED);
        assertEquals(new LastVerdict.Passed(), store.move(run("push-2", 1), Verdict.FAILED));
        Map<String, AttributeValue> after = table.items.get(MAIN);
        assertEquals(new LastVerdict.Passed(), store.move(run("push-2", 1), Verdict.FAILED));
        assertEquals(after, table.items.get(MAIN));
    }

    @Test
    void anOlderRunsVerdictNeverReplacesANewerOnes() {
        store.move(run("push-2", 1), Verdict.FAILED);
        assertEquals(new LastVerdict.Newer(), store.move(run("push-1", 0), Verdict.PASSED));
        assertEquals("failed", table.items.get(MAIN).get("verdict").s());
        assertEquals("push-2", table.items.get(MAIN).get("run").s());
    }

    @Test
    void twoPushesOfOneSecondBothCount() {
        store.move(run("push-1", 0), Verdict.FAILED);
        assertEquals(new LastVerdict.Failed(), store.move(run("push-2", 0), Verdict.PASSED));
    }

    @Test
    void branchesDoNotMix() {
        store.move(run("push-1", 0), Verdict.FAILED);
        RunFacts other = new RunFacts("push-2", "arn", "orders", "topic", "c", "push", "", "", "", NINE, List.of());
        assertEquals(new LastVerdict.None(), store.move(other, Verdict.PASSED));
    }

    @Test
    void aRunKeepsItsFirstVerdict() {
        Settled first = new Settled(Verdict.FAILED, Change.BROKEN, NINE);
        assertEquals(new Settlement(first, true), store.settle("push-1", first));
        assertEquals(new Settlement(first, false), store.settle("push-1", new Settled(Verdict.PASSED, Change.NONE, NINE.plusSeconds(9))));
        assertEquals(new Standing(false, first), store.standing("push-1"));
    }

    @Test
    void whatElseTheRecordHoldsStays() {
        table.items.put("run#push-1", Map.of("pk", AttributeValue.fromS("run#push-1"), "commit", AttributeValue.fromS("c"),
                "supersededBy", AttributeValue.fromS("push-2")));
        assertEquals(new Standing(true, null), store.standing("push-1"));
        store.settle("push-1", new Settled(Verdict.SUPERSEDED, Change.NONE, NINE));
        assertEquals("c", table.items.get("run#push-1").get("commit").s());
    }

    @Test
    void aRunWithoutARecordHasNoVerdict() {
        assertEquals(Optional.empty(), store.standing("push-1").settled());
    }

    @Test
    void recordsExpire() {
        store.settle("push-1", new Settled(Verdict.PASSED, Change.NONE, NINE));
        store.move(run("push-1", 0), Verdict.PASSED);
        assertEquals(NINE.plus(Duration.ofDays(90)), expiry("run#push-1"));
        assertTrue(expiry(MAIN).isAfter(NINE.plus(Duration.ofDays(365))));
    }

    private Instant expiry(String key) {
        return Instant.ofEpochSecond(Long.parseLong(table.items.get(key).get("expires").n()));
    }

    private static RunFacts run(String id, int seconds) {
        return new RunFacts(id, "arn", "orders", "main", "c", "push", "", "", "", NINE.plusSeconds(seconds), List.of());
    }
}
