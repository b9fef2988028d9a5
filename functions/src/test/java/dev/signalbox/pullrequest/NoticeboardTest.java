package dev.signalbox.pullrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.signalbox.pullrequest.Board.Stage;
import dev.signalbox.pullrequest.Progress.Ended;
import dev.signalbox.pullrequest.Progress.Running;
import dev.signalbox.pullrequest.Progress.Skipped;
import dev.signalbox.pullrequest.Progress.Waiting;
import dev.signalbox.verdict.Outcome;

class NoticeboardTest {

    private static final Revision ONE = new Revision("r1", "topic", "c1", "main", "m1");
    private static final Revision TWO = new Revision("r2", "topic", "c2", "main", "m1");
    private static final Ended PASSED = new Ended(Outcome.SUCCEEDED, true, "", 61, "p:1", "");
    private static final Ended FAILED = new Ended(Outcome.FAILED, false, "", 61, "p:1", "");

    private final FakeCodeCommit codeCommit = new FakeCodeCommit();
    private final List<Integer> pauses = new ArrayList<>();
    private final Noticeboard noticeboard = new Noticeboard(codeCommit, codeCommit, codeCommit, Comment::of, this::pause);
    private Runnable duringThePause = () -> { };

    private void pause(int tries) {
        pauses.add(tries);
        duringThePause.run();
    }

    @Test
    void theFirstRunBeginsTheCommentAndItsEndEditsIt() {
        Board begun = begin(ONE, "run-1", 1);
        assertEquals("comment-1", begun.comment());
        assertEquals(Map.of("comment-1", Comment.of(begun)), codeCommit.comments);
        assertEquals(List.of("post", "edit"), codeCommit.calls);
        codeCommit.calls.clear();
        Board ended = concluded(ONE, "run-1", 1, PASSED);
        assertEquals(Map.of("comment-1", Comment.of(ended)), codeCommit.comments);
        assertEquals(Set.of("unit"), codeCommit.approvals);
        assertEquals(List.of("approvers", "approve unit", "edit"), codeCommit.calls);
    }

    @Test
    void whatChangesNothingSpeaksAgainAsItMayNotHaveBeenSaid() {
        concluded(ONE, "run-1", 1, PASSED);
        codeCommit.approvals.clear();
        codeCommit.comments.put("comment-1", "old");
        Board again = concluded(ONE, "run-1", 1, PASSED);
        assertEquals(Set.of("unit"), codeCommit.approvals);
        assertEquals(Map.of("comment-1", Comment.of(again)), codeCommit.comments);
    }

    @Test
    void aVoteIsTakenBackWhenItsCheckRunsAgain() {
        concluded(ONE, "run-1", 1, PASSED);
        begin(ONE, "run-2", 2);
        assertEquals(Set.of(), codeCommit.approvals);
        concluded(ONE, "run-2", 2, FAILED);
        assertEquals(Set.of(), codeCommit.approvals);
    }

    @Test
    void aVoteThatSomebodyLeftBehindIsTakenBack() {
        begin(ONE, "run-1", 1);
        concluded(ONE, "run-1", 1, FAILED);
        codeCommit.kept = new Boards.Kept(codeCommit.kept.board().approving(Set.of("unit", "lint")), codeCommit.kept.version() + 1);
        codeCommit.approvals.add("unit");
        noticeboard.change("orders", "7", board -> board.answered("c1", "Hello."));
        assertEquals(Set.of(), codeCommit.approvals);
    }

    @Test
    void whoeverElseApprovesIsNotACheck() {
        concluded(ONE, "run-1", 1, PASSED);
        assertEquals(List.of("approve unit"), codeCommit.calls.stream().filter(call -> call.contains("unit")).toList());
    }

    @Test
    void aCommentThatIsGoneIsWrittenAnew() {
        begin(ONE, "run-1", 1);
        codeCommit.commentIsDeleted();
        Board ended = concluded(ONE, "run-1", 1, PASSED);
        assertEquals("comment-2", ended.comment());
        assertEquals(Map.of("comment-2", Comment.of(ended)), codeCommit.comments);
    }

