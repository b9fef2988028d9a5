package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import dev.signalbox.pullrequest.Board.Answer;
import dev.signalbox.pullrequest.Board.Ruling;
import dev.signalbox.pullrequest.Board.Stage;
import dev.signalbox.pullrequest.Board;
import dev.signalbox.pullrequest.Boards.Kept;
import dev.signalbox.pullrequest.Check;
import dev.signalbox.pullrequest.Progress.Ended;
import dev.signalbox.pullrequest.Progress.NeedsApproval;
import dev.signalbox.pullrequest.Progress.NotNeeded;
import dev.signalbox.pullrequest.Progress.Running;
import dev.signalbox.pullrequest.Progress.Skipped;
import dev.signalbox.pullrequest.Progress.Waiting;
import dev.signalbox.pullrequest.Progress;
import dev.signalbox.pullrequest.Reported;
import dev.signalbox.pullrequest.Revision;
import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.TestCounts;
import dev.signalbox.verdict.Verdict;

class DynamoBoardsTest {

    private static final Instant NINE = Instant.parse("2026-11-25T09:00:00Z");
    private static final String KEY = "pull-request#orders#7";

    private final FakeTable table = new FakeTable();
    private final DynamoBoards boards = new DynamoBoards(table, "runs", () -> NINE);

    @Test
    void whatWasNeverWrittenIsEmpty() {
        assertEquals(new Kept(Board.empty("orders", "7"), 0), boards.read("orders", "7"));
    }

    @Test
    void aBoardIsWrittenInPlaceOfTheOneThatWasSeen() {
        Kept none = boards.read("orders", "7");
        Board first = none.board().ask("c1");
        assertTrue(boards.write(none, first));
        assertEquals(new Kept(first, 1), boards.read("orders", "7"));
        assertFalse(boards.write(none, first.ask("c2")), "another was first");
        Kept seen = boards.read("orders", "7");
        assertTrue(boards.write(seen, first.ask("c3")));
        assertFalse(boards.write(seen, first.ask("c4")));
        assertEquals(new Kept(first.ask("c3"), 2), boards.read("orders", "7"));
    }

    @Test
    void anItemIsJsonWithItsVersionForFourHundredDays() {
        Kept none = boards.read("orders", "7");
        boards.write(none, none.board().overridden("user/ada"));
        assertEquals(Map.of("pk", AttributeValue.fromS(KEY), "version", AttributeValue.fromN("1"),
                "expires", AttributeValue.fromN(Long.toString(NINE.plus(Duration.ofDays(400)).getEpochSecond())),
                "board", AttributeValue.fromS("{\"stage\":\"open\",\"begun\":{\"attempt\":0,\"at\":0},\"attempts\":0,"
                        + "\"asked\":{},\"checks\":[],\"reported\":{\"tests\":{},"
                        + "\"failing\":[]},\"rulesChange\":[],\"answers\":[],\"overridden\":\"user/ada\",\"approved\":[]}")),
                table.items.get(KEY));
    }

    @Test
    void theLargestBoardIsKeptWithoutItsReasonsAndLogs() {
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            checks.add(new Check("unit (CELL=%d)".formatted(i), "unit", true, "run-1", 1, new Ended(Outcome.FAILED, false,
                    "\ud835\udc9c".repeat(200), 1, "signalbox-pull-requests:1234", "https://" + "x".repeat(480))));
        }
        Kept none = boards.read("orders", "7");
        Board large = with(checks, none.board());
        assertTrue(boards.write(none, large));
        assertTrue(table.items.get(KEY).get("board").s().getBytes(StandardCharsets.UTF_8).length < 200_000);
        Board kept = boards.read("orders", "7").board();
        assertEquals(256, kept.checks().size());
        assertEquals(large.standing(), kept.standing());
        assertEquals(new Ended(Outcome.FAILED, false, "", 1, "signalbox-pull-requests:1234", ""), kept.checks().getFirst().progress());
    }

    @Test
    void whatIsNoBoardIsToldWithItsPullRequest() {
        table.items.put(KEY, Map.of("version", AttributeValue.fromN("1"), "board", AttributeValue.fromS("{")));
        assertEquals("The board of pull request 7 of orders is no JSON",
                assertThrows(IllegalStateException.class, () -> boards.read("orders", "7")).getMessage());
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aBoardIsReadAsItWasWritten(@ForAll("boards") Board board) {
        assertEquals(board, BoardJson.read(board.repository(), board.pullRequest(), BoardJson.write(board, true)));
    }

    private static Board with(List<Check> checks, Board board) {
        return new Board(board.repository(), board.pullRequest(), "", new Revision("r1", "topic", "c1", "main", "m1"), Stage.OPEN,
                new Board.Begun("run-1", 1, NINE), 1, board.asked(), checks, null, Reported.NOTHING, List.of(), List.of(), "",
                "", new TreeSet<>());
    }

    @Provide
    Arbitrary<Board> boards() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 9);
        Arbitrary<Revision> revision = Combinators.combine(text, text, text, text, text).as(Revision::new);
        Arbitrary<Progress> progress = Arbitraries.oneOf(Arbitraries.of(new Waiting(), new NeedsApproval()),
                Combinators.combine(text, text, text).as((phase, build, log) -> new Running(phase, build, "https://" + log, NINE)),
                Combinators.combine(Arbitraries.of(Outcome.class), Arbitraries.of(true, false), text, Arbitraries.longs(), text, text)
                        .as((outcome, passed, reason, seconds, build, log) ->
                                new Ended(outcome, passed, reason, seconds, build, "https://" + log)),
                text.map(NotNeeded::new), Combinators.combine(text, text).as(Skipped::new));
        Arbitrary<Check> check = Combinators.combine(text, text, Arbitraries.of(true, false), text, number, progress).as(Check::new);
        Arbitrary<Ruling> ruling = Combinators.combine(Arbitraries.of(Verdict.class), text, number).as(Ruling::new);
        Arbitrary<TestCounts> counts = Combinators.combine(number, number, number, number).as(TestCounts::new);
        Arbitrary<FailingTest> failing = Combinators.combine(text, text, text, Arbitraries.of(Novelty.class)).as(FailingTest::new);
        Arbitrary<BigDecimal> percent = Arbitraries.bigDecimals().between(new BigDecimal(-100), new BigDecimal(100)).ofScale(2);
        Arbitrary<Reported> reported = Combinators.combine(Arbitraries.maps(text, counts).ofMaxSize(3), failing.list().ofMaxSize(3),
                percent.injectNull(0.3), percent.injectNull(0.3), text)
                .as((tests, all, lines, change, of) -> new Reported(new TreeMap<>(tests), all, lines, change, of));
        Arbitrary<List<Answer>> answers = Combinators.combine(text, text).as(Answer::new).list().ofMaxSize(6);
        Arbitrary<Set<String>> names = text.set().ofMaxSize(3);
        return Combinators.combine(revision.injectNull(0.2), Arbitraries.of(Stage.class), Arbitraries.maps(text, number).ofMaxSize(3),
                check.list().ofMaxSize(4), ruling.injectNull(0.5), reported, answers, names).as((now, stage, asked, checks, why, reports,
                        all, approved) -> new Board("orders", "7", "comment" + checks.size(), now, stage,
                        new Board.Begun("run-" + checks.size(), checks.size(), NINE.plusMillis(checks.size())), checks.size(),
                        new TreeMap<>(asked), checks, why, reports, List.copyOf(approved), all, "user/ada", "c0", new TreeSet<>(approved)));
    }
}
