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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.CodeBuildException;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.codebuild.model.TestCase;
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

/** Tests, coverage, gates, fail-fast, and runs of every trigger, through the handler. */
class ConcludeReportsTest {

    private static final String EXECUTIONS = "arn:aws:states:us-east-1:123456789012:execution:signalbox-run:";
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
    private int builds;
    private int requests;

    private final ConcludeHandler handler = new ConcludeHandler(new Conclude(new CodeBuildBuilds(codeBuild),
            new CodeBuildReports(codeBuild), new StepFunctionsRunHistory(stepFunctions), new DynamoVerdicts(table, "runs", () -> NINE),
            new ToldOnPullRequest(noticeboard, mergeResults), counted::add, () -> NINE.plusSeconds(90), "signalbox"));

    @AfterEach
    void letGoOfTheConsole() {
        console.close();
    }

    @Test
    void testsAndCoverageAreTold() throws IOException {
        codeBuild.addTests("tests", List.of(test("adds", "SUCCEEDED", 12), test("rounds", "FAILED", 1500), test("divides", "ERROR", 3),
                test("waits", "SKIPPED", 0)));
        codeBuild.addCoverage("coverage", 712, 288, 3, 1);
        JsonNode document = document(conclude(push("push-1", built("unit", StatusType.FAILED, "tests", "coverage"))));
        assertEquals(JSON.readTree("""
                {"total": 4, "passed": 1, "failed": 2, "skipped": 1,
                 "failing": [{"name": "OrdersTest.rounds", "message": "expected 10.00 but was 9.99", "build": "unit"},
                             {"name": "OrdersTest.divides", "message": "expected 10.00 but was 9.99", "build": "unit"}],
                 "slowest": [{"name": "OrdersTest.rounds", "build": "unit", "seconds": 1.5},
                             {"name": "OrdersTest.adds", "build": "unit", "seconds": 0.012},
                             {"name": "OrdersTest.divides", "build": "unit", "seconds": 0.003}]}"""), document.path("tests"));
        assertEquals("{\"lines\":71.2,\"branches\":75.0}", document.path("coverage").toString());
        assertFalse(document.has("reportsNotCounted"));
        Map<String, Double> measures = counted.getFirst().measures().stream()
                .collect(Collectors.toMap(Measurements.Measure::name, Measurements.Measure::value));
        assertEquals(10, measures.size());
        assertEquals(3.0, measures.get("Tests"));
        assertEquals(2.0, measures.get("TestsFailed"));
        assertEquals(71.2, counted.getFirst().properties().get("lineCoverage"));
    }

    @Test
    void aRunWithoutReportsAsksForNone() throws IOException {
        conclude(push("push-1", built("unit", StatusType.SUCCEEDED)));
        assertEquals(0, codeBuild.reportCalls);
    }

    @Test
    void aTestThatFailsAgainIsNotNewAndTheCallRepeatedSaysTheSame() throws IOException {
        codeBuild.addTests("first", List.of(test("rounds", "FAILED", 1), test("adds", "SUCCEEDED", 1)));
        codeBuild.addTests("second", List.of(test("rounds", "FAILED", 1), test("adds", "FAILED", 1)));
        codeBuild.addCoverage("before", 80, 20, 0, 0);
        codeBuild.addCoverage("after", 79, 21, 0, 0);
        conclude(push("push-1", built("unit", StatusType.FAILED, "first", "before")));
        String request = push("push-2", built("unit", StatusType.FAILED, "second", "after"));
        JsonNode answer = conclude(request);
        assertEquals("[\"OrdersTest.adds true\",\"OrdersTest.rounds false\"]", failing(answer));
        assertEquals(-1.0, document(answer).path("coverage").path("linesChange").asDouble());
        conclude(push("push-3", built("unit", StatusType.SUCCEEDED)));
        assertEquals(answer, conclude(request));
        table.items.remove("run#push-2");
        assertEquals("[\"OrdersTest.rounds null\",\"OrdersTest.adds null\"]", failing(conclude(request)));
    }

    @Test
    void anEarlierCallThatEndedHalfWayComparesWithTheSame() throws IOException {
        codeBuild.addTests("first", List.of(test("rounds", "SUCCEEDED", 1)));
        codeBuild.addTests("second", List.of(test("rounds", "FAILED", 1)));
        conclude(push("push-1", built("unit", StatusType.SUCCEEDED, "first")));
        String request = push("push-2", built("unit", StatusType.FAILED, "second"));
        JsonNode answer = conclude(request);
        table.items.remove("run#push-2");
        assertEquals(answer, conclude(request));
        assertEquals("[\"OrdersTest.rounds true\"]", failing(answer));
    }

