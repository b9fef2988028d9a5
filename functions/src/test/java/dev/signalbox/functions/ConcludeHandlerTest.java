package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

import dev.signalbox.aws.CodeBuildBuilds;
import dev.signalbox.aws.CodeBuildReports;
import dev.signalbox.aws.DynamoVerdicts;
import dev.signalbox.aws.FakeCodeBuild;
import dev.signalbox.aws.FakeStepFunctions;
import dev.signalbox.aws.FakeTable;
import dev.signalbox.aws.StepFunctionsRunHistory;
import dev.signalbox.pullrequest.FakeBoards;
import dev.signalbox.pullrequest.FakeMergeResults;
import dev.signalbox.pullrequest.FakePullRequests;
import dev.signalbox.pullrequest.FakeVoice;
import dev.signalbox.pullrequest.Noticeboard;
import dev.signalbox.tell.Measurements;

/** Conclude, byte-in byte-out, on services in memory. */
class ConcludeHandlerTest {

    private static final String EXECUTIONS = "arn:aws:states:us-east-1:123456789012:execution:signalbox-run:";
    private static final String FAILING_COMMAND = "Error while executing command: sh -c 'exit 3'. Reason: exit status 3";
    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeCodeBuild codeBuild = new FakeCodeBuild();
    private final FakeStepFunctions stepFunctions = new FakeStepFunctions();
    private final FakeTable table = new FakeTable();
    private final List<Measurements> counted = new ArrayList<>();
    private final FakePullRequests pullRequests = new FakePullRequests("orders");
    private final FakeBoards boards = new FakeBoards();
    private final FakeMergeResults mergeResults = new FakeMergeResults();
    private final Noticeboard noticeboard = new Noticeboard(boards, new FakeVoice(pullRequests), pullRequests);
    private final Console console = new Console();
    private Instant now = NINE.plusSeconds(90);

    private final ConcludeHandler handler = new ConcludeHandler(new Conclude(new CodeBuildBuilds(codeBuild),
            new CodeBuildReports(codeBuild), new StepFunctionsRunHistory(stepFunctions), new DynamoVerdicts(table, "runs", () -> now),
            new ToldOnPullRequest(noticeboard, mergeResults), counted::add, () -> now, "signalbox"));

    @AfterEach
    void letGoOfTheConsole() {
        console.close();
    }

    @Test
    void aPassedRunIsTold() throws IOException {
        codeBuild.add(build("unit", 1, StatusType.SUCCEEDED));
        JsonNode answer = conclude(request("push-1", waves("unit"), outcome("unit", "SUCCEEDED", 1)));
        assertEquals("passed", answer.path("verdict").asText());
        assertEquals("none", answer.path("change").asText());
        assertEquals("Passed: orders main 1111111a Add a greeting", answer.path("subject").asText());
        assertEquals(JSON.readTree("""
                {"version": 1,
                 "run": {"id": "push-1", "arn": "arn:aws:states:us-east-1:123456789012:execution:signalbox-run:push-1",
                   "url": "https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/\
                arn:aws:states:us-east-1:123456789012:execution:signalbox-run:push-1"},
                 "repository": "orders", "branch": "main", "commit": "1111111a", "trigger": "push",
                 "actor": "arn:aws:iam::123456789012:user/ada", "verdict": "passed", "change": "none",
                 "builds": [{"name": "unit", "outcome": "SUCCEEDED", "id": "signalbox-default:1", "number": 1, "seconds": 60,
                   "logs": {"group": "/aws/codebuild/signalbox-default", "stream": "1", "url": "https://console.aws.amazon.com/log/1"}}]}
                """), document(answer));
        assertEquals(JSON.readTree("""
                {"repository": {"DataType": "String", "StringValue": "orders"},
                 "branch": {"DataType": "String", "StringValue": "main"},
                 "trigger": {"DataType": "String", "StringValue": "push"},
                 "verdict": {"DataType": "String", "StringValue": "passed"},
                 "change": {"DataType": "String", "StringValue": "none"},
                 "project": {"DataType": "String.Array", "StringValue": "[\\"signalbox-default\\"]"},
                 "author": {"DataType": "String", "StringValue": "Ada"},
                 "notify": {"DataType": "String", "StringValue": "yes"}}
                """), answer.path("attributes"));
    }

