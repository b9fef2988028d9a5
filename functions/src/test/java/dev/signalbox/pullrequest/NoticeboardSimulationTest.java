package dev.signalbox.pullrequest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import dev.signalbox.Interleaving;
import dev.signalbox.pullrequest.Board.Stage;
import dev.signalbox.pullrequest.Progress.Ended;
import dev.signalbox.pullrequest.Progress.Running;
import dev.signalbox.pullrequest.Progress.Waiting;
import dev.signalbox.verdict.Outcome;

/**
 * Many functions that speak of one pull request at once, each stepping from one call to the next in an order that a seed decides:
 * pushes come between, events come late, twice and in any order, functions die anywhere, somebody deletes the comment.
 */
class NoticeboardSimulationTest {

    private static final int SEEDS = 3_000;
    private static final List<String> CHECKS = List.of("unit", "lint", "docs");

    @Test
    void commentAndVotesAreThoseOfTheLastBoard() throws ExecutionException, InterruptedException {
        Map<String, Integer> seen = Interleaving.simulate(20261125L, SEEDS, seed -> new World(seed).live());
        assertTrue(seen.keySet().containsAll(Set.of("died", "deleted", "pushed", "closed", "passed", "failed", "running", "stale vote")),
                () -> "the simulation saw only " + seen);
    }

    private static final class World {

        private final Random random;
        private final FakeCodeCommit codeCommit = new FakeCodeCommit();
        private final Noticeboard noticeboard = new Noticeboard(codeCommit, codeCommit, codeCommit, Comment::of, _ -> { });
        private final Interleaving functions;
        private final List<Runnable> events = new ArrayList<>();
        private final Map<String, Integer> seen = new TreeMap<>();
        private final boolean mortal;
        private boolean somethingWasLost;

        World(long seed) {
            random = new Random(seed);
            functions = new Interleaving(random);
            mortal = seed % 2 == 0;
            codeCommit.before = functions::pause;
        }

        Map<String, Integer> live() {
            int revisions = 1 + random.nextInt(3);
            opened();
            while (!events.isEmpty() || !functions.isEmpty()) {
                if (random.nextInt(25) == 0 && revisions > 1) {
                    revisions--;
                    count("pushed");
                    codeCommit.pushed(new Revision("r" + revisions + "-" + codeCommit.revision.id(), "topic", "c" + revisions, "main",
                            "m1"));
                    opened();
                }
                if (mortal && random.nextInt(150) == 0 && !codeCommit.comments.isEmpty()) {
                    count("deleted");
                    codeCommit.commentIsDeleted();
                    somethingWasLost = true;
                }
                step();
            }
            if (somethingWasLost) {
                noticeboard.change(FakeCodeCommit.REPOSITORY, FakeCodeCommit.PULL_REQUEST, board -> board);
            }
            check(codeCommit.kept.board());
            return seen;
        }

        private void check(Board board) {
            count(board.standing().word());
            if (!board.isOf(codeCommit.revision.id())) {
                throw new AssertionError("the board is of another revision: " + board.revision());
            }
            if (!codeCommit.comments.equals(Map.of(board.comment(), Comment.of(board)))) {
                throw new AssertionError("the comment is not the last board's: " + codeCommit.comments);
            }
            if (codeCommit.open && board.stage() == Stage.OPEN && !codeCommit.approvals.equals(board.votes())) {
                throw new AssertionError("votes are %s, should be %s".formatted(codeCommit.approvals, board.votes()));
            }
        }

        /** A run of the current revision, with all that is told of it, and perhaps a second attempt at some of its checks. */
        private void opened() {
            Revision revision = codeCommit.revision;
            run(revision, 1, CHECKS);
            for (int attempt = 2; attempt <= 1 + random.nextInt(3); attempt++) {
                run(revision, attempt, CHECKS.subList(0, 1 + random.nextInt(3)));
            }
            if (random.nextInt(10) == 0) {
                arrives(revision, board -> board.skipped("unit", "user/ada", "known"));
            }
            if (random.nextInt(20) == 0) {
                events.add(() -> {
                    count("closed");
                    codeCommit.open = false;
                    noticeboard.change(FakeCodeCommit.REPOSITORY, FakeCodeCommit.PULL_REQUEST, board -> board.closed(Stage.CLOSED));
                });
            }
        }

        private void run(Revision revision, int attempt, List<String> checks) {
            String run = revision.id() + "-" + attempt;
            arrives(revision, board -> board.begin(revision, run, attempt, Instant.EPOCH,
                    checks.stream().map(check -> row(check, new Waiting())).toList(), List.of()));
            for (String check : checks) {
                for (String phase : List.of("SUBMITTED", "BUILD")) {
                    arrives(() -> noticeboard.progress(FakeCodeCommit.REPOSITORY, FakeCodeCommit.PULL_REQUEST,
                            board -> board.progress(run, check, new Running(phase, "p:" + run, "")), false));
                }
            }
            List<Row> ends = checks.stream().map(check -> row(check, end(random.nextInt(3) > 0))).toList();
            if (random.nextInt(6) > 0) {
                arrives(revision, board -> board.concluded(revision, run, attempt, ends, null, Reported.NOTHING));
            }
        }

        private void arrives(Revision revision, UnaryOperator<Board> change) {
            arrives(() -> noticeboard.change(FakeCodeCommit.REPOSITORY, FakeCodeCommit.PULL_REQUEST, revision.id(), change));
        }

        private void arrives(Runnable event) {
            events.add(event);
            if (random.nextInt(6) == 0) {
                events.add(event);
            }
        }

        private void step() {
            if (!events.isEmpty() && (functions.isEmpty() || functions.size() < 6 && random.nextInt(4) == 0)) {
                invoked(events.remove(random.nextInt(Math.min(events.size(), 6))));
            } else if (!functions.isEmpty()) {
                functions.step();
                if (!codeCommit.kept.board().votes().containsAll(codeCommit.approvals)) {
                    count("stale vote");
                }
            }
        }

        private void count(String what) {
            seen.merge(what, 1, Integer::sum);
        }

        private void invoked(Runnable event) {
            functions.begin(() -> {
                try {
                    event.run();
                } catch (Interleaving.Dies death) {
                    count("died");
                    somethingWasLost = true;
                    events.add(event);
                } catch (BoardIsBusy busy) {
                    count("busy");
                    events.add(event);
                }
            }, () -> mortal && random.nextInt(60) == 0);
        }

        private static Row row(String check, Progress progress) {
            return new Row(check, check, true, progress);
        }

        private static Ended end(boolean passed) {
            return new Ended(passed ? Outcome.SUCCEEDED : Outcome.FAILED, passed, "", 9, "p:1", "");
        }
    }
}
