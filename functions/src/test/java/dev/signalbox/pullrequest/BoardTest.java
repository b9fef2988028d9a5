package dev.signalbox.pullrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.signalbox.pullrequest.Board.Answer;
import dev.signalbox.pullrequest.Board.Ruling;
import dev.signalbox.pullrequest.Board.Stage;
import dev.signalbox.pullrequest.Progress.Ended;
import dev.signalbox.pullrequest.Progress.NeedsApproval;
import dev.signalbox.pullrequest.Progress.NotNeeded;
import dev.signalbox.pullrequest.Progress.Running;
import dev.signalbox.pullrequest.Progress.Skipped;
import dev.signalbox.pullrequest.Progress.Waiting;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.TestCounts;
import dev.signalbox.verdict.Verdict;

class BoardTest {

    private static final Revision ONE = new Revision("r1", "topic", "c1", "main", "m1");
    private static final Revision TWO = new Revision("r2", "topic", "c2", "main", "m1");
    private static final Ended PASSED = new Ended(Outcome.SUCCEEDED, true, "", 61, "p:1", "https://log");
    private static final Ended FAILED = new Ended(Outcome.FAILED, false, "exit status 1", 9, "p:2", "https://log");

    private static final Board NONE = Board.empty("orders", "7");
    private static final Board BEGUN = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(row("unit"), row("lint")), List.of());

    @Test
    void ofAPullRequestOfWhichNothingIsKnownNothingIsSaid() {
        assertEquals(Standing.WAITING, NONE.standing());
        assertEquals(Set.of(), NONE.votes());
        assertEquals(List.of(), NONE.toRetest());
    }

    @Test
    void aRunBeginsWithAllItsRowsWaiting() {
        assertEquals(List.of("unit Waiting", "lint Waiting"), rows(BEGUN));
        assertEquals(Standing.RUNNING, BEGUN.standing());
        assertEquals(1, BEGUN.attempts());
        assertEquals(Set.of(), BEGUN.votes());
    }

    @Test
    void aRunWithoutRowsIsRunningUntilItEnds() {
        Board begun = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(), List.of());
        assertEquals(Standing.RUNNING, begun.standing());
        Board ended = begun.concluded(ONE, "run-1", 1, List.of(), new Ruling(Verdict.FAILED, "conflict in a.txt", 1), Reported.NOTHING);
        assertEquals(Standing.FAILED, ended.standing());
    }

    @Test
    void theSameBeginningAgainChangesNothing() {
        Board moved = BEGUN.progress("run-1", "unit", new Running("BUILD", "p:1", ""));
        assertEquals(moved, moved.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(row("unit"), row("lint")), List.of()));
    }

    @Test
    void aLaterAttemptTakesItsRowsAndLeavesTheOthers() {
        Board ended = ended(BEGUN, "run-1", 1, row("unit", FAILED), row("lint", PASSED));
        Board again = ended.begin(ONE, "run-2", 2, Instant.EPOCH, List.of(row("unit")), List.of());
        assertEquals(List.of("unit Waiting", "lint Ended"), rows(again));
        assertEquals(Set.of("lint"), again.votes());
        assertEquals(again, again.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(row("unit"), row("lint")), List.of("an old line")), "late");
        assertEquals(again, ended(again, "run-1", 1, row("unit", PASSED), row("lint", PASSED)), "late");
    }

    @Test
    void runsOfOneSecondAreInTheOrderInWhichTheyBegan() {
        Instant nine = Instant.parse("2026-11-23T09:00:00Z");
        Board first = NONE.begin(ONE, "run-1", 1, nine, List.of(row("unit")), List.of());
        Board second = first.begin(TWO, "run-2", 1, nine, List.of(row("unit")), List.of());
        assertEquals(List.of(nine, nine.plusMillis(1)), List.of(first.begun().at(), second.begun().at()));
        assertEquals(second, second.begin(TWO, "run-2", 1, nine.plusSeconds(9), List.of(row("unit")), List.of()), "the same run again");
        assertEquals(nine.plusMillis(1), second.begun().orderOf("run-2", nine.plusSeconds(9)));
        assertEquals(nine, second.begun().orderOf("run-1", nine.plusSeconds(9)), "before the last one, whenever it was heard of");
        assertEquals(nine.minusSeconds(9), second.begun().orderOf("run-1", nine.minusSeconds(9)));
        assertEquals(nine.plusSeconds(1), second.begin(TWO, "run-3", 2, nine.plusSeconds(1), List.of(), List.of()).begun().at());
    }

    @Test
    void aRunThatBeginsTwiceHasTheRowsThatItBeganWith() {
        assertEquals(BEGUN, BEGUN.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(row("load")), List.of()));
        Board rejected = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(), List.of());
        assertEquals(List.of("unit Waiting"), rows(rejected.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(row("unit")), List.of())));
    }

    @Test
    void whatARunNeverBeganWasStopped() {
        Board board = BEGUN.concluded(ONE, "run-1", 1, List.of(), new Ruling(Verdict.CANCELLED, "Cancelled by user/ada.", 1),
                Reported.NOTHING);
        assertEquals(List.of("unit Ended", "lint Ended"), rows(board));
        assertEquals(Standing.CANCELLED, board.standing());
        assertEquals(List.of("unit", "lint"), board.toRetest());
    }

    @Test
    void aRunThatBuildsNothingIsRunningUntilItIsConcluded() {
        Board begun = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(), List.of());
        assertEquals(Standing.RUNNING, begun.standing());
        assertTrue(begun.isBegun("r1") && !begun.isBegun("r2"));
        assertEquals(Standing.FAILED, begun.concluded(ONE, "run-1", 1, List.of(), new Ruling(Verdict.FAILED, "merge conflict", 1),
                Reported.NOTHING).standing());
    }

    @Test
    void whatIsAnsweredBeforeAnyRunIsAboutTheRevisionAndNothingRuns() {
        Board board = NONE.about(ONE).answered("c-1", "Help");
        assertTrue(board.isOf("r1") && !board.isBegun("r1"));
        assertEquals(Standing.WAITING, board.standing());
        assertEquals(ONE, board.about(TWO).revision());
    }

    @Test
    void aRequestThatOthersOvertakeGetsALaterAttemptOnce() {
        Board asked = BEGUN.ask("c-1").ask("c-2");
        Board again = asked.askAgain("c-1", 2);
        assertEquals(Map.of("c-1", 4, "c-2", 3), again.asked());
        assertEquals(again, again.askAgain("c-1", 2));
    }

    @Test
    void anApprovalIsAskedForOnceForThoseThatWait() {
        List<Row> waiting = List.of(new Row("deploy", "deploy", true, new NeedsApproval()));
        Board held = BEGUN.begin(ONE, "run-2", 2, Instant.EPOCH, waiting, List.of());
        assertEquals("approval/2", held.approvalKey());
        assertEquals(Set.of("deploy"), held.toApprove());
        assertEquals(Set.of("unit", "lint"), held.unfinished());
        Board asked = held.ask(held.approvalKey());
        assertEquals(Optional.empty(), asked.begunByApproval());
        assertEquals(Optional.of("approval/2"),
                asked.begin(ONE, "run-3", 3, Instant.EPOCH, List.of(row("deploy")), List.of()).begunByApproval());
    }

    @Test
    void aNewRevisionBeginsAnew() {
        Board before = BEGUN.commented("comment-1").approving(Set.of("unit"))
                .overridden("user/ada").closed(Stage.CLOSED);
        Board now = before.begin(TWO, "run-2", 1, Instant.EPOCH, List.of(row("unit")), List.of("unit: buildspec changed"));
        assertEquals(new Board("orders", "7", "comment-1", TWO, Stage.CLOSED,
                new Board.Begun("run-2", 1, Instant.EPOCH.plusMillis(2)), 1, new TreeMap<>(),
                List.of(new Check("unit", "unit", true, "run-2", 1, new Waiting())), null, Reported.NOTHING,
                List.of("unit: buildspec changed"), List.of(), "user/ada", "c1", new TreeSet<>()), now);
    }

    @Test
    void onlyWhatWasNotOverIsSuperseded() {
        Board over = ended(BEGUN, "run-1", 1, row("unit", PASSED), row("lint", FAILED));
        assertEquals("", over.begin(TWO, "run-2", 1, Instant.EPOCH, List.of(row("unit")), List.of()).superseded());
        assertEquals("c1", BEGUN.begin(TWO, "run-2", 1, Instant.EPOCH, List.of(row("unit")), List.of()).superseded());
    }

    @Test
    void aBuildOnlyGoesForward() {
        Board installs = BEGUN.progress("run-1", "unit", new Running("INSTALL", "p:1", ""));
        assertEquals(new Running("INSTALL", "p:1", ""), installs.checks().getFirst().progress());
        assertEquals(installs, installs.progress("run-1", "unit", new Running("QUEUED", "p:1", "https://log")));
        assertEquals(installs, installs.progress("run-1", "unit", new Running("", "p:1", "")));
        Running withLog = new Running("INSTALL", "p:1", "https://log");
        assertEquals(withLog, first(installs.progress("run-1", "unit", withLog)));
        assertEquals(new Running("BUILD", "p:1", ""), first(installs.progress("run-1", "unit", new Running("BUILD", "p:1", ""))));
        assertEquals(new Running("QUEUED", "p:9", ""), first(installs.progress("run-1", "unit", new Running("QUEUED", "p:9", ""))),
                "a build that was started once more");
    }

    @Test
    void theBuildThatBeganLaterIsTheOneThatRuns() {
        Instant nine = Instant.parse("2026-11-25T09:00:00Z");
        Running first = new Running("PROVISIONING", "p:1", "https://log", nine);
        Running second = new Running("SUBMITTED", "p:2", "", nine.plusSeconds(40));
        Board again = BEGUN.progress("run-1", "unit", first).progress("run-1", "unit", second);
        assertEquals(second, first(again));
        assertEquals(second, first(again.progress("run-1", "unit", new Running("BUILD", "p:1", "https://log", nine))), "late");
        assertEquals(second, first(BEGUN.progress("run-1", "unit", second).progress("run-1", "unit", first)), "first after second");
    }

    @Test
    void whatIsOverDoesNotRunAgain() {
        Running running = new Running("BUILD", "p:1", "");
        Board ended = ended(BEGUN, "run-1", 1, row("unit", PASSED), row("lint", PASSED));
        assertEquals(ended, ended.progress("run-1", "unit", running));
        Board skipped = BEGUN.skipped("unit", "user/ada", "known");
        assertEquals(skipped, skipped.progress("run-1", "unit", running));
        assertEquals(BEGUN, BEGUN.progress("run-0", "unit", running));
        assertEquals(BEGUN, BEGUN.progress("run-1", "other", running));
    }

    @Test
    void anEndMayComeBeforeItsBeginning() {
        Board ended = ended(NONE, "run-1", 1, row("unit", FAILED), row("lint", PASSED));
        assertEquals(List.of("unit Ended", "lint Ended"), rows(ended));
        assertEquals(ended.checks(), ended.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(row("unit"), row("lint")), List.of()).checks());
        Board again = ended(ended, "run-2", 2, row("unit", PASSED));
        assertEquals(Set.of("lint", "unit"), again.votes());
    }

    @Test
    void whatSomebodySkippedStaysSkippedWhenItsBuildEnds() {
        Board skipped = BEGUN.skipped("unit", "user/ada", "known");
        assertEquals(new Skipped("user/ada", "known"), first(ended(skipped, "run-1", 1, row("unit", FAILED))));
        assertEquals(new Waiting(), first(skipped.begin(ONE, "run-2", 2, Instant.EPOCH, List.of(row("unit")), List.of())));
    }

    @Test
    void aSkipIsOfACheckOrOfOneOfItsCells() {
        Board cells = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(cell("unit (J=21)"), cell("unit (J=25)")), List.of());
        assertEquals(List.of("unit (J=21) Skipped", "unit (J=25) Skipped"), rows(cells.skipped("unit", "user/ada", "known")));
        assertEquals(List.of("unit (J=21) Waiting", "unit (J=25) Skipped"), rows(cells.skipped("unit (J=25)", "user/ada", "known")));
        assertEquals(cells, cells.skipped("lint", "user/ada", "known"));
    }

    @Test
    void aRulingCountsUntilALaterRunIsOver() {
        Board ruled = BEGUN.concluded(ONE, "run-1", 1, List.of(row("unit", PASSED), row("lint", PASSED)),
                new Ruling(Verdict.ERRORED, "Something broke", 1), Reported.NOTHING);
        assertEquals(Standing.ERRORED, ruled.standing());
        assertEquals(Set.of(), ruled.votes());
        assertEquals(ruled, ruled.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(row("unit"), row("lint")), List.of()));
        Board again = ended(ruled, "run-2", 2, row("unit", PASSED));
        assertEquals(Standing.PASSED, again.standing());
        assertEquals(again, again.concluded(ONE, "run-1", 1, List.of(), new Ruling(Verdict.ERRORED, "", 1), Reported.NOTHING));
    }

    @Test
    void whileALaterRunIsAtWorkNothingApprovesThatARulingHeldBack() {
        Row docs = new Row("docs", "docs", false, PASSED);
        Ruling flaw = new Ruling(Verdict.FAILED, "the rules are broken", 1);
        Board ruled = BEGUN.concluded(ONE, "run-1", 1, List.of(row("unit", PASSED), row("lint", PASSED), docs), flaw, Reported.NOTHING);
        Board again = ruled.begin(ONE, "run-2", 2, Instant.EPOCH, List.of(new Row("docs", "docs", false, new Waiting())), List.of());
        assertEquals(Standing.RUNNING, again.standing());
        assertEquals(Set.of(), again.votes());
        assertFalse(Comment.of(again).contains("the rules are broken"), "it is being looked at anew");
        Board over = ended(again, "run-2", 2, docs);
        assertEquals(Standing.PASSED, over.standing());
        assertEquals(Set.of("unit", "lint"), over.votes());
        Ruling still = new Ruling(Verdict.FAILED, "the rules are broken", 2);
        assertEquals(Set.of(), again.concluded(ONE, "run-2", 2, List.of(docs), still, Reported.NOTHING).votes());
    }

    @Test
    void aRulingThatComesLateCountsWhileTheLaterRunIsAtWork() {
        Ruling flaw = new Ruling(Verdict.FAILED, "the rules are broken", 1);
        List<Row> ends = List.of(row("unit", PASSED), row("lint", ended(Outcome.STOPPED)));
        Board again = BEGUN.begin(ONE, "run-2", 2, Instant.EPOCH, List.of(row("lint")), List.of());
        assertEquals(Set.of(), again.concluded(ONE, "run-1", 1, ends, flaw, Reported.NOTHING).votes());
        Board over = ended(again, "run-2", 2, row("lint", PASSED)).concluded(ONE, "run-1", 1, ends, flaw, Reported.NOTHING);
        assertEquals(Set.of("unit", "lint"), over.votes());
    }

    @Test
    void aRunWithoutRowsAfterARulingIsRunning() {
        Board conflict = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(), List.of())
                .concluded(ONE, "run-1", 1, List.of(), new Ruling(Verdict.FAILED, "merge conflict", 1), Reported.NOTHING);
        assertEquals(Standing.RUNNING, conflict.begin(ONE, "run-2", 2, Instant.EPOCH, List.of(), List.of()).standing());
    }

    @Test
    void aCancelledRunTakesNoApprovalBack() {
        Board cancelled = BEGUN.concluded(ONE, "run-1", 1, List.of(row("unit", PASSED), row("lint", ended(Outcome.STOPPED))),
                new Ruling(Verdict.CANCELLED, "user/ada", 1), Reported.NOTHING);
        assertEquals(Standing.CANCELLED, cancelled.standing());
        assertEquals(Set.of("unit"), cancelled.votes());
    }

    @Test
    void theWorstOfTheRequiredChecksIsTheStanding() {
        assertEquals(Standing.PASSED, standing(PASSED, new NotNeeded("paths"), new Skipped("user/ada", "known")));
        assertEquals(Standing.WAITING, standing(PASSED, new NeedsApproval()));
        assertEquals(Standing.CANCELLED, standing(new NeedsApproval(), ended(Outcome.STOPPED)));
        assertEquals(Standing.ERRORED, standing(ended(Outcome.STOPPED), ended(Outcome.FAULT)));
        assertEquals(Standing.ERRORED, standing(ended(Outcome.STOPPED), ended(Outcome.SKIPPED)));
        assertEquals(Standing.FAILED, standing(ended(Outcome.FAULT), ended(Outcome.TIMED_OUT)));
        assertEquals(Standing.FAILED, standing(new NeedsApproval(), new Ended(Outcome.SUCCEEDED, false, "gate", 1, "p:1", "")));
        assertEquals(Standing.RUNNING, standing(FAILED, new Waiting()));
        assertEquals(Standing.RUNNING, standing(FAILED, new Running("", "", "")));
    }

    @Test
    void whatIsNotRequiredNeitherDecidesNorVotes() {
        Board board = NONE.begin(ONE, "run-1", 1, Instant.EPOCH,
                List.of(new Row("unit", "unit", true, PASSED), new Row("lint", "lint", false, FAILED),
                new Row("docs", "docs", false, PASSED)), List.of());
        assertEquals(Standing.PASSED, board.standing());
        assertEquals(Set.of("unit"), board.votes());
    }

    @Test
    void aCheckVotesWhenAllItsCellsAreGood() {
        Board cells = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(cell("unit (J=21)"), cell("unit (J=25)")), List.of());
        Board half = ended(cells, "run-1", 1, new Row("unit (J=21)", "unit", true, PASSED));
        assertEquals(Set.of(), half.votes());
        assertEquals(Set.of("unit"), ended(half, "run-1", 1, new Row("unit (J=25)", "unit", true, PASSED)).votes());
    }

    @Test
    void aRunTakesAllRowsOfTheChecksThatItNames() {
        Row held = new Row("unit", "unit", true, new NeedsApproval());
        Board waits = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(held, row("lint")), List.of());
        Board approved = waits.begin(ONE, "run-2", 2, Instant.EPOCH, List.of(cell("unit (E=a)"), cell("unit (E=b)")), List.of());
        assertEquals(List.of("unit (E=a) Waiting", "unit (E=b) Waiting", "lint Waiting"), rows(approved));
        Board passed = ended(ended(approved, "run-1", 1, row("lint", PASSED)), "run-2", 2, cell("unit (E=a)", PASSED),
                cell("unit (E=b)", PASSED));
        assertEquals(Standing.PASSED, passed.standing());
        assertEquals(Set.of("unit", "lint"), passed.votes());
    }

    @Test
    void anotherMatrixLeavesNothingOfTheOneBefore() {
        Reported reported = new Reported(new TreeMap<>(Map.of("unit (J=21)", new TestCounts(3, 3, 0, 0), "unit (J=25)",
                new TestCounts(4, 3, 1, 0))), List.of(failing("one", "unit (J=25)", Novelty.NEW)), null, null, "");
        List<Row> ends = List.of(cell("unit (J=21)", PASSED), cell("unit (J=25)", FAILED));
        Board first = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(cell("unit (J=21)"), cell("unit (J=25)")), List.of());
        Board second = first.concluded(ONE, "run-1", 1, ends, null, reported)
                .begin(ONE, "run-2", 2, Instant.EPOCH, List.of(cell("unit (J=21)"), cell("unit (J=26)")), List.of());
        assertEquals(List.of("unit (J=21) Waiting", "unit (J=26) Waiting"), rows(second));
        assertEquals(Set.of("unit (J=21)"), second.reported().tests().keySet());
        assertEquals(List.of(), second.reported().failing());
        assertEquals(second.checks(), second.concluded(ONE, "run-1", 1, ends, null, reported).checks(), "late");
        assertEquals(second.reported(), second.concluded(ONE, "run-1", 1, ends, null, reported).reported(), "late");
    }

    @Test
    void whatARunBuiltInPlaceOfARowThatWaitedForAnApprovalTakesThatRow() {
        Board waits = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(new Row("unit", "unit", true, new NeedsApproval())), List.of());
        assertEquals(Set.of("unit"), ended(waits, "run-1", 1, cell("unit (E=a)", PASSED)).votes(), "two began it, one saw the approval");
    }

    @Test
    void aRunOfTheWholePlanDropsTheChecksThatAreNotInIt() {
        Board ended = ended(BEGUN, "run-1", 1, row("unit", PASSED), row("lint", FAILED));
        assertEquals(List.of("unit Waiting"), rows(ended.beginAll(ONE, "run-2", 2, Instant.EPOCH, List.of(row("unit")), List.of())));
        Board newer = ended.begin(ONE, "run-3", 3, Instant.EPOCH, List.of(row("lint")), List.of());
        assertEquals(List.of("unit Waiting", "lint Waiting"),
                rows(newer.beginAll(ONE, "run-2", 2, Instant.EPOCH, List.of(row("unit")), List.of())), "asked for later");
        assertEquals(rows(ended), rows(ended.beginAll(ONE, "run-2", 2, Instant.EPOCH, List.of(), List.of())), "there is no plan");
    }

    @Test
    void nothingVotesUnderANameThatIsNoChecks() {
        List<Row> rows = List.of(new Row("unit (J=21)", "unit (J=21)", true, PASSED), new Row("u", "u", true, PASSED),
                row("a".repeat(41), PASSED), row("lint", PASSED));
        assertEquals(Set.of("lint"), NONE.begin(ONE, "run-1", 1, Instant.EPOCH, rows, List.of()).votes());
        assertEquals(Set.of("lint"), BEGUN.approving(Set.of("lint", "a b")).approved());
    }

    @Test
    void aClosedPullRequestStaysClosed() {
        Board closed = NONE.closed(Stage.CLOSED);
        assertEquals(Stage.CLOSED, closed.stage());
        assertSame(closed, closed.closed(Stage.OPEN));
        assertEquals(Stage.MERGED, closed.closed(Stage.MERGED).closed(Stage.CLOSED).stage());
    }

    @Test
    void aRequestAsksOnce() {
        Board asked = BEGUN.ask("c-1");
        assertEquals(Map.of("c-1", 2), asked.asked());
        assertEquals(asked, asked.ask("c-1"));
        assertEquals(Map.of("c-1", 2, Board.APPROVAL, 3), asked.ask(Board.APPROVAL).asked());
        assertEquals(4, asked.ask(Board.APPROVAL).ask("c-2").attempts());
    }

    @Test
    void aCommandIsAnsweredOnceAndTheNewestSixAnswersStay() {
        Board board = BEGUN;
        for (int i = 1; i <= 7; i++) {
            board = board.answered("c-" + i, "line " + i);
        }
        assertEquals(List.of(2, 3, 4, 5, 6, 7).stream().map(i -> new Answer("c-" + i, "line " + i)).toList(), board.answers());
        assertSame(board, board.answered("c-7", "another"));
        assertTrue(board.isAnswered("c-1"), "it was acted on, and must not be again");
        assertFalse(board.isAnswered("c-8"));
        assertEquals(board, board.answered("c-1", "another"));
        assertEquals(1, board.attempts());
    }

    @Test
    void howManyCommandsAreRememberedHasABound() {
        Board board = BEGUN.ask("c-run");
        for (int i = 0; i < 700; i++) {
            board = board.answered("c-" + i, "line");
            assertTrue(board.isAnswered("c-" + i));
        }
        assertEquals(501, board.asked().size());
        assertEquals(2, board.asked().get("c-run"));
    }

    @Test
    void aCommandOfTheTimeBeforeARevisionAsksNothingOfIt() {
        Board before = BEGUN.answered("c-1", "Stopped.").ask("c-2").ask(Board.APPROVAL);
        Board now = before.begin(TWO, "run-9", 1, Instant.EPOCH, List.of(row("unit")), List.of());
        assertEquals(Map.of("c-1", 0, "c-2", 0), now.asked());
        assertTrue(now.isAnswered("c-1") && now.isAnswered("c-2") && !now.isAnswered(Board.APPROVAL));
        assertEquals(now, now.ask("c-2").answered("c-1", "Stopped."));
        assertEquals(2, now.ask(Board.APPROVAL).attempts());
    }

    @Test
    void runningAgainMeansWhatDidNotPassAndWhatIsNotOver() {
        Board board = NONE.begin(ONE, "run-1", 1, Instant.EPOCH, List.of(row("a", PASSED), row("b", FAILED), row("c", ended(Outcome.FAULT)),
                row("d", ended(Outcome.STOPPED)), row("e"), row("f", new Running("", "", "")), row("g", new NeedsApproval()),
                row("h", new NotNeeded("")), row("i", new Skipped("", ""))), List.of());
        assertEquals(List.of("b", "c", "d", "e", "f"), board.toRetest());
    }

    @Test
    void whatABuildReportsCountsInPlaceOfWhatItReportedBefore() {
        Board first = BEGUN.concluded(ONE, "run-1", 1, List.of(row("unit", FAILED), row("lint", FAILED)), null, new Reported(
                new TreeMap<>(Map.of("unit", new TestCounts(10, 9, 1, 0), "lint", new TestCounts(3, 2, 1, 0))),
                List.of(failing("one", "unit", Novelty.UNKNOWN), failing("two", "lint", Novelty.NEW)),
                new BigDecimal("80.0"), null, "both"));
        assertEquals(List.of("two", "one"), first.reported().failing().stream().map(FailingTest::name).toList(), "new ones first");
        Board second = first.begin(ONE, "run-2", 2, Instant.EPOCH, List.of(row("unit")), List.of())
                .concluded(ONE, "run-2", 2, List.of(row("unit", PASSED)), null, new Reported(
                        new TreeMap<>(Map.of("unit", new TestCounts(10, 10, 0, 0))), List.of(), new BigDecimal("70.0"), null, "unit"));
        assertEquals(new TestCounts(13, 12, 1, 0), second.reported().total().orElseThrow());
        assertEquals(List.of("two"), second.reported().failing().stream().map(FailingTest::name).toList());
        assertEquals(new BigDecimal("80.0"), second.reported().lines(), "of both builds");
    }

    @Test
    void whatARunReportsOfRowsThatAreNotItsOwnAnyMoreDoesNotCount() {
        Board again = BEGUN.begin(ONE, "run-2", 2, Instant.EPOCH, List.of(row("unit"), row("lint")), List.of());
        assertEquals(again, again.concluded(ONE, "run-1", 1, List.of(row("unit", FAILED)), null, new Reported(new TreeMap<>(),
                List.of(failing("one", "unit", Novelty.NEW)), null, null, "")));
        Board lint = BEGUN.begin(ONE, "run-2", 2, Instant.EPOCH, List.of(row("unit")), List.of()).concluded(ONE, "run-1", 1,
                List.of(row("unit", FAILED), row("lint", FAILED)), null, new Reported(
                        new TreeMap<>(Map.of("unit", new TestCounts(1, 0, 1, 0))), List.of(failing("one", "unit", Novelty.NEW),
                                failing("two", "lint", Novelty.NEW)), null, null, ""));
        assertEquals(List.of("two"), lint.reported().failing().stream().map(FailingTest::name).toList());
        assertEquals(Map.of(), lint.reported().tests());
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void reasonsAreOneShortLineAndLogsAreWebPages(Outcome outcome) {
        Ended ended = new Ended(outcome, false, "a\n\u202eb" + "c".repeat(1000), 1, "p:1", "javascript:alert(1)");
        assertEquals("a b" + "c".repeat(Progress.REASON - 6) + "...", ended.reason());
        assertEquals("", ended.log());
        assertEquals("", new Ended(outcome, false, "", 1, "", "https://log/ a").log());
        assertEquals("", new Ended(outcome, false, "", 1, "", "https://" + "a".repeat(Progress.LOG)).log());
    }

    private static FailingTest failing(String name, String build, Novelty novelty) {
        return new FailingTest(name, build, "", novelty);
    }

    private static Standing standing(Progress... each) {
        List<Row> rows = Arrays.stream(each).map(progress -> row("check " + progress, progress)).toList();
        return NONE.begin(ONE, "run-1", 1, Instant.EPOCH, rows, List.of()).standing();
    }

    private static Ended ended(Outcome outcome) {
        return new Ended(outcome, false, "", 1, "p:1", "");
    }

    private static Board ended(Board board, String run, int attempt, Row... rows) {
        return board.concluded(ONE, run, attempt, List.of(rows), null, Reported.NOTHING);
    }

    private static Progress first(Board board) {
        return board.checks().getFirst().progress();
    }

    private static List<String> rows(Board board) {
        return board.checks().stream().map(check -> check.name() + " " + check.progress().getClass().getSimpleName()).toList();
    }

    private static Row row(String name) {
        return row(name, new Waiting());
    }

    private static Row row(String name, Progress progress) {
        return new Row(name, name, true, progress);
    }

    private static Row cell(String name) {
        return cell(name, new Waiting());
    }

    private static Row cell(String name, Progress progress) {
        return new Row(name, "unit", true, progress);
    }
}
