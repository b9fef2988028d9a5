package dev.signalbox.local.sns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.sqs.Sqs;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

class SnsTest {

    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:told";
    private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/k1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Timeline timeline = new Timeline();
    private final Mailbox mailbox = new Mailbox();
    private final List<Permission> asked = new CopyOnWriteArrayList<>();
    private final Switchboard cloud = new Switchboard((caller, permission) -> {
        asked.add(permission);
        if (caller instanceof Caller.Service && permission.resource().endsWith(":closed")) {
            throw new AccessDenied(caller, permission, "no resource-based policy allows it");
        }
    });
    private Sns sns;
    private Sqs sqs;

    @BeforeEach
    void start() {
        var policies = new ResourcePolicies();
        ObjectNode topic = JSON.createObjectNode().put("KmsMasterKeyId", "k1");
        topic.putArray("Subscription").addObject().put("Protocol", "email").put("Endpoint", "ada@example.com");
        ObjectNode key = JSON.createObjectNode();
        key.putObject("KeyPolicy");
        List<Resource> resources = List.of(new Resource("Topic", "AWS::SNS::Topic", TOPIC, Map.of(), topic),
                new Resource("Key", "AWS::KMS::Key", "k1", Map.of("Arn", KEY), key));
        Keys keys = new Keys(ACCOUNT, resources, policies);
        sqs = new Sqs(ACCOUNT, timeline, policies, keys, () -> URI.create("http://127.0.0.1:9"), resources);
        sns = new Sns(ACCOUNT, timeline, cloud, policies, keys, () -> URI.create("http://127.0.0.1:9"), mailbox, resources);
        cloud.connect(sqs.service());
        cloud.connect(sns.service());
    }

    @AfterEach
    void stop() {
        sqs.close();
        timeline.close();
    }

    private String queue(String name) {
        return ((CreateQueueResponse) cloud.call(ADA, CreateQueueRequest.builder().queueName(name).build())).queueUrl();
    }

    private String subscribe(String protocol, String endpoint, Map<String, String> attributes) {
        return ((SubscribeResponse) cloud.call(ADA, SubscribeRequest.builder().topicArn(TOPIC).protocol(protocol).endpoint(endpoint)
                .attributes(attributes).build())).subscriptionArn();
    }

    private String subscribedQueue(String name, Map<String, String> attributes) {
        String url = queue(name);
        subscribe("sqs", "arn:aws:sqs:us-east-1:123456789012:" + name, attributes);
        return url;
    }

    private List<Message> receive(String url) {
        return ((ReceiveMessageResponse) cloud.call(ADA, ReceiveMessageRequest.builder().queueUrl(url).waitTimeSeconds(10)
                .messageAttributeNames("All").build())).messages();
    }

    private JsonNode envelope(String url) throws Exception {
        return JSON.readTree(receive(url).getFirst().body());
    }