    @Test
    void whatIsAboutAnOlderRevisionIsDropped() {
        begin(ONE, "run-1", 1);
        codeCommit.pushed(TWO);
        Board now = begin(TWO, "run-2", 1);
        assertEquals(now, concluded(ONE, "run-1", 1, PASSED));
        assertEquals("c1", now.superseded());
        assertEquals(Set.of(), codeCommit.approvals);
    }

    @Test
    void aRevisionThatIsNotTheCurrentOneDoesNotMoveTheBoardBack() {
        codeCommit.pushed(TWO);
        assertEquals(Board.empty("orders", "7"), begin(ONE, "run-1", 1));
        assertEquals(List.of(), codeCommit.calls);
    }

    @Test
    void ofAPullRequestThatNothingIsBuiltForNothingIsSaid() {
        assertEquals(Stage.CLOSED, noticeboard.change("orders", "7", board -> board.closed(Stage.CLOSED)).stage());
        assertEquals(List.of(), codeCommit.calls);
    }

    @Test
    void onceItIsClosedNobodyVotes() {
        begin(ONE, "run-1", 1);
        noticeboard.change("orders", "7", board -> board.closed(Stage.MERGED));
        codeCommit.calls.clear();
        concluded(ONE, "run-1", 1, PASSED);
        assertEquals(List.of("edit"), codeCommit.calls);
    }

    @Test
    void aVoteThatFailsKeepsTheCommentFromNothing() {
        begin(ONE, "run-1", 1);
        RuntimeException failure = new IllegalStateException("throttled");
        codeCommit.failure = failure;
        assertSame(failure, assertThrows(IllegalStateException.class, () -> concluded(ONE, "run-1", 1, PASSED)));
        assertEquals(Map.of("comment-1", Comment.of(codeCommit.kept.board())), codeCommit.comments);
        codeCommit.failure = null;
        concluded(ONE, "run-1", 1, PASSED);
        assertEquals(Set.of("unit"), codeCommit.approvals);
    }

    @Test
    void whoWritesMeanwhileIsNotOverwritten() {
        begin(ONE, "run-1", 1);
        beforeTheNextCall(() -> noticeboard.change("orders", "7",
                board -> board.skipped("lint", "user/ada", "It is known.")));
        Board ended = concluded(ONE, "run-1", 1, PASSED);
        assertEquals(List.of(PASSED, new Skipped("user/ada", "It is known.")), ended.checks().stream().map(Check::progress).toList());
    }

    @Test
    void aBoardThatNeverStandsStillIsBusy() {
        codeCommit.before = () -> codeCommit.kept = new Boards.Kept(codeCommit.kept.board(), codeCommit.kept.version() + 1);
        assertThrows(BoardIsBusy.class, () -> begin(ONE, "run-1", 1));
        assertEquals(IntStream.rangeClosed(1, 12).boxed().toList(), pauses);
        assertEquals(List.of(50L, 100L, 200L, 400L, 800L, 1_600L, 2_000L, 2_000L),
                IntStream.rangeClosed(1, 8).mapToObj(Pause::longest).toList());
        assertEquals(2_000, Pause.longest(1_000));
    }

    @Test
    void whatOthersWriteMeanwhileIsToldInOneEdit() {
        begin(ONE, "run-1", 1);
        assertEquals(List.of(), pauses, "nobody else wrote");
        forgetCalls();
        codeCommit.before = () -> {
            if (codeCommit.all.equals(List.of("read", "write", "edit"))) {
                anotherWrites("QUEUED");
            }
        };
        duringThePause = () -> anotherWrites("BUILD");
        progress("run-1", "INSTALL");
        assertEquals(List.of("read", "write", "edit", "read", "read", "edit", "read"), codeCommit.all);
        assertEquals(Map.of("comment-1", Comment.of(codeCommit.kept.board())), codeCommit.comments);
    }

