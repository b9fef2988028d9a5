package dev.signalbox.local.sqs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SqsException;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

class SqsTest {

    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private final Timeline timeline = new Timeline();
    private final ResourcePolicies policies = new ResourcePolicies();
    private final Switchboard cloud = new Switchboard(Gate.open());
    private Sqs sqs;

    @BeforeEach
    void start() {
        var properties = JsonNodeFactory.instance.objectNode().put("VisibilityTimeout", 120).put("SqsManagedSseEnabled", true);
        var policy = JsonNodeFactory.instance.objectNode();
        policy.putArray("Queues").add("http://127.0.0.1:9/123456789012/undelivered");
        policy.putObject("PolicyDocument").put("Version", "2012-10-17");
        sqs = new Sqs(ACCOUNT, timeline, policies, new Keys(ACCOUNT, List.of(), policies), () -> URI.create("http://127.0.0.1:9"), List.of(
                new Resource("Policy", "AWS::SQS::QueuePolicy", "policy", Map.of(), policy),
                new Resource("Undelivered", "AWS::SQS::Queue", "https://sqs.us-east-1.amazonaws.com/123456789012/undelivered", Map.of(),
                        properties)));
        cloud.connect(sqs.service());
    }

    @AfterEach
    void stop() {
        sqs.close();
        timeline.close();
    }

    private String queue(String name, Map<String, String> attributes) {
        return ((CreateQueueResponse) cloud.call(ADA,
                CreateQueueRequest.builder().queueName(name).attributesWithStrings(attributes).build())).queueUrl();
    }

    private String send(String url, String body) {
        return ((SendMessageResponse) cloud.call(ADA, SendMessageRequest.builder().queueUrl(url).messageBody(body).build())).messageId();
    }

    private List<Message> receive(String url, int wait) {
        return ((ReceiveMessageResponse) cloud.call(ADA, ReceiveMessageRequest.builder().queueUrl(url).maxNumberOfMessages(10)
                .waitTimeSeconds(wait).messageSystemAttributeNamesWithStrings("All").messageAttributeNames("All").build())).messages();
    }

    private Map<String, String> attributes(String url) {
        return ((GetQueueAttributesResponse) cloud.call(ADA, GetQueueAttributesRequest.builder().queueUrl(url)
                .attributeNames(QueueAttributeName.ALL).build())).attributesAsStrings();
    }

    @Test
    void aQueueIsKnownByOurAddressAndItsArn() {
        String url = queue("orders", Map.of());
        assertEquals("http://127.0.0.1:9/123456789012/orders", url);
        assertEquals("arn:aws:sqs:us-east-1:123456789012:orders", attributes(url).get("QueueArn"));
    }

    @Test
    void theTemplatesQueueHasItsSettingsAndPolicy() {
        assertEquals("120", attributes("any/undelivered").get("VisibilityTimeout"));
        assertEquals("true", attributes("any/undelivered").get("SqsManagedSseEnabled"));
        assertEquals(1, policies.of("arn:aws:sqs:us-east-1:123456789012:undelivered").size());
    }

    @Test
    void aReceivedMessageIsHiddenUntilItsTimeoutHasPassed() {
        String url = queue("hidden", Map.of("VisibilityTimeout", "30"));
        send(url, "x");
        assertEquals(1, receive(url, 0).size());
        assertTrue(receive(url, 0).isEmpty());
        assertEquals("1", attributes(url).get("ApproximateNumberOfMessagesNotVisible"));
        timeline.turn(Duration.ofSeconds(31));
        Message again = receive(url, 0).getFirst();
        assertEquals("2", again.attributesAsStrings().get("ApproximateReceiveCount"));
        cloud.call(ADA, DeleteMessageRequest.builder().queueUrl(url).receiptHandle(again.receiptHandle()).build());
        timeline.turn(Duration.ofSeconds(31));
        assertTrue(receive(url, 0).isEmpty());
    }

    @Test
    void aDelayedMessageComesInItsTime() {
        String url = queue("delayed", Map.of("DelaySeconds", "60"));
        send(url, "x");
        assertTrue(receive(url, 0).isEmpty());
        assertEquals("1", attributes(url).get("ApproximateNumberOfMessagesDelayed"));
        timeline.turn(Duration.ofSeconds(61));
        assertEquals(1, receive(url, 0).size());
    }

