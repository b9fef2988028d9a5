package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.signalbox.Events;
import dev.signalbox.aws.CodeBuildBuilds;
import dev.signalbox.aws.CodeBuildReports;
import dev.signalbox.aws.DynamoVerdicts;
import dev.signalbox.aws.FakeCodeBuild;
import dev.signalbox.aws.FakeStepFunctions;
import dev.signalbox.aws.FakeTable;
import dev.signalbox.aws.StepFunctionsRunHistory;
import dev.signalbox.pullrequest.Board;
import dev.signalbox.pullrequest.Check;
import dev.signalbox.pullrequest.FakeBoards;
import dev.signalbox.pullrequest.FakeMergeResults;
import dev.signalbox.pullrequest.FakePullRequests;
import dev.signalbox.pullrequest.FakeVoice;
import dev.signalbox.pullrequest.Noticeboard;
import dev.signalbox.pullrequest.Progress;
import dev.signalbox.pullrequest.Row;
import dev.signalbox.pullrequest.Standing;
import dev.signalbox.tell.Measurements;
import dev.signalbox.verdict.Outcome;

/** What Conclude tells on a pull request. */
class ConcludePullRequestTest {

    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:signalbox-run:pull-request-1";
    private static final String BRANCH = "signalbox/merge/pull-request-1";
    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");

    private final FakePullRequests pullRequests = new FakePullRequests("orders");
    private final FakeVoice voice = new FakeVoice(pullRequests);
    private final FakeBoards boards = new FakeBoards();
    private final FakeMergeResults mergeResults = new FakeMergeResults();
    private final FakeStepFunctions stepFunctions = new FakeStepFunctions();
    private final Noticeboard noticeboard = new Noticeboard(boards, voice, pullRequests);
    private final List<Measurements> counted = new ArrayList<>();
    private final Console console = new Console();
    private final FakeCodeBuild codeBuild = new FakeCodeBuild();
    private final FakeTable table = new FakeTable();
    private final ConcludeHandler handler = new ConcludeHandler(new Conclude(new CodeBuildBuilds(codeBuild),
            new CodeBuildReports(codeBuild), new StepFunctionsRunHistory(stepFunctions), new DynamoVerdicts(table, "runs", () -> NINE),
            new ToldOnPullRequest(noticeboard, mergeResults), counted::add, () -> NINE.plusSeconds(90), "signalbox"));
    private String id = "";

    @BeforeEach
    void openOne() {
        pullRequests.push("topic", Events.COMMIT);
        pullRequests.push("main", Events.BEFORE);
        id = pullRequests.open("topic", "main", Events.ADA);
        noticeboard.change("orders", id, "r1", board -> board.begin(pullRequests.now(id).revision(), "pull-request-1", 1, NINE,
                List.of(row("unit"), row("lint")), List.of()));
        mergeResults.keep("orders", BRANCH, Events.COMMIT);
    }

    @AfterEach
    void letGoOfTheConsole() {
        console.close();
    }

    @Test
    void whatPassedApprovesAndWhatFailedDoesNot() throws IOException {
        JsonNode answer = conclude(input("[%s, %s]".formatted(build("unit"), build("lint")), ""), "unit SUCCEEDED", "lint FAILED", 0);
        assertEquals("failed", answer.path("verdict").asText());
        JsonNode document = Fakes.json(answer.at("/message/default").asText());
        assertEquals(List.of("7", "topic", "main", "none"), List.of(document.path("pullRequest").asText(), document.path("source").asText(),
                document.path("target").asText(), document.path("change").asText()));
        assertEquals(Set.of("unit"), pullRequests.checksApproving(id));
        assertEquals(Standing.FAILED, board().standing());
        assertEquals(List.of(Outcome.SUCCEEDED, Outcome.FAILED),
                board().checks().stream().map(check -> ((Progress.Ended) check.progress()).outcome()).toList());
        assertTrue(voice.said(id).startsWith("**Signalbox: failed**"), voice.said(id));
        assertTrue(mergeResults.branches.isEmpty());
    }

    @Test
    void aRunOfAnOlderRevisionChangesNothingAndItsBranchGoes() throws IOException {
        pullRequests.push("topic", "3a".repeat(20));
        noticeboard.change("orders", id, "r2", board -> board.begin(pullRequests.now(id).revision(), "pull-request-2", 1, NINE,
                List.of(row("unit")), List.of()));
        Board before = board();
        conclude(input("[%s]".formatted(build("unit")), ""), "unit SUCCEEDED", "", 0);
        assertEquals(before, board());
        assertEquals(Set.of(), pullRequests.checksApproving(id));
        assertTrue(mergeResults.branches.isEmpty());
    }

    @Test
    void aRejectionIsTheVerdictFailed() throws IOException {
        JsonNode answer = conclude(input("[]", "\"rejection\": {\"reason\": \"merge conflict with main in a\"},"), "", "", 0);
        assertEquals("failed", answer.path("verdict").asText());
        assertEquals(Standing.FAILED, board().standing());
        assertEquals("merge conflict with main in a", board().ruling() == null ? "" : board().ruling().reason());
    }

    @Test
    void whereTheRulesThatItProposesAreBrokenNothingApprovesWhateverOptionalBuildsDo() throws IOException {
        String optional = build("lint").replace("true", "false");
        String input = input("[%s, %s]".formatted(build("unit"), optional), "\"flaw\": \".signalbox.yml: line 3: no such word\",");
        assertEquals("failed", conclude(input, "unit SUCCEEDED", "lint FAILED", 0).path("verdict").asText());
        assertEquals(Standing.FAILED, board().standing());
        assertEquals(Set.of(), pullRequests.checksApproving(id));
        assertTrue(voice.said(id).contains("no such word"), voice.said(id));
    }