    @Test
    void aFailureSaysWhere() throws IOException {
        codeBuild.add(failed("unit", 1));
        JsonNode answer = conclude(request("push-1", waves("unit"), outcome("unit", "FAILED", 1)));
        JsonNode build = document(answer).path("builds").path(0);
        assertEquals("BUILD", build.path("failedPhase").asText());
        assertEquals(FAILING_COMMAND, build.path("reason").asText());
        assertEquals("failed broken", words(answer));
        assertEquals("Failed: orders main 1111111a, unit in BUILD: exit status 3", answer.path("message").path("sms").asText());
        assertTrue(answer.path("message").path("email").asText().contains("\n  Command  sh -c 'exit 3'\n  Reason   exit status 3\n"));
    }

    @Test
    void aBranchIsBrokenThenStillFailsThenIsFixed() throws IOException {
        assertEquals("passed none", words(conclude(run("push-1", 0, "SUCCEEDED"))));
        assertEquals("failed broken", words(conclude(run("push-2", 1, "FAILED"))));
        assertEquals("cancelled none", words(conclude(run("push-3", 2, "STOPPED"))));
        assertEquals("failed still_failing", words(conclude(run("push-4", 3, "TIMED_OUT"))));
        assertEquals("errored none", words(conclude(run("push-5", 4, "FAULT"))));
        assertEquals("passed fixed", words(conclude(run("push-6", 5, "SUCCEEDED"))));
        assertEquals("passed none", words(conclude(run("push-7", 6, "SUCCEEDED"))));
    }

    @Test
    void aRunThatEndsAfterANewerOneChangesNothing() throws IOException {
        assertEquals("passed none", words(conclude(run("push-2", 1, "SUCCEEDED"))));
        assertEquals("failed none", words(conclude(run("push-1", 0, "FAILED"))));
        assertEquals("failed broken", words(conclude(run("push-3", 2, "FAILED"))));
    }

    @Test
    void theSameRunConcludedAgainIsToldTheSameAndCountedOnce() throws IOException {
        conclude(run("push-1", 0, "SUCCEEDED"));
        codeBuild.add(failed("unit", 1));
        String request = request("push-2", waves("unit"), outcome("unit", "FAILED", 1));
        byte[] first = bytes(request);
        conclude(run("push-3", 60, "FAILED"));
        now = now.plusSeconds(3600);
        assertEquals(new String(first, StandardCharsets.UTF_8), new String(bytes(request), StandardCharsets.UTF_8));
        assertEquals(3, counted.size());
    }

    @Test
    void aSecondCallThatOvertakesTheFirstSaysTheSame() throws IOException {
        String request = run("push-1", 0, "FAILED");
        List<JsonNode> inner = new ArrayList<>();
        table.beforeTheNextUpdate(() -> inner.add(JSON.valueToTree(concludeUnchecked(request))));
        JsonNode outer = conclude(request);
        assertEquals(inner.getFirst(), outer);
        assertEquals(1, counted.size());
    }

    @Test
    void anEarlierCallThatEndedHalfWayLeavesTheChangeAsItWas() throws IOException {
        conclude(run("push-1", 0, "SUCCEEDED"));
        String request = run("push-2", 1, "FAILED");
        conclude(request);
        table.items.remove("run#push-2");
        assertEquals("failed broken", words(conclude(request)));
    }

    @Test
    void aBuildThatCodeBuildDoesNotFindKeepsItsOutcome() throws IOException {
        JsonNode answer = conclude(run("push-1", 0, "FAILED"));
        assertEquals("failed broken", words(answer));
        assertEquals(JSON.readTree("""
                [{"name": "unit", "outcome": "FAILED", "id": "signalbox-default:1"}]"""), document(answer).path("builds"));
    }

    @Test
    void anIdThatCodeBuildRefusesCostsOnlyTheDetails() throws IOException {
        assertEquals("failed broken", words(conclude(request("push-1", waves("unit"), """
                {"name": "unit", "required": true, "outcome": "FAILED", "id": "not-an-id"}"""))));
    }

