package dev.signalbox.pullrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

class CommentTest {

    private static final Revision REVISION = new Revision("r1", "topic", "1a2b3c4d5e6f", "main", "m1");
    private static final String LOG = "https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/x";
    private static final Board NONE = Board.empty("orders", "7");

    @Test
    void aFailedPullRequestSaysWhatFailedAndHowToRunItAgain() {
        Board board = NONE.concluded(REVISION, "run-1", 1, List.of(
                new Row("unit (JAVA=21)", "unit", true, new Ended(Outcome.FAILED, false,
                        "Error while executing command: mvn -q verify. Reason: exit status 1", 92, "p:1", LOG)),
                new Row("lint", "lint", true, new Ended(Outcome.SUCCEEDED, true, "", 31, "p:2", LOG)),
                new Row("load", "load", false, new Ended(Outcome.SUCCEEDED, false, "coverage of lines is 71.2 %, expected 80", 7,
                        "p:3", "")),
                new Row("docs", "docs", true, new NotNeeded("no path it asks for changed"))), null,
                new Reported(new TreeMap<>(Map.of("unit (JAVA=21)", new TestCounts(412, 407, 2, 3))),
                        List.of(new FailingTest("com.acme.CartTest.sums", "unit (JAVA=21)", "expected: <3> but was: <4>",
                                        Novelty.STILL_FAILING),
                                new FailingTest("com.acme.CartTest.isEmpty", "unit (JAVA=21)", "", Novelty.NEW)),
                        new BigDecimal("81.27"), new BigDecimal("-0.42"), "x"))
                .answered("c1", "/retets is not known, see /help.");
        assertEquals("""
                **Signalbox: failed** at `1a2b3c4d` into `main`

                | Check | Required | Result | Time | Log |
                |---|---|---|---|---|
                | `unit (JAVA=21)` | yes | ✗ **failed** | 1 min 32 s | [log](%1$s) |
                | `lint` | yes | ✓ passed | 31 s | [log](%1$s) |
                | `load` | no | ✗ **missed its gate** | 7 s |  |
                | `docs` | yes | ✓ not needed |  |  |

                - `unit (JAVA=21)`: Error while executing command: mvn `-q` verify. Reason: exit status 1
                - `load`: coverage of lines is 71.2 %%, expected 80
                - `docs` is not needed: no path it asks for changed

                **Tests:** 412, 2 failed, 3 skipped. **Coverage:** 81.2 %% of lines, 0.4 points less than on the target branch.

                - new: `com.acme.CartTest.isEmpty` in `unit (JAVA=21)`
                - `com.acme.CartTest.sums` in `unit (JAVA=21)`: expected: `<3>` but was: `<4>`

                **Answers**

                - `/retets` is not known, see `/help`.

                Comment `/retest` to run again what did not pass, `/test NAME` for one check, `/help` for all there is.""".formatted(LOG),
                Comment.of(board));
    }

    @Test
    void aPullRequestAtWorkSaysHowFarItIs() {
        Board before = NONE.begin(new Revision("r0", "topic", "0000000011", "main", "m1"), "run-0", 1, Instant.EPOCH,
                List.of(row("unit", new Waiting())), List.of());
        Board board = before.begin(REVISION, "run-1", 1, Instant.EPOCH, List.of(row("unit", new Waiting()), row("lint", new Waiting()),
                        row("deploy-test", new NeedsApproval()), row("seen", new Waiting())),
                        List.of("unit: buildspec.yml in place of ci/unit.yml"))
                .progress("run-1", "lint", new Running("PRE_BUILD", "p:1", LOG)).progress("run-1", "seen", new Running("<b>", "p:1", ""))
                .overridden("user/ada").skipped("unit", "user/ada", "known, see 12");
        assertEquals("""
                **Signalbox: running** at `1a2b3c4d` into `main`

                This took the place of `00000000`, which was still being built. The approval rules were set aside by `user/ada`.

                | Check | Required | Result | Time | Log |
                |---|---|---|---|---|
                | `unit` | yes | ✓ skipped |  |  |
                | `lint` | yes | ● running, pre build |  | [log](%s) |
                | `deploy-test` | yes | ○ **needs approval** |  |  |
                | `seen` | yes | ● running |  |  |

                - `unit` was skipped by `user/ada`: known, see 12

                `deploy-test` uses what builds of pull requests may not, such as secrets, and begins once somebody other than the author \
                approves this revision.

                **This pull request changes the rules file.** Until it is merged, the rules of its target branch count. What changes:

                - unit: `buildspec.yml` in place of `ci/unit.yml`

                Comment `/retest` to run again what did not pass, `/test NAME` for one check, `/help` for all there is.""".formatted(LOG),
                Comment.of(board));
    }

