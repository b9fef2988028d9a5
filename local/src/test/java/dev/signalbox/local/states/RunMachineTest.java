package dev.signalbox.local.states;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sns.model.NotFoundException;

import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Gate;

/** The deployed state machine, with Conclude and CodeBuild as fakes. */
class RunMachineTest {

    private static final String CONCLUDE = "arn:aws:lambda:us-east-1:123456789012:function:conclude";
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:notifications";

    private static final Duration SHORTER_THAN_A_CALLS_LIMIT = Duration.ofMillis(299_900);

    private Neighbours cloud = new Neighbours(definition());

    RunMachineTest() {
        cloud.function = RunMachineTest::conclude;
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    private static String definition() {
        try {
            return Files.readString(Path.of("..", "statemachine", "run.asl.json"))
                    .replace("${Partition}", "aws").replace("${ConcludeFunctionArn}", CONCLUDE)
                    .replace("${NotificationsTopicArn}", TOPIC)
                    .replace("${CloneUrlPrefix}", "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/");
        } catch (IOException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private static InvokeResponse conclude(JsonNode payload) {
        return Neighbours.answer(Neighbours.json("""
                {"verdict": "passed", "change": "none", "subject": "passed: orders",
                 "message": {"default": "{\\"verdict\\":\\"passed\\",\\"version\\":1}", "email": "Passed.", "sms": "passed"},
                 "attributes": {"repository": {"DataType": "String", "StringValue": "orders"}}}"""));
    }

    private static ObjectNode build(String name) {
        ObjectNode build = Neighbours.JSON.createObjectNode();
        build.put("name", name).put("project", "signalbox-default").put("buildspec", "buildspec.yml")
                .put("minutes", 60).put("queuedMinutes", 480).put("seconds", 34800).put("required", true)
                .put("failFast", false).put("start", 1).put("patience", 2);
        build.putObject("overrides");
        build.putArray("env").addObject().put("Name", "SIGNALBOX_BUILD").put("Value", name).put("Type", "PLAINTEXT");
        return build;
    }

    private static ObjectNode input(ObjectNode[]... waves) {
        ObjectNode input = Neighbours.JSON.createObjectNode();
        input.put("version", 1).putObject("run").put("id", "push-1234");
        input.put("repository", "orders").put("branch", "main").put("commit", "c".repeat(40)).put("sourceVersion", "c".repeat(40));
        input.putArray("env").addObject().put("Name", "SIGNALBOX_RUN").put("Value", "push-1234").put("Type", "PLAINTEXT");
        ArrayNode list = input.putArray("waves");
        for (ObjectNode[] wave : waves) {
            ArrayNode builds = list.addObject().put("concurrency", 40).putArray("builds");
            for (ObjectNode build : wave) {
                builds.add(build);
            }
        }
        return input;
    }

    private static ObjectNode[] wave(ObjectNode... builds) {
        return builds;
    }

    private JsonNode run(ObjectNode input) {
        var ended = cloud.run(input.toString());
        assertEquals(ExecutionStatus.SUCCEEDED, ended.status(), ended.error() + ": " + ended.cause());
        return Neighbours.json(ended.output());
    }

    private boolean concluding(String arn) {
        return cloud.entered(arn).contains("Conclude the run");
    }

    /** What Conclude was told last. */
    private JsonNode told() {
        return cloud.invocations.getLast();
    }

    @Test
    void aPassingBuildEntersSevenStates() {
        assertEquals("{\"verdict\":\"passed\"}", run(input(wave(build("unit")))).toString());
        String arn = Neighbours.ACCOUNT.arn("states", "execution:m:e");
        assertEquals(List.of("Is there anything to build?", "Build the wave", "Start the build and wait", "Go on to the next wave?",
                "Conclude the run", "Tell people", "Tell other programs"), cloud.entered(arn));
    }

    @Test
    void concludeIsToldTheInputAndTheOutcomes() {
        ObjectNode input = input(wave(build("unit")));
        run(input);
        assertEquals(Set.of("execution", "input", "outcomes", "trouble", "failedFast", "tries"),
                told().properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet()));
        assertEquals(Neighbours.ACCOUNT.arn("states", "execution:m:e"), told().get("execution").textValue());
        assertEquals(0, told().get("tries").intValue());
        JsonNode read = told().get("input");
        assertEquals(input.get("commit"), read.get("commit"));
        assertEquals(Neighbours.json("[{\"builds\":[{\"name\":\"unit\",\"project\":\"signalbox-default\",\"required\":true}]}]"),
                read.get("waves"), "what builds start with is nothing to Conclude");
        assertEquals("[{\"name\":\"unit\",\"required\":true,\"outcome\":\"SUCCEEDED\",\"id\":\"signalbox-default:0\"}]",
                told().get("outcomes").toString());
        assertEquals("", told().get("trouble").textValue());
    }

    @Test
    void aBuildspecOfTheTargetIsLookedUpInTheInput() {
        ObjectNode build = build("unit").put("targetBuildspec", "ci/unit.yml");
        build.remove("buildspec");
        ObjectNode input = input(wave(build, build("lint")));
        input.putObject("buildspecs").put("ci/unit.yml", "version: 0.2\n").put("buildspec.yml", "another's\n");
        run(input);
        assertEquals(Set.of("version: 0.2\n", "buildspec.yml"),
                cloud.starts.stream().map(StartBuildRequest::buildspecOverride).collect(Collectors.toSet()));
        assertEquals("{}", told().at("/input/buildspecs").toString());
    }

    @Test
    void theBuildIsOfTheRunsCommit() {
        run(input(wave(build("unit"))));
        StartBuildRequest start = cloud.starts.getFirst();
        assertEquals("signalbox-default", start.projectName());
        assertEquals("CODECOMMIT", start.sourceTypeOverrideAsString());
        assertEquals("https://git-codecommit.us-east-1.amazonaws.com/v1/repos/orders", start.sourceLocationOverride());
        assertEquals("c".repeat(40), start.sourceVersion());
        assertEquals("buildspec.yml", start.buildspecOverride());
        assertEquals(List.of(EnvironmentVariable.builder().name("SIGNALBOX_RUN").value("push-1234").type("PLAINTEXT").build(),
                EnvironmentVariable.builder().name("SIGNALBOX_BUILD").value("unit").type("PLAINTEXT").build()),
                start.environmentVariablesOverride());
        assertEquals(60, start.timeoutInMinutesOverride());
        assertEquals(480, start.queuedTimeoutInMinutesOverride());
        assertTrue(start.idempotencyToken().matches("[0-9a-f]{64}"), start.idempotencyToken());
    }

    @Test
    void peopleAndProgramsAreTold() {
        run(input(wave(build("unit"))));
        var message = cloud.published.getFirst();
        assertEquals(TOPIC, message.topicArn());
        assertEquals("passed: orders", message.subject());
        assertEquals("json", message.messageStructure());
        assertEquals("Passed.", Neighbours.json(message.message()).get("email").textValue());
        assertEquals("orders", message.messageAttributes().get("repository").stringValue());
        var event = cloud.put.getFirst();
        assertEquals("signalbox", event.source());
        assertEquals("Signalbox Run Concluded", event.detailType());
        assertEquals(Neighbours.json("{\"verdict\":\"passed\",\"version\":1}"), Neighbours.json(event.detail()));
    }

    @Test
    void buildsOfAWaveRunBesideEachOtherAndWavesAfterEachOther() {
        cloud.ending = request -> request.environmentVariablesOverride().getLast().value().equals("ship") ? StatusType.SUCCEEDED : null;
        String arn = cloud.start("e", input(wave(build("lint"), build("unit")), wave(build("ship"))).toString());
        cloud.await("both builds of the first wave", () -> cloud.starts.size() == 2);
        cloud.end(0, StatusType.SUCCEEDED);
        cloud.end(1, StatusType.SUCCEEDED);
        assertEquals(ExecutionStatus.SUCCEEDED, cloud.ended(arn).status());
        assertEquals(3, cloud.starts.size());
        assertEquals(List.of("lint", "unit", "ship"), told().get("outcomes").findValuesAsText("name"));
    }

    @Test
    void aFailedRequiredBuildSkipsLaterWaves() {
        cloud.ending = _ -> StatusType.FAILED;
        run(input(wave(build("unit")), wave(build("ship"))));
        assertEquals(1, cloud.starts.size());
        assertEquals("[{\"name\":\"unit\",\"required\":true,\"outcome\":\"FAILED\",\"id\":\"signalbox-default:0\"}]",
                told().get("outcomes").toString());
    }

    /** Step Functions passes 256 KiB: neither what builds start with nor why they did not may fill it. */
    @Test
    void theLargestRunWhoseBuildsAllCouldNotStartIsConcluded() {
        ObjectNode[] builds = new ObjectNode[256];
        for (int i = 0; i < builds.length; i++) {
            builds[i] = build("a-build-with-a-name-of-forty-letters-%03d (JAVA=21, DATABASE=postgresql, OS=linux)".formatted(i));
            builds[i].put("buildspec", "x".repeat(500)).withObject("/gate").put("tests", 1);
        }
        cloud.refusal = "denied: " + "\"why\" ".repeat(200);
        ObjectNode input = input(wave(builds));
        assertTrue(input.toString().length() > 190_000, "as large as an input may be");
        run(input);
        assertEquals(256, told().get("outcomes").size());
        assertEquals("", told().get("trouble").textValue());
        assertTrue(told().toString().length() < 200_000, () -> told().toString().length() + " bytes");
    }

    @Test
    void aBuildThatFailsFastStopsItsWaveAndTheRun() {
        cloud.ending = _ -> null;
        String arn = cloud.start("e", input(wave(build("lint").put("failFast", true), build("unit")), wave(build("ship"))).toString());
        cloud.await("both builds", () -> cloud.starts.size() == 2);
        int lint = cloud.starts.getFirst().environmentVariablesOverride().getLast().value().equals("lint") ? 0 : 1;
        cloud.end(lint, StatusType.FAILED);
        assertEquals(ExecutionStatus.SUCCEEDED, cloud.ended(arn).status());
        assertEquals("lint", told().get("failedFast").textValue());
        assertEquals("[{\"name\":\"lint\",\"required\":true,\"outcome\":\"FAILED\",\"id\":\"signalbox-default:%d\"}]".formatted(lint),
                told().get("outcomes").toString());
        assertEquals("", told().get("trouble").textValue());
        cloud.await("the other build is stopped", () -> cloud.stopped.equals(List.of("signalbox-default:" + (1 - lint))));
    }

    @Test
    void aBuildThatPassesFailsNothingFast() {
        run(input(wave(build("lint").put("failFast", true), build("unit")), wave(build("ship"))));
        assertEquals("", told().get("failedFast").textValue());
        assertEquals(3, told().get("outcomes").size());
    }

    @Test
    void noMoreBuildsOfAWaveRunAtOnceThanItAllows() {
        cloud.ending = _ -> null;
        ObjectNode input = input(wave(build("a1"), build("b2"), build("c3")));
        ((ObjectNode) input.at("/waves/0")).put("concurrency", 2);
        String arn = cloud.start("e", input.toString());
        cloud.await("two builds", () -> cloud.starts.size() == 2);
        cloud.end(0, StatusType.SUCCEEDED);
        cloud.await("the third", () -> cloud.starts.size() == 3);
        cloud.end(1, StatusType.SUCCEEDED);
        cloud.end(2, StatusType.SUCCEEDED);
        assertEquals(ExecutionStatus.SUCCEEDED, cloud.ended(arn).status());
    }

    @Test
    void whatTheRulesOverrideIsHandedOnAsItIs() {
        ObjectNode build = build("unit");
        build.withObject("/overrides").put("ImageOverride", "maven:3").put("PrivilegedModeOverride", true)
                .putObject("ArtifactsOverride").put("Type", "S3").put("Location", "bucket").put("OverrideArtifactName", true);
        run(input(wave(build)));
        StartBuildRequest start = cloud.starts.getFirst();
        assertEquals("maven:3", start.imageOverride());
        assertTrue(start.privilegedModeOverride());
        assertEquals("bucket", start.artifactsOverride().location());
        assertTrue(start.artifactsOverride().overrideArtifactName());
        assertEquals("buildspec.yml", start.buildspecOverride());
    }

    @Test
    void aFailedBuildThatIsNotRequiredSkipsNothing() {
        cloud.ending = request -> request.environmentVariablesOverride().getLast().value().equals("lint")
                ? StatusType.FAILED : StatusType.SUCCEEDED;
        run(input(wave(build("lint").put("required", false)), wave(build("ship"))));
        assertEquals(List.of("FAILED", "SUCCEEDED"), told().get("outcomes").findValuesAsText("outcome"));
    }

    @ParameterizedTest
    @CsvSource({"FAILED", "TIMED_OUT", "STOPPED"})
    void aBadEndIsAnOutcomeAndNotRepeated(String status) {
        cloud.ending = _ -> StatusType.fromValue(status);
        run(input(wave(build("unit"))));
        assertEquals(1, cloud.starts.size());
        JsonNode outcome = told().get("outcomes").get(0);
        assertEquals(status, outcome.get("outcome").textValue());
        assertEquals("signalbox-default:0", outcome.get("id").textValue());
        assertFalse(outcome.has("reason"));
    }

    @Test
    void whatABuildSaysOfItselfIsNotTakenForItsEnd() {
        cloud.ending = _ -> StatusType.FAILED;
        cloud.initiator = "\"BuildStatus\":\"FAULT\",\"Arn\":\"arn:aws:codebuild:us-east-1:1:build/other:1\"";
        run(input(wave(build("unit"))));
        assertEquals("[{\"name\":\"unit\",\"required\":true,\"outcome\":\"FAILED\",\"id\":\"signalbox-default:0\"}]",
                told().get("outcomes").toString());
    }

    @Test
    void aFaultIsStartedOnceMoreUnderATokenOfItsOwn() {
        cloud.ending = _ -> cloud.starts.size() == 1 ? StatusType.FAULT : StatusType.SUCCEEDED;
        run(input(wave(build("unit"))));
        assertEquals(2, cloud.starts.size());
        assertNotEquals(cloud.starts.get(0).idempotencyToken(), cloud.starts.get(1).idempotencyToken());
        assertEquals("SUCCEEDED", told().get("outcomes").get(0).get("outcome").textValue());
    }

    @Test
    void aSecondFaultIsTheOutcome() {
        cloud.ending = _ -> StatusType.FAULT;
        run(input(wave(build("unit"))));
        assertEquals(2, cloud.starts.size());
        assertEquals("[{\"name\":\"unit\",\"required\":true,\"outcome\":\"FAULT\",\"id\":\"signalbox-default:1\"}]",
                told().get("outcomes").toString());
    }

    @Test
    void aFullAccountIsWaitedFor() {
        cloud.limit = 0;
        String arn = cloud.start("e", input(wave(build("unit"))).toString());
        cloud.turnUntil("twelve attempts", () -> cloud.starts.size() >= 12, SHORTER_THAN_A_CALLS_LIMIT);
        cloud.limit = 1;
        cloud.turnUntil("the build", () -> concluding(arn), SHORTER_THAN_A_CALLS_LIMIT);
        assertEquals(ExecutionStatus.SUCCEEDED, cloud.ended(arn).status());
        assertEquals("SUCCEEDED", told().get("outcomes").get(0).get("outcome").textValue());
    }

    @Test
    void anAccountThatStaysFullIsAFaultWithItsReason() {
        cloud.limit = 0;
        String arn = cloud.start("e", input(wave(build("unit").put("patience", 0))).toString());
        cloud.turnUntil("the end of patience", () -> concluding(arn), SHORTER_THAN_A_CALLS_LIMIT);
        cloud.ended(arn);
        assertEquals(7, cloud.starts.size());
        JsonNode outcome = told().get("outcomes").get(0);
        assertEquals("FAULT", outcome.get("outcome").textValue());
        assertFalse(outcome.has("id"));
        assertTrue(outcome.get("reason").textValue().startsWith(
                "CodeBuild.AccountLimitExceededException: Cannot have more than 0 builds in queue"), outcome.toString());
    }

    @Test
    void aBuildThatOverrunsItsTaskIsStoppedAndTimedOut() {
        cloud.ending = _ -> null;
        String arn = cloud.start("e", input(wave(build("unit"))).toString());
        cloud.await("the build", () -> cloud.types(arn).contains("TaskSubmitted"));
        cloud.timeline.turn(Duration.ofSeconds(34_801));
        cloud.ended(arn);
        assertEquals("[{\"name\":\"unit\",\"required\":true,\"outcome\":\"TIMED_OUT\",\"reason\":\"States.Timeout\"}]",
                told().get("outcomes").toString());
        cloud.await("the stop", () -> cloud.stopped.equals(List.of("signalbox-default:0")));
    }

    @Test
    void aBuildThatMayNotStartIsAFaultWithItsReason() {
        cloud.close();
        Gate gate = (caller, permission) -> {
            if (permission.action().equals("codebuild:StartBuild")) {
                throw new AccessDenied(caller, permission, "no identity-based policy allows it");
            }
        };
        cloud = new Neighbours(definition(), gate);
        cloud.function = RunMachineTest::conclude;
        String arn = cloud.start("e", input(wave(build("unit"))).toString());
        cloud.turnUntil("the end", () -> cloud.describe(arn).status() != ExecutionStatus.RUNNING, Duration.ofSeconds(9));
        cloud.ended(arn);
        JsonNode outcome = told().get("outcomes").get(0);
        assertEquals("FAULT", outcome.get("outcome").textValue());
        assertTrue(outcome.get("reason").textValue().startsWith("CodeBuild.CodeBuildException: User: "), outcome.toString());
    }

    @Test
    void anUnexpectedErrorInsideIsToldAsTrouble() {
        cloud.limit = 0;
        String arn = cloud.start("e", input(wave(build("unit").put("patience", "much"))).toString());
        cloud.turnUntil("the end of patience", () -> concluding(arn), SHORTER_THAN_A_CALLS_LIMIT);
        assertEquals(ExecutionStatus.SUCCEEDED, cloud.ended(arn).status());
        assertTrue(told().get("trouble").textValue().startsWith("States.QueryEvaluationError: "), told().toString());
        assertTrue(cloud.entered(arn).contains("Something broke"));
        assertEquals("[]", told().get("outcomes").toString());
    }

    @Test
    void aRefusalIsConcludedWithoutBuilds() {
        ObjectNode input = input();
        input.putObject("refusal").put("reason", "no");
        run(input);
        assertEquals(List.of(), cloud.starts);
        assertEquals("[]", told().get("outcomes").toString());
        assertEquals("no", told().get("input").get("refusal").get("reason").textValue());
        assertEquals(List.of("Is there anything to build?", "Conclude the run", "Tell people", "Tell other programs"),
                cloud.entered(Neighbours.ACCOUNT.arn("states", "execution:m:e")));
    }

    @Test
    void whoCannotBeToldChangesNeitherTheVerdictNorTheOthers() {
        cloud.beforePublish = () -> {
            throw NotFoundException.builder().message("Topic does not exist").build();
        };
        String arn = cloud.start("e", input(wave(build("unit"))).toString());
        cloud.turnUntil("the end", () -> cloud.describe(arn).status() != ExecutionStatus.RUNNING, Duration.ofSeconds(17));
        assertEquals("{\"verdict\":\"passed\"}", cloud.ended(arn).output());
        assertEquals(1, cloud.put.size());
    }

    @Test
    void theVerdictStandsWhenNobodyListens() {
        cloud.failedEntries = 1;
        String arn = cloud.start("e", input(wave(build("unit"))).toString());
        cloud.turnUntil("the end", () -> cloud.describe(arn).status() != ExecutionStatus.RUNNING, Duration.ofSeconds(17));
        assertEquals("{\"verdict\":\"passed\"}", cloud.ended(arn).output());
        assertEquals("The verdict stands", cloud.entered(arn).getLast());
    }

    @Test
    void concludeIsAskedAgainWhenLambdaIsBusy() {
        cloud.function = payload -> {
            if (cloud.invocations.size() == 1) {
                throw TooManyRequestsException.builder().message("Rate Exceeded.").build();
            }
            return conclude(payload);
        };
        String arn = cloud.start("e", input(wave(build("unit"))).toString());
        cloud.turnUntil("the end", () -> cloud.describe(arn).status() != ExecutionStatus.RUNNING, Duration.ofSeconds(3));
        assertEquals(ExecutionStatus.SUCCEEDED, cloud.ended(arn).status());
    }

    @Test
    void aRunWhoseConcludeBreaksFails() {
        cloud.function = _ -> Neighbours.error("{\"errorMessage\":\"no\",\"errorType\":\"java.lang.IllegalStateException\"}");
        var ended = cloud.run(input(wave(build("unit"))).toString());
        assertEquals(ExecutionStatus.FAILED, ended.status());
        assertEquals("java.lang.IllegalStateException", ended.error());
        assertEquals(List.of(), cloud.published);
    }
}
