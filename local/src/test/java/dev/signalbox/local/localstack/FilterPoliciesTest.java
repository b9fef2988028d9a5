package dev.signalbox.local.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** A subscription's filter policy lets the same messages through on both clouds. */
@EnabledIf(value = "dev.signalbox.local.localstack.LocalStack#isThere", disabledReason = "there is no LocalStack here")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterPoliciesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern IN_THE_README = Pattern.compile("--attributes '(\\{\"FilterPolicy\": .+})'");
    private static final String LAST = "the last";
    /** What verdicts are told with; an attribute that would be empty is left out. */
    private static final List<Map<String, String>> VERDICTS = List.of(
            Map.of("repository", "orders", "branch", "main", "verdict", "failed", "change", "broken", "author", "Ada"),
            Map.of("repository", "orders", "branch", "main", "verdict", "passed", "change", "fixed", "author", "Ada"),
            Map.of("repository", "orders", "branch", "main", "verdict", "passed", "change", "none", "author", "Grace"),
            Map.of("repository", "orders", "branch", "feature/x", "verdict", "failed", "change", "broken"),
            Map.of("repository", "payments", "branch", "main", "verdict", "failed", "change", "still_failing", "author", "Ada"),
            Map.of("repository", "payments", "branch", "release/1", "verdict", "errored", "change", "none"),
            Map.of("repository", "ordering", "branch", "main", "verdict", "cancelled", "change", "none"),
            Map.of("repository", "orders", "verdict", "errored"));

    private TwoClouds clouds;
    private String topic = "";

    @BeforeAll
    void start(@TempDir Path data) {
        clouds = new TwoClouds(data);
        topic = clouds.topic();
    }

    @AfterAll
    void stop() {
        if (clouds != null) {
            clouds.close();
        }
    }

    @Test
    void theReadmesPolicyDeliversTheSame() throws IOException {
        Matcher found = IN_THE_README.matcher(Files.readString(TwoClouds.file("README.md")));
        assertTrue(found.find(), "README.md shows a filter policy");
        String policy = JSON.readTree(found.group(1)).get("FilterPolicy").textValue();
        List<String> delivered = delivered(clouds.local, policy);
        assertEquals(List.of("0", "1"), delivered);
        assertEquals(delivered, delivered(clouds.second, policy));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"verdict\": [\"failed\", \"errored\"]}",
            "{\"verdict\": [{\"anything-but\": [\"passed\"]}]}",
            "{\"repository\": [{\"prefix\": \"order\"}], \"change\": [\"broken\", \"none\"]}",
            "{\"branch\": [\"main\", {\"prefix\": \"release/\"}]}",
            "{\"author\": [{\"exists\": false}]}",
            "{\"author\": [{\"exists\": true}], \"project\": [\"signalbox-default\"]}",
            "{\"project\": [\"their-own\"]}"})
    void aPolicyDeliversTheSame(String policy) {
        List<String> delivered = delivered(clouds.local, policy);
        assertFalse(delivered.isEmpty() || delivered.size() == VERDICTS.size(), "the policy chooses: " + delivered);
        assertEquals(delivered, delivered(clouds.second, policy));
    }

    /** Publishes every verdict, then each again as the last; tells which the policy let through. */
    private List<String> delivered(Clients cloud, String policy) {
        Clients.Inbox inbox = cloud.inbox();
        String subscription = cloud.topics.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(inbox.arn())
                .attributes(Map.of("FilterPolicy", policy, "RawMessageDelivery", "true")).returnSubscriptionArn(true)).subscriptionArn();
        IntStream.range(0, VERDICTS.size()).forEach(i -> publish(cloud, Integer.toString(i), attributes(i)));
        IntStream.range(0, VERDICTS.size()).forEach(i -> publish(cloud, LAST, attributes(i)));
        List<String> received = cloud.received(inbox, LAST::equals);
        cloud.topics.unsubscribe(r -> r.subscriptionArn(subscription));
        return received.stream().filter(body -> !body.equals(LAST)).sorted().toList();
    }

    private void publish(Clients cloud, String text, Map<String, MessageAttributeValue> attributes) {
        cloud.topics.publish(r -> r.topicArn(topic).subject("verdict").messageStructure("json")
                .message("{\"default\": \"" + text + "\", \"sms\": \"short\"}").messageAttributes(attributes));
    }

    private static Map<String, MessageAttributeValue> attributes(int verdict) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        VERDICTS.get(verdict).forEach((name, value) -> attributes.put(name, attribute("String", value)));
        attributes.put("project", attribute("String.Array", verdict % 2 == 0 ? "[\"signalbox-default\"]" : "[\"their-own\",\"another\"]"));
        return attributes;
    }

    private static MessageAttributeValue attribute(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }
}