    @Test
    void aConflictIsTheReasonOfAVerdictWithoutBuilds() {
        Board board = NONE.concluded(REVISION, "run-1", 1, List.of(), new Ruling(Verdict.FAILED, "conflict in a.txt, b_c.md", 1),
                Reported.NOTHING).closed(Stage.CLOSED);
        assertEquals("""
                **Signalbox: failed** at `1a2b3c4d` into `main`

                The pull request is closed: nothing more is built for it.

                conflict in `a.txt`, `b_c.md`""", Comment.of(board));
        Board several = NONE.concluded(REVISION, "run-1", 1, List.of(), new Ruling(Verdict.ERRORED, "one\n1. two\n- three", 1),
                Reported.NOTHING).closed(Stage.MERGED);
        assertEquals("""
                **Signalbox: errored** at `1a2b3c4d` into `main`

                The pull request is merged.

                - one
                - `1`. two
                - `-` three""", Comment.of(several));
    }

    @Test
    void theStandingsWordIsInTheFirstLine() {
        for (Outcome outcome : Outcome.values()) {
            Board board = NONE.concluded(REVISION, "run-1", 1, List.of(row("unit", new Ended(outcome, false, "", 1, "", ""))), null,
                    Reported.NOTHING);
            assertTrue(Comment.of(board).lines().findFirst().orElseThrow().startsWith("**Signalbox: " + board.standing().word() + "**"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unit", "unit with a name of sixty characters, each of them in use..."})
    void ofManyRowsThoseThatPassedAreCountedAndNoneIsForgotten(String name) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            rows.add(new Row(name + i, "unit", i % 2 == 0, i % 50 == 4 ? new Ended(Outcome.FAILED, false, "x".repeat(160), 1, "p:1", LOG)
                    : new Ended(Outcome.SUCCEEDED, true, "", 1, "p:1", LOG)));
        }
        String comment = Comment.of(NONE.concluded(REVISION, "run-1", 1, rows, null, Reported.NOTHING));
        assertTrue(fits(comment));
        assertEquals(6, count(comment, "✗ \\*\\*failed"));
        MatchResult others = Pattern.compile("Not shown, for lack of room: (\\d+) ✓ passed\\.").matcher(comment).results().findFirst()
                .orElseThrow();
        assertEquals(256, count(comment, "\\| `") + Integer.parseInt(others.group(1)));
        assertTrue(count(comment, "yes \\| ✓ passed") > 40, "required ones stay longer");
        assertEquals(5, count(comment, "\\]\\(https"));
        assertEquals(5, count(comment, "failed.*\\]\\(https"), "what failed has its log");
    }

    @Test
    void whateverThereIsToTellItFits() {
        for (String character : List.of("a", "\ud835\udc9c", "_ ", "\u4e2d", "`")) {
            for (int rows : List.of(0, 1, 30, 256)) {
                String comment = Comment.of(largest(character, rows));
                assertTrue(fits(comment), () -> character + " " + rows);
                assertTrue(comment.startsWith("**Signalbox: failed**"));
            }
        }
    }

    @Test
    void whatIsLongBecomesShorterBeforeRowsAreCounted() {
        String comment = Comment.of(largest("a", 30));
        assertEquals(30, count(comment, "\\| `"));
        assertFalse(comment.contains("Not shown"));
    }

    private static Board largest(String character, int rows) {
        String text = character.repeat(1000);
        List<Row> all = new ArrayList<>();
        List<FailingTest> failing = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            all.add(new Row(i + character.repeat(60), "unit", true, switch (i % 3) {
                case 0 -> new Ended(Outcome.FAILED, false, text, 1, "p:1", "https://" + "&amp;".repeat(98));
                case 1 -> new Skipped(text, text);
                default -> new NeedsApproval();
            }));
            failing.add(new FailingTest(text, text, text, Novelty.NEW));
        }
        Board board = NONE.concluded(new Revision("r1", text, text, text, text), "run-1", 1, all,
                new Ruling(Verdict.FAILED, (text + "\n").repeat(9), 1), new Reported(new TreeMap<>(), failing, null, null, ""))
                .begin(new Revision("r1", text, text, text, text), "run-1", 1, Instant.EPOCH, List.of(), Collections.nCopies(30, text))
                .overridden(text);
        for (int i = 0; i < 5; i++) {
            board = board.answered("c" + i, text);
        }
        return board;
    }

    private static boolean fits(String comment) {
        return comment.getBytes(StandardCharsets.UTF_8).length < 10_240;
    }

    private static long count(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }

    private static Row row(String name, Progress progress) {
        return new Row(name, name, true, progress);
    }
}
