package dev.signalbox.local.states;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineRequest;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryRequest;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.ListExecutionsRequest;
import software.amazon.awssdk.services.sfn.model.ListExecutionsResponse;
import software.amazon.awssdk.services.sfn.model.ListStateMachinesRequest;
import software.amazon.awssdk.services.sfn.model.ListStateMachinesResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StopExecutionRequest;
import software.amazon.awssdk.services.sfn.model.ValidationException;

import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;

class StepFunctionsTest {

    private static final String LAMBDA = """
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "f",
              "Payload": "{% $states.input %}"}""";
    private static final String BUILD = """
            {"QueryLanguage": "JSONata", "StartAt": "Build", "States": {"Build": {"Type": "Task",
             "Resource": "arn:aws:states:::codebuild:startBuild.sync", "Arguments": {"ProjectName": "p"},
               "TimeoutSeconds": 600, "End": true}}}""";
    private static final String WAIT = machine("""
            "W": {"Type": "Wait", "Seconds": 60, "End": true}""");

    private Neighbours cloud = new Neighbours(WAIT);

    /** A machine whose first state is the first that is written. */
    private static String machine(String states) {
        String first = states.substring(states.indexOf('"') + 1, states.indexOf('"', states.indexOf('"') + 1));
        return "{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"" + first + "\", \"States\": {" + states + "}}";
    }

    private void load(String definition) {
        cloud.close();
        cloud = new Neighbours(definition);
    }

    private SdkPojo call(AwsRequest request) {
        return cloud.switchboard().call(Neighbours.ADA, request);
    }

