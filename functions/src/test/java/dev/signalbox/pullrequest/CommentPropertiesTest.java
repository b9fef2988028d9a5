package dev.signalbox.pullrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Code;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

import dev.signalbox.pullrequest.Board.Answer;
import dev.signalbox.pullrequest.Board.Begun;
import dev.signalbox.pullrequest.Board.Ruling;
import dev.signalbox.pullrequest.Board.Stage;
import dev.signalbox.pullrequest.Progress.Ended;
import dev.signalbox.pullrequest.Progress.NeedsApproval;
import dev.signalbox.pullrequest.Progress.NotNeeded;
import dev.signalbox.pullrequest.Progress.Running;
import dev.signalbox.pullrequest.Progress.Skipped;
import dev.signalbox.tell.PlainText;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.TestCounts;
import dev.signalbox.verdict.Verdict;

/** What holds of the comment, whatever people write into names, reasons and messages: it shows what they wrote, and does nothing else. */
class CommentPropertiesTest {

    private static final Begun BEGUN = new Begun("run-1", 1, Instant.EPOCH);
    private static final Parser GITHUBS = Parser.builder().extensions(List.of(TablesExtension.create(), StrikethroughExtension.create(),
            AutolinkExtension.create())).build();
    private static final int SLOTS = 19;

    @Property(tries = 500)
    void hostileTextsChangeNeitherStructureNorEachOther(@ForAll("slots") List<String> texts) {
        List<String> clean = texts.stream().map(text -> PlainText.line(text, 100)).toList();
        String hostile = Comment.of(board(texts));
        String harmless = Comment.of(board(tokens(clean)));
        Node tree = GITHUBS.parse(hostile);
        assertEquals(structure(GITHUBS.parse(harmless)), structure(tree), hostile);
        String expected = shown(GITHUBS.parse(harmless));
        for (int slot = 0; slot < SLOTS; slot++) {
            expected = expected.replace(token(slot), clean.get(slot).replace('`', '\u02cb'));
        }
        assertEquals(broken(expected), broken(shown(tree)), hostile);
    }

    @Property(tries = 500)
    void nothingInItActs(@ForAll("slots") List<String> texts) {
        String comment = Comment.of(board(texts));
        assertEquals(List.of(), Command.in(comment), "our own comment is never a command");
        comment.lines().forEach(line -> assertFalse(line.startsWith("/"), line));
        assertFalse(comment.codePoints().anyMatch(character -> character != '\n' && Set.of((int) Character.CONTROL, (int) Character.FORMAT,
                (int) Character.LINE_SEPARATOR, (int) Character.PARAGRAPH_SEPARATOR, (int) Character.SURROGATE)
                .contains(Character.getType(character))), comment);
        List<String> outsideOfCode = new ArrayList<>();
        each(GITHUBS.parse(comment), node -> {
            if (node instanceof Text text) {
                outsideOfCode.add(text.getLiteral());
            }
        });
        outsideOfCode.forEach(text -> assertFalse(text.matches("(?s).*([@<>&#/_*~\\[\\]\\\\|]|www\\.|://).*"), text));
    }

    @Property(tries = 100)
    void itIsNeverTooLong(@ForAll("texts") String text, @ForAll("manyRows") List<Progress> rows) {
        List<Check> checks = new ArrayList<>();
        rows.forEach(progress -> checks.add(new Check(checks.size() + text, text, checks.size() % 2 == 0, "run-1", 1, progress)));
        Board board = new Board("orders", "7", "", revision(text), Stage.OPEN, BEGUN, 1, new TreeMap<>(), checks, null, Reported.NOTHING,
                List.of(text, text), List.of(new Answer("c", text)), text, text, new TreeSet<>());
        String comment = Comment.of(board);
        assertTrue(comment.getBytes(StandardCharsets.UTF_8).length < 10_240);
        assertTrue(comment.startsWith("**Signalbox: " + board.standing().word() + "**"));
    }