    @Test
    void aCommentThatSaysItAlreadyIsNotEditedAgain() {
        begin(ONE, "run-1", 1);
        codeCommit.calls.clear();
        codeCommit.before = () -> {
            if (codeCommit.calls.equals(List.of("edit"))) {
                codeCommit.calls.add("another asks");
                codeCommit.kept = new Boards.Kept(codeCommit.kept.board().ask("c1"), codeCommit.kept.version() + 1);
            }
        };
        begin(ONE, "run-1", 1);
        assertEquals(List.of("edit", "another asks"), codeCommit.calls);
    }

    @Test
    void progressIsOneEditOfTheComment() {
        Board begun = begin(ONE, "run-1", 1);
        forgetCalls();
        progress("run-1", "INSTALL");
        assertEquals(List.of("read", "write", "edit", "read"), codeCommit.all);
        Board now = codeCommit.kept.board();
        assertEquals(new Running("INSTALL", "p:1", ""), now.checks().getFirst().progress());
        assertEquals(Map.of(begun.comment(), Comment.of(now)), codeCommit.comments);
    }

    @Test
    void progressThatIsKnownIsReadAndNoMore() {
        begin(ONE, "run-1", 1);
        progress("run-1", "INSTALL");
        forgetCalls();
        progress("run-1", "INSTALL");
        progress("run-1", "QUEUED");
        progress("another run", "BUILD");
        assertEquals(List.of("read", "read", "read"), codeCommit.all);
    }

    @Test
    void progressDoesNotOverwriteTheEndThatIsWrittenMeanwhile() {
        begin(ONE, "run-1", 1);
        codeCommit.before = () -> {
            if (codeCommit.all.equals(List.of("read", "write"))) {
                codeCommit.before = () -> { };
                concluded(ONE, "run-1", 1, PASSED);
            }
        };
        forgetCalls();
        progress("run-1", "INSTALL");
        Board now = codeCommit.kept.board();
        assertEquals(PASSED, now.checks().getFirst().progress());
        assertEquals(Map.of("comment-1", Comment.of(now)), codeCommit.comments);
    }

    @Test
    void progressThatMayHaveBeenTriedBeforeIsShownThoughItIsKnown() {
        begin(ONE, "run-1", 1);
        progress("run-1", "INSTALL");
        codeCommit.comments.put("comment-1", "old");
        progress("run-1", "INSTALL", true);
        assertEquals(Map.of("comment-1", Comment.of(codeCommit.kept.board())), codeCommit.comments);
    }

    @Test
    void progressBeginsTheCommentThatIsGone() {
        begin(ONE, "run-1", 1);
        codeCommit.commentIsDeleted();
        progress("run-1", "INSTALL");
        assertEquals(Map.of("comment-2", Comment.of(codeCommit.kept.board())), codeCommit.comments);
    }

    private void progress(String run, String phase) {
        progress(run, phase, false);
    }

    private void progress(String run, String phase, boolean again) {
        noticeboard.progress("orders", "7", board -> board.progress(run, "unit", new Running(phase, "p:1", "")), again);
    }

    private void forgetCalls() {
        codeCommit.calls.clear();
        codeCommit.all.clear();
    }

    private void anotherWrites(String phase) {
        Board board = codeCommit.kept.board().progress("run-1", "lint", new Running(phase, "p:2", ""));
        codeCommit.kept = new Boards.Kept(board, codeCommit.kept.version() + 1);
    }

    private void beforeTheNextCall(Runnable happens) {
        codeCommit.before = () -> {
            codeCommit.before = () -> { };
            happens.run();
        };
    }

    private Board begin(Revision revision, String run, int attempt) {
        return noticeboard.change("orders", "7", revision.id(), board -> board.begin(revision, run, attempt, Instant.EPOCH,
                List.of(row("unit", new Waiting()), row("lint", new Waiting())), List.of()));
    }

    private Board concluded(Revision revision, String run, int attempt, Progress unit) {
        return noticeboard.change("orders", "7", revision.id(), board -> board.concluded(revision, run, attempt,
                List.of(row("unit", unit)), null, new Reported(new TreeMap<>(), List.of(), null, null, "")));
    }

    private static Row row(String name, Progress progress) {
        return new Row(name, name, true, progress);
    }
}
