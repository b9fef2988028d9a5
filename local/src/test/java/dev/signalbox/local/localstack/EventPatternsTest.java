package dev.signalbox.local.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.Target;

import dev.signalbox.local.template.Resource;

/** The template's rules take the same samples of {@code events/} on both clouds. */
@EnabledIf(value = "dev.signalbox.local.localstack.LocalStack#isThere", disabledReason = "there is no LocalStack here")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventPatternsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TwoClouds clouds;

    @BeforeAll
    void start(@TempDir Path data) {
        clouds = new TwoClouds(data);
    }

    @AfterAll
    void stop() {
        if (clouds != null) {
            clouds.close();
        }
    }

    /** The samples that came by EventBridge, by their files' names. */
    private static Map<String, ObjectNode> samples() throws IOException {
        Map<String, ObjectNode> samples = new HashMap<>();
        try (Stream<Path> files = Files.list(TwoClouds.file("events"))) {
            for (Path file : files.sorted().toList()) {
                JsonNode sample = JSON.readTree(file.toFile());
                if (sample.has("account")) {
                    samples.put(file.getFileName().toString(), (ObjectNode) sample);
                }
            }
        }
        return samples;
    }

    private List<Resource> rules() {
        return clouds.cloud.stack().ofType("AWS::Events::Rule");
    }

    private static Set<String> matching(Clients cloud, String pattern) throws IOException {
        Set<String> matching = new HashSet<>();
        samples().forEach((name, event) -> {
            if (cloud.events.testEventPattern(r -> r.eventPattern(pattern).event(event.toString())).result()) {
                matching.add(name);
            }
        });
        return matching;
    }

    @Test
    void thePatternsMatchTheSameSamples() throws IOException {
        for (Resource rule : rules()) {
            String pattern = rule.properties().get("EventPattern").toString();
            Set<String> here = matching(clouds.local, pattern);
            assertFalse(here.isEmpty(), rule.logicalId());
            assertEquals(here, matching(clouds.second, pattern), rule.logicalId());
        }
    }

    /** Sources that begin with {@code aws.} are AWS's alone; another name stands for them in rule and events. */
    @Test
    void theRulesDeliverWhatTheirPatternsMatch() throws IOException {
        Map<String, Clients.Inbox> inboxes = new HashMap<>();
        for (Resource rule : rules()) {
            var inbox = clouds.second.inbox();
            String name = rule.logicalId() + "-" + UUID.randomUUID();
            clouds.second.events.putRule(r -> r.name(name).eventPattern(renamed(rule.properties().get("EventPattern").toString())));
            clouds.second.events.putTargets(r -> r.rule(name).targets(Target.builder().id("inbox").arn(inbox.arn()).build()));
            inboxes.put(rule.logicalId(), inbox);
        }
        Map<String, String> sent = new HashMap<>();
        for (Map.Entry<String, ObjectNode> sample : samples().entrySet()) {
            sent.put(put(sample.getValue()), sample.getKey());
        }
        for (Resource rule : rules()) {
            Set<String> expected = matching(clouds.local, rule.properties().get("EventPattern").toString());
            String last = put(samples().get(expected.iterator().next()));
            var received = clouds.second.received(inboxes.get(rule.logicalId()), body -> body.contains(last));
            List<String> delivered = new ArrayList<>();
            for (String body : received) {
                String id = JSON.readTree(body).path("id").asText();
                if (!id.equals(last)) {
                    delivered.add(sent.get(id));
                }
            }
            assertEquals(expected.stream().sorted().toList(), delivered.stream().sorted().toList(), rule.logicalId());
        }
    }

    private static String renamed(String json) {
        return json.replace("\"aws.", "\"stand-in.");
    }

    private String put(ObjectNode event) {
        PutEventsResponse answer = clouds.second.events.putEvents(r -> r.entries(PutEventsRequestEntry.builder()
                .source(renamed(event.get("source").toString()).replace("\"", "")).detailType(event.get("detail-type").textValue())
                .detail(event.get("detail").toString()).build()));
        assertEquals(0, answer.failedEntryCount(), answer.toString());
        return answer.entries().getFirst().eventId();
    }
}
