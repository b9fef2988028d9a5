package dev.signalbox.aws;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.signalbox.pullrequest.Board.Answer;
import dev.signalbox.pullrequest.Board.Begun;
import dev.signalbox.pullrequest.Board.Ruling;
import dev.signalbox.pullrequest.Board.Stage;
import dev.signalbox.pullrequest.Board;
import dev.signalbox.pullrequest.Check;
import dev.signalbox.pullrequest.Progress;
import dev.signalbox.pullrequest.Progress.Ended;
import dev.signalbox.pullrequest.Progress.NeedsApproval;
import dev.signalbox.pullrequest.Progress.NotNeeded;
import dev.signalbox.pullrequest.Progress.Running;
import dev.signalbox.pullrequest.Progress.Skipped;
import dev.signalbox.pullrequest.Progress.Waiting;
import dev.signalbox.pullrequest.Reported;
import dev.signalbox.pullrequest.Revision;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.TestCounts;
import dev.signalbox.verdict.Verdict;

/** A board as JSON. What is empty or null is left out. */
final class BoardJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private BoardJson() {
    }

    /** @param whole whether with the reasons and logs of builds */
    static String write(Board board, boolean whole) {
        ObjectNode node = JSON.createObjectNode();
        put(node, "comment", board.comment());
        if (board.revision() != null) {
            node.set("revision", revision(board.revision()));
        }
        put(node, "stage", word(board.stage()));
        ObjectNode begun = node.putObject("begun");
        put(begun, "run", board.begun().run());
        begun.put("attempt", board.begun().attempt()).put("at", board.begun().at().toEpochMilli());
        node.put("attempts", board.attempts());
        ObjectNode asked = node.putObject("asked");
        board.asked().forEach(asked::put);
        ArrayNode checks = node.putArray("checks");
        board.checks().forEach(check -> checks.add(check(check, whole)));
        if (board.ruling() != null) {
            put(put(node.putObject("ruling"), "verdict", board.ruling().verdict().word()).put("attempt", board.ruling().attempt()),
                    "reason", board.ruling().reason());
        }
        node.set("reported", reported(board.reported()));
        texts(node, "rulesChange", board.rulesChange());
        ArrayNode answers = node.putArray("answers");
        board.answers().forEach(answer -> put(put(answers.addObject(), "key", answer.key()), "line", answer.line()));
        put(node, "overridden", board.overridden());
        put(node, "superseded", board.superseded());
        texts(node, "approved", board.approved());
        return node.toString();
    }

    private static ObjectNode revision(Revision revision) {
        ObjectNode node = JSON.createObjectNode();
        put(node, "id", revision.id());
        put(node, "source", revision.source());
        put(node, "commit", revision.commit());
        put(node, "target", revision.target());
        return put(node, "targetCommit", revision.targetCommit());
    }

    private static ObjectNode check(Check check, boolean whole) {
        ObjectNode node = JSON.createObjectNode();
        put(node, "name", check.name());
        put(node, "check", check.check());
        node.put("required", check.required());
        put(node, "run", check.run());
        node.put("attempt", check.attempt());
        return switch (check.progress()) {
            case Waiting _ -> put(node, "is", "waiting");
            case Running(String phase, String build, String log, Instant started) ->
                    put(put(put(put(node, "is", "running").put("started", started.toEpochMilli()), "phase", phase), "build", build),
                            "log", whole ? log : "");
            case Ended(Outcome outcome, boolean passed, String reason, long seconds, String build, String log) ->
                    put(put(put(put(put(node, "is", "ended"), "outcome", word(outcome)).put("passed", passed).put("seconds", seconds),
                            "reason", whole ? reason : ""), "build", build), "log", whole ? log : "");
            case NotNeeded(String reason) -> put(put(node, "is", "not needed"), "reason", whole ? reason : "");
            case Skipped(String by, String reason) -> put(put(put(node, "is", "skipped"), "by", by), "reason", whole ? reason : "");
            case NeedsApproval _ -> put(node, "is", "needs approval");
        };
    }

    private static ObjectNode reported(Reported reported) {
        ObjectNode node = JSON.createObjectNode();
        ObjectNode tests = node.putObject("tests");
        reported.tests().forEach((build, counts) -> tests.putArray(build).add(counts.total()).add(counts.passed()).add(counts.failed())
                .add(counts.skipped()));
        ArrayNode failing = node.putArray("failing");
        reported.failing().forEach(test -> put(put(put(put(failing.addObject(), "name", test.name()), "build", test.build()), "message",
                test.message()), "novelty", word(test.novelty())));
        put(node, "lines", reported.lines() == null ? "" : reported.lines().toString());
        put(node, "linesChange", reported.linesChange() == null ? "" : reported.linesChange().toString());
        return put(node, "coverageOf", reported.coverageOf());
    }

    static Board read(String repository, String pullRequest, String json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("The board of pull request %s of %s is no JSON".formatted(pullRequest, repository), broken);
        }
        JsonNode revision = node.path("revision");
        SortedMap<String, Integer> asked = new TreeMap<>();
        node.path("asked").properties().forEach(entry -> asked.put(entry.getKey(), entry.getValue().intValue()));
        List<Check> checks = new ArrayList<>();
        node.path("checks").forEach(check -> checks.add(new Check(text(check, "name"), text(check, "check"),
                check.path("required").booleanValue(), text(check, "run"), check.path("attempt").intValue(), progress(check))));
        JsonNode ruling = node.path("ruling");
        List<Answer> answers = new ArrayList<>();
        node.path("answers").forEach(answer -> answers.add(new Answer(text(answer, "key"), text(answer, "line"))));
        return new Board(repository, pullRequest, text(node, "comment"),
                revision.isMissingNode() ? null : new Revision(text(revision, "id"), text(revision, "source"), text(revision, "commit"),
                        text(revision, "target"), text(revision, "targetCommit")),
                Stage.valueOf(constant(node, "stage")), begun(node.path("begun")), node.path("attempts").intValue(), asked, checks,
                ruling.isMissingNode() ? null : new Ruling(Verdict.of(text(ruling, "verdict")), text(ruling, "reason"),
                        ruling.path("attempt").intValue()),
                reported(node.path("reported")), texts(node.path("rulesChange")), answers, text(node, "overridden"),
                text(node, "superseded"), new TreeSet<>(texts(node.path("approved"))));
    }

    private static Begun begun(JsonNode node) {
        return new Begun(text(node, "run"), node.path("attempt").intValue(), Instant.ofEpochMilli(node.path("at").longValue()));
    }

    private static Progress progress(JsonNode node) {
        return switch (text(node, "is")) {
            case "waiting" -> new Waiting();
            case "running" -> new Running(text(node, "phase"), text(node, "build"), text(node, "log"),
                    Instant.ofEpochMilli(node.path("started").longValue()));
            case "ended" -> new Ended(Outcome.valueOf(constant(node, "outcome")), node.path("passed").booleanValue(), text(node, "reason"),
                    node.path("seconds").longValue(), text(node, "build"), text(node, "log"));
            case "not needed" -> new NotNeeded(text(node, "reason"));
            case "skipped" -> new Skipped(text(node, "by"), text(node, "reason"));
            case "needs approval" -> new NeedsApproval();
            default -> throw new IllegalStateException("No progress known here: " + node);
        };
    }

    private static Reported reported(JsonNode node) {
        SortedMap<String, TestCounts> tests = new TreeMap<>();
        node.path("tests").properties().forEach(entry -> tests.put(entry.getKey(), new TestCounts(entry.getValue().path(0).longValue(),
                entry.getValue().path(1).longValue(), entry.getValue().path(2).longValue(), entry.getValue().path(3).longValue())));
        List<FailingTest> failing = new ArrayList<>();
        node.path("failing").forEach(test -> failing.add(new FailingTest(text(test, "name"), text(test, "build"), text(test, "message"),
                Novelty.valueOf(constant(test, "novelty")))));
        return new Reported(tests, failing, number(node, "lines"), number(node, "linesChange"), text(node, "coverageOf"));
    }

    private static @Nullable BigDecimal number(JsonNode node, String member) {
        return node.has(member) ? new BigDecimal(text(node, member)) : null;
    }

    private static ObjectNode put(ObjectNode node, String member, String text) {
        return text.isEmpty() ? node : node.put(member, text);
    }

    private static void texts(ObjectNode node, String member, Collection<String> texts) {
        ArrayNode array = node.putArray(member);
        texts.forEach(array::add);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asText("");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String constant(JsonNode node, String member) {
        return text(node, member).toUpperCase(Locale.ROOT);
    }
}