    @Test
    void twoHundredBuildsAreReadInThreeCallsAndTheirWordsStillFit() throws IOException {
        String[] names = IntStream.rangeClosed(1, 201).mapToObj(number -> "unit-" + number).toArray(String[]::new);
        StringBuilder outcomes = new StringBuilder();
        for (int number = 1; number <= 201; number++) {
            Build build = failed("unit-" + number, number);
            String message = "\"\\\u0001\u4e2d".repeat(500);
            codeBuild.add(build.copy(copy -> copy.phases(phase(BuildPhaseType.BUILD, StatusType.FAILED, message))));
            outcomes.append(number == 1 ? "" : ",").append(outcome("unit-" + number, "FAILED", number));
        }
        byte[] answer = bytes(request("push-1", waves(names), outcomes.toString()));
        assertEquals(3, codeBuild.reads);
        assertTrue(answer.length < 240_000, () -> answer.length + " bytes");
        JsonNode document = document(JSON.readTree(answer));
        assertEquals(201, document.path("builds").size() + document.path("buildsLeftOut").asInt());
        assertTrue(document.path("builds").size() > 50, document::toString);
    }

    @Test
    void aBuildThatCouldNotStartErrsWithItsReason() throws IOException {
        JsonNode answer = conclude(request("push-1", waves("unit", "load"), """
                {"name": "unit", "required": true, "outcome": "FAULT", "reason": "CodeBuild.AccountLimitExceededException: full"}"""));
        assertEquals("errored none", words(answer));
        assertEquals(JSON.readTree("""
                [{"name": "unit", "outcome": "FAULT", "reason": "CodeBuild.AccountLimitExceededException: full"},
                 {"name": "load", "outcome": "SKIPPED"}]"""), document(answer).path("builds"));
    }

    @Test
    void aRefusedPlanIsToldWithItsReason() throws IOException {
        String input = input("push-1", 0, "[]").replaceFirst("\\{", "{\"refusal\": {\"reason\": \".signalbox.yml:3:5: no such key\"},");
        JsonNode answer = conclude(envelope("push-1", input, "", ""));
        assertEquals("errored none", words(answer));
        assertEquals(".signalbox.yml:3:5: no such key", document(answer).path("reason").asText());
        assertEquals(Map.of("Runs", 1.0, "RunsPassed", 0.0, "RunsFailed", 0.0, "RunsErrored", 1.0, "RunsCancelled", 0.0,
                "RunsBroken", 0.0, "TimeToFeedback", 90.0), measures(0));
    }

    @Test
    void aBuildWhoseTaskTimedOutIsFoundAndStopped() throws IOException {
        codeBuild.add(build("unit", 1, StatusType.SUCCEEDED));
        codeBuild.add(build("load", 2, StatusType.IN_PROGRESS));
        stepFunctions.histories.put(EXECUTIONS + "push-1", history(1, 2));
        JsonNode answer = conclude(request("push-1", waves("unit", "load"), outcome("unit", "SUCCEEDED", 1) + """
                , {"name": "load", "required": true, "outcome": "TIMED_OUT", "reason": "States.Timeout: "}"""));
        assertEquals(List.of("signalbox-default:2"), codeBuild.stopped);
        assertEquals("failed broken", words(answer));
        JsonNode load = document(answer).path("builds").path(1);
        assertEquals("TIMED_OUT signalbox-default:2", load.path("outcome").asText() + " " + load.path("id").asText());
    }

    @Test
    void troubleInsideErrsAndStopsWhatIsStillAtWork() throws IOException {
        codeBuild.add(build("unit", 1, StatusType.IN_PROGRESS));
        codeBuild.add(failed("load", 2));
        stepFunctions.histories.put(EXECUTIONS + "push-1", history(1, 2));
        JsonNode answer = conclude(envelope("push-1", input("push-1", 0, waves("unit", "load", "package")), "",
                "States.Runtime: no such field"));
        assertEquals("errored none", words(answer));
        assertEquals("Something broke inside Signalbox: States.Runtime: no such field", document(answer).path("reason").asText());
        assertEquals(List.of("signalbox-default:1"), codeBuild.stopped);
        assertEquals(List.of("STOPPED", "FAILED", "SKIPPED"), document(answer).path("builds").findValuesAsText("outcome"));
        assertEquals(1.0, measures(0).get("RunsBroken"));
    }