    @Test
    void anUnmetGateFailsTheRunWithItsReason() throws IOException {
        codeBuild.addCoverage("low", 712, 288, 0, 0);
        codeBuild.addCoverage("high", 90, 10, 0, 0);
        String gate = ", \"check\": \"unit\", \"gate\": {\"coverage\": {\"lines\": 80}}";
        JsonNode answer = conclude(push("push-1", built("unit (JAVA=21)", StatusType.SUCCEEDED, "low").with(gate),
                built("unit (JAVA=25)", StatusType.SUCCEEDED, "high").with(gate)));
        assertEquals("failed broken", words(answer));
        JsonNode document = document(answer);
        assertEquals("unit (JAVA=21): line coverage is 71.2 %, expected at least 80 %", document.path("reason").asText());
        assertEquals("SUCCEEDED", document.path("builds").path(0).path("outcome").asText());
        assertEquals("line coverage is 71.2 %, expected at least 80 %", document.path("builds").path(0).path("reason").asText());
        assertFalse(document.path("builds").path(1).has("reason"));
        assertEquals("Failed: orders main, unit (JAVA=21) missed its gate, 1111111a Add a greeting", answer.path("subject").asText());
        String email = answer.path("message").path("email").asText();
        assertTrue(email.startsWith("""
                orders main is broken: unit (JAVA=21) missed its gate.

                unit (JAVA=21): line coverage is 71.2 %, expected at least 80 %

                unit (JAVA=21)  missed its gate, passed in 1 min
                unit (JAVA=25)  passed in 1 min

                Coverage   72.9 % of lines
                """), email);
    }

    @Test
    void aGateOnWhatWasNotReportedFailsAndSaysSo() throws IOException {
        JsonNode answer = conclude(push("push-1", built("unit", StatusType.SUCCEEDED).with(", \"gate\": {\"tests\": 100}")));
        assertEquals("unit: no tests were reported, expected at least 100", document(answer).path("reason").asText());
        assertEquals("failed broken", words(answer));
    }

    @Test
    void aGateOfZeroAsksForNothing() throws IOException {
        assertEquals("passed none", words(conclude(push("push-1", built("unit", StatusType.SUCCEEDED)
                .with(", \"gate\": {\"coverage\": {\"lines\": 0, \"branches\": 0.0}, \"tests\": 0}")))));
    }

    @Test
    void aVerdictByAGateStaysWhenTheReportComesLater() throws IOException {
        codeBuild.addCoverage("late", 9, 1, 0, 0);
        codeBuild.reports.computeIfPresent("late", (_, report) -> report.copy(copy -> copy.status("GENERATING")));
        String request = push("push-1", built("unit", StatusType.SUCCEEDED, "late").with(", \"gate\": {\"coverage\": {\"lines\": 80}}"));
        String reason = "unit: no line coverage was reported, expected at least 80 % (1 report was not ready)";
        assertEquals(reason, document(conclude(request)).path("reason").asText());
        codeBuild.reports.computeIfPresent("late", (_, report) -> report.copy(copy -> copy.status("SUCCEEDED")));
        assertEquals(reason, document(conclude(request)).path("reason").asText());
        assertEquals(1, counted.size());
    }

