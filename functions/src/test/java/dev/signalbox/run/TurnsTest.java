package dev.signalbox.run;

import static dev.signalbox.run.FakeTurns.claim;
import static dev.signalbox.run.FakeTurns.input;
import static dev.signalbox.run.FakeTurns.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.run.Executions.State;
import dev.signalbox.run.Place.Stage;

class TurnsTest {

    private static final Map<String, Overlap> QUEUE = Map.of("deploy", Overlap.QUEUE);
    private static final Map<String, Overlap> CANCEL = Map.of("deploy", Overlap.CANCEL);
    private static final Map<String, Overlap> SKIP = Map.of("deploy", Overlap.SKIP);

    private final FakeTurns cloud = new FakeTurns();

    @Test
    void aRunWithoutGroupsNeedsNoTurn() throws StartRefused {
        assertEquals(taken(1), cloud.turns.take(claim(1, Map.of())));
        assertTrue(cloud.places.isEmpty());
    }

    @Test
    void aFreeGroupIsTaken() {
        assertEquals(taken(1), cloud.route(claim(1, QUEUE)));
        assertEquals(new GroupHead("orders", "deploy", run(1), null), cloud.heads.get("deploy"));
    }

    @Test
    void aSecondRunWaitsAndBeginsWhenTheFirstEnds() {
        cloud.route(claim(1, QUEUE));
        assertEquals(new Turn.Waits(List.of(run(1)), List.of()), cloud.route(claim(2, QUEUE)));
        assertFalse(cloud.started.containsKey(run(2)));
        cloud.ends(run(1));
        assertEquals(List.of(run(2)), cloud.release(run(1)));
        assertEquals(input(2), cloud.started.get(run(2)));
        assertEquals(List.of(), cloud.release(run(1)));
    }

    @Test
    void onlyTheNewestWaitsAndTheOlderIsToldThatItWillNotBegin() {
        cloud.route(claim(1, QUEUE));
        cloud.route(claim(2, QUEUE));
        assertEquals(new Turn.Waits(List.of(run(1)), List.of(run(2))), cloud.route(claim(3, QUEUE)));
        assertEquals("{\"version\":1,\"run\":{\"id\":\"push-2\"},\"waves\":[],\"superseded\":{\"by\":\"push-3\"}}",
                cloud.started.get(run(2)));
        cloud.ends(run(1));
        assertEquals(List.of(run(3)), cloud.release(run(1)));
    }

    @Test
    void aNewerRunStopsTheOlderOneAndTakesItsPlace() {
        cloud.route(claim(1, CANCEL));
        assertEquals(taken(2, run(1)), cloud.route(claim(2, CANCEL)));
        assertEquals(Map.of(run(1), "Superseded by run push-2."), cloud.stopped);
        assertEquals(new Place.End.Superseded(run(2)), cloud.places.get(run(1)).end());
        assertEquals(List.of(), cloud.release(run(1)));
        assertEquals(run(2), cloud.heads.get("deploy").holder());
    }

    @Test
    void aRunIsSkippedWhileAnotherIsAtWork() {
        cloud.route(claim(1, SKIP));
        assertEquals(new Turn.Skipped(run(1)), cloud.route(claim(2, SKIP)));
        cloud.ends(run(1));
        cloud.release(run(1));
        assertEquals(new Turn.Skipped(run(1)), cloud.route(claim(2, SKIP)));
        assertEquals(taken(3), cloud.route(claim(3, SKIP)));
        assertEquals(Set.of(run(1), run(3)), cloud.started.keySet());
    }

    @Test
    void eventsInTheWrongOrderEndAsTheyWouldInTheRightOne() {
        cloud.route(claim(2, CANCEL));
        assertEquals(new Turn.Superseded(run(2)), cloud.route(claim(1, CANCEL)));
        assertFalse(FakeTurns.begins(cloud.started.get(run(1))));
        cloud.route(claim(4, QUEUE));
        assertEquals(new Turn.Superseded(run(4)), cloud.route(claim(3, QUEUE)));
        assertEquals(new Turn.Superseded(run(4)), cloud.route(claim(3, QUEUE)));
        assertTrue(cloud.stopped.isEmpty());
    }