    @Test
    void aRunStoppedFromOutsideIsToldAsTheRunThatEnded() throws IOException {
        codeBuild.add(build("unit", 1, StatusType.SUCCEEDED));
        codeBuild.add(build("load", 2, StatusType.IN_PROGRESS));
        stepFunctions.inputs.put(EXECUTIONS + "push-1", input("push-1", 0, waves("unit", "load", "package")));
        stepFunctions.histories.put(EXECUTIONS + "push-1", history(1, 2));
        JsonNode answer = conclude(ended("push-1", "ABORTED", "enough"));
        assertEquals("cancelled none", words(answer));
        JsonNode document = document(answer);
        assertEquals("push-1", document.path("run").path("id").asText());
        assertEquals(EXECUTIONS + "push-1", document.path("run").path("arn").asText());
        assertEquals("The run was stopped: enough", document.path("reason").asText());
        assertEquals(List.of("SUCCEEDED", "STOPPED", "SKIPPED"), document.path("builds").findValuesAsText("outcome"));
        assertEquals(List.of("signalbox-default:2"), codeBuild.stopped);
        assertEquals(answer, conclude(ended("push-1", "ABORTED", "enough")));
        assertEquals(1, counted.size());
    }

    @Test
    void aRunStoppedByANewerOneIsSuperseded() throws IOException {
        table.items.put("run#push-1", Map.of("pk", AttributeValue.fromS("run#push-1"), "supersededBy", AttributeValue.fromS("push-2")));
        stepFunctions.inputs.put(EXECUTIONS + "push-1", input("push-1", 0, waves("unit")));
        stepFunctions.histories.put(EXECUTIONS + "push-1", history());
        assertEquals("superseded none", words(conclude(ended("push-1", "ABORTED", ""))));
    }

    @Test
    void aRunThatRanOutOfTimeAfterABuildFailedFailed() throws IOException {
        codeBuild.add(failed("unit", 1));
        codeBuild.add(build("load", 2, StatusType.IN_PROGRESS));
        stepFunctions.inputs.put(EXECUTIONS + "push-1", input("push-1", 0, waves("unit", "load")));
        stepFunctions.histories.put(EXECUTIONS + "push-1", history(1, 2));
        assertEquals("failed broken", words(conclude(ended("push-1", "TIMED_OUT", ""))));
    }

    @Test
    void ofABuildStartedTwiceTheLastCountsAndNoneStaysAtWork() throws IOException {
        codeBuild.add(build("unit", 1, StatusType.FAULT));
        codeBuild.add(build("unit", 2, StatusType.IN_PROGRESS));
        stepFunctions.inputs.put(EXECUTIONS + "push-1", input("push-1", 0, waves("unit")));
        stepFunctions.histories.put(EXECUTIONS + "push-1", history(1, 2));
        JsonNode answer = conclude(ended("push-1", "ABORTED", ""));
        assertEquals("cancelled none", words(answer));
        assertEquals("signalbox-default:2", document(answer).path("builds").path(0).path("id").asText());
    }

    @Test
    void aBuildThatOnlyTheHistoryKnowsWasStopped() throws IOException {
        stepFunctions.inputs.put(EXECUTIONS + "push-1", input("push-1", 0, waves("unit")));
        stepFunctions.histories.put(EXECUTIONS + "push-1", List.of(submitted("""
                {"Build": {"Id": "signalbox-default:9", "Arn": "arn:aws:codebuild:us-east-1:123456789012:build/signalbox-default:9",
                  "Environment": {"EnvironmentVariables": [{"Name": "SIGNALBOX_BUILD", "Type": "PLAINTEXT", "Value": "unit"}]}}}""")));
        assertEquals(JSON.readTree("""
                [{"name": "unit", "outcome": "STOPPED", "id": "signalbox-default:9"}]"""),
                document(conclude(ended("push-1", "FAILED", "States.Runtime"))).path("builds"));
    }

