package dev.signalbox.pullrequest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.signalbox.pullrequest.Board.Answer;
import dev.signalbox.pullrequest.Board.Stage;
import dev.signalbox.pullrequest.Progress.Ended;
import dev.signalbox.pullrequest.Progress.NeedsApproval;
import dev.signalbox.pullrequest.Progress.NotNeeded;
import dev.signalbox.pullrequest.Progress.Running;
import dev.signalbox.pullrequest.Progress.Skipped;
import dev.signalbox.pullrequest.Progress.Waiting;
import dev.signalbox.tell.Headline;
import dev.signalbox.tell.PlainText;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.TestCounts;

/**
 * The text of the one comment: Markdown, as CodeCommit's console shows it, that reads as plain text too, for whoever gets it by email or
 * by the AWS CLI. Its first line holds the {@link Standing}; every build has its row.
 *
 * <p>It has fewer than 10,240 characters, and bytes (CodeCommit's limit; which of the two it counts is not said). Where that is too
 * little, links, messages and lists become shorter first, then rows are counted instead: those that passed first, the required ones that
 * failed last.
 *
 * <p>AWS documents that comments take Markdown, and not which. It is taken to be GitHub's, with its tables; where it is not, a row
 * of the table still reads as a line of text.
 */
public final class Comment {

    /** What is there before anything is known. */
    public static final String FIRST_WORDS = "**Signalbox: running**";

    private static final int MOST_BYTES = 10_239;
    private static final int SHORT_COMMIT = 8;

    /** What of it gets a link to its log. */
    private enum Links { ALL, BAD, NONE }

    /**
     * How much is told.
     *
     * @param linked rows that have a link, at most
     * @param lines of each list, at most
     * @param text characters of a line
     * @param name characters of a name
     */
    private record Detail(Links links, int linked, int lines, int text, int name) {
    }

    private static final List<Detail> DETAILS = List.of(new Detail(Links.ALL, 256, 256, 300, 120), new Detail(Links.BAD, 20, 20, 300, 120),
            new Detail(Links.BAD, 10, 10, 160, 100), new Detail(Links.BAD, 5, 5, 100, 64), new Detail(Links.NONE, 0, 3, 60, 40));
    /** From here on rows are counted instead of shown. */
    private static final int COUNTING = 3;

    private final Board board;
    private final Detail detail;
    private final Set<Check> counted;
    private final List<String> blocks = new ArrayList<>();

    private Comment(Board board, Detail detail, Set<Check> counted) {
        this.board = board;
        this.detail = detail;
        this.counted = counted;
    }

    /** The comment that a board with a revision leads to. */
    public static String of(Board board) {
        for (Detail detail : DETAILS) {
            String text = new Comment(board, detail, Set.of()).text();
            if (fits(text)) {
                return text;
            }
        }
        return DETAILS.stream().skip(COUNTING).map(detail -> counting(board, detail)).filter(Comment::fits).findFirst().orElseThrow();
    }

    /** The comment with as many rows as there is room for; too long when there is no room even without rows. */
    private static String counting(Board board, Detail detail) {
        List<Check> byWeight = board.checks().stream().sorted(Comparator.comparing(Comment::weight)).toList();
        int tooFew = 0;
        int enough = byWeight.size();
        String text = new Comment(board, detail, Set.copyOf(byWeight)).text();
        while (enough - tooFew > 1) {
            int many = (tooFew + enough) / 2;
            String next = new Comment(board, detail, Set.copyOf(byWeight.subList(0, many))).text();
            if (fits(next)) {
                enough = many;
                text = next;
            } else {
                tooFew = many;
            }
        }
        return text;
    }

