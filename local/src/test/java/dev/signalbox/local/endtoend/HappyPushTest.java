package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

import dev.signalbox.local.endtoend.CloudInHand.Told;
import dev.signalbox.local.sns.Mailbox;

/** The main job: a push whose build passes. */
@OnTheLocalCloud
class HappyPushTest {

    private final CloudInHand cloud;
    private final Repository repository;

    HappyPushTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    private String push() {
        String commit = repository.commit("Add a greeting", Map.of("buildspec.yml",
                Buildspecs.of("echo hello from $CODEBUILD_RESOLVED_SOURCE_VERSION")));
        repository.push();
        return commit;
    }

    @Test
    void isToldOnceAsPassed() {
        String commit = push();
        Told told = cloud.toldOnce(repository, commit);
        assertEquals("passed", told.verdict());
        assertEquals("none", told.change());
        assertEquals(List.of("SUCCEEDED"), told.outcomes());
        assertEquals("main", told.document().path("branch").asText());
        assertEquals("arn:aws:iam::123456789012:user/developer", told.document().path("actor").asText());
        Map<String, String> attributes = new TreeMap<>();
        told.attributes().properties().forEach(each -> attributes.put(each.getKey(), each.getValue().path("Value").asText()));
        assertEquals(Map.of("repository", repository.name(), "branch", "main", "trigger", "push", "verdict", "passed", "change", "none",
                "author", "Ada", "notify", "yes", "project", "[\"signalbox-default\"]"), attributes);
    }

    @Test
    void entersAtMostEightStates() {
        String execution = cloud.toldOnce(repository, push()).document().path("run").path("arn").asText();
        List<String> entered = cloud.history(execution).stream().map(HistoryEvent::stateEnteredEventDetails)
                .filter(details -> details != null).map(details -> details.name()).toList();
        assertTrue(entered.contains("Tell other programs"), () -> "the whole way: " + entered);
        assertTrue(entered.size() <= 8, () -> entered.size() + " states: " + entered);
    }

    @Test
    void buildsThePushedCommitAndKeepsTheLog() {
        String commit = push();
        JsonNode logs = cloud.toldOnce(repository, commit).document().path("builds").path(0).path("logs");
        assertEquals(commit, cloud.builds(commit).getFirst().resolvedSourceVersion());
        assertTrue(cloud.lines().stream().anyMatch(line -> line.group().equals(logs.path("group").asText())
                && line.stream().equals(logs.path("stream").asText()) && line.text().equals("hello from " + commit)));
    }

    @Test
    void isMailedInLinesOfAtMostEightyColumns() {
        String commit = push();
        cloud.awaitTold(repository, commit);
        Mailbox.Email email = cloud.await("the email", () -> cloud.emails().stream()
                .filter(each -> each.text().contains(commit.substring(0, 7))).findFirst());
        assertEquals("team@example.com", email.to());
        assertTrue(email.subject().startsWith("Passed: " + repository.name()), email.subject());
        assertTrue(email.text().contains("Add a greeting") && email.text().contains("Ada"), email.text());
        String ours = email.text().substring(0, email.text().indexOf("\n--\n"));
        assertTrue(ours.lines().filter(line -> !line.contains("://")).noneMatch(line -> line.length() > 80), email.text());
    }

    @Test
    void isCounted() {
        cloud.toldOnce(repository, push());
        Map<String, Double> before = sums();
        cloud.toldOnce(repository, push());
        cloud.awaitThat("the metrics of one more run", () -> sums().getOrDefault("Runs", 0.0) > before.getOrDefault("Runs", 0.0));
        Map<String, Double> after = sums();
        assertEquals(before.get("Runs") + 1, after.get("Runs"));
        assertEquals(before.get("RunsPassed") + 1, after.get("RunsPassed"));
        assertTrue(after.containsKey("RunDuration") && after.containsKey("TimeToFeedback"), after::toString);
        assertTrue(cloud.cloudWatch.listMetrics(request -> request.namespace("Signalbox")).metrics().size() <= 10);
    }

    private Map<String, Double> sums() {
        Instant now = cloud.local().timeline().now();
        Map<String, Double> sums = new TreeMap<>();
        cloud.cloudWatch.listMetrics(request -> request.namespace("Signalbox")).metrics().forEach(metric -> sums.put(metric.metricName(),
                cloud.cloudWatch.getMetricStatistics(request -> request.namespace("Signalbox").metricName(metric.metricName())
                        .dimensions(metric.dimensions()).statistics(Statistic.SUM).period(86_400)
                        .startTime(now.minus(Duration.ofDays(30))).endTime(now.plus(Duration.ofDays(1))))
                        .datapoints().stream().mapToDouble(point -> point.sum()).sum()));
        return sums;
    }

    @Test
    void isAnEventForOtherPrograms() {
        Told told = cloud.toldOnce(repository, push());
        List<JsonNode> events = cloud.events(event -> event.path("source").asText().equals("signalbox")
                && event.path("detail").path("repository").asText().equals(repository.name()));
        assertEquals(1, events.size());
        assertEquals("Signalbox Run Concluded", events.getFirst().path("detail-type").asText());
        assertEquals(told.document(), events.getFirst().path("detail"));
        assertEquals(told.document().path("run").path("arn"), events.getFirst().path("resources").path(0));
    }

    @Test
    void isTheDocumentThatTheSchemaDescribes() throws IOException {
        Told told = cloud.toldOnce(repository, push());
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("..", "docs", "notification.schema.json")), InputFormat.JSON);
        assertEquals(List.of(), schema.validate(told.document().toString(), InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))));
    }

    @Test
    void reachesASubscriptionWhosePolicyAsksForIt() {
        String queue = cloud.subscribe("only-" + repository.name(), Map.of("FilterPolicy",
                "{\"repository\": [\"%s\"], \"verdict\": [\"passed\"]}".formatted(repository.name())));
        String failing = repository.push("exit 3");
        cloud.toldOnce(repository, failing);
        String passing = push();
        cloud.toldOnce(repository, passing);
        List<String> bodies = cloud.sqs.receiveMessage(request -> request.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(5))
                .messages().stream().map(message -> message.body()).toList();
        assertEquals(1, bodies.size());
        assertTrue(bodies.getFirst().contains(passing), bodies::toString);
    }
}