    private void publish(String message, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> typed = new HashMap<>();
        attributes.forEach((name, value) -> typed.put(name, MessageAttributeValue.builder()
                .dataType(value.startsWith("[") ? "String.Array" : "String").stringValue(value).build()));
        cloud.call(ADA, PublishRequest.builder().topicArn(TOPIC).message(message).messageAttributes(typed).build());
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(10);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), what);
            Thread.onSpinWait();
        }
    }

    @Test
    void aQueueGetsAwsEnvelopeWithTheTextMeantForIt() throws Exception {
        String url = subscribedQueue("all", Map.of());
        cloud.call(ADA, PublishRequest.builder().topicArn(TOPIC).subject("Passed").messageStructure("json")
                .message("{\"default\":\"d\",\"sqs\":\"for queues\",\"email\":\"for people\"}")
                .messageAttributes(Map.of("verdict", MessageAttributeValue.builder().dataType("String").stringValue("passed").build()))
                .build());
        JsonNode envelope = envelope(url);
        assertEquals("Notification", envelope.path("Type").asText());
        assertEquals("for queues", envelope.path("Message").asText());
        assertEquals("Passed", envelope.path("Subject").asText());
        assertEquals(TOPIC, envelope.path("TopicArn").asText());
        assertEquals("passed", envelope.at("/MessageAttributes/verdict/Value").asText());
        assertTrue(envelope.path("Timestamp").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
        await("the email", () -> !mailbox.emails().isEmpty());
        Mailbox.Email email = mailbox.emails().getFirst();
        assertEquals("Passed", email.subject());
        assertTrue(email.text().startsWith("for people\n\n--\nIf you wish to stop receiving notifications"));
    }

    @Test
    void aFilterLetsThroughOnlyWhatItAsksFor() throws Exception {
        String url = subscribedQueue("filtered", Map.of("FilterPolicy", "{\"verdict\":[\"failed\"],\"project\":[{\"prefix\":\"sig\"}]}"));
        publish("no", Map.of("verdict", "passed", "project", "[\"signalbox\"]"));
        publish("neither", Map.of("verdict", "failed"));
        publish("yes", Map.of("verdict", "failed", "project", "[\"other\",\"signalbox\"]"));
        assertEquals("yes", envelope(url).path("Message").asText());
    }

    @Test
    void aFilterCanLookAtTheBody() throws Exception {
        String url = subscribedQueue("bodies", Map.of("FilterPolicyScope", "MessageBody", "FilterPolicy",
                "{\"tests\":{\"failed\":[{\"numeric\":[\">\",0]}]}}"));
        publish("not json", Map.of());
        publish("{\"tests\":{\"failed\":0}}", Map.of());
        publish("{\"tests\":{\"failed\":2}}", Map.of());
        assertEquals("{\"tests\":{\"failed\":2}}", envelope(url).path("Message").asText());
    }

    @Test
    void aRawSubscriptionGetsTheMessageItself() {
        String url = subscribedQueue("raw", Map.of("RawMessageDelivery", "true"));
        publish("as it is", Map.of("verdict", "passed"));
        Message message = receive(url).getFirst();
        assertEquals("as it is", message.body());
        assertEquals("passed", message.messageAttributes().get("verdict").stringValue());
    }

    @Test
    void aChangedFilterCounts() throws Exception {
        String url = queue("changing");
        String arn = subscribe("sqs", "arn:aws:sqs:us-east-1:123456789012:changing", Map.of("FilterPolicy", "{\"verdict\":[\"failed\"]}"));
        cloud.call(ADA, SetSubscriptionAttributesRequest.builder().subscriptionArn(arn).attributeName("FilterPolicy").attributeValue("{}")
                .build());
        publish("now", Map.of());
        assertEquals("now", envelope(url).path("Message").asText());
        cloud.call(ADA, UnsubscribeRequest.builder().subscriptionArn(arn).build());
        var left = (ListSubscriptionsByTopicResponse) cloud.call(ADA, ListSubscriptionsByTopicRequest.builder().topicArn(TOPIC).build());
        assertEquals(List.of("email"), left.subscriptions().stream().map(each -> each.protocol()).toList());
    }

    @Test
    void whatAQueuesPolicyRefusesIsToldToTheDeveloper() {
        List<Courier.Undelivered> lost = new CopyOnWriteArrayList<>();
        sns.onLost(lost::add);
        subscribedQueue("closed", Map.of());
        publish("lost", Map.of());
        await("the refused delivery", () -> !lost.isEmpty());
        assertTrue(lost.getFirst().why().contains("not authorized to perform: sqs:SendMessage"));
    }

    @Test
    void anEncryptedTopicsKeyIsThePublishersToUse() {
        publish("secret", Map.of());
        for (String action : List.of("kms:GenerateDataKey", "kms:Decrypt")) {
            assertTrue(asked.stream().anyMatch(permission -> permission.action().equals(action) && permission.resource().equals(KEY)
                    && "sns.us-east-1.amazonaws.com".equals(permission.context().get("kms:ViaService"))), action);
        }
    }

    @Test
    void anHttpEndpointConfirmsAndThenHears() throws Exception {
        record Heard(String type, String body) { }
        AtomicInteger calls = new AtomicInteger();
        BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            heard.add(new Heard(exchange.getRequestHeaders().getFirst("x-amz-sns-message-type"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(calls.incrementAndGet() == 2 ? 500 : 200, -1);
            exchange.close();
        });
        server.start();
        List<Courier.Undelivered> lost = new CopyOnWriteArrayList<>();
        sns.onLost(lost::add);
        try {
            assertEquals("pending confirmation", subscribe("http", "http://127.0.0.1:" + server.getAddress().getPort() + "/hook",
                    Map.of()));
            Heard first = heard.poll(10, TimeUnit.SECONDS);
            assertEquals("SubscriptionConfirmation", first.type());
            cloud.call(ADA, ConfirmSubscriptionRequest.builder().topicArn(TOPIC).token(JSON.readTree(first.body()).path("Token").asText())
                    .build());
            publish("tried again", Map.of());
            assertEquals("Notification", heard.poll(10, TimeUnit.SECONDS).type());
            await("the retry's appointment", () -> timeline.next() != null);
            timeline.turn(Duration.ofSeconds(21));
            assertEquals("tried again", JSON.readTree(heard.poll(10, TimeUnit.SECONDS).body()).path("Message").asText());
            assertEquals(List.of(), lost);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatIsWrongIsRefusedInAwsWords() {
        assertEquals("NotFound", assertThrows(NotFoundException.class, () -> cloud.call(ADA, PublishRequest.builder()
                .topicArn(TOPIC + "x").message("m").build())).awsErrorDetails().errorCode());
        for (PublishRequest wrong : List.of(
                PublishRequest.builder().topicArn(TOPIC).message("").build(),
                PublishRequest.builder().topicArn(TOPIC).message("x".repeat(262_145)).build(),
                PublishRequest.builder().topicArn(TOPIC).message("m").subject("é").build(),
                PublishRequest.builder().topicArn(TOPIC).message("m").subject("s".repeat(101)).build(),
                PublishRequest.builder().topicArn(TOPIC).message("m").subject("two\nlines").build(),
                PublishRequest.builder().topicArn(TOPIC).message("{\"email\":\"e\"}").messageStructure("json").build(),
                PublishRequest.builder().topicArn(TOPIC).message("no json").messageStructure("json").build())) {
            assertEquals("InvalidParameter",
                    assertThrows(InvalidParameterException.class, () -> cloud.call(ADA, wrong)).awsErrorDetails().errorCode());
        }
        assertThrows(InvalidParameterValueException.class, () -> publish("m", Map.of("empty", "")));
        assertThrows(InvalidParameterValueException.class, () -> publish("m", Map.of("list", "[1,")));
        for (String policy : List.of("nonsense", "[]", "{\"a\":\"b\"}", "{\"a\":[{\"numerical\":[1]}]}")) {
            assertThrows(InvalidParameterException.class, () -> subscribe("sqs", "arn:aws:sqs:us-east-1:123456789012:q",
                    Map.of("FilterPolicy", policy)), policy);
        }
        assertThrows(UnknownOperation.class, () -> subscribe("sms", "+31201234567", Map.of()));
        assertThrows(UnknownOperation.class, () -> subscribe("http", "http://example.com/", Map.of()));
    }
}