    @Test
    void aLongPollIsWokenByAMessage() throws Exception {
        String url = queue("polled", Map.of());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var polling = CompletableFuture.supplyAsync(() -> receive(url, 20), threads);
            awaitAppointment();
            send(url, "woken");
            assertEquals("woken", polling.get(10, TimeUnit.SECONDS).getFirst().body());
        }
    }

    @Test
    void aLongPollEndsEmptyWhenItsTimeIsOver() throws Exception {
        String url = queue("quiet", Map.of());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var polling = CompletableFuture.supplyAsync(() -> receive(url, 20), threads);
            awaitAppointment();
            timeline.turn(Duration.ofSeconds(21));
            assertTrue(polling.get(10, TimeUnit.SECONDS).isEmpty());
        }
    }

    private void awaitAppointment() {
        Instant deadline = Instant.now().plusSeconds(10);
        while (timeline.next() == null) {
            assertTrue(Instant.now().isBefore(deadline), "nobody waits on the timeline");
            Thread.onSpinWait();
        }
    }

    @Test
    void aMessageReceivedTooOftenMovesToTheDeadLetterQueue() {
        String dead = queue("dead", Map.of());
        String url = queue("alive", Map.of("VisibilityTimeout", "0", "RedrivePolicy",
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:dead\",\"maxReceiveCount\":\"2\"}"));
        send(url, "poison");
        assertEquals(1, receive(url, 0).size());
        assertEquals(1, receive(url, 0).size());
        assertTrue(receive(url, 0).isEmpty());
        assertEquals("poison", receive(dead, 0).getFirst().body());
    }

    @Test
    void digestsAreThoseThatClientsCheck() {
        String url = queue("digests", Map.of());
        var sent = (SendMessageResponse) cloud.call(ADA, SendMessageRequest.builder().queueUrl(url).messageBody("This is a test message")
                .messageAttributes(Map.of("test_attribute_name_1",
                        MessageAttributeValue.builder().dataType("String").stringValue("test_attribute_value_1").build())).build());
        assertEquals("fafb00f5732ab283681e124bf8747ed1", sent.md5OfMessageBody());
        Message received = receive(url, 0).getFirst();
        assertEquals(sent.md5OfMessageAttributes(), received.md5OfMessageAttributes());
        assertEquals(sent.md5OfMessageBody(), received.md5OfBody());
    }

    @Test
    void aBatchTellsOfEachOfItsMessages() {
        String url = queue("batch", Map.of());
        var sent = (SendMessageBatchResponse) cloud.call(ADA, SendMessageBatchRequest.builder().queueUrl(url)
                .entries(List.of(
                SendMessageBatchRequestEntry.builder().id("a").messageBody("fine").build(),
                SendMessageBatchRequestEntry.builder().id("b").messageBody("not \u0001 fine").build())).build());
        assertEquals("a", sent.successful().getFirst().id());
        assertEquals("InvalidMessageContents", sent.failed().getFirst().code());
        String receipt = receive(url, 0).getFirst().receiptHandle();
        var deleted = (DeleteMessageBatchResponse) cloud.call(ADA, DeleteMessageBatchRequest.builder().queueUrl(url)
                .entries(List.of(
                DeleteMessageBatchRequestEntry.builder().id("a").receiptHandle(receipt).build(),
                DeleteMessageBatchRequestEntry.builder().id("b").receiptHandle("nonsense").build())).build());
        assertEquals("a", deleted.successful().getFirst().id());
        assertEquals("ReceiptHandleIsInvalid", deleted.failed().getFirst().code());
    }

    @Test
    void aMessageGivenBackIsThereAtOnce() {
        String url = queue("back", Map.of());
        send(url, "x");
        cloud.call(ADA, ChangeMessageVisibilityRequest.builder().queueUrl(url).receiptHandle(receive(url, 0).getFirst().receiptHandle())
                .visibilityTimeout(0).build());
        assertEquals(1, receive(url, 0).size());
    }

    @Test
    void theSameQueueTwiceIsTheSameUnlessItsSettingsDiffer() {
        String url = queue("same", Map.of("VisibilityTimeout", "5"));
        assertEquals(url, queue("same", Map.of("VisibilityTimeout", "5")));
        assertThrows(QueueNameExistsException.class, () -> queue("same", Map.of("VisibilityTimeout", "6")));
    }

    @Test
    void aPolicySetOnAQueueIsInForce() {
        String url = queue("policed", Map.of());
        cloud.call(ADA, SetQueueAttributesRequest.builder().queueUrl(url)
                .attributesWithStrings(Map.of("Policy", "{\"Statement\":[]}")).build());
        assertEquals(1, policies.of("arn:aws:sqs:us-east-1:123456789012:policed").size());
        assertEquals("{\"Statement\":[]}", attributes(url).get("Policy"));
    }

    @Test
    void whatIsWrongIsRefusedByName() {
        String url = queue("refusing", Map.of());
        var missing = assertThrows(QueueDoesNotExistException.class, () ->
                cloud.call(ADA, GetQueueUrlRequest.builder().queueName("nope").build()));
        assertEquals("QueueDoesNotExist", missing.awsErrorDetails().errorCode());
        assertThrows(InvalidAttributeNameException.class, () -> queue("odd", Map.of("Colour", "red")));
        assertThrows(UnknownOperation.class, () -> queue("first.fifo", Map.of("FifoQueue", "true")));
        assertThrows(ReceiptHandleIsInvalidException.class, () ->
                cloud.call(ADA, DeleteMessageRequest.builder().queueUrl(url).receiptHandle("nonsense").build()));
        var large = assertThrows(SqsException.class, () -> send(url, "x".repeat(1_048_577)));
        assertEquals("InvalidParameterValue", large.awsErrorDetails().errorCode());
        assertFalse(attributes(url).containsKey("Policy"));
    }
}