    @Test
    void aVerdictGivenBeforeTheRunWasStoppedStays() throws IOException {
        codeBuild.add(build("unit", 1, StatusType.SUCCEEDED));
        String asked = request("push-1", waves("unit"), outcome("unit", "SUCCEEDED", 1));
        JsonNode first = conclude(asked);
        stepFunctions.inputs.put(EXECUTIONS + "push-1", input("push-1", 0, waves("unit")));
        stepFunctions.histories.put(EXECUTIONS + "push-1", history(1));
        assertEquals(first, conclude(ended("push-1", "ABORTED", "")));
    }

    @Test
    void troubleThatMayPassIsThrownUnderTheNameThatIsRetried() throws IOException {
        table.beforeTheNextUpdate(() -> {
            throw ProvisionedThroughputExceededException.builder().message("slow down").build();
        });
        String request = run("push-1", 0, "SUCCEEDED");
        assertEquals("slow down", assertThrows(ConcludeAgain.class, () -> conclude(request)).getCause().getMessage().split(" \\(")[0]);
        assertTrue(counted.isEmpty());
        assertEquals("passed none", words(conclude(request)));
    }

    @Test
    void whatIsMissingInARequestIsNamed() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> conclude("{\"execution\": \"arn\", \"input\": {}}")).getMessage();
        assertEquals("The request to conclude a run lacks 'id'", message);
    }

    @Test
    void aRunIsMeasuredFromItsTriggerAndFromItsFirstBuild() throws IOException {
        codeBuild.add(build("unit", 1, StatusType.SUCCEEDED));
        conclude(request("push-1", waves("unit"), outcome("unit", "SUCCEEDED", 1)));
        assertEquals(Map.of("Runs", 1.0, "RunsPassed", 1.0, "RunsFailed", 0.0, "RunsErrored", 0.0, "RunsCancelled", 0.0,
                "RunsBroken", 0.0, "TimeToFeedback", 90.0, "RunDuration", 85.0), measures(0));
        assertEquals(Map.of("run", "push-1", "repository", "orders", "branch", "main", "trigger", "push",
                "project", List.of("signalbox-default")),
                counted.getFirst().properties());
    }

    @Test
    void usersTextStaysOnItsLine() throws IOException {
        codeBuild.add(build("unit", 1, StatusType.SUCCEEDED));
        String title = "Fix\\r\\n\\r\\nBcc: everyone\\u001b[31m \\\"quoted\\\" \\u202etxt";
        JsonNode answer = conclude(request("push-1", waves("unit"), outcome("unit", "SUCCEEDED", 1)).replace("Add a greeting", title));
        assertTrue(answer.path("message").path("email").asText().contains("\nCommit     1111111a Fix Bcc: everyone [31m \"quoted\" txt\n"));
        assertEquals("Passed: orders main 1111111a Fix Bcc: everyone [31m \"quoted\" txt", answer.path("subject").asText());
        assertFalse(answer.toString().contains("\\u001b"));
    }

    private JsonNode conclude(String request) throws IOException {
        return JSON.readTree(bytes(request));
    }

    private JsonNode concludeUnchecked(String request) {
        try {
            return conclude(request);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] bytes(String request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)), answer, new Invocation("signalbox-conclude"));
        return answer.toByteArray();
    }

    private static String words(JsonNode answer) {
        return answer.path("verdict").asText() + " " + answer.path("change").asText();
    }

    private static JsonNode document(JsonNode answer) throws IOException {
        return JSON.readTree(answer.path("message").path("default").asText());
    }

    private Map<String, Double> measures(int run) {
        Map<String, Double> measures = new TreeMap<>();
        counted.get(run).measures().forEach(measure -> measures.put(measure.name(), measure.value()));
        return measures;
    }

    /** A run of one build that CodeBuild does not know, triggered so many seconds after nine. */
    private static String run(String id, int seconds, String outcome) {
        return envelope(id, input(id, seconds, waves("unit")), outcome("unit", outcome, 1), "");
    }

    private static String request(String run, String waves, String outcomes) {
        return envelope(run, input(run, 0, waves), outcomes, "");
    }

    private static String ended(String run, String status, String cause) {
        return envelope("ended-1", """
                {"version": 1, "run": {"id": "ended-1"}, "ended": {"arn": "%s", "run": "%s", "status": "%s", "cause": "%s"}, "waves": []}"""
                .formatted(EXECUTIONS + run, run, status, cause), "", "");
    }

    private static String envelope(String run, String input, String outcomes, String trouble) {
        return """
                {"execution": "%s", "input": %s, "outcomes": [%s], "trouble": "%s"}"""
                .formatted(EXECUTIONS + run, input, outcomes, trouble);
    }

    private static String input(String run, int seconds, String waves) {
        return """
                {"version": 1, "run": {"id": "%s"}, "repository": "orders", "branch": "main", "commit": "1111111a", "trigger": "push",
                 "actor": "arn:aws:iam::123456789012:user/ada", "triggeredAt": "%s", "author": "Ada", "title": "Add a greeting",
                 "reasons": [], "waves": %s}""".formatted(run, NINE.plusSeconds(seconds), waves);
    }

    /** One wave a build. */
    private static String waves(String... names) {
        return List.of(names).stream().map(name -> """
                {"builds": [{"name": "%s", "project": "signalbox-default", "required": true, "env": []}]}"""
                .formatted(name)).toList().toString();
    }

    private static String outcome(String name, String outcome, int number) {
        return """
                {"name": "%s", "required": true, "outcome": "%s", "id": "signalbox-default:%d"}""".formatted(name, outcome, number);
    }

    private static Build build(String name, int number, StatusType status) {
        boolean ended = status != StatusType.IN_PROGRESS;
        return Build.builder().id("signalbox-default:" + number).buildNumber((long) number).buildStatus(status).buildComplete(ended)
                .startTime(NINE.plusSeconds(5)).endTime(ended ? NINE.plusSeconds(65) : null)
                .environment(environment -> environment.environmentVariables(
                        EnvironmentVariable.builder().name("SIGNALBOX_BUILD").value(name).build()))
                .phases(phase(BuildPhaseType.SUBMITTED, StatusType.SUCCEEDED, ""))
                .logs(logs -> logs.groupName("/aws/codebuild/signalbox-default").streamName(Integer.toString(number))
                        .deepLink("https://console.aws.amazon.com/log/" + number)).build();
    }

    private static Build failed(String name, int number) {
        return build(name, number, StatusType.FAILED).copy(build -> build.phases(phase(BuildPhaseType.INSTALL, StatusType.SUCCEEDED, ""),
                phase(BuildPhaseType.BUILD, StatusType.FAILED, FAILING_COMMAND),
                BuildPhase.builder().phaseType(BuildPhaseType.COMPLETED).build()));
    }

    private static BuildPhase phase(BuildPhaseType type, StatusType status, String message) {
        return BuildPhase.builder().phaseType(type).phaseStatus(status).contexts(PhaseContext.builder().message(message).build()).build();
    }

    /** A history in which builds with these numbers were submitted, in this order, among other events. */
    private static List<HistoryEvent> history(int... numbers) {
        List<HistoryEvent> events = new ArrayList<>(List.of(HistoryEvent.builder().type(HistoryEventType.EXECUTION_STARTED).build(),
                HistoryEvent.builder().type(HistoryEventType.TASK_SUBMITTED).taskSubmittedEventDetails(details -> details
                        .resourceType("sns").resource("publish").output("{}")).build()));
        for (int number : numbers) {
            events.add(submitted("{\"Build\": {\"Id\": \"signalbox-default:" + number + "\"}}"));
        }
        return events;
    }

    private static HistoryEvent submitted(String output) {
        return HistoryEvent.builder().type(HistoryEventType.TASK_SUBMITTED).taskSubmittedEventDetails(details -> details
                .resourceType("codebuild").resource("startBuild.sync").output(output)).build();
    }
}