    private static boolean fits(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    /** How long a row stays. */
    private static int weight(Check check) {
        return switch (check.progress()) {
            case NotNeeded _ -> 0;
            case Ended ended when ended.passed() -> 1;
            case Waiting _ -> 2;
            case Running _ -> 3;
            case Skipped _ -> 4;
            case NeedsApproval _ -> 5;
            case Ended _ -> 6;
        } * 2 + (check.required() ? 1 : 0);
    }

    private String text() {
        headline();
        ruling();
        table();
        tests();
        items(board.rulesChange().isEmpty() ? "" : "**This pull request changes the rules file.** Until it is merged, the rules of its "
                + "target branch count. What changes:",
                board.rulesChange().stream().map(this::prose).toList());
        List<String> answers = board.answers().stream().map(Answer::line).filter(line -> !line.isEmpty()).toList();
        items(answers.isEmpty() ? "" : "**Answers**",
                answers.stream().skip(Math.max(0, answers.size() - detail.lines)).map(this::prose).toList());
        if (board.stage() == Stage.OPEN) {
            block("Comment `/retest` to run again what did not pass, `/test NAME` for one check, `/help` for all there is.");
        }
        return String.join("\n\n", blocks);
    }

    private void headline() {
        Revision revision = board.revision();
        String at = revision == null ? "" : " at " + commit(revision.commit()) + " into " + Markdown.code(revision.target(), detail.name);
        block("**Signalbox: " + board.standing().word() + "**" + at);
        StringJoiner lines = new StringJoiner(" ");
        switch (board.stage()) {
            case OPEN -> { }
            case CLOSED -> lines.add("The pull request is closed: nothing more is built for it.");
            case MERGED -> lines.add("The pull request is merged.");
        }
        if (!board.superseded().isEmpty()) {
            lines.add("This took the place of " + commit(board.superseded()) + ", which was still being built.");
        }
        if (!board.overridden().isEmpty()) {
            lines.add("The approval rules were set aside by " + Markdown.code(board.overridden(), detail.name) + ".");
        }
        block(lines.toString());
    }

    private static String commit(String id) {
        return Markdown.code(PlainText.line(id, 64).substring(0, Math.min(SHORT_COMMIT, PlainText.line(id, 64).length())), SHORT_COMMIT);
    }

    private void ruling() {
        if (board.ruling() == null || board.standing() == Standing.RUNNING && board.ruling().attempt() < board.begun().attempt()) {
            return;
        }
        List<String> reasons = PlainText.lines(board.ruling().reason(), detail.text * 4).lines().toList();
        if (reasons.size() == 1) {
            block(Markdown.prose(reasons.getFirst(), detail.text * 4));
        } else {
            items("", reasons.stream().map(reason -> Markdown.prose(reason, detail.text * 4)).toList());
        }
    }

    private void table() {
        if (board.checks().isEmpty()) {
            return;
        }
        StringJoiner rows = new StringJoiner("\n");
        rows.add("| Check | Required | Result | Time | Log |").add("|---|---|---|---|---|");
        int[] links = {detail.linked};
        shown().forEach(check -> rows.add("| " + Markdown.cell(check.name(), detail.name) + " | "
                + (check.required() ? "yes" : "no") + " | " + result(check.progress()) + " | " + time(check.progress()) + " | "
                + log(check.progress(), links) + " |"));
        Map<String, Integer> others = new LinkedHashMap<>();
        board.checks().stream().filter(counted::contains).forEach(check -> others.merge(result(check.progress()), 1, Integer::sum));
        if (shown().findAny().isPresent()) {
            block(rows.toString());
        }
        if (!others.isEmpty()) {
            block("Not shown, for lack of room: " + others.entrySet().stream().map(each -> each.getValue() + " " + each.getKey())
                    .collect(Collectors.joining(", ")) + ".");
        }
        items("", shown().map(this::explanation).filter(line -> !line.isEmpty()).toList());
        Set<String> held = new TreeSet<>();
        board.checks().stream().filter(check -> check.progress() instanceof NeedsApproval).forEach(check -> held.add(check.check()));
        if (!held.isEmpty()) {
            block(held.stream().limit(detail.lines).map(name -> Markdown.code(name, detail.name)).collect(Collectors.joining(", "))
                    + (held.size() > detail.lines ? " and " + (held.size() - detail.lines) + " more" : "")
                    + (held.size() == 1 ? " uses" : " use") + " what builds of pull requests may not, such as secrets, and "
                    + (held.size() == 1 ? "begins" : "begin") + " once somebody other than the author approves this revision.");
        }
    }

    private Stream<Check> shown() {
        return board.checks().stream().filter(check -> !counted.contains(check));
    }

    private static String result(Progress progress) {
        return switch (progress) {
            case Waiting _ -> "○ waiting";
            case Running running -> "● running" + (running.phaseInWords().isEmpty() ? "" : ", " + running.phaseInWords());
            case NotNeeded _ -> "✓ not needed";
            case Skipped _ -> "✓ skipped";
            case NeedsApproval _ -> "○ **needs approval**";
            case Ended ended when ended.passed() -> "✓ passed";
            case Ended ended -> "✗ " + switch (ended.outcome()) {
                case SUCCEEDED -> "**missed its gate**";
                case FAILED -> "**failed**";
                case FAULT -> ended.build().isEmpty() ? "**could not start**" : "**broke down**";
                case TIMED_OUT -> "**ran out of time**";
                case STOPPED -> "**stopped**";
                case SKIPPED -> "**not started**";
            };
        };
    }

    private static String time(Progress progress) {
        return progress instanceof Ended ended && !ended.build().isEmpty() ? Headline.spoken(Duration.ofSeconds(ended.seconds())) : "";
    }

    private String log(Progress progress, int[] links) {
        String url = switch (progress) {
            case Ended ended -> ended.log();
            case Running running -> running.log();
            case Waiting _, NotNeeded _, Skipped _, NeedsApproval _ -> "";
        };
        boolean wanted = detail.links == Links.ALL || detail.links == Links.BAD && !progress.isGood();
        return url.isEmpty() || !wanted || links[0]-- <= 0 ? "" : Markdown.link("log", url);
    }

    private String explanation(Check check) {
        String name = Markdown.code(check.name(), detail.name);
        return switch (check.progress()) {
            case Ended ended when !ended.passed() && !ended.reason().isEmpty() -> name + ": " + prose(ended.reason());
            case Skipped(String by, String reason) -> name + " was skipped by " + Markdown.code(by, detail.name)
                    + (reason.isEmpty() ? "" : ": " + prose(reason));
            case NotNeeded(String reason) when !reason.isEmpty() -> name + " is not needed: " + prose(reason);
            case Ended _, NotNeeded _, Waiting _, Running _, NeedsApproval _ -> "";
        };
    }

    private void tests() {
        Reported reported = board.reported();
        TestCounts counts = reported.total().orElse(TestCounts.NONE);
        StringJoiner line = new StringJoiner(" ");
        if (counts.total() > 0) {
            line.add("**Tests:** " + counts.total() + (counts.failed() == 0 ? ", none failed" : ", " + counts.failed() + " failed")
                    + (counts.skipped() == 0 ? "" : ", " + counts.skipped() + " skipped") + ".");
        }
        if (reported.lines() != null) {
            line.add("**Coverage:** " + tenths(reported.lines()) + " % of lines" + change(reported.linesChange()) + ".");
        }
        List<FailingTest> failing = reported.failing().stream().limit(Math.min(detail.lines, Reported.FAILING)).toList();
        List<String> lines = failing.stream().map(this::test).toList();
        items(line.toString(), lines, Math.max(counts.failed(), reported.failing().size()));
    }

    private String test(FailingTest test) {
        return (test.novelty() == Novelty.NEW ? "new: " : "") + Markdown.code(test.name(), detail.text) + " in "
                + Markdown.code(test.build(), detail.name) + (test.message().isEmpty() ? "" : ": " + prose(test.message()));
    }

    private static BigDecimal tenths(BigDecimal number) {
        return number.setScale(1, RoundingMode.DOWN);
    }

    private static String change(@Nullable BigDecimal points) {
        if (points == null) {
            return "";
        }
        return tenths(points).signum() == 0 ? ", as on the target branch"
                : ", " + tenths(points.abs()) + (points.signum() > 0 ? " points more" : " points less") + " than on the target branch";
    }

    private String prose(String text) {
        return Markdown.prose(text, detail.text);
    }

    private void items(String title, List<String> items) {
        items(title, items, items.size());
    }

    /** A list below its title, with a word about those that have no line. */
    private void items(String title, List<String> items, long all) {
        List<String> shown = items.stream().limit(detail.lines).toList();
        List<String> lines = new ArrayList<>(shown.stream().map(item -> "- " + item).toList());
        if (all > shown.size()) {
            lines.add("- and " + (all - shown.size()) + " more");
        }
        block(title);
        block(String.join("\n", lines));
    }

    private void block(String text) {
        if (!text.isEmpty()) {
            blocks.add(text);
        }
    }
}