    @Test
    void aRunStartsOnlyWithAllItsGroups() {
        cloud.route(claim(1, Map.of("a", Overlap.QUEUE)));
        cloud.route(claim(2, Map.of("b", Overlap.CANCEL)));
        assertEquals(new Turn.Waits(List.of(run(1), run(2)), List.of()),
                cloud.route(claim(3, Map.of("a", Overlap.QUEUE, "b", Overlap.QUEUE))));
        cloud.ends(run(1));
        assertEquals(List.of(), cloud.release(run(1)));
        cloud.ends(run(2));
        assertEquals(List.of(run(3)), cloud.release(run(2)));
        assertEquals(List.of(run(3), run(3)), cloud.heads.values().stream().map(GroupHead::holder).toList());
    }

    @Test
    void nobodyIsStoppedWhileAnotherGroupIsNotToBeHad() {
        cloud.route(claim(1, Map.of("a", Overlap.QUEUE)));
        cloud.route(claim(2, Map.of("b", Overlap.QUEUE)));
        cloud.route(claim(3, Map.of("a", Overlap.QUEUE, "b", Overlap.CANCEL)));
        assertTrue(cloud.stopped.isEmpty());
        cloud.ends(run(1));
        assertEquals(List.of(run(3)), cloud.release(run(1)));
        assertEquals(Set.of(run(2)), cloud.stopped.keySet());
    }

    @Test
    void aHolderWhoseEndNobodyToldOfDoesNotBlock() {
        cloud.route(claim(1, QUEUE));
        cloud.ends(run(1));
        assertEquals(taken(2), cloud.route(claim(2, SKIP)));
    }

    @Test
    void whoWaitedBehindALostEndBeginsBeforeTheNewcomer() {
        cloud.route(claim(1, QUEUE));
        cloud.route(claim(2, QUEUE));
        cloud.ends(run(1));
        assertEquals(new Turn.Waits(List.of(run(2)), List.of()), cloud.route(claim(3, QUEUE)));
        assertEquals(input(2), cloud.started.get(run(2)));
    }

    @Test
    void aRunThatHasItsVerdictIsNotSuperseded() {
        cloud.route(claim(1, CANCEL));
        cloud.concluded.add(run(1));
        assertEquals(taken(2), cloud.route(claim(2, CANCEL)));
        assertTrue(cloud.stopped.isEmpty());
    }

    @Test
    void aTurnThatWasTakenAndNotUsedIsUsedByTheNewcomer() throws StartRefused {
        cloud.turns.take(claim(1, QUEUE));
        assertEquals(new Turn.Waits(List.of(run(1)), List.of()), cloud.route(claim(2, QUEUE)));
        assertEquals(input(1), cloud.started.get(run(1)));
    }

    @Test
    void aRunThatWasTakenOverBeforeItBeganNeverBegins() throws StartRefused {
        cloud.turns.take(claim(1, CANCEL));
        cloud.route(claim(2, CANCEL));
        assertFalse(FakeTurns.begins(cloud.started.get(run(1))));
        assertTrue(cloud.start(run(1), input(1)).isEmpty());
        assertEquals(new Turn.Superseded(run(2)), cloud.route(claim(1, CANCEL)));
    }

    @Test
    void theSameClaimAgainGetsTheSameAnswer() {
        cloud.route(claim(1, CANCEL));
        assertEquals(cloud.route(claim(2, CANCEL)), cloud.route(claim(2, CANCEL)));
        assertEquals(cloud.route(claim(3, QUEUE)), cloud.route(claim(3, QUEUE)));
        cloud.ends(run(2));
        cloud.release(run(2));
        assertEquals(new Turn.Over(), cloud.route(claim(2, CANCEL)));
        assertEquals(run(3), cloud.heads.get("deploy").holder());
    }

