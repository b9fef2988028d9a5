package dev.signalbox.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownKey;
import dev.signalbox.local.time.Timeline;

@ParameterizedClass
@EnumSource(FunctionRuntime.class)
class LambdaTest {

    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private static final String ROLE = "arn:aws:iam::123456789012:role/functions";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:given-up";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Timeline timeline = new Timeline();
    private final Switchboard calls = new Switchboard(Gate.open());
    private final Identities identities = new Identities("123456789012");
    private final FakeLogs logs = new FakeLogs();
    private final FakeQueues queues = new FakeQueues();
    @Parameter
    private FunctionRuntime runtime;
    private Lambda lambda;

    @BeforeEach
    void start(@TempDir Path folder) {
        lambda = new Lambda(ACCOUNT, timeline, calls, identities, List.of(
                function("echo", "Echo", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("look", "Look", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("print", "Print", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("much", "Much", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("exit", "Exit", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("bare", "Bare", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("typed", "Typed", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("named", "Echo::handleRequest", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("broken", "Broken", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("absent", "Nowhere", 30, LambdaFunction.Asynchronous.DEFAULT),
                function("hang", "Hang", 2, LambdaFunction.Asynchronous.DEFAULT),
                function("stay", "Hang", 600, LambdaFunction.Asynchronous.DEFAULT),
                function("throw", "Throw", 30, new LambdaFunction.Asynchronous(Duration.ofHours(6), 2, QUEUE)),
                function("throw-young", "Throw", 30, new LambdaFunction.Asynchronous(Duration.ofSeconds(150), 2, QUEUE)),
                function("throw-once", "Throw", 30, new LambdaFunction.Asynchronous(Duration.ofHours(6), 0, QUEUE))),
                () -> URI.create("http://127.0.0.1:4566"), folder.resolve("data"), runtime);
        calls.connect(lambda.service());
        calls.connect(logs.service());
        calls.connect(queues.service());
    }

    @AfterEach
    void stop() {
        timeline.close();
        lambda.close();
    }

    private static LambdaFunction function(String name, String handler, int seconds, LambdaFunction.Asynchronous asynchronous) {
        return new LambdaFunction(name, ACCOUNT.arn("lambda", "function:" + name), "", "java25",
                "dev.signalbox.local.lambda.Handlers$" + handler, 256, Duration.ofSeconds(seconds), Map.of("RUNS_TABLE", "runs"), ROLE,
                classPath(), "/aws/lambda/" + name, Integer.MAX_VALUE, asynchronous);
    }

    private static List<Path> classPath() {
        return List.of(place(Handlers.class), place(ObjectMapper.class), place(com.fasterxml.jackson.core.JsonParser.class),
                place(com.fasterxml.jackson.annotation.JsonProperty.class));
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException wrong) {
            throw new AssertionError(wrong);
        }
    }

    private InvokeResponse invoke(String function, String payload) {
        return (InvokeResponse) calls.call(ADA, request(function, payload).build());
    }

    private static InvokeRequest.Builder request(String function, String payload) {
        return InvokeRequest.builder().functionName(function).payload(SdkBytes.fromUtf8String(payload));
    }

    private void send(String function, String payload) {
        InvokeResponse answer = (InvokeResponse) calls.call(ADA, request(function, payload).invocationType(InvocationType.EVENT).build());
        assertEquals(202, answer.statusCode());
    }

    private static JsonNode json(InvokeResponse answer) throws Exception {
        return JSON.readTree(answer.payload().asByteArray());
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), "not seen in a minute: " + what);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private long starts(String function) {
        return logs.lines("/aws/lambda/" + function).stream().filter(line -> line.startsWith("START ")).count();
    }

    @Test
    void aFunctionAnswers() {
        InvokeResponse answer = invoke("echo", "{\"a\":\"\u2713\"}");
        assertEquals(200, answer.statusCode());
        assertEquals("$LATEST", answer.executedVersion());
        assertEquals("{\"a\":\"\u2713\"}", answer.payload().asUtf8String());
        assertEquals(null, answer.functionError());
    }

    @Test
    void aFunctionIsFoundByNameArnAndPartialArn() {
        String arn = "arn:aws:lambda:us-east-1:123456789012:function:echo";
        for (String name : List.of("echo", arn, "123456789012:function:echo", "function:echo", "echo:$LATEST", arn + ":$LATEST")) {
            assertEquals("1", invoke(name, "1").payload().asUtf8String(), name);
        }
    }

    @Test
    void anUnknownFunctionIsRefusedWithItsArn() {
        for (String[] pair : List.of(new String[]{"nobody", "function:nobody"}, new String[]{"echo:live", "function:echo:live"})) {
            var refusal = assertThrows(ResourceNotFoundException.class, () -> invoke(pair[0], "{}"));
            assertEquals("Function not found: arn:aws:lambda:us-east-1:123456789012:" + pair[1], refusal.awsErrorDetails().errorMessage());
            assertEquals(404, refusal.statusCode());
        }
        assertThrows(ResourceNotFoundException.class, () -> invoke("arn:aws:lambda:eu-west-1:123456789012:function:echo", "{}"));
    }

    @Test
    void aPayloadMustBeJsonAndNotTooLarge() {
        assertThrows(InvalidRequestContentException.class, () -> invoke("echo", "{\"a\":"));
        assertThrows(InvalidRequestContentException.class, () -> invoke("echo", "{} {}"));
        assertThrows(RequestTooLargeException.class, () -> invoke("echo", '"' + "x".repeat(6 * 1024 * 1024) + '"'));
        assertThrows(RequestTooLargeException.class, () -> send("echo", '"' + "x".repeat(1024 * 1024) + '"'));
        assertEquals(0, starts("echo"));
    }

    @Test
    void theLargestAnswerPassesAndALargerOneIsAnError() throws Exception {
        assertEquals(6_291_556, invoke("much", Integer.toString(6_291_554)).payload().asByteArray().length);
        InvokeResponse answer = invoke("much", Integer.toString(6_291_555));
        assertEquals("Unhandled", answer.functionError());
        assertEquals("Function.ResponseSizeTooLarge", json(answer).path("errorType").asText());
        assertEquals("1", invoke("echo", "1").payload().asUtf8String());
    }

    @Test
    void noPayloadIsAnEmptyObjectAndADryRunRunsNothing() {
        InvokeResponse answer = (InvokeResponse) calls.call(ADA, InvokeRequest.builder().functionName("echo").build());
        assertEquals("{}", answer.payload().asUtf8String());
        assertEquals(204, ((InvokeResponse) calls.call(ADA,
                request("throw", "{}").invocationType(InvocationType.DRY_RUN).build())).statusCode());
        assertEquals(0, starts("throw"));
    }

    @Test
    void theProcessSeesTheTemplatesEnvironmentAndNothingOfTheDevelopers() throws Exception {
        JsonNode seen = json(invoke("look", "{}"));
        JsonNode environment = seen.path("environment");
        Set<String> names = new TreeSet<>();
        environment.fieldNames().forEachRemaining(names::add);
        assertEquals(new TreeSet<>(Set.of("RUNS_TABLE", "PATH", "LANG", "TZ", "AWS_ENDPOINT_URL", "_HANDLER", "LAMBDA_TASK_ROOT",
                "AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_EXECUTION_ENV",
                "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")), names);
        assertEquals("runs", environment.path("RUNS_TABLE").asText());
        assertEquals("http://127.0.0.1:4566", environment.path("AWS_ENDPOINT_URL").asText());
        assertEquals("AWS_Lambda_java25", environment.path("AWS_EXECUTION_ENV").asText());
        assertEquals(new Caller.RoleSession(ROLE, "look"), identities.behind(environment.path("AWS_ACCESS_KEY_ID").asText()));
        assertTrue(seen.path("heap").asInt() > 128 && seen.path("heap").asInt() <= 218, seen.toString());
        assertEquals("arn:aws:lambda:us-east-1:123456789012:function:look", seen.path("arn").asText());
        assertTrue(seen.path("remaining").asInt() > 20_000 && seen.path("remaining").asInt() <= 30_000, seen.toString());
        assertEquals("UTC", seen.path("zone").asText());
    }

    @Test
    void anIdleProcessIsUsedAgain() throws Exception {
        assertEquals(json(invoke("look", "{}")).path("process"), json(invoke("look", "{}")).path("process"));
    }

    @Test
    void invocationsAtOnceHaveProcessesOfTheirOwn() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<InvokeResponse>> tasks = IntStream.range(0, 20)
                    .<Callable<InvokeResponse>>mapToObj(i -> () -> invoke("echo", Integer.toString(i))).toList();
            List<Future<InvokeResponse>> answers = threads.invokeAll(tasks);
            for (int i = 0; i < answers.size(); i++) {
                assertEquals(Integer.toString(i), answers.get(i).get().payload().asUtf8String());
            }
        }
        long processes = logs.lines("/aws/lambda/echo").stream().filter(line -> line.startsWith("INIT_START")).count();
        assertTrue(processes > 1 && processes <= 2L * Runtime.getRuntime().availableProcessors(), processes + " processes");
    }

    @Test
    void aFunctionThatThrowsIsAnErrorAndItsProcessGoesOn() throws Exception {
        InvokeResponse answer = invoke("throw", "7");
        assertEquals(200, answer.statusCode());
        assertEquals("Unhandled", answer.functionError());
        assertEquals("java.lang.IllegalStateException", json(answer).path("errorType").asText());
        assertEquals("the event was 7", json(answer).path("errorMessage").asText());
        invoke("throw", "8");
        List<String> lines = logs.lines("/aws/lambda/throw");
        assertEquals(1, lines.stream().filter(line -> line.startsWith("INIT_START")).count());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("the event was 7: java.lang.IllegalStateException")), lines.toString());
    }

    @Test
    void aFunctionThatOverrunsIsKilledWithWhatItStarted() throws Exception {
        InvokeResponse answer = invoke("hang", "{}");
        assertEquals("Unhandled", answer.functionError());
        assertEquals("Sandbox.Timedout", json(answer).path("errorType").asText());
        assertTrue(json(answer).path("errorMessage").asText().endsWith("Task timed out after 2.00 seconds"), answer.toString());
        List<String> lines = logs.lines("/aws/lambda/hang");
        long child = lines.stream().filter(line -> line.startsWith("child ")).mapToLong(line -> Long.parseLong(line.strip().substring(6)))
                .findFirst().orElseThrow();
        await("the end of the child's child", () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
        assertTrue(lines.stream().anyMatch(line -> line.matches("\\S+Z \\S+ Task timed out after 2.00 seconds\n")), lines.toString());
        invoke("hang", "{}");
        assertEquals(2, logs.lines("/aws/lambda/hang").stream().filter(line -> line.startsWith("INIT_START")).count());
    }

    @Test
    void aFunctionThatExitsIsAnErrorAndItsProcessReplaced() throws Exception {
        assertEquals(Map.of("3", "exit status 3", "0", "without providing a reason"), Map.of(
                "3", ending(invoke("exit", "3")), "0", ending(invoke("exit", "0"))));
        assertEquals(2, starts("exit"));
    }

    private static String ending(InvokeResponse answer) throws Exception {
        assertEquals("Unhandled", answer.functionError());
        assertEquals("Runtime.ExitError", json(answer).path("errorType").asText());
        String message = json(answer).path("errorMessage").asText();
        return message.substring(message.indexOf(message.contains("status") ? "exit status" : "without"));
    }

    @Test
    void aFunctionThatCannotStartSaysWhy() throws Exception {
        InvokeResponse answer = invoke("broken", "{}");
        assertEquals("Unhandled", answer.functionError());
        assertTrue(answer.payload().asUtf8String().contains("no such table"), answer.payload().asUtf8String());
        InvokeResponse absent = invoke("absent", "{}");
        assertEquals("Unhandled", absent.functionError());
        assertEquals("java.lang.ClassNotFoundException", json(absent).path("errorType").asText());
    }

    @Test
    void anErrorIsDescribedWithItsStackInTheHandler() throws Exception {
        String event = "[\"a \\\"quoted\\\" \u2713 \ud83d\ude00\",\t1]";
        JsonNode error = json(invoke("throw", event));
        assertEquals("the event was " + event, error.path("errorMessage").asText());
        assertEquals(1, error.path("stackTrace").size(), error.toString());
        assertTrue(error.path("stackTrace").path(0).asText()
                .startsWith("dev.signalbox.local.lambda.Handlers$Throw.handleRequest(Handlers.java:"), error.toString());
    }

    @Test
    void anErrorWithoutWordsHasAType() throws Exception {
        JsonNode error = json(invoke("bare", "{}"));
        assertEquals("java.lang.UnsupportedOperationException", error.path("errorType").asText());
        assertEquals("java.lang.UnsupportedOperationException", error.path("errorMessage").asText());
    }

    @Test
    void aHandlerMayBeNamedWithItsMethod() {
        assertEquals("1", invoke("named", "1").payload().asUtf8String());
    }

    @Test
    void aHandlerOfObjectsRunsOnAwssRuntimeAndIsRefusedByNameOnOurs() throws Exception {
        InvokeResponse answer = invoke("typed", "\"x\"");
        switch (runtime) {
            case AWS -> assertEquals("\"x\"", answer.payload().asUtf8String());
            case PLAIN -> assertTrue(json(answer).path("errorMessage").asText()
                    .startsWith("dev.signalbox.local.lambda.Handlers$Typed is no RequestStreamHandler."), answer.toString());
        }
    }

    @Test
    void aProcessStartedAheadTakesTheFirstEvent() throws Exception {
        lambda.prepare();
        assertEquals("1", invoke("echo", "1").payload().asUtf8String());
        assertEquals("2", invoke("echo", "2").payload().asUtf8String());
        List<String> lines = logs.lines("/aws/lambda/echo");
        assertEquals(1, lines.stream().filter(line -> line.startsWith("INIT_START")).count());
        assertEquals(1, lines.stream().filter(line -> line.contains("Init Duration")).count());
    }

    @Test
    void aProcessStartedAheadThatCouldNotStartIsReplacedAndTheFirstEventSaysWhy() throws Exception {
        lambda.prepare();
        await("the end of the start", () -> ProcessHandle.current().descendants()
                .noneMatch(child -> child.info().commandLine().orElse("").contains("Handlers$Broken")));
        assertTrue(invoke("broken", "{}").payload().asUtf8String().contains("no such table"));
    }

    @Test
    void functionsDoNotHearCtrlC() throws Exception {
        long process = json(invoke("look", "{}")).path("process").asLong();
        assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(process)).start().waitFor());
        assertEquals(process, json(invoke("look", "{}")).path("process").asLong());
    }

    @Test
    void closingTellsNobodyOfTheEventsUnderWay() throws Exception {
        send("stay", "{}");
        await("a hanging function", () -> logs.lines("/aws/lambda/stay").stream().anyMatch(line -> line.startsWith("child ")));
        Instant began = Instant.now();
        lambda.close();
        assertTrue(Duration.between(began, Instant.now()).compareTo(Duration.ofSeconds(3)) < 0);
        assertTrue(logs.lines("/aws/lambda/stay").stream().noneMatch(line -> line.contains("ExitError")));
        assertEquals(null, timeline.next());
        lambda.close();
    }

    @Test
    void aDeadIdleProcessIsReplaced() throws Exception {
        long first = json(invoke("look", "{}")).path("process").asLong();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        await("the process's end", () -> ProcessHandle.of(first).filter(ProcessHandle::isAlive).isEmpty());
        assertNotEquals(first, json(invoke("look", "{}")).path("process").asLong());
    }

    @Test
    void whatAFunctionWritesIsInItsLogBeforeItsAnswer() {
        InvokeResponse answer = (InvokeResponse) calls.call(ADA, request("print", "{}").logType(LogType.TAIL).build());
        List<String> lines = logs.lines("/aws/lambda/print");
        List<String> shape = lines.stream()
                .map(line -> line.replaceAll("[0-9a-f-]{36}", "ID").replaceAll("\\d+(\\.\\d\\d)?", "N")).toList();
        assertEquals(List.of("INIT_START Runtime Version: java:N.vN\tRuntime Version ARN: arn:aws:lambda:us-east-N::runtime:local\n",
                "START RequestId: ID Version: $LATEST\n", "one\n", "two \u2713\n", "three\n", "four\n", "END RequestId: ID\n",
                "REPORT RequestId: ID\tDuration: N ms\tBilled Duration: N ms\tMemory Size: N MB\tMax Memory Used: N MB"
                        + "\tInit Duration: N ms\n"), shape);
        assertEquals(String.join("", lines), new String(Base64.getDecoder().decode(answer.logResult()), UTF_8));
        assertTrue(logs.streams.keySet().stream().anyMatch(
                stream -> stream.matches("/aws/lambda/print\\|\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST][0-9a-f]{32}")));
        assertEquals(Set.of((Caller) new Caller.RoleSession(ROLE, "print")), Set.copyOf(logs.callers));
    }

    @Test
    void anEventIsTriedAgainAfterOneAndTwoMinutesAndThenGivenUp() throws Exception {
        send("throw", "{\"n\":1}");
        Instant began = timeline.now();
        for (int attempt = 1; attempt <= 2; attempt++) {
            int done = attempt;
            await("attempt " + attempt, () -> starts("throw") == done && timeline.next() != null);
            Duration wait = Duration.between(timeline.now(), timeline.next());
            assertTrue(wait.compareTo(Duration.ofMinutes(attempt)) <= 0
                    && wait.compareTo(Duration.ofMinutes(attempt).minusSeconds(30)) > 0, wait.toString());
            timeline.turn(wait);
        }
        FakeQueues.Sent sent = queues.next();
        assertEquals(3, starts("throw"));
        assertEquals("given-up", sent.queue());
        assertEquals(new Caller.RoleSession(ROLE, "throw"), sent.by());
        JsonNode document = JSON.readTree(sent.message().messageBody());
        assertEquals("1.0", document.path("version").asText());
        assertTrue(Instant.parse(document.path("timestamp").asText()).isAfter(began), document.toString());
        JsonNode context = document.path("requestContext");
        assertEquals("arn:aws:lambda:us-east-1:123456789012:function:throw:$LATEST", context.path("functionArn").asText());
        assertEquals("RetriesExhausted", context.path("condition").asText());
        assertEquals(3, context.path("approximateInvokeCount").asInt());
        assertEquals(1, document.path("requestPayload").path("n").asInt());
        assertEquals(JSON.readTree("{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"}"),
                document.path("responseContext"));
        assertEquals("java.lang.IllegalStateException", document.path("responsePayload").path("errorType").asText());
        String id = context.path("requestId").asText();
        assertEquals(3, logs.lines("/aws/lambda/throw").stream().filter(line -> line.startsWith("START RequestId: " + id)).count());
    }

    @Test
    void anEventTooOldForItsNextAttemptIsGivenUp() throws Exception {
        send("throw-young", "{}");
        for (int attempt = 1; attempt <= 2; attempt++) {
            int done = attempt;
            await("attempt " + attempt, () -> starts("throw-young") == done && timeline.next() != null);
            timeline.turn(Duration.between(timeline.now(), timeline.next()));
        }
        JsonNode context = JSON.readTree(queues.next().message().messageBody()).path("requestContext");
        assertEquals("EventAgeExceeded", context.path("condition").asText());
        assertEquals(2, context.path("approximateInvokeCount").asInt());
        assertEquals(2, starts("throw-young"));
    }

    @Test
    void aFunctionWithoutRetriesGivesUpAtOnce() throws Exception {
        send("throw-once", "{}");
        assertEquals(1, JSON.readTree(queues.next().message().messageBody()).path("requestContext").path("approximateInvokeCount").asInt());
    }

    @Test
    void anEventThatSucceedsIsNotTriedAgain() {
        send("echo", "{}");
        await("the report", () -> logs.lines("/aws/lambda/echo").stream().anyMatch(line -> line.startsWith("REPORT")));
        assertEquals(null, timeline.next());
        assertTrue(queues.isEmpty());
    }

    @Test
    void closingLeavesNoProcessNoFileAndNoKey() throws Exception {
        JsonNode seen = json(invoke("look", "{}"));
        long process = seen.path("process").asLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> invoke("stay", "{}"));
            await("a hanging function", () -> logs.lines("/aws/lambda/stay").stream().anyMatch(line -> line.startsWith("child ")));
            lambda.close();
        }
        assertTrue(ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty());
        Set<String> left = ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)
                .map(child -> child.info().commandLine().orElse("?")).collect(Collectors.toSet());
        assertEquals(Set.of(), left);
        assertFalse(Files.exists(Path.of(seen.path("temporary").asText()).getParent().getParent()));
        assertThrows(UnknownKey.class, () -> identities.behind(seen.path("environment").path("AWS_ACCESS_KEY_ID").asText()));
    }

    @Test
    void functionsAreDescribed() {
        var one = (GetFunctionConfigurationResponse) calls.call(ADA,
                GetFunctionConfigurationRequest.builder().functionName("look").build());
        assertEquals("arn:aws:lambda:us-east-1:123456789012:function:look", one.functionArn());
        assertEquals(Map.of("RUNS_TABLE", "runs"), one.environment().variables());
        assertEquals(256, one.memorySize());
        List<String> names = new ArrayList<>();
        ((ListFunctionsResponse) calls.call(ADA, ListFunctionsRequest.builder().build())).functions()
                .forEach(function -> names.add(function.functionName()));
        assertEquals(15, names.size());
    }
}
