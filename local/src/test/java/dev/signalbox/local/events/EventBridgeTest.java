package dev.signalbox.local.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternRequest;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternResponse;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.lambda.FakeQueues;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

class EventBridgeTest {

    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULE = "arn:aws:events:us-east-1:123456789012:rule/pushes";
    private static final String QUEUE = "{'Id': 'q', 'Arn': 'arn:aws:sqs:us-east-1:123456789012:inbox'}";

    private record Received(Caller by, Object request) { }

    private final Timeline timeline = new Timeline();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final Switchboard calls = new Switchboard((caller, permission) -> {
        if (forbidden.contains(permission.resource())) {
            throw new AccessDenied(caller, permission, "no resource-based policy allows it");
        }
    });
    private final FakeQueues queues = new FakeQueues();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> failures = new LinkedBlockingQueue<>();
    private @Nullable EventBridge bus;

    @AfterEach
    void stop() {
        timeline.close();
        if (bus != null) {
            bus.close();
        }
    }

    private static ObjectNode json(String singleQuoted) {
        try {
            return (ObjectNode) JSON.readTree(singleQuoted.replace('\'', '"'));
        } catch (Exception wrong) {
            throw new AssertionError(singleQuoted, wrong);
        }
    }

    private static Resource rule(String name, String properties) {
        return new Resource(name, "AWS::Events::Rule", name, Map.of("Arn", "arn:aws:events:us-east-1:123456789012:rule/" + name),
                json(properties));
    }

    private static Resource pushes(String targets) {
        return rule("pushes", "{'EventPattern': {'source': ['aws.codecommit', 'test']}, 'Targets': [" + targets + "]}");
    }

    private EventBridge start(Resource... rules) {
        EventBridge started = new EventBridge(ACCOUNT, timeline, calls, List.of(rules));
        bus = started;
        calls.connect(started.service());
        calls.connect(queues.service());
        calls.connect(new Service("lambda", "lambda", Protocol.REST_JSON, List.of(
                Operation.<InvokeRequest>of(InvokeRequest::builder, _ -> List.of(), (request, caller) -> {
                    received.add(new Received(caller, request));
                    if (failures.poll() != null) {
                        throw ServiceException.builder().statusCode(500).message("down").build();
                    }
                    return InvokeResponse.builder().statusCode(202).build();
                }))));
        calls.connect(new Service("sns", "sns", Protocol.QUERY, List.of(
                Operation.<PublishRequest>of(PublishRequest::builder, _ -> List.of(), (request, caller) -> {
                    received.add(new Received(caller, request));
                    return PublishResponse.builder().build();
                }))));
        calls.connect(new Service("stepfunctions", "states", Protocol.JSON_1_0, List.of(
                Operation.<StartExecutionRequest>of(StartExecutionRequest::builder, _ -> List.of(), (request, caller) -> {
                    received.add(new Received(caller, request));
                    return StartExecutionResponse.builder().build();
                }))));
        return started;
    }