    /** A board that shows each of the texts once. */
    private static Board board(List<String> text) {
        List<Check> checks = List.of(
                check(text.get(0), new Ended(Outcome.FAILED, false, text.get(1), 61, "p:1", "https://log/(a)|<b>&lt;")),
                check(text.get(2), new Skipped(text.get(3), text.get(4))),
                check(text.get(5), new NotNeeded(text.get(6))),
                new Check("approved", text.get(7), true, "run-1", 1, new NeedsApproval()),
                check(text.get(8), new Running("BUILD", "p:2", "https://log/2")));
        Reported reported = new Reported(new TreeMap<>(Map.of("x", new TestCounts(9, 7, 2, 0))),
                List.of(new FailingTest(text.get(9), text.get(10), text.get(11), Novelty.NEW)), new BigDecimal("80.12"), null, "x");
        return new Board("orders", "7", "", revision(text.get(12)), Stage.OPEN, BEGUN, 1, new TreeMap<>(), checks,
                new Ruling(Verdict.FAILED, PlainText.line(text.get(13), 100) + "\n"
                        + PlainText.line(text.get(14), 100), 1), reported, List.of(text.get(15), text.get(16)),
                List.of(new Answer("c", text.get(17))), text.get(18), "", new TreeSet<>());
    }

    private static Check check(String name, Progress progress) {
        return new Check(name, "check", true, "run-1", 1, progress);
    }

    private static Revision revision(String target) {
        return new Revision("r1", "topic", "1a2b3c4d5e", target, "m1");
    }

    private static List<String> tokens(List<String> clean) {
        List<String> tokens = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            tokens.add(clean.get(slot).isEmpty() ? "" : token(slot));
        }
        return tokens;
    }

    private static String token(int slot) {
        return "token" + slot + "token";
    }

    /** In cells a pipe behind a backslash becomes one with a gap. */
    private static String broken(String text) {
        return text.replace("\\|", "\u00a6");
    }

    /** The tree's blocks, emphases and links; what is text of one paragraph is one thing, in code or not. */
    private static String structure(Node node) {
        if (node instanceof Text || node instanceof Code || node instanceof SoftLineBreak) {
            return "text";
        }
        List<String> children = new ArrayList<>();
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            String structure = structure(child);
            if (children.isEmpty() || !structure.equals("text") || !children.getLast().equals("text")) {
                children.add(structure);
            }
        }
        return node.getClass().getSimpleName() + (node instanceof Link link ? "<" + link.getDestination() + ">" : "") + children;
    }

    private static String shown(Node node) {
        StringBuilder text = new StringBuilder();
        each(node, child -> {
            if (child instanceof Text plain) {
                text.append(plain.getLiteral());
            } else if (child instanceof Code code) {
                text.append(code.getLiteral());
            }
        });
        return text.toString();
    }

    private interface Visitor {
        void visit(Node node);
    }

    private static void each(Node node, Visitor visitor) {
        visitor.visit(node);
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            each(child, visitor);
        }
    }

    @Provide
    Arbitrary<List<String>> slots() {
        return texts().list().ofSize(SLOTS);
    }

    @Provide
    Arbitrary<List<Progress>> manyRows() {
        Arbitrary<Progress> progress = Arbitraries.of(new Progress.Waiting(), new NeedsApproval(), new NotNeeded("no path changed"),
                new Ended(Outcome.FAILED, false, "x".repeat(160), 61, "p:1", "https://" + "x".repeat(300)),
                new Ended(Outcome.SUCCEEDED, true, "", 61, "p:1", "https://" + "x".repeat(300)));
        return progress.list().ofMaxSize(256);
    }

    /** Anything at all, and more of what hurts in Markdown. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> nasty = Arbitraries.of("`", "``", "|", "\\", "\\|", "*", "**", "_", "__", "~~", "~", "<", ">", "<img src=x>",
                "<!--", "-->", "&amp;", "&#64;", "[", "](https://example.com)", "[x]: y", "![", "(", ")", "#", "# ", "@everyone", "@",
                "www.example.com", "https://example.com", "http://a", "a@example.com", "mailto:a@b.cd", ":smile:", "/retest", "/", "\n",
                "\r", "\n\n", "\t", " ", "    ", "- ", "-", "+", "1. ", "1)", "---", "===", "|---|", "> ", "```", "~~~", "\0", "\u001b",
                "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\ud83d", "\ud83d\ude00", "\u0301", "\u4e2d", "\u05d0", "\"", "'",
                "...", ".", ",", "!", "?", ":", ";", "%", "word", "12", "1.5", "it's", "$", "^", "{", "}", "=", "a.txt", "JAVA=21");
        return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(40), nasty.list().ofMaxSize(12).map(parts -> String.join("", parts)),
                nasty.list().ofMaxSize(8).map(parts -> String.join(" ", parts)), Arbitraries.strings().ascii().ofMaxLength(40))
                .map(text -> text.substring(0, Math.min(100, text.length())));
    }
}