    @Test
    void aWithdrawnRunEndsWhereverItIs() throws StartRefused {
        cloud.route(claim(1, QUEUE));
        cloud.route(claim(2, QUEUE));
        cloud.withdraw(run(2), "Branch topic was deleted.");
        assertEquals("{\"version\":1,\"run\":{\"id\":\"push-2\"},\"waves\":[],\"withdrawn\":{\"reason\":\"Branch topic was deleted.\"}}",
                cloud.started.get(run(2)));
        cloud.withdraw(run(1), "Branch topic was deleted.");
        assertEquals(Map.of(run(1), "Branch topic was deleted."), cloud.stopped);
        cloud.release(run(1));
        assertEquals(new GroupHead("orders", "deploy", null, null), cloud.heads.get("deploy"));
        assertEquals(new Turn.Over(), cloud.route(claim(2, QUEUE)));
        cloud.turns.take(claim(3, QUEUE));
        cloud.withdraw(run(3), "Branch topic was deleted.");
        assertFalse(FakeTurns.begins(cloud.started.get(run(3))));
        assertTrue(cloud.start(run(3), input(3)).isEmpty());
    }

    @Test
    void aRunWithoutGroupsIsWithdrawnByStoppingIt() {
        cloud.start(run(1), "{\"waves\":[]}");
        cloud.withdraw(run(1), "Branch topic was deleted.");
        assertEquals(Map.of(run(1), "Branch topic was deleted."), cloud.stopped);
    }

    @Test
    void whoeverFallsSilentInTheMiddleIsMadeUpForByTheNext() {
        for (int crash = 1; crash < 60; crash++) {
            FakeTurns one = new FakeTurns();
            one.route(claim(1, CANCEL));
            one.route(claim(2, QUEUE));
            int[] calls = {crash};
            one.before = () -> {
                if (--calls[0] == 0) {
                    throw new IllegalStateException("falls silent");
                }
            };
            boolean through = false;
            try {
                one.route(claim(3, CANCEL));
                through = true;
            } catch (IllegalStateException silence) {
                one.before = () -> { };
            }
            one.before = () -> { };
            one.route(claim(4, CANCEL));
            assertEquals(State.ENDED, one.states.get(run(1)));
            assertFalse(FakeTurns.begins(one.started.get(run(2))));
            assertEquals(Stage.OVER, one.places.get(run(2)).stage());
            assertTrue(one.started.containsKey(run(2)));
            assertEquals(run(4), one.heads.get("deploy").holder());
            assertEquals(Set.of(run(4)), building(one));
            if (through) {
                assertTrue(crash > 10);
                return;
            }
        }
        throw new AssertionError("never came through");
    }

    private static Set<RunId> building(FakeTurns cloud) {
        Set<RunId> building = new HashSet<>(cloud.started.keySet());
        building.removeIf(run -> !cloud.builds(run));
        return building;
    }

    @Test
    void aRunThatNeverFindsAGapAsksAgainLater() {
        cloud.route(claim(1, QUEUE));
        int[] newer = {100};
        FakeTurns rival = cloud;
        cloud.before = () -> rival.heads.put("deploy", new GroupHead("orders", "deploy", run(1), run(newer[0]++)));
        assertThrows(GroupIsBusy.class, () -> cloud.turns.take(claim(2, QUEUE)));
    }

    @Test
    void asManyGroupsAsMayBeAskedForFitIntoOneTransaction() {
        Map<String, Overlap> most = new TreeMap<>();
        for (int group = 0; group < Claim.MOST_GROUPS; group++) {
            most.put("g" + group, Overlap.CANCEL);
            cloud.route(claim(100 + group, Map.of("g" + group, Overlap.QUEUE)));
            cloud.route(claim(200 + group, Map.of("g" + group, Overlap.QUEUE)));
        }
        Turn.Taken taken = (Turn.Taken) cloud.route(claim(300, most));
        assertEquals(Claim.MOST_GROUPS, taken.stopped().size());
        assertEquals(Claim.MOST_GROUPS, taken.dropped().size());
        most.put("one more", Overlap.CANCEL);
        assertThrows(IllegalArgumentException.class, () -> claim(301, most));
    }

    private static Turn taken(int number, RunId... stopped) {
        return new Turn.Taken(List.of(stopped), List.of(), FakeTurns.input(number));
    }
}
