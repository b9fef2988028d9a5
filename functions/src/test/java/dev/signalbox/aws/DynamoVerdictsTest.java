package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import dev.signalbox.verdict.Audience;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Known;
import dev.signalbox.verdict.LastVerdict;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.Verdict;
import dev.signalbox.verdict.Verdicts.Before;
import dev.signalbox.verdict.Verdicts.Settled;
import dev.signalbox.verdict.Verdicts.Settlement;
import dev.signalbox.verdict.Verdicts.Standing;

class DynamoVerdictsTest {

    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
    private static final String MAIN = "verdict#orders#refs/heads/main";

    private static final Known TESTS = new Known(Set.of("unit"), Set.of("one", "two"), true, "unit", new BigDecimal("71.24"));

    private final FakeTable table = new FakeTable();
    private final DynamoVerdicts store = new DynamoVerdicts(table, "runs", () -> NINE);

    @Test
    void aBranchRemembersItsLastVerdict() {
        assertEquals(new LastVerdict.None(), store.move(run("push-1", 0), Verdict.PASSED, Known.NOTHING).last());
        assertEquals(new LastVerdict.Passed(), store.move(run("push-2", 1), Verdict.FAILED, Known.NOTHING).last());
        assertEquals(new LastVerdict.Failed(), store.move(run("push-3", 2), Verdict.FAILED, Known.NOTHING).last());
        assertEquals(new LastVerdict.Failed(), store.move(run("push-4", 3), Verdict.PASSED, Known.NOTHING).last());
    }

    @Test
    void theSameRunMovesItsBranchOnce() {
        store.move(run("push-1", 0), Verdict.PASSED, Known.NOTHING);
        assertEquals(new LastVerdict.Passed(), store.move(run("push-2", 1), Verdict.FAILED, Known.NOTHING).last());
        Map<String, AttributeValue> after = table.items.get(MAIN);
        assertEquals(new LastVerdict.Passed(), store.move(run("push-2", 1), Verdict.FAILED, Known.NOTHING).last());
        assertEquals(after, table.items.get(MAIN));
    }

    @Test
    void anOlderRunsVerdictNeverReplacesANewerOnes() {
        store.move(run("push-2", 1), Verdict.FAILED, Known.NOTHING);
        assertEquals(new LastVerdict.Newer(), store.move(run("push-1", 0), Verdict.PASSED, Known.NOTHING).last());
        assertEquals("failed", table.items.get(MAIN).get("verdict").s());
        assertEquals("push-2", table.items.get(MAIN).get("run").s());
    }

    @Test
    void twoPushesOfOneSecondBothCount() {
        store.move(run("push-1", 0), Verdict.FAILED, Known.NOTHING);
        assertEquals(new LastVerdict.Failed(), store.move(run("push-2", 0), Verdict.PASSED, Known.NOTHING).last());
    }

    @Test
    void branchesDoNotMix() {
        store.move(run("push-1", 0), Verdict.FAILED, Known.NOTHING);
        RunFacts other = new RunFacts("push-2", "arn", "orders", "topic", "", "c", "push", "", "", "", "", NINE, List.of(),
                Audience.EVERYBODY);
        assertEquals(new LastVerdict.None(), store.move(other, Verdict.PASSED, Known.NOTHING).last());
    }

    @Test
    void aRunKeepsItsFirstVerdict() {
        Settled first = new Settled(Verdict.FAILED, Change.BROKEN, "unit: too little", TESTS, NINE);
        assertEquals(new Settlement(first, true), store.settle("push-1", first));
        assertEquals(new Settlement(first, false), store.settle("push-1",
                new Settled(Verdict.PASSED, Change.NONE, "", Known.NOTHING, NINE.plusSeconds(9))));
        assertEquals(new Standing(false, first), store.standing("push-1"));
    }

    @Test
    void whatElseTheRecordHoldsStays() {
        table.items.put("run#push-1", Map.of("pk", AttributeValue.fromS("run#push-1"), "commit", AttributeValue.fromS("c"),
                "supersededBy", AttributeValue.fromS("push-2")));
        assertEquals(new Standing(true, null), store.standing("push-1"));
        store.settle("push-1", new Settled(Verdict.SUPERSEDED, Change.NONE, "", Known.NOTHING, NINE));
        assertEquals("c", table.items.get("run#push-1").get("commit").s());
    }

    @Test
    void aRunWithoutARecordHasNoVerdict() {
        assertEquals(Optional.empty(), store.standing("push-1").settled());
    }

    @Test
    void recordsExpire() {
        store.settle("push-1", new Settled(Verdict.PASSED, Change.NONE, "", Known.NOTHING, NINE));
        store.move(run("push-1", 0), Verdict.PASSED, Known.NOTHING);
        assertEquals(NINE.plus(Duration.ofDays(90)), expiry("run#push-1"));
        assertTrue(expiry(MAIN).isAfter(NINE.plus(Duration.ofDays(365))));
    }

    @Test
    void whatIsKnownOfTestsMovesWithTheVerdict() {
        assertEquals(Before.NOTHING, store.last(run("push-1", 0)));
        assertEquals(Before.NOTHING, store.move(run("push-1", 0), Verdict.FAILED, TESTS));
        Known none = new Known(Set.of("unit"), Set.of(), true, "", null);
        assertEquals(new Before(new LastVerdict.Failed(), TESTS), store.move(run("push-2", 1), Verdict.PASSED, none));
        assertEquals(new Before(new LastVerdict.Failed(), TESTS), store.move(run("push-2", 1), Verdict.PASSED, Known.NOTHING));
        assertEquals(new Before(new LastVerdict.Newer(), Known.NOTHING), store.move(run("push-1", 0), Verdict.FAILED, TESTS));
        assertEquals(new Before(new LastVerdict.Passed(), none), store.last(run("push-3", 2)));
    }

    @Test
    void anItemThatAnOlderVersionWroteKnowsNoTests() {
        table.items.put(MAIN, Map.of("pk", AttributeValue.fromS(MAIN), "verdict", AttributeValue.fromS("failed"),
                "run", AttributeValue.fromS("push-1"), "triggeredAt", AttributeValue.fromN(Long.toString(NINE.toEpochMilli())),
                "before", AttributeValue.fromS("passed")));
        assertEquals(new Before(new LastVerdict.Failed(), Known.NOTHING), store.last(run("push-2", 1)));
        assertEquals(new Before(new LastVerdict.Passed(), Known.NOTHING), store.move(run("push-1", 0), Verdict.FAILED, TESTS));
        assertEquals(new Before(new LastVerdict.Failed(), Known.NOTHING), store.move(run("push-2", 1), Verdict.PASSED, TESTS));
    }

    private Instant expiry(String key) {
        return Instant.ofEpochSecond(Long.parseLong(table.items.get(key).get("expires").n()));
    }

    private static RunFacts run(String id, int seconds) {
        return new RunFacts(id, "arn", "orders", "main", "", "c", "push", "", "", "", "", NINE.plusSeconds(seconds), List.of(),
                Audience.EVERYBODY);
    }
}