    @Test
    void troubleWithReportsIsThrownUnderTheNameThatIsRetried() throws IOException {
        codeBuild.troubleWithReports = CodeBuildException.builder().statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("ThrottlingException").build()).build();
        String request = push("push-1", built("unit", StatusType.SUCCEEDED, "tests"));
        assertThrows(ConcludeAgain.class, () -> conclude(request));
        codeBuild.troubleWithReports = null;
        JsonNode document = document(conclude(request));
        assertEquals("{\"gone\":1}", document.path("reportsNotCounted").toString());
        assertFalse(document.has("tests"));
    }

    @Test
    void afterAFailFastBuildTheOthersAreStoppedAndTheRunFailed() throws IOException {
        Sample unit = built("unit", StatusType.FAILED);
        Sample load = built("load", StatusType.IN_PROGRESS);
        Sample lint = built("lint", StatusType.SUCCEEDED);
        Sample late = new Sample("late", "", "", "");
        Sample early = built("early", StatusType.SUCCEEDED);
        stepFunctions.histories.put(EXECUTIONS + "push-1", List.of(submitted(early), submitted(load), submitted(unit), submitted(lint)));
        String request = request("push-1", "push", "\"branch\": \"main\"", List.of(early, load, unit, lint, late),
                List.of(early, unit), "unit");
        JsonNode answer = conclude(request);
        assertEquals("failed broken", words(answer));
        assertEquals(List.of("SUCCEEDED", "STOPPED", "FAILED", "SUCCEEDED", "SKIPPED"),
                document(answer).path("builds").findValuesAsText("outcome"));
        assertEquals(List.of(load.id()), codeBuild.stopped);
        assertEquals("The other builds of its wave were stopped because unit did not pass.", document(answer).path("reason").asText());
        assertEquals("Failed: orders main 1111111a, unit", answer.path("message").path("sms").asText());
        assertEquals(answer, conclude(request));
    }

    @Test
    void aNightlysFailureMakesTheNextNightlyFixedAndNoPush() throws IOException {
        assertEquals("passed none", words(conclude(push("push-1", built("unit", StatusType.SUCCEEDED)))));
        JsonNode nightly = conclude(scheduled("schedule-1", built("unit", StatusType.FAILED)));
        assertEquals("failed broken", words(nightly));
        assertEquals("cron(0 3 ? * MON-FRI *) Europe/Amsterdam", document(nightly).path("schedule").asText());
        assertTrue(nightly.path("message").path("email").asText().startsWith("orders main on schedule is broken: unit failed.\n"));
        assertTrue(nightly.path("message").path("email").asText().contains("\nSchedule   cron(0 3 ? * MON-FRI *) Europe/Amsterdam\n"));
        assertEquals("Failed: orders main on schedule, unit, 1111111a Add a greeting", nightly.path("subject").asText());
        assertEquals("passed none", words(conclude(push("push-2", built("unit", StatusType.SUCCEEDED)))));
        assertEquals("failed still_failing", words(conclude(scheduled("schedule-2", built("unit", StatusType.FAILED)))));
        assertEquals("passed fixed", words(conclude(scheduled("schedule-3", built("unit", StatusType.SUCCEEDED)))));
    }

    @Test
    void aRunByHandChangesNothingAndComparesItsTestsWithTheBranchs() throws IOException {
        codeBuild.addTests("first", List.of(test("rounds", "FAILED", 1)));
        codeBuild.addTests("hand", List.of(test("rounds", "FAILED", 1), test("adds", "FAILED", 1)));
        conclude(push("push-1", built("unit", StatusType.FAILED, "first")));
        String request = request("manual-1", "manual", "\"branch\": \"main\"", List.of(built("unit", StatusType.FAILED, "hand")));
        JsonNode answer = conclude(request);
        assertEquals("failed none", words(answer));
        assertEquals("[\"OrdersTest.adds true\",\"OrdersTest.rounds false\"]", failing(answer));
        assertTrue(answer.path("message").path("email").asText().startsWith("orders main, requested by hand, failed: unit failed.\n"));
        assertEquals("passed fixed", words(conclude(push("push-2", built("unit", StatusType.SUCCEEDED)))));
        assertEquals(answer, conclude(request));
    }

    @Test
    void aTagIsToldAsATag() throws IOException {
        JsonNode answer = conclude(request("tag-1", "tag", "\"tag\": \"v1.2\"", List.of(built("unit", StatusType.FAILED))));
        assertEquals("failed none", words(answer));
        assertEquals("v1.2", document(answer).path("tag").asText());
        assertFalse(document(answer).has("branch"));
        assertEquals("v1.2", answer.path("attributes").path("tag").path("StringValue").asText());
        assertFalse(answer.path("attributes").has("branch"));
        String email = answer.path("message").path("email").asText();
        assertTrue(email.startsWith("orders v1.2 failed: unit failed.\n"), email);
        assertTrue(email.contains("\nTag        v1.2 of orders\nTagged by  ada\nTook       1 min 30 s from tag to verdict\n"), email);
        assertEquals("v1.2", counted.getFirst().properties().get("tag"));
        assertFalse(counted.getFirst().properties().containsKey("branch"));
    }

    @Test
    void aBareCommitIsToldByItsRepository() throws IOException {
        JsonNode answer = conclude(request("manual-1", "manual", "\"attempt\": 1", List.of(built("unit", StatusType.SUCCEEDED))));
        assertEquals("Passed: orders by hand 1111111a Add a greeting", answer.path("subject").asText());
        assertTrue(answer.path("message").path("email").asText().startsWith("orders, requested by hand, passed.\n"));
    }

    @Test
    void whatTheRepositoryDoesNotWantToldIsMarked() throws IOException {
        String notify = "\"branch\": \"main\", \"notify\": [{\"on\": [\"failed\", \"fixed\"], \"branches\": [\"main\"]}]";
        assertEquals("no", notify(request("push-1", "push", notify, List.of(built("unit", StatusType.SUCCEEDED)))));
        assertEquals("yes", notify(request("push-2", "push", notify, List.of(built("unit", StatusType.FAILED)))));
        assertEquals("yes", notify(request("push-3", "push", notify, List.of(built("unit", StatusType.SUCCEEDED)))));
        assertEquals("yes", notify(request("push-4", "push", notify, List.of(built("unit", StatusType.FAULT)))));
        String topic = notify.replace("\"branch\": \"main\"", "\"branch\": \"topic\"");
        assertEquals("no", notify(request("push-5", "push", topic, List.of(built("unit", StatusType.FAILED)))));
        assertEquals("yes", notify(request("push-6", "push", topic + ", \"refusal\": {\"reason\": \"broken\"}", List.of())));
        assertEquals("yes", notify(push("push-7", built("unit", StatusType.SUCCEEDED))));
    }

    @Test
    void aWishWithoutBranchesIsAboutTagsToo() throws IOException {
        String tag = "\"tag\": \"v1\", \"notify\": [{\"on\": [\"failed\"], \"branches\": []}]";
        assertEquals("yes", notify(request("tag-1", "tag", tag, List.of(built("unit", StatusType.FAILED)))));
        assertEquals("no", notify(request("tag-2", "tag", tag, List.of(built("unit", StatusType.SUCCEEDED)))));
    }

    /** A build of a run: what its plan holds beside name and project, and what the run noted of its end. */
    private record Sample(String name, String more, String id, String outcome) {

        Sample with(String members) {
            return new Sample(name, members, id, outcome);
        }

        String planned() {
            return "{\"name\": \"%s\", \"project\": \"signalbox-default\", \"required\": true, \"env\": []%s}".formatted(name, more);
        }

        String noted() {
            return "{\"name\": \"%s\", \"required\": true, \"outcome\": \"%s\", \"id\": \"%s\"}".formatted(name, outcome, id);
        }
    }

    private Sample built(String name, StatusType status, String... reports) {
        String id = "signalbox-default:" + ++builds;
        codeBuild.add(Build.builder().id(id).buildNumber((long) builds).buildStatus(status).startTime(NINE.plusSeconds(5))
                .endTime(NINE.plusSeconds(65)).reportArns(reports).environment(environment -> environment.environmentVariables(
                        EnvironmentVariable.builder().name("SIGNALBOX_BUILD").value(name).build())).build());
        return new Sample(name, "", id, status.toString());
    }

    private static TestCase test(String name, String status, long millis) {
        return TestCase.builder().prefix("OrdersTest").name(name).status(status).durationInNanoSeconds(millis * 1_000_000)
                .message(status.equals("SUCCEEDED") ? null : "expected 10.00 but was 9.99").build();
    }

    private String push(String run, Sample... samples) {
        return request(run, "push", "\"branch\": \"main\"", Arrays.asList(samples));
    }

    private String scheduled(String run, Sample... samples) {
        return request(run, "schedule", "\"branch\": \"main\", \"schedule\": \"cron(0 3 ? * MON-FRI *) Europe/Amsterdam\"",
                Arrays.asList(samples));
    }

    private String request(String run, String trigger, String members, List<Sample> samples) {
        return request(run, trigger, members, samples, samples, "");
    }

    /** Each request is of a trigger a millisecond later than the one before. */
    private String request(String run, String trigger, String members, List<Sample> plan, List<Sample> noted, String failedFast) {
        return """
                {"execution": "%s", "input": {"version": 1, "run": {"id": "%s"}, "repository": "orders", %s, "commit": "1111111a",
                 "trigger": "%s", "actor": "arn:aws:iam::123456789012:user/ada", "triggeredAt": "%s", "author": "Ada",
                 "title": "Add a greeting", "reasons": [], "waves": [{"concurrency": 40, "builds": %s}]},
                 "outcomes": %s, "trouble": "", "failedFast": "%s"}""".formatted(EXECUTIONS + run, run, members, trigger,
                NINE.plusMillis(requests++), plan.stream().map(Sample::planned).toList(), noted.stream().map(Sample::noted).toList(),
                failedFast);
    }

    private static HistoryEvent submitted(Sample sample) {
        return HistoryEvent.builder().type(HistoryEventType.TASK_SUBMITTED).taskSubmittedEventDetails(details -> details
                .resourceType("codebuild").resource("startBuild.sync").output("{\"Build\": {\"Id\": \"" + sample.id() + "\"}}")).build();
    }

    private JsonNode conclude(String request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)), answer,
                new Invocation("signalbox-conclude"));
        return JSON.readTree(answer.toByteArray());
    }

    private String notify(String request) throws IOException {
        return conclude(request).path("attributes").path("notify").path("StringValue").asText();
    }

    private static String words(JsonNode answer) {
        return answer.path("verdict").asText() + " " + answer.path("change").asText();
    }

    private static JsonNode document(JsonNode answer) throws IOException {
        return JSON.readTree(answer.path("message").path("default").asText());
    }

    /** The names of the failing tests, each with whether it is new. */
    private static String failing(JsonNode answer) throws IOException {
        List<String> names = new ArrayList<>();
        document(answer).path("tests").path("failing")
                .forEach(test -> names.add(test.path("name").asText() + " " + test.path("new").asText("null")));
        return JSON.writeValueAsString(names);
    }
}
