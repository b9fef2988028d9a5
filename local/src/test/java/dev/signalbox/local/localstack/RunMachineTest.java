package dev.signalbox.local.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * The deployed state machine on both clouds: the same states in the same order, the same arguments to every Task, the same end.
 * Four things of the definition are changed for LocalStack, no other: it mocks a plain {@code startBuild} only; what it mocks cannot
 * fail by the name {@code States.TaskFailed}, so another one stands for it where an expression asks for it; and its clock cannot be
 * turned, so it waits a second between attempts; and it escapes an error's cause once more before an expression sees it.
 */
@EnabledIf(value = "dev.signalbox.local.localstack.LocalStack#isThere", disabledReason = "there is no LocalStack here")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunMachineTest {

    /**
     * What is seen of an execution from outside.
     *
     * @param arguments of every Task's first attempt, those of builds that run beside each other in the order of their text
     */
    private record Seen(ExecutionStatus status, JsonNode output, String error, String cause, List<String> entered, List<JsonNode> arguments) { }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BROKEN = "Something broke";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration SHORTER_THAN_CONCLUDES_LIMIT = Duration.ofMillis(299_900);
    private static final Duration SHORTER_THAN_TELLINGS_LIMIT = Duration.ofMillis(59_900);

    private TwoClouds clouds;
    private FakeNeighbours neighbours;
    private String machine = "";

    @BeforeAll
    void start(@TempDir Path data) {
        clouds = new TwoClouds(data);
        machine = clouds.cloud.stack().output("RunStateMachineArn");
        String name = machine.substring(machine.lastIndexOf(':') + 1);
        neighbours = new FakeNeighbours(name);
        neighbours.connectTo(clouds.cloud.calls());
        clouds.topic();
        var deployed = clouds.local.runs.describeStateMachine(r -> r.stateMachineArn(machine));
        clouds.second.runs.listStateMachines().stateMachines().stream().filter(known -> known.name().equals(name))
                .forEach(known -> clouds.second.runs.deleteStateMachine(r -> r.stateMachineArn(known.stateMachineArn())));
        assertEquals(machine, clouds.second.runs.createStateMachine(r -> r.name(name).roleArn(deployed.roleArn())
                .definition(forLocalStack(deployed.definition()))).stateMachineArn());
    }

    @AfterAll
    void stop() {
        if (clouds != null) {
            clouds.close();
        }
    }

    private static String forLocalStack(String definition) {
        JsonNode changed = json(definition.replace("startBuild.sync", "startBuild").replace("'States.TaskFailed'", "'StandIn.TaskFailed'")
                .replace("$states.errorOutput.Cause & ''", "$replace($states.errorOutput.Cause & '', '\\\\\\\\\\\"', '\\\"')"));
        for (JsonNode retry : changed.findValues("Retry")) {
            retry.forEach(retrier -> ((ObjectNode) retrier).put("IntervalSeconds", 1).put("BackoffRate", 1).remove("MaxDelaySeconds"));
        }
        return changed.toString();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException wrong) {
            throw new UncheckedIOException(text, wrong);
        }
    }

    private static ObjectNode build(String name) {
        ObjectNode build = JSON.createObjectNode();
        build.put("name", name).put("project", "signalbox-default").put("buildspec", "buildspec.yml")
                .put("minutes", 60).put("queuedMinutes", 480).put("seconds", 34800).put("required", true)
                .put("failFast", false).put("start", 1).put("patience", 2);
        build.putObject("overrides");
        build.putArray("env").addObject().put("Name", "SIGNALBOX_BUILD").put("Value", name).put("Type", "PLAINTEXT");
        return build;
    }

    private static ObjectNode[] wave(ObjectNode... builds) {
        return builds;
    }

    private static ObjectNode input(ObjectNode[]... waves) {
        ObjectNode input = JSON.createObjectNode();
        input.put("version", 1).putObject("run").put("id", "push-1234");
        input.put("repository", "orders").put("branch", "main").put("commit", "c".repeat(40)).put("sourceVersion", "c".repeat(40))
                .put("title", "Say \"hé\" \\ {% $x %}");
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

    /** Runs a case on both clouds, which must see the same; tells what that is. */
    private Seen same(String testCase, ObjectNode input) {
        String name = testCase + "-" + UUID.randomUUID();
        neighbours.answerAs(testCase);
        String here = clouds.local.runs.startExecution(r -> r.stateMachineArn(machine).name(name).input(input.toString())).executionArn();
        String there = clouds.second.runs.startExecution(r -> r.stateMachineArn(machine + "#" + testCase).name(name)
                .input(input.toString())).executionArn();
        await("the end of " + testCase + " on the local cloud", () -> {
            turn(here);
            return clouds.local.runs.describeExecution(r -> r.executionArn(here)).status() != ExecutionStatus.RUNNING;
        });
        await("the end of " + testCase + " on LocalStack",
                () -> clouds.second.runs.describeExecution(r -> r.executionArn(there)).status() != ExecutionStatus.RUNNING);
        Seen seen = seen(clouds.local, here);
        Seen second = seen(clouds.second, there);
        assertEquals(seen.entered(), second.entered());
        assertEquals(seen.arguments(), second.arguments());
        assertEquals(seen, second);
        return seen;
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** Turns the local cloud's clock to the next attempt of a Task, never as far as a limit of a call under way. */
    private void turn(String execution) {
        @Nullable Instant next = clouds.cloud.timeline().next();
        Instant now = clouds.cloud.timeline().now();
        boolean building = !entered(history(clouds.local, execution)).contains("Conclude the run");
        Duration within = building ? SHORTER_THAN_CONCLUDES_LIMIT : SHORTER_THAN_TELLINGS_LIMIT;
        if (next != null && next.isAfter(now) && next.isBefore(now.plus(within))) {
            clouds.cloud.timeline().turn(Duration.between(now, next));
        }
    }

    private static List<HistoryEvent> history(Clients cloud, String execution) {
        return cloud.runs.getExecutionHistoryPaginator(r -> r.executionArn(execution)).events().stream().toList();
    }

    private static List<String> entered(List<HistoryEvent> history) {
        return history.stream().filter(event -> event.stateEnteredEventDetails() != null)
                .map(event -> event.stateEnteredEventDetails().name()).toList();
    }

    private static Seen seen(Clients cloud, String execution) {
        DescribeExecutionResponse ended = cloud.runs.describeExecution(r -> r.executionArn(execution));
        List<HistoryEvent> history = history(cloud, execution);
        List<JsonNode> arguments = new ArrayList<>(history.stream().filter(event -> event.taskScheduledEventDetails() != null)
                .map(event -> comparable(json(event.taskScheduledEventDetails().parameters()))).distinct().toList());
        arguments.sort((a, b) -> a.has("ProjectName") && b.has("ProjectName") ? a.toString().compareTo(b.toString()) : 0);
        return new Seen(ended.status(), json(ended.output() == null ? "null" : ended.output()), String.valueOf(ended.error()),
                String.valueOf(ended.cause()), entered(history), List.copyOf(arguments));
    }

    /** Without what differs by nature: ids of requests, how an expression's failure is told, and {@code $hash}, which LocalStack lacks. */
    private static JsonNode comparable(JsonNode arguments) {
        if (arguments instanceof ObjectNode start && start.has("ProjectName")) {
            start.remove("IdempotencyToken");
        }
        return json(arguments.toString().replaceAll("Request ID: [0-9a-f-]{36}", "Request ID: any")
                .replaceAll("States\\.(?:QueryEvaluationError|Runtime): (?:[^\"\\\\]|\\\\.)*", "an expression failed"));
    }

    private static JsonNode told(Seen seen) {
        return seen.arguments().stream().filter(arguments -> arguments.has("Payload")).findFirst().orElseThrow().get("Payload");
    }

    @Test
    void aRunOfTwoWavesPasses() {
        Seen seen = same("Passed", input(wave(build("lint")), wave(build("unit"))));
        assertEquals("{\"verdict\":\"passed\"}", seen.output().toString());
        assertEquals(List.of("Is there anything to build?", "Build the wave", "Start the build and wait", "Go on to the next wave?",
                "Build the wave", "Start the build and wait", "Go on to the next wave?", "Conclude the run", "Tell people",
                "Tell other programs"), seen.entered());
        assertEquals(5, seen.arguments().size());
    }

    @Test
    void buildsBesideEachOtherKeepTheirOrder() {
        Seen seen = same("Passed", input(wave(build("a"), build("b"), build("c"))));
        assertEquals(List.of("a", "b", "c"), told(seen).get("outcomes").findValuesAsText("name"));
    }

    @Test
    void aFailedBuildEndsTheRunAfterItsWave() {
        Seen seen = same("Failed", input(wave(build("unit")), wave(build("ship"))));
        assertEquals("{\"verdict\":\"failed\"}", seen.output().toString());
        assertEquals("[{\"name\":\"unit\",\"required\":true,\"outcome\":\"FAILED\","
                + "\"id\":\"signalbox-default:11111111-2222-3333-4444-555555555555\"}]", told(seen).get("outcomes").toString());
    }

    @Test
    void aBuildThatFailsFastEndsTheRunAsItsOwnError() {
        Seen seen = same("Failed", input(wave(build("unit").put("failFast", true)), wave(build("ship"))));
        assertEquals(ExecutionStatus.SUCCEEDED, seen.status());
        assertTrue(seen.entered().containsAll(List.of("See how it ended", "Stop the wave", "Conclude the run")), seen.entered().toString());
        assertFalse(seen.entered().contains(BROKEN), seen.entered().toString());
    }

    @Test
    void aFailedBuildThatIsNotRequiredEndsNothing() {
        Seen seen = same("Failed", input(wave(build("lint").put("required", false)), wave(build("docs").put("required", false))));
        assertEquals(List.of("lint", "docs"), told(seen).get("outcomes").findValuesAsText("name"));
    }

    @Test
    void aFaultIsTriedOnceMore() {
        Seen seen = same("Fault", input(wave(build("unit"))));
        assertEquals(2, seen.entered().stream().filter("Start the build and wait"::equals).count());
        assertEquals("FAULT", told(seen).get("outcomes").get(0).get("outcome").textValue());
    }

    @Test
    void aBuildThatTimedOutAndOneThatWasStoppedAreOutcomes() {
        for (Map.Entry<String, String> end : Map.of("TimedOut", "TIMED_OUT", "Stopped", "STOPPED").entrySet()) {
            Seen seen = same(end.getKey(), input(wave(build("unit"))));
            assertEquals(end.getValue(), told(seen).get("outcomes").get(0).get("outcome").textValue());
        }
    }

    @Test
    void aBuildThatMayNotStartIsAFaultWithItsReason() {
        Seen seen = same("Refused", input(wave(build("unit"))));
        assertTrue(told(seen).get("outcomes").get(0).get("reason").textValue()
                .startsWith("CodeBuild.ResourceNotFoundException: Project cannot be found"), seen.toString());
    }

    @Test
    void aFullAccountIsWaitedForAsLongAsPatienceLasts() {
        Seen seen = same("Full", input(wave(build("unit").put("patience", 1))));
        assertEquals(2, seen.entered().stream().filter("Start the build and wait"::equals).count());
        assertEquals("FAULT", told(seen).get("outcomes").get(0).get("outcome").textValue());
    }

    @Test
    void aRefusalNeedsNoBuild() {
        ObjectNode input = input();
        input.putObject("refusal").put("reason", ".signalbox.yml:3:5: unknown key 'branch'; did you mean 'branches'?");
        Seen seen = same("NothingToBuild", input);
        assertEquals(List.of("Is there anything to build?", "Conclude the run", "Tell people", "Tell other programs"), seen.entered());
        assertEquals(input.get("refusal"), told(seen).get("input").get("refusal"));
        assertEquals(0, told(seen).get("input").get("waves").size());
    }

    @Test
    void anUnexpectedErrorInsideIsToldAsTrouble() {
        Seen seen = same("Full", input(wave(build("unit").put("patience", "much"))));
        assertTrue(seen.entered().contains(BROKEN), seen.toString());
        assertEquals("an expression failed", told(seen).get("trouble").textValue());
    }

    @Test
    void anAnswerWithoutADocumentLeavesTheVerdictStanding() {
        Seen seen = same("Wordless", input(wave(build("unit"))));
        assertEquals("{\"verdict\":\"passed\"}", seen.output().toString());
        assertEquals("The verdict stands", seen.entered().getLast());
    }

    @Test
    void aRunWhoseConcludeBreaksFails() {
        Seen seen = same("ConcludeBroke", input(wave(build("unit"))));
        assertEquals(ExecutionStatus.FAILED, seen.status());
        assertEquals("java.lang.IllegalStateException", seen.error());
    }
}