    private JsonNode output(String states, String input) {
        load(machine(states));
        var ended = cloud.run(input);
        assertEquals(ExecutionStatus.SUCCEEDED, ended.status(), ended.error() + ": " + ended.cause());
        return Neighbours.json(ended.output());
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    // the API

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "a:b", "refs#heads", "a*", "ä\u0007", "[x]"})
    void aNameWithForbiddenCharactersIsRefused(String name) {
        assertThrows(InvalidNameException.class, () -> cloud.start(name, "{}"));
    }

    @Test
    void aNameHasAtMost80Characters() {
        assertThrows(InvalidNameException.class, () -> cloud.start("a".repeat(81), "{}"));
        assertTrue(cloud.start("a".repeat(80), "{}").endsWith("a".repeat(80)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "{} {}", "nope"})
    void inputMustBeJson(String input) {
        assertThrows(InvalidExecutionInputException.class, () -> cloud.start("e", input));
    }

    @Test
    void inputHasAtMost256KiB() {
        assertThrows(ValidationException.class, () -> cloud.start("e", "\"" + "x".repeat(256 * 1024) + "\""));
    }

    @Test
    void theSameNameAndInputWhileItRunsIsTheSameExecution() {
        assertEquals(cloud.start("e", "{}"), cloud.start("e", "{}"));
        assertThrows(ExecutionAlreadyExistsException.class, () -> cloud.start("e", "{\"a\": 1}"));
        assertEquals(1, cloud.statusChanges.size());
    }

    @Test
    void aNameIsTakenFor90DaysAfterTheEnd() {
        String arn = cloud.start("e", "{}");
        call(StopExecutionRequest.builder().executionArn(arn).build());
        assertThrows(ExecutionAlreadyExistsException.class, () -> cloud.start("e", "{}"));
        cloud.timeline.turn(Duration.ofDays(91));
        assertEquals(arn, cloud.start("e", "{}"));
        assertEquals(ExecutionStatus.RUNNING, cloud.describe(arn).status());
    }

    @Test
    void whatIsNotThereIsRefusedByItsOwnError() {
        assertThrows(ExecutionDoesNotExistException.class, () -> cloud.describe(Neighbours.ACCOUNT.arn("states", "execution:nope:nope")));
        assertThrows(InvalidArnException.class, () -> cloud.describe("nope"));
        assertThrows(StateMachineDoesNotExistException.class, () -> call(DescribeStateMachineRequest.builder()
                .stateMachineArn(Neighbours.ACCOUNT.arn("states", "stateMachine:nope")).build()));
        String arn = cloud.start("e", "{}");
        assertThrows(InvalidTokenException.class,
                () -> call(GetExecutionHistoryRequest.builder().executionArn(arn).nextToken("nope").build()));
    }

    @Test
    void executionsAreListedNewestFirstByPage() {
        for (int number = 0; number < 5; number++) {
            cloud.start("e" + number, "{}");
        }
        call(StopExecutionRequest.builder().executionArn(Neighbours.ACCOUNT.arn("states", "execution:m:e3")).build());
        var first = (ListExecutionsResponse) call(ListExecutionsRequest.builder()
                .stateMachineArn(Neighbours.MACHINE).maxResults(3).build());
        var second = (ListExecutionsResponse) call(ListExecutionsRequest.builder().stateMachineArn(Neighbours.MACHINE).maxResults(3)
                .nextToken(first.nextToken()).build());
        assertEquals(List.of("e4", "e3", "e2"), first.executions().stream().map(ExecutionListItem::name).toList());
        assertEquals(List.of("e1", "e0"), second.executions().stream().map(ExecutionListItem::name).toList());
        assertNull(second.nextToken());
        var aborted = (ListExecutionsResponse) call(ListExecutionsRequest.builder().stateMachineArn(Neighbours.MACHINE)
                .statusFilter(ExecutionStatus.ABORTED).build());
        assertEquals(List.of("e3"), aborted.executions().stream().map(ExecutionListItem::name).toList());
    }

    @Test
    void machinesAreDescribedAndListed() {
        var machine = (DescribeStateMachineResponse) call(DescribeStateMachineRequest.builder()
                .stateMachineArn(Neighbours.MACHINE).build());
        assertEquals("m", machine.name());
        assertEquals(Neighbours.json(WAIT), Neighbours.json(machine.definition()));
        var all = (ListStateMachinesResponse) call(ListStateMachinesRequest.builder().build());
        assertEquals(Neighbours.MACHINE, all.stateMachines().getFirst().stateMachineArn());
    }

    // states

    @Test
    void aWaitIsOnTheTimeline() {
        String arn = cloud.start("e", "{}");
        cloud.await("the wait", () -> cloud.types(arn).contains("WaitStateEntered"));
        cloud.timeline.turn(Duration.ofSeconds(61));
        assertEquals(ExecutionStatus.SUCCEEDED, cloud.ended(arn).status());
    }

    @Test
    void aWaitUntilATimeThatIsPastIsNone() {
        assertEquals("{\"a\":1}", output("""
                "W": {"Type": "Wait", "Timestamp": "{% '2020-01-01T00:00:00Z' %}", "End": true}""", "{\"a\": 1}").toString());
    }

    @Test
    void passTakesTheVariablesAsTheyWereWhenItWasEntered() {
        assertEquals("[1,2]", output("""
                "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
                "B": {"Type": "Pass", "Assign": {"x": "{% $x + 1 %}", "y": "{% $x %}"}, "Next": "C"},
                "C": {"Type": "Pass", "Output": "{% [$y, $x] %}", "End": true}""", "{}").toString());
    }

    @Test
    void theFirstRuleThatFitsCountsWithItsOwnAssignAndOutput() {
        String states = """
                "C": {"Type": "Choice", "Choices": [
                   {"Condition": "{% $states.input = 1 %}", "Assign": {"x": "one"}, "Next": "E"},
                   {"Condition": "{% $states.input < 3 %}", "Assign": {"x": "two"}, "Output": "less", "Next": "E"}],
                  "Assign": {"x": "none"}, "Default": "E"},
                "E": {"Type": "Pass", "Output": {"x": "{% $x %}", "in": "{% $states.input %}"}, "End": true}""";
        assertEquals("{\"x\":\"one\",\"in\":1}", output(states, "1").toString());
        assertEquals("{\"x\":\"two\",\"in\":\"less\"}", output(states, "2").toString());
        assertEquals("{\"x\":\"none\",\"in\":5}", output(states, "5").toString());
    }

    @Test
    void aChoiceWithoutAFittingRuleFails() {
        load(machine("""
                "C": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "E"}]}, "E": {"Type": "Succeed"}"""));
        assertEquals("States.NoChoiceMatched", cloud.run("{}").error());
    }

    @Test
    void aConditionIsTrueOrFalse() {
        load(machine("""
                "C": {"Type": "Choice", "Choices": [{"Condition": "{% 1 %}", "Next": "E"}]}, "E": {"Type": "Succeed"}"""));
        var ended = cloud.run("{}");
        assertEquals("States.QueryEvaluationError", ended.error());
        assertTrue(ended.cause().contains("'Choices[0]/Condition'"), ended.cause());
        HistoryEvent event = cloud.history(ended.executionArn()).stream()
                .filter(candidate -> candidate.typeAsString().equals("EvaluationFailed")).findFirst().orElseThrow();
        assertEquals("C", event.evaluationFailedEventDetails().state());
        assertEquals("Choices[0]/Condition", event.evaluationFailedEventDetails().location());
    }

    @Test
    void failEndsWithItsErrorAndCause() {
        load(machine("""
                "F": {"Type": "Fail", "Error": "Nope", "Cause": "{% 'because of ' & $states.input %}"}"""));
        var ended = cloud.run("\"it\"");
        assertEquals(List.of("Nope", "because of it"), List.of(ended.error(), ended.cause()));
        assertEquals(List.of("ExecutionStarted", "FailStateEntered", "ExecutionFailed"), cloud.types(ended.executionArn()));
    }

    @Test
    void mapGivesItsResultsInTheOrderOfItsItems() {
        assertEquals("[{\"i\":0,\"v\":\"a\",\"g\":9},{\"i\":1,\"v\":\"b\",\"g\":9}]", output("""
                "P": {"Type": "Pass", "Assign": {"g": 9}, "Next": "M"},
                "M": {"Type": "Map", "Items": "{% $states.input.l %}", "MaxConcurrency": 1,
                  "ItemSelector": {"i": "{% $states.context.Map.Item.Index %}", "v": "{% $states.context.Map.Item.Value %}"},
                  "ItemProcessor": {"StartAt": "A", "States": {
                    "A": {"Type": "Pass", "Assign": {"inner": "{% $states.input.v %}"}, "Next": "B"},
                    "B": {"Type": "Pass", "Output": "{% $merge([$states.input, {'g': $g}]) %}", "End": true}}},
                  "End": true}""", "{\"l\": [\"a\", \"b\"]}").toString());
    }

    @Test
    void anEmptyMapGivesAnEmptyList() {
        assertEquals("[]", output("""
                "M": {"Type": "Map", "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}},
                  "End": true}""", "[]").toString());
    }

    @Test
    void aMapWorksOnAtMostFortyItemsAtOnce() {
        load(machine("""
                "M": {"Type": "Map", "Items": "{% $range(1, 50, 1) %}", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Task",
                  "Resource": "arn:aws:states:::codebuild:startBuild.sync", "Arguments": {"ProjectName": "p"},
                    "End": true}}}, "End": true}"""));
        cloud.ending = _ -> null;
        String arn = cloud.start("e", "{}");
        cloud.await("forty builds", () -> cloud.starts.size() == 40);
        cloud.end(0, StatusType.SUCCEEDED);
        cloud.await("one more", () -> cloud.starts.size() == 41);
        assertEquals(41, cloud.types(arn).stream().filter("MapIterationStarted"::equals).count());
        call(StopExecutionRequest.builder().executionArn(arn).build());
        cloud.await("every build's stop", () -> cloud.stopped.size() == 40);
    }

    @Test
    void aFailedIterationEndsTheOthersAndTheMap() {
        load(machine("""
                "M": {"Type": "Map", "Items": [0, 1], "ItemProcessor": {"StartAt": "C", "States": {
                  "C": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input = 0 %}", "Next": "W"}], "Default": "F"},
                  "W": {"Type": "Wait", "Seconds": 600, "End": true}, "F": {"Type": "Fail", "Error": "E", "Cause": "c"}}},
                  "Catch": [{"ErrorEquals": ["E"], "Output": "{% $states.errorOutput %}", "Next": "X"}], "End": true},
                "X": {"Type": "Succeed"}"""));
        var ended = cloud.run("{}");
        assertEquals("{\"Error\":\"E\",\"Cause\":\"c\"}", ended.output());
        List<String> types = cloud.types(ended.executionArn());
        assertTrue(types.containsAll(List.of("MapIterationFailed", "MapIterationAborted", "MapStateFailed", "MapStateExited")),
                types.toString());
        assertTrue(types.indexOf("MapIterationAborted") < types.indexOf("MapStateFailed"), types.toString());
    }

    @Test
    void parallelGivesEachBranchsOutput() {
        assertEquals("[1,\"in\"]", output("""
                "P": {"Type": "Parallel", "Branches": [
                  {"StartAt": "A", "States": {"A": {"Type": "Pass", "Output": 1, "End": true}}},
                  {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}], "End": true}""", "\"in\"").toString());
    }

    // errors

    @Test
    void aFunctionsErrorIsNamedByItsType() {
        load(machine("\"T\": {" + LAMBDA + ", \"End\": true}"));
        cloud.function = _ -> Neighbours.error("{\"errorMessage\":\"m\",\"errorType\":\"com.example.Broken\"}");
        var ended = cloud.run("{}");
        assertEquals("com.example.Broken", ended.error());
        assertEquals("{\"errorMessage\":\"m\",\"errorType\":\"com.example.Broken\"}", ended.cause());
        assertEquals(List.of("ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskFailed", "ExecutionFailed"),
                cloud.types(ended.executionArn()));
    }

    @Test
    void aFunctionsAnswerIsItsPayload() {
        assertEquals("{\"a\":[1]}", output("\"T\": {" + LAMBDA + ", \"Output\": \"{% $states.result.Payload %}\", \"End\": true}",
                "{\"a\": [1]}").toString());
    }

    @Test
    void retriesWaitLongerAndLongerUpToALimit() {
        load(machine("\"T\": {" + LAMBDA + ", \"Retry\": [{\"ErrorEquals\": [\"E\"], \"IntervalSeconds\": 10, \"BackoffRate\": 3,"
                + " \"MaxDelaySeconds\": 50, \"MaxAttempts\": 3}], \"End\": true}"));
        cloud.function = _ -> Neighbours.error("{\"errorType\":\"E\"}");
        String arn = cloud.start("e", "{}");
        for (long expected : new long[] {10, 30, 50}) {
            Duration left = cloud.turnToWhatIsDueWithin(Duration.ofSeconds(60));
            assertTrue(left.toMillis() <= expected * 1000 && left.toMillis() > expected * 1000 - 5000, left.toString());
        }
        assertEquals("E", cloud.ended(arn).error());
        assertEquals(4, cloud.invocations.size());
    }

    @ParameterizedTest
    @CsvSource({"States.ALL, true", "States.TaskFailed, true", "E, true", "Other, false", "States.Timeout, false"})
    void aCatchFitsByName(String name, boolean fits) {
        load(machine("\"T\": {" + LAMBDA + ", \"Catch\": [{\"ErrorEquals\": [\"" + name + "\"],"
                + " \"Assign\": {\"why\": \"{% $states.errorOutput.Error %}\"},"
                + " \"Next\": \"X\"}], \"End\": true}, \"X\": {\"Type\": \"Pass\", \"Output\": \"{% $why %}\", \"End\": true}"));
        cloud.function = _ -> Neighbours.error("{\"errorType\":\"E\"}");
        assertEquals(fits ? "\"E\"" : null, cloud.run("{}").output());
    }

    @ParameterizedTest
    @CsvSource({"States.Timeout, true", "States.ALL, true", "States.TaskFailed, false"})
    void aTimeOutIsNoTaskFailed(String name, boolean fits) {
        load(BUILD.replace("\"End\"", "\"Catch\": [{\"ErrorEquals\": [\"" + name + "\"], \"Next\": \"X\"}], \"End\"")
                .replace("}}}", "}, \"X\": {\"Type\": \"Succeed\"}}}"));
        cloud.ending = _ -> null;
        String arn = cloud.start("e", "{}");
        cloud.await("the build", () -> cloud.types(arn).contains("TaskSubmitted"));
        cloud.timeline.turn(Duration.ofSeconds(601));
        var ended = cloud.ended(arn);
        assertEquals(fits ? ExecutionStatus.SUCCEEDED : ExecutionStatus.FAILED, ended.status());
        assertEquals(fits ? null : "States.Timeout", ended.error());
        assertTrue(cloud.types(arn).contains("TaskTimedOut"));
        cloud.await("the stop", () -> cloud.stopped.equals(List.of("p:0")));
    }

    @Test
    void tooMuchDataIsNotCaughtByAll() {
        String states = """
                "T": {"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass",
                  "Output": "{% $join($map($range(1, 30000, 1), function($n) { '0123456789' })) %}", "End": true}}},
                  "Items": [1], "Catch": [{"ErrorEquals": ["NAME"], "Next": "X"}], "End": true}, "X": {"Type": "Succeed"}""";
        load(machine(states.replace("NAME", "States.ALL")));
        assertEquals("States.DataLimitExceeded", cloud.run("{}").error());
        load(machine(states.replace("NAME", "States.DataLimitExceeded")));
        assertEquals(ExecutionStatus.SUCCEEDED, cloud.run("{}").status());
    }

    @Test
    void anEndlessLoopEndsAtTheHistorysLimit() {
        load(machine("""
                "A": {"Type": "Choice", "Choices": [{"Condition": false, "Next": "B"}], "Default": "A"}, "B": {"Type": "Succeed"}"""));
        var ended = cloud.run("{}");
        assertEquals("States.Runtime", ended.error());
        List<HistoryEvent> history = cloud.history(ended.executionArn());
        assertEquals(25_000, history.size());
        assertEquals("ExecutionFailed", history.getLast().typeAsString());
    }

    // integrations

    @ParameterizedTest
    @CsvSource({"SUCCEEDED", "FAILED", "FAULT", "TIMED_OUT", "STOPPED"})
    void aBuildIsWaitedForToItsEnd(String status) {
        load(BUILD);
        cloud.ending = _ -> null;
        String arn = cloud.start("e", "{}");
        cloud.await("the build", () -> cloud.types(arn).contains("TaskSubmitted"));
        cloud.end(0, StatusType.fromValue(status));
        var ended = cloud.ended(arn);
        if (status.equals("SUCCEEDED")) {
            assertEquals("p:0", Neighbours.json(ended.output()).path("Build").path("Id").asText());
            assertEquals(List.of("ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded",
                    "TaskStateExited", "ExecutionSucceeded"), cloud.types(arn));
        } else {
            assertEquals("States.TaskFailed", ended.error());
            assertTrue(ended.cause().startsWith("{\"Arn\":\"arn:aws:codebuild:us-east-1:123456789012:build/p:0\",\"BuildComplete\":true,"
                    + "\"BuildStatus\":\"" + status + "\","), ended.cause());
        }
        assertEquals(List.of(), cloud.stopped);
    }

    @Test
    void theCauseOfABadEndIsCut() {
        load(BUILD);
        cloud.initiator = "x".repeat(40_000);
        cloud.ending = _ -> StatusType.FAILED;
        assertEquals(32_768, cloud.run("{}").cause().length());
    }

    @Test
    void aBuildThatTheRoleMayNotLookAtIsWaitedForInVain() {
        cloud.close();
        cloud = new Neighbours(BUILD, (caller, permission) -> {
            if (permission.action().equals("codebuild:BatchGetBuilds")) {
                throw new AccessDenied(caller, permission, "no identity-based policy allows it");
            }
        });
        String arn = cloud.start("e", "{}");
        cloud.await("the build", () -> cloud.types(arn).contains("TaskSubmitted"));
        cloud.timeline.turn(Duration.ofSeconds(601));
        assertEquals("States.Timeout", cloud.ended(arn).error());
    }

    @Test
    void aCallThatNeverAnswersTimesOut() {
        load(machine("\"T\": {" + LAMBDA + ", \"TimeoutSeconds\": \"{% $states.input.limit %}\", \"End\": true}"));
        var never = new CountDownLatch(1);
        cloud.function = payload -> {
            try {
                never.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return Neighbours.answer(payload);
        };
        String arn = cloud.start("e", "{\"limit\": 5}");
        cloud.await("the call", () -> cloud.invocations.size() == 1);
        cloud.timeline.turn(Duration.ofSeconds(6));
        assertEquals("States.Timeout", cloud.ended(arn).error());
        never.countDown();
    }

    @Test
    void aBuildThatStartsAfterItsExecutionEndedIsStopped() {
        load(BUILD);
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        cloud.ending = _ -> {
            asked.countDown();
            try {
                go.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return null;
        };
        String arn = cloud.start("e", "{}");
        cloud.await("the call", () -> asked.getCount() == 0);
        call(StopExecutionRequest.builder().executionArn(arn).build());
        go.countDown();
        cloud.await("the stop", () -> cloud.stopped.equals(List.of("p:0")));
    }

    @Test
    void aBuildThatCannotStartFailsItsSubmission() {
        load(BUILD);
        cloud.limit = 0;
        var ended = cloud.run("{}");
        assertEquals("CodeBuild.AccountLimitExceededException", ended.error());
        assertTrue(ended.cause().startsWith(
                "Cannot have more than 0 builds in queue for the account (Service: CodeBuild, Status Code: 400"),
                ended.cause());
        assertTrue(cloud.types(ended.executionArn()).contains("TaskSubmitFailed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"events:PutTargets", "events:PutRule", "events:DescribeRule", "codebuild:StartBuild"})
    void whatTheRoleMayNotDoFailsTheStart(String action) {
        cloud.close();
        cloud = new Neighbours(BUILD, (caller, permission) -> {
            if (permission.action().equals(action)) {
                throw new AccessDenied(caller, permission, "no identity-based policy allows it");
            }
        });
        var ended = cloud.run("{}");
        assertEquals("CodeBuild.CodeBuildException", ended.error());
        assertTrue(ended.cause().contains("not authorized to perform: " + action), ended.cause());
        assertEquals(List.of(), cloud.starts);
    }

    @Test
    void callsAreMadeByTheRoleUnderASessionOfItsOwn() {
        load(BUILD);
        cloud.run("{}");
        Caller caller = cloud.callers.getFirst();
        assertTrue(caller.arn().startsWith("arn:aws:sts::123456789012:assumed-role/runs/"), caller.arn());
        var session = (Caller.RoleSession) caller;
        assertTrue(session.sessionName().matches("[\\w+=,.@-]{2,64}"), session.sessionName());
    }

    @Test
    void jsonBecomesTextWhereTheApiWantsText() {
        output("""
                "S": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Arguments": {"TopicArn": "t",
                  "Message": {"a": 1}}, "Next": "E"},
                "E": {"Type": "Task", "Resource": "arn:aws:states:::events:putEvents",
                  "Arguments": {"Entries": [{"Source": "s", "DetailType": "d", "Detail": {"b": 2}}]}, "End": true}""", "{}");
        assertEquals("{\"a\":1}", cloud.published.getFirst().message());
        assertEquals("{\"b\":2}", cloud.put.getFirst().detail());
    }

    @Test
    void anEntryThatFailedFailsThePut() {
        load(machine("""
                "E": {"Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "Arguments": {"Entries": []}, "End": true}"""));
        cloud.failedEntries = 1;
        assertEquals("EventBridge.FailedEntry", cloud.run("{}").error());
    }

    @Test
    void anyOperationIsCalledByItsSdkName() {
        assertEquals("1", output("""
                "S": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sns:publish", "Arguments": {"TopicArn": "t", "Message": "m"},
                  "End": true}""", "{}").path("MessageId").asText());
    }

    @Test
    void anOperationThatIsNotThereFailsByName() {
        load(machine("""
                "S": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sns:listTopics", "Arguments": {}, "End": true}"""));
        var ended = cloud.run("{}");
        assertEquals("Sns.SnsException", ended.error());
        assertTrue(ended.cause().contains("sns:listTopics"), ended.cause());
    }

    // ends and what is told of them

    @Test
    void stoppingEndsTheExecutionAndItsBuild() {
        load(BUILD);
        cloud.ending = _ -> null;
        String arn = cloud.start("e", "{}");
        cloud.await("the build", () -> cloud.types(arn).contains("TaskSubmitted"));
        call(StopExecutionRequest.builder().executionArn(arn).error("Superseded").cause("by another").build());
        var ended = cloud.describe(arn);
        assertEquals(ExecutionStatus.ABORTED, ended.status());
        assertEquals(List.of("Superseded", "by another"), List.of(ended.error(), ended.cause()));
        cloud.await("the stop", () -> cloud.stopped.equals(List.of("p:0")));
        HistoryEvent last = cloud.history(arn).getLast();
        assertEquals("ExecutionAborted", last.typeAsString());
        assertEquals(0, last.previousEventId());
        call(StopExecutionRequest.builder().executionArn(arn).error("Again").build());
        assertEquals("Superseded", cloud.describe(arn).error());
    }

    @Test
    void theMachinesOwnLimitTimesTheExecutionOut() {
        load(WAIT.replace("\"StartAt\"", "\"TimeoutSeconds\": 30, \"StartAt\""));
        String arn = cloud.start("e", "{}");
        cloud.timeline.turn(Duration.ofSeconds(31));
        var ended = cloud.ended(arn);
        assertEquals(ExecutionStatus.TIMED_OUT, ended.status());
        assertNull(ended.error());
        assertEquals("States.Timeout", cloud.history(arn).getLast().executionTimedOutEventDetails().error());
    }

    @Test
    void everyChangeOfStatusIsTold() {
        load(machine("\"P\": {\"Type\": \"Pass\", \"Output\": {\"b\": 2}, \"End\": true}"));
        String arn = cloud.run("{\"a\":1}").executionArn();
        cloud.await("both changes", () -> cloud.statusChanges.size() == 2);
        JsonNode running = cloud.statusChanges.get(0);
        JsonNode succeeded = cloud.statusChanges.get(1);
        assertEquals("RUNNING", running.get("status").textValue());
        assertTrue(running.get("stopDate").isNull() && running.get("output").isNull() && running.get("startDate").isIntegralNumber());
        assertEquals("SUCCEEDED", succeeded.get("status").textValue());
        assertEquals(List.of(arn, Neighbours.MACHINE, "e", "{\"a\":1}", "{\"b\":2}"), List.of(
                succeeded.get("executionArn").textValue(), succeeded.get("stateMachineArn").textValue(), succeeded.get("name").textValue(),
                succeeded.get("input").textValue(), succeeded.get("output").textValue()));
        assertTrue(succeeded.get("inputDetails").get("included").booleanValue());
    }

    @Test
    void largeInputIsLeftOutOfWhatIsTold() {
        load(machine("\"P\": {\"Type\": \"Pass\", \"Output\": 1, \"End\": true}"));
        cloud.run("\"" + "x".repeat(250 * 1024) + "\"");
        cloud.await("both changes", () -> cloud.statusChanges.size() == 2);
        JsonNode told = cloud.statusChanges.get(1);
        assertTrue(told.get("input").isNull());
        assertEquals("{\"included\":false}", told.get("inputDetails").toString());
        assertEquals("1", told.get("output").textValue());
    }

    @Test
    void historyHasIdsWithoutGapsAndEachEventItsCause() {
        load(machine("""
                "M": {"Type": "Map", "Items": [1, 2], "MaxConcurrency": 1, "ItemProcessor": {"StartAt": "P", "States": {
                  "P": {"Type": "Pass", "Assign": {"x": 1}, "End": true}}}, "End": true}"""));
        String arn = cloud.run("{}").executionArn();
        List<HistoryEvent> history = cloud.history(arn);
        assertEquals(List.of("ExecutionStarted 0", "MapStateEntered 1", "MapStateStarted 2", "MapIterationStarted 3", "PassStateEntered 4",
                "PassStateExited 5", "MapIterationSucceeded 6", "MapIterationStarted 3", "PassStateEntered 8", "PassStateExited 9",
                "MapIterationSucceeded 10", "MapStateSucceeded 11", "MapStateExited 12", "ExecutionSucceeded 13"),
                history.stream().map(event -> event.typeAsString() + " " + event.previousEventId()).toList());
        for (int index = 0; index < history.size(); index++) {
            assertEquals(index + 1, history.get(index).id());
        }
        assertEquals("{x=1}", history.get(5).stateExitedEventDetails().assignedVariables().toString());
        assertEquals(1, history.get(7).mapIterationStartedEventDetails().index());
        assertEquals(2, history.get(2).mapStateStartedEventDetails().length());
    }

    @Test
    void historyComesBackwardsAndWithoutData() {
        load(machine("\"P\": {\"Type\": \"Pass\", \"End\": true}"));
        String arn = cloud.run("{\"a\":1}").executionArn();
        var page = (GetExecutionHistoryResponse) call(GetExecutionHistoryRequest.builder().executionArn(arn).reverseOrder(true)
                .includeExecutionData(false).maxResults(3).build());
        assertEquals(List.of("ExecutionSucceeded", "PassStateExited", "PassStateEntered"),
                page.events().stream().map(HistoryEvent::typeAsString).toList());
        assertNull(page.events().get(0).executionSucceededEventDetails().output());
        assertNull(page.events().get(2).stateEnteredEventDetails().input());
        assertNotEquals(null, page.nextToken());
    }

    @Test
    void aTaskTellsWhatItWasAskedTo() {
        load(BUILD);
        String arn = cloud.run("{}").executionArn();
        var scheduled = cloud.history(arn).get(2).taskScheduledEventDetails();
        assertEquals(List.of("codebuild", "startBuild.sync", "us-east-1", "{\"ProjectName\":\"p\"}"),
                List.of(scheduled.resourceType(), scheduled.resource(), scheduled.region(), scheduled.parameters()));
        assertEquals(600, scheduled.timeoutInSeconds());
    }

    // definitions

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"P\": {\"Type\": \"Pass\", \"Next\": \"Nowhere\"} | Next names no state: Nowhere",
        "\"P\": {\"Type\": \"Pass\", \"End\": true}, \"Q\": {\"Type\": \"Succeed\"} | \"Q\": never reached",
        "\"P\": {\"Type\": \"Pass\", \"Parameters\": {}, \"End\": true} | Parameters is not there",
        "\"P\": {\"Type\": \"Pass\"} | either Next or End",
        "\"P\": {\"Type\": \"Activity\", \"End\": true} | Type Activity is not there",
        "\"P\": {\"Type\": \"Pass\", \"Output\": \"{% $nobody %}\", \"End\": true} | $nobody is never assigned",
        "\"P\": {\"Type\": \"Pass\", \"Output\": \"{% $eval('1') %}\", \"End\": true} | $eval is not there",
        "\"P\": {\"Type\": \"Pass\", \"Output\": \"{% 1 + %}\", \"End\": true} | Output:",
        "\"P\": {\"Type\": \"Pass\", \"Output\": \" {% 1 %}\", \"End\": true} | with nothing around it",
        "\"P\": {\"Type\": \"Pass\", \"Output\": \"{% $states.result %}\", \"End\": true} | $states.result is not to be had here",
        "\"P\": {\"Type\": \"Pass\", \"Output\": {\"a.$\": \"$.b\"}, \"End\": true} | belongs to JSONPath",
        "\"T\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::ecs:runTask.sync\", \"End\": true} | ecs:runTask.sync is not there",
        "\"T\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke.waitForTaskToken\", \"End\": true} | is not there",
        "\"T\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"HeartbeatSeconds\": 5, \"End\": true} | "
            + "HeartbeatSeconds is not there",
        "\"T\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"TimeoutSeconds\": 0, \"End\": true} | "
            + "TimeoutSeconds must be",
        "\"T\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"Retry\": [{\"ErrorEquals\": "
            + "[\"States.ALL\", \"E\"]}], \"End\": true} | States.ALL must stand alone",
        "\"T\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"Retry\": [{\"ErrorEquals\": "
            + "[\"States.Nope\"]}], \"End\": true} | there is no error States.Nope",
        "\"M\": {\"Type\": \"Map\", \"ItemProcessor\": {\"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\"}, \"StartAt\": \"A\", "
            + "\"States\": {\"A\": {\"Type\": \"Succeed\"}}}, \"End\": true} | Mode DISTRIBUTED is not there",
        "\"M\": {\"Type\": \"Map\", \"Assign\": {\"x\": 1}, \"ItemProcessor\": {\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": "
            + "\"Pass\", \"Assign\": {\"x\": 2}, \"End\": true}}}, \"End\": true} | an inner scope cannot assign it",
        "\"C\": {\"Type\": \"Choice\", \"Choices\": []} | Choices must be a list of rules"
    })
    void aDefinitionThatCannotRunIsRefusedByName(String states, String problem) {
        var refused = assertThrows(InvalidDefinition.class, () -> DefinitionReader.read("m", Neighbours.json(machine(states))));
        assertTrue(refused.problems().stream().anyMatch(found -> found.contains(problem)), refused.getMessage());
    }

    @Test
    void everyProblemOfADefinitionIsNamed() {
        var refused = assertThrows(InvalidDefinition.class, () -> DefinitionReader.read("m", Neighbours.json("""
                {"StartAt": "A", "States": {"B": {"Type": "Pass", "InputPath": "$", "Next": "C"}}}""")));
        assertEquals(5, refused.problems().size(), refused.getMessage());
    }
}