    private Received next() throws InterruptedException {
        Received next = received.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no call in a minute");
        }
        return next;
    }

    private PutEventsResponse put(PutEventsRequestEntry... entries) {
        return (PutEventsResponse) calls.call(ADA, PutEventsRequest.builder().entries(entries).build());
    }

    private static PutEventsRequestEntry.Builder entry(String detail) {
        return PutEventsRequestEntry.builder().source("test").detailType("Test").detail(detail.replace('\'', '"'));
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), "not seen in a minute: " + what);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void turnToNext() {
        await("an appointment", () -> timeline.next() != null);
        Instant next = timeline.next();
        if (next == null) {
            throw new AssertionError("the appointment is gone");
        }
        Duration wait = Duration.between(timeline.now(), next);
        timeline.turn(wait.isNegative() ? Duration.ZERO : wait);
    }

    private String delivered(String target, String detail) throws InterruptedException {
        start(pushes(target));
        put(entry(detail).build());
        return queues.next().message().messageBody();
    }

    @Test
    void anAwsServicesEventArrivesInItsEnvelope() throws Exception {
        start(pushes(QUEUE)).emit("aws.codecommit", "CodeCommit Repository State Change",
                List.of("arn:aws:codecommit:us-east-1:123456789012:orders"), json("{'event': 'referenceUpdated'}"));
        FakeQueues.Sent sent = queues.next();
        assertEquals("inbox", sent.queue());
        assertEquals(new Caller.Service("events.amazonaws.com", RULE, "123456789012"), sent.by());
        JsonNode event = JSON.readTree(sent.message().messageBody());
        assertEquals(List.of("version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"),
                event.propertyStream().map(Map.Entry::getKey).toList());
        assertEquals("0", event.path("version").asText());
        assertTrue(event.path("id").asText().matches("[0-9a-f-]{36}"));
        assertTrue(event.path("time").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"));
        assertEquals(json("{'detail-type': 'CodeCommit Repository State Change', 'source': 'aws.codecommit', 'account': '123456789012',"
                        + "'region': 'us-east-1', 'resources': ['arn:aws:codecommit:us-east-1:123456789012:orders'],"
                        + "'detail': {'event': 'referenceUpdated'}}"),
                ((ObjectNode) event).without(Set.of("version", "id", "time")));
    }

    @Test
    void onlyMatchingAndEnabledRulesDeliver() throws Exception {
        EventBridge started = start(
                rule("branches", "{'EventPattern': {'detail': {'referenceType': ['branch'], 'event': [{'prefix': 'reference'}],"
                        + "'referenceName': [{'anything-but': {'prefix': 'signalbox/'}}], 'oldCommitId': [{'exists': true}]}},"
                        + "'Targets': [" + QUEUE + "]}"),
                rule("asleep", "{'State': 'DISABLED', 'EventPattern': {'source': [{'prefix': ''}]}, 'Targets': [" + QUEUE + "]}"));
        BlockingQueue<List<String>> matched = new LinkedBlockingQueue<>();
        started.onEvent((_, rules) -> matched.add(rules));
        String fits = "{'referenceType': 'branch', 'event': 'referenceUpdated', 'referenceName': 'main', 'oldCommitId': 'a'}";
        for (String detail : List.of(fits, fits.replace("main", "signalbox/x"), fits.replace("oldCommitId", "other"),
                fits.replace("'branch'", "'tag'"))) {
            put(entry(detail).build());
        }
        assertEquals(List.of(List.of("branches"), List.of(), List.of(), List.of()), List.copyOf(matched));
        assertEquals("main", JSON.readTree(queues.next().message().messageBody()).path("detail").path("referenceName").asText());
        assertTrue(queues.isEmpty());
    }

    @Test
    void badEntriesFailAloneAndGoodOnesAreTaken() throws Exception {
        start(pushes(QUEUE));
        PutEventsResponse answer = put(entry("{}").source("aws.codecommit").build(), entry("{").build(), entry("[]").build(),
                entry("{}").source(null).build(), entry("{}").detailType("").build(), entry("{}").detail(null).build(),
                entry("{'n': 1}").time(Instant.parse("2026-01-02T03:04:05.678Z")).resources("a", "b").build());
        assertEquals(6, answer.failedEntryCount());
        assertEquals(List.of("NotAuthorizedForSourceException", "MalformedDetail", "MalformedDetail", "InvalidArgument", "InvalidArgument",
                "InvalidArgument"), answer.entries().stream().limit(6).map(PutEventsResultEntry::errorCode).toList());
        JsonNode event = JSON.readTree(queues.next().message().messageBody());
        assertEquals(answer.entries().getLast().eventId(), event.path("id").asText());
        assertEquals("2026-01-02T03:04:05Z", event.path("time").asText());
        assertEquals("[\"a\",\"b\"]", event.path("resources").toString());
    }

    @Test
    void aCallHasOneToTenEntriesOfOneMegabyteOnTheDefaultBus() {
        start();
        assertThrows(EventBridgeException.class, this::put);
        PutEventsRequestEntry one = entry("{}").build();
        assertThrows(EventBridgeException.class, () -> put(one, one, one, one, one, one, one, one, one, one, one));
        String half = "{'x': '" + "y".repeat(512 * 1024) + "'}";
        assertThrows(EventBridgeException.class, () -> put(entry(half).build(), entry(half).build()));
        assertEquals(0, put(entry(half).build()).failedEntryCount());
        assertThrows(UnknownOperation.class, () -> put(entry("{}").eventBusName("other").build()));
        String arn = "arn:aws:events:us-east-1:123456789012:event-bus/default";
        assertEquals(0, put(entry("{}").eventBusName(arn).build()).failedEntryCount());
    }

    @Test
    void aFunctionIsInvokedAsTheRule() throws Exception {
        start(pushes("{'Id': 'f', 'Arn': 'arn:aws:lambda:us-east-1:123456789012:function:route'}"));
        PutEventsResponse answer = put(entry("{'n': 1}").build());
        Received function = next();
        assertEquals(new Caller.Service("events.amazonaws.com", RULE, "123456789012"), function.by());
        InvokeRequest invoke = (InvokeRequest) function.request();
        assertEquals(InvocationType.EVENT, invoke.invocationType());
        assertEquals(answer.entries().getFirst().eventId(), JSON.readTree(invoke.payload().asUtf8String()).path("id").asText());
    }

    @Test
    void aTopicGetsTheInputAsItsMessage() throws Exception {
        start(pushes("{'Id': 't', 'Arn': 'arn:aws:sns:us-east-1:123456789012:told', 'Input': '[1]'}"));
        put(entry("{}").build());
        Received topic = next();
        assertEquals(new Caller.Service("events.amazonaws.com", "", ""), topic.by(), "nothing that a condition could hold to");
        PublishRequest publish = (PublishRequest) topic.request();
        assertEquals("arn:aws:sns:us-east-1:123456789012:told", publish.topicArn());
        assertEquals("[1]", publish.message());
    }

    @Test
    void aStateMachineIsStartedAsTheTargetsRole() throws Exception {
        start(pushes("{'Id': 's', 'Arn': 'arn:aws:states:us-east-1:123456789012:stateMachine:run',"
                + "'RoleArn': 'arn:aws:iam::123456789012:role/starter', 'InputPath': '$.detail'}"));
        PutEventsResponse answer = put(entry("{'n': 1}").build());
        Received call = next();
        assertTrue(call.by() instanceof Caller.RoleSession role && role.roleArn().equals("arn:aws:iam::123456789012:role/starter"));
        StartExecutionRequest execution = (StartExecutionRequest) call.request();
        assertEquals("{\"n\":1}", execution.input());
        assertTrue(execution.name().startsWith(answer.entries().getFirst().eventId() + "_") && execution.name().length() <= 80);
    }

    @Test
    void anInputPathTakesAPart() throws Exception {
        String target = QUEUE.replace("}", ", 'InputPath': '$.detail.items[1].name'}");
        assertEquals("\"b\"", delivered(target, "{'items': [{'name': 'a'}, {'name': 'b'}]}"));
        put(entry("{}").build());
        assertEquals("null", queues.next().message().messageBody());
    }

    @Test
    void aTemplateTakesVariablesInsideAndOutsideQuotes() throws Exception {
        String target = "{'Id': 'q', 'Arn': 'arn:aws:sqs:us-east-1:123456789012:inbox', 'InputTransformer': {'InputPathsMap': {"
                + "'name': '$.detail.name', 'count': '$.detail.count', 'all': '$.detail.list[*].id', 'none': '$.detail.none'},"
                + "'InputTemplate': '{\\'a\\': <name>, \\'b\\': \\'is <name>, \\\\\\'<count>\\\\\\'\\', \\'c\\': <count>, \\'d\\': <all>,"
                + " \\'e\\': \\'<none>.\\', \\'f\\': <none>}'}}";
        assertEquals(json("{'a': 'it\\\\is', 'b': 'is it\\\\is, \\'2\\'', 'c': 2, 'd': [1, 3], 'e': '.', 'f': ''}"),
                JSON.readTree(delivered(target, "{'name': 'it\\\\is', 'count': 2, 'list': [{'id': 1}, {'x': 2}, {'id': 3}]}")));
    }

    @Test
    void aTemplateKnowsTheRuleAndTheEvent() throws Exception {
        String target = "{'Id': 'q', 'Arn': 'arn:aws:sqs:us-east-1:123456789012:inbox', 'InputTransformer': {'InputTemplate':"
                + "'{\\'arn\\': \\'<aws.events.rule-arn>\\', \\'name\\': <aws.events.rule-name>,"
                + " \\'at\\': <aws.events.event.ingestion-time>,"
                + " \\'whole\\': <aws.events.event.json>, \\'head\\': <aws.events.event>}'}}";
        JsonNode input = JSON.readTree(delivered(target, "{'n': 1}"));
        assertEquals(RULE, input.path("arn").asText());
        assertEquals("pushes", input.path("name").asText());
        assertTrue(Instant.parse(input.path("at").asText()).isBefore(timeline.now().plusSeconds(1)));
        assertEquals(1, input.path("whole").path("detail").path("n").asInt());
        assertEquals("Test", input.path("head").path("detail-type").asText());
        assertFalse(input.path("head").has("detail"));
    }

    @Test
    void aTemplateThatIsAStringGivesAString() throws Exception {
        String target = "{'Id': 'q', 'Arn': 'arn:aws:sqs:us-east-1:123456789012:inbox', 'InputTransformer': {'InputPathsMap':"
                + "{'o': '$.detail.o'}, 'InputTemplate': '\\'got <o>\\''}}";
        assertEquals("\"got {x:[1]}\"", delivered(target, "{'o': {'x': [1]}}"));
    }

    private static String function(String more) {
        return "{'Id': 'f', 'Arn': 'arn:aws:lambda:us-east-1:123456789012:function:route',"
                + "'DeadLetterConfig': {'Arn': 'arn:aws:sqs:us-east-1:123456789012:dead'}" + more + "}";
    }

    @Test
    void aFaultIsTriedAgainWithGrowingWaits() throws Exception {
        failures.addAll(List.of(1, 2, 3));
        start(pushes(function("")));
        put(entry("{}").build());
        for (int attempt = 1; attempt <= 3; attempt++) {
            next();
            turnToNext();
        }
        next();
        assertNull(timeline.next());
        assertTrue(queues.isEmpty());
    }

    @Test
    void exhaustedRetriesEndInTheDeadLetterQueue() throws Exception {
        failures.addAll(List.of(1, 2, 3));
        start(pushes(function(", 'RetryPolicy': {'MaximumRetryAttempts': 2}")));
        PutEventsResponse answer = put(entry("{}").build());
        next();
        turnToNext();
        next();
        turnToNext();
        FakeQueues.Sent dead = queues.next();
        assertEquals("dead", dead.queue());
        assertEquals(new Caller.Service("events.amazonaws.com", RULE, "123456789012"), dead.by());
        assertEquals(answer.entries().getFirst().eventId(), JSON.readTree(dead.message().messageBody()).path("id").asText());
        assertEquals(RULE, dead.attribute("RULE_ARN"));
        assertEquals("arn:aws:lambda:us-east-1:123456789012:function:route", dead.attribute("TARGET_ARN"));
        assertEquals("ERROR_FROM_TARGET", dead.attribute("ERROR_CODE"));
        assertEquals("2", dead.attribute("RETRY_ATTEMPTS"));
        assertEquals("MaximumRetryAttempts", dead.attribute("EXHAUSTED_RETRY_CONDITION"));
    }

    @Test
    void anEventTooOldEndsInTheDeadLetterQueue() throws Exception {
        for (int i = 0; i < 30; i++) {
            failures.add(i);
        }
        start(pushes(function(", 'RetryPolicy': {'MaximumEventAgeInSeconds': 60}")));
        put(entry("{}").build());
        int attempts = 0;
        while (queues.isEmpty()) {
            next();
            attempts++;
            turnToNext();
            await("another attempt or the end", () -> !received.isEmpty() || !queues.isEmpty());
        }
        assertEquals("MaximumEventAgeInSeconds", queues.next().attribute("EXHAUSTED_RETRY_CONDITION"));
        assertTrue(attempts >= 6 && attempts <= 7, attempts + " attempts in a minute");
    }

    @Test
    void aForbiddenTargetIsNotTriedAgain() throws Exception {
        forbidden.add("arn:aws:sqs:us-east-1:123456789012:inbox");
        start(pushes(QUEUE.replace("}", ", 'DeadLetterConfig': {'Arn': 'arn:aws:sqs:us-east-1:123456789012:dead'}}")));
        put(entry("{}").build());
        FakeQueues.Sent dead = queues.next();
        assertEquals("dead", dead.queue());
        assertEquals("NO_PERMISSIONS", dead.attribute("ERROR_CODE"));
        assertEquals("0", dead.attribute("RETRY_ATTEMPTS"));
        assertTrue(dead.attribute("ERROR_MESSAGE").contains("sqs:SendMessage"));
        assertFalse(dead.message().messageAttributes().containsKey("EXHAUSTED_RETRY_CONDITION"));
        assertNull(timeline.next());
    }

    @Test
    void anEventCanBeLostOrComeTwice() throws Exception {
        EventBridge started = start(pushes(QUEUE));
        started.loseNext(event -> event.path("detail").path("n").asInt() == 1);
        started.doubleNext(event -> event.path("detail").path("n").asInt() == 2);
        for (int n : List.of(1, 2, 1, 2)) {
            put(entry("{'n': " + n + "}").build());
        }
        record Seen(int n, String id) { }
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            JsonNode event = JSON.readTree(queues.next().message().messageBody());
            seen.add(new Seen(event.path("detail").path("n").asInt(), event.path("id").asText()));
        }
        assertTrue(queues.isEmpty());
        assertEquals(1, seen.stream().filter(one -> one.n == 1).count());
        assertEquals(2, seen.stream().filter(one -> one.n == 2).map(Seen::id).distinct().count());
    }

    @Test
    void whatARuleAsksForAndIsNotThereIsRefusedByName() {
        for (String target : List.of("{'Id': 'x', 'Arn': 'arn:aws:logs:us-east-1:123456789012:log-group:g'}",
                QUEUE.replace("}", ", 'HttpParameters': {}}"), QUEUE.replace("}", ", 'InputPath': '$..deep'}"))) {
            assertThrows(UnknownOperation.class, () -> new EventBridge(ACCOUNT, timeline, calls, List.of(pushes(target))), target);
        }
        UnknownOperation refusal = assertThrows(UnknownOperation.class, () -> new EventBridge(ACCOUNT, timeline, calls,
                List.of(rule("nightly", "{'ScheduleExpression': 'rate(1 day)'}"))));
        assertTrue(refusal.getMessage().contains("nightly") && refusal.getMessage().contains("ScheduleExpression"), refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new EventBridge(ACCOUNT, timeline, calls,
                List.of(rule("wrong", "{'EventPattern': {'source': 'no list'}}"))));
    }

    private boolean matches(String pattern, String event) {
        return ((TestEventPatternResponse) calls.call(ADA, TestEventPatternRequest.builder()
                .eventPattern(pattern.replace('\'', '"')).event(event.replace('\'', '"')).build())).result();
    }

    @Test
    void aPatternCanBeTried() {
        start();
        String event = "{'id': '1', 'account': '1', 'source': 'a', 'time': '2026-01-01T00:00:00Z', 'region': 'r', 'resources': [],"
                + "'detail-type': 't', 'detail': {'n': 5}}";
        assertTrue(matches("{'detail': {'n': [{'numeric': ['>', 4]}]}}", event));
        assertFalse(matches("{'detail': {'n': [{'numeric': ['<', 4]}]}}", event));
        assertThrows(InvalidEventPatternException.class, () -> matches("{'source': 'a'}", event));
        assertThrows(EventBridgeException.class, () -> matches("{'source': ['a']}", "{'id': '1'}"));
    }

    @Test
    void rulesAndTargetsAreDescribed() {
        start(pushes(QUEUE.replace("}", ", 'RetryPolicy': {'MaximumRetryAttempts': 3}}")),
                rule("other", "{'Description': 'Others', 'State': 'DISABLED', 'EventPattern': {'source': ['x']}}"));
        var rules = (ListRulesResponse) calls.call(ADA, ListRulesRequest.builder().namePrefix("pu").build());
        assertEquals(List.of("pushes"), rules.rules().stream().map(rule -> rule.name()).toList());
        var other = (DescribeRuleResponse) calls.call(ADA, DescribeRuleRequest.builder().name("other").build());
        assertEquals("DISABLED", other.stateAsString());
        assertEquals("Others", other.description());
        assertEquals("{\"source\":[\"x\"]}", other.eventPattern());
        var targets = (ListTargetsByRuleResponse) calls.call(ADA, ListTargetsByRuleRequest.builder().rule("pushes").build());
        assertEquals(3, targets.targets().getFirst().retryPolicy().maximumRetryAttempts());
        assertThrows(ResourceNotFoundException.class, () -> calls.call(ADA, DescribeRuleRequest.builder().name("none").build()));
    }
}