    @Test
    void aStoppedRunWithBrokenRulesLetsNothingApprove() throws IOException {
        String flaw = "\"flaw\": \".signalbox.yml: line 3: no such word\",";
        assertEquals("cancelled", conclude(input("[%s, %s]".formatted(build("unit"), build("lint")), flaw), "unit SUCCEEDED",
                "lint STOPPED", 0).path("verdict").asText());
        assertEquals(Set.of(), pullRequests.checksApproving(id));
        assertTrue(voice.said(id).contains("no such word"), voice.said(id));
    }

    @Test
    void aCellWhoseCheckIsNotSaidIsOfTheOneThatItsNameBeginsWith() throws IOException {
        String cells = "[{\"name\": \"unit (J=21)\", \"required\": true}, %s]".formatted(build("lint"));
        conclude(input(cells, ""), "", "lint SUCCEEDED", 0);
        assertEquals(Set.of("unit", "lint"), board().checks().stream().map(Check::check).collect(Collectors.toSet()));
        assertTrue(board().checks().stream().anyMatch(check -> check.name().equals("unit (J=21)")));
    }

    @Test
    void whatWasStoppedBeforeItBeganIsCancelled() throws IOException {
        conclude(input("[]", "\"withdrawn\": {\"reason\": \"Cancelled by user/ada.\"},"), "", "", 0);
        assertEquals(Standing.CANCELLED, board().standing());
        assertEquals(List.of("unit", "lint"), board().toRetest());
    }

    @Test
    void aRunStoppedFromOutsideIsToldByTheOneThatConcludesIt() throws IOException {
        stepFunctions.inputs.put(EXECUTION, input("[%s]".formatted(build("unit")), ""));
        stepFunctions.histories.put(EXECUTION, List.of());
        conclude("""
                {"version": 1, "run": {"id": "ended-1"}, "waves": [],
                 "ended": {"arn": "%s", "run": "pull-request-1", "status": "ABORTED", "cause": "Cancelled by user/ada."}}"""
                .formatted(EXECUTION), "", "", 0);
        assertEquals(Standing.CANCELLED, board().standing());
        assertTrue(mergeResults.branches.isEmpty());
    }

    @Test
    void troubleWithThePullRequestIsTriedAgainAndKeepsNobodyElseFromBeingToldInTheEnd() throws IOException {
        voice.before = () -> {
            throw new IllegalStateException("Rate exceeded");
        };
        String input = input("[%s, %s]".formatted(build("unit"), build("lint")), "");
        for (int tries = 0; tries < 7; tries++) {
            int now = tries;
            assertThrows(ConcludeAgain.class, () -> conclude(input, "unit SUCCEEDED", "lint SUCCEEDED", now));
        }
        assertEquals(1, counted.size());
        assertEquals("passed", conclude(input, "unit SUCCEEDED", "lint SUCCEEDED", 7).path("verdict").asText());
        assertEquals(List.of(new Measurements.Measure("RunsBroken", 1, Measurements.Unit.COUNT)), counted.getLast().measures(),
                "somebody must look");
        assertEquals("pull-request-1", counted.getLast().properties().get("run"));
        voice.before = () -> { };
        noticeboard.change("orders", id, board -> board);
        assertEquals(Set.of("lint", "unit"), pullRequests.checksApproving(id), "the board has it, and who comes next tells");
    }

    @Test
    void theBranchOfTheMergeGoesEvenIfNobodyCanBeTold() {
        voice.before = () -> {
            throw new IllegalStateException("Rate exceeded");
        };
        String input = input("[%s, %s]".formatted(build("unit"), build("lint")), "");
        assertThrows(RuntimeException.class, () -> conclude(input, "unit SUCCEEDED", "lint SUCCEEDED", 0));
        assertTrue(mergeResults.branches.isEmpty());
    }

    private JsonNode conclude(String input, String one, String other, int tries) throws IOException {
        List<String> outcomes = List.of(one, other).stream().filter(outcome -> !outcome.isEmpty()).map(outcome -> """
                {"name": "%s", "required": true, "outcome": "%s", "id": "signalbox-pull-request:%1$s"}""".formatted(
                (Object[]) outcome.split(" "))).toList();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream("""
                {"execution": "%s", "input": %s, "outcomes": %s, "trouble": "", "tries": %d}"""
                .formatted(EXECUTION, input, outcomes, tries).getBytes(StandardCharsets.UTF_8)), answer,
                new Invocation("signalbox-conclude"));
        return Fakes.json(answer.toString(StandardCharsets.UTF_8));
    }

    private static String input(String builds, String more) {
        String waves = builds.equals("[]") ? "[]" : "[{\"builds\": " + builds + "}]";
        return """
                {"version": 1, "run": {"id": "pull-request-1"}, "repository": "orders", "trigger": "pull_request", "attempt": 1,
                 "pullRequest": {"id": "7", "revision": "r1", "source": "topic", "target": "main", "targetCommit": "%s",
                  "mergeBranch": "%s", "mergeCommit": "%s"}, "commit": "%3$s", "triggeredAt": "%s", "author": "Ada",
                 %s "waves": %s}""".formatted(Events.BEFORE, BRANCH, Events.COMMIT, NINE, more, waves);
    }

    private static String build(String name) {
        return """
                {"name": "%s", "check": "%1$s", "project": "signalbox-pull-request", "required": true}""".formatted(name);
    }

    private static Row row(String name) {
        return new Row(name, name, true, new Progress.Waiting());
    }

    private Board board() {
        return boards.now("orders", id);
    }
}
