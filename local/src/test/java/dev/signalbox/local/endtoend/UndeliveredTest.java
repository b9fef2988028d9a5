package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codecommit.model.CodeCommitException;
import software.amazon.awssdk.services.codecommit.model.GetFileRequest;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.front.Caller;

/** What cannot be acted on is kept whole. */
@OnTheLocalCloud
class UndeliveredTest {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final CloudInHand cloud;

    UndeliveredTest(CloudInHand cloud) {
        this.cloud = cloud;
    }

    private static List<Path> malformed() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "functions", "src", "test", "resources", "malformed"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatIsNotUnderstoodIsKeptWholeWithTheReason() throws IOException {
        List<byte[]> sent = new ArrayList<>();
        int before = cloud.undelivered().size();
        int runs = cloud.events(event -> event.path("source").asText().equals("aws.states")).size();
        for (Path file : malformed()) {
            byte[] payload = Files.readAllBytes(file);
            if (isJson(payload)) {
                invoke(payload);
                sent.add(payload);
            } else {
                assertThrows(InvalidRequestContentException.class, () -> invoke(payload), file::toString);
            }
        }
        assertTrue(sent.size() >= 30, () -> sent.size() + " events");
        cloud.awaitThat("a message for each", () -> cloud.undelivered().size() >= before + sent.size());
        List<JsonNode> kept = new ArrayList<>(cloud.undelivered().subList(before, cloud.undelivered().size()));
        for (byte[] payload : sent) {
            String text = payload.length == 0 ? "{}" : new String(payload, StandardCharsets.UTF_8);
            JsonNode message = kept.stream()
                    .filter(each -> each.path("event").equals(CloudInHand.json(text)) || each.path("event").asText().equals(text))
                    .findFirst().orElseThrow(() -> new AssertionError("not kept: " + text));
            assertFalse(message.path("reason").asText().isBlank(), message::toString);
            kept.remove(message);
        }
        assertEquals(List.of(), kept);
        assertEquals(runs, cloud.events(event -> event.path("source").asText().equals("aws.states")).size(), "no run");
    }

    private void invoke(byte[] payload) {
        cloud.lambda.invoke(request -> request.functionName(cloud.output("RouteFunctionName")).invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromByteArray(payload)));
    }

    /** Lambda itself refuses what is not; an empty payload is an empty object to it. */
    private static boolean isJson(byte[] payload) {
        try {
            return payload.length == 0 || !JSON.readTree(payload).isMissingNode();
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void anEventThatRouteCannotActOnNowIsTriedAfterOneAndTwoMinutesAndThenKept(Repository repository) {
        cloud.intercept((_, _, _, request) -> {
            if (request instanceof GetFileRequest file && file.repositoryName().equals(repository.name())) {
                throw CodeCommitException.builder().statusCode(400).message("Rate exceeded").awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("CodeCommit").errorCode("ThrottlingException").errorMessage("Rate exceeded").build()).build();
            }
        });
        String commit = repository.push("echo well");
        JsonNode event = cloud.awaitEvent("the push", CloudInHand.pushOf(commit));
        cloud.turnUntil("the event in the queue", Duration.ofSeconds(2), () -> kept(event).isPresent());
        JsonNode message = kept(event).orElseThrow();
        assertEquals("RetriesExhausted", message.path("requestContext").path("condition").asText());
        assertEquals(3, message.path("requestContext").path("approximateInvokeCount").asInt());
        List<JsonNode> decisions = cloud.decisions(event.path("id").asText());
        assertEquals(List.of("retry", "retry", "retry"), decisions.stream().map(each -> each.path("decision").asText()).toList());
        assertTrue(decisions.getFirst().path("reason").asText().contains("Rate exceeded"), decisions::toString);
        List<Instant> times = cloud.lines().stream().filter(line -> line.text().contains(event.path("id").asText()))
                .filter(line -> line.group().endsWith(cloud.output("RouteFunctionName"))).map(CloudInHand.Line::time).toList();
        assertTrue(!Duration.between(times.get(0), times.get(1)).minusMinutes(1).isNegative(), times::toString);
        assertTrue(!Duration.between(times.get(1), times.get(2)).minusMinutes(2).isNegative(), times::toString);
        cloud.stopIntercepting();
        cloud.route(message.path("requestPayload").toString());
        assertEquals("passed", cloud.toldOnce(repository, commit).verdict(), "sent to Route again, it is built");
    }

    @Test
    void aPushThatDoesNotReachRouteIsKeptAndCanBeSentAgain(Repository repository) {
        String commit = repository.commit("echo well");
        keepFromRoute();
        repository.push();
        JsonNode event = cloud.awaitEvent("the push", CloudInHand.pushOf(commit));
        cloud.awaitThat("the event in the queue", () -> cloud.undelivered().contains(event));
        cloud.stopIntercepting();
        cloud.route(event.toString());
        assertEquals("passed", cloud.toldOnce(repository, commit).verdict());
    }

    @Test
    void anEndOfARunThatDoesNotReachRouteIsKeptAndCanBeSentAgain(Repository repository) {
        String commit = repository.commit("echo never");
        try (CodeBuild.Hold _ = cloud.local().builds().hold(build -> commit.equals(build.sourceVersion()))) {
            repository.push();
            String execution = cloud.awaitRun(repository, commit).arn();
            cloud.awaitBuild(commit, 1, "PROVISIONING");
            keepFromRoute();
            cloud.stepFunctions.stopExecution(request -> request.executionArn(execution));
            JsonNode event = cloud.awaitEvent("the end", CloudInHand.endOf(execution));
            cloud.awaitThat("the event in the queue", () -> cloud.undelivered().contains(event));
            cloud.stopIntercepting();
            cloud.route(event.toString());
            assertEquals("cancelled", cloud.toldOnce(repository, commit).verdict());
        }
    }

    /** That approval rules were set aside is told Route and the alarms topic. */
    @Test
    void whatIsToldOfAPullRequestAndReachesNobodyIsKeptAndCanBeSentAgain(Repository repository) {
        repository.push("echo main");
        repository.git("checkout", "-q", "-B", "topic");
        repository.commit("echo topic");
        repository.push();
        cloud.settle();
        keepFromRoute();
        PullRequest pull = PullRequest.open(cloud, repository, "topic", "Change it");
        pull.say("Hello.");
        cloud.codeCommit.overridePullRequestApprovalRules(request -> request.pullRequestId(pull.id())
                .revisionId(pull.state().revisionId()).overrideStatus("OVERRIDE"));
        for (String event : List.of("pullRequestCreated", "commentOnPullRequestCreated")) {
            cloud.awaitThat(event + " in the queue", () -> kept(event, pull).size() == 1);
        }
        String override = "pullRequestApprovalRuleOverridden";
        cloud.awaitThat("the override in the queue, twice", () -> kept(override, pull).size() == 2);
        cloud.stopIntercepting();
        for (String event : List.of("pullRequestCreated", "commentOnPullRequestCreated", override)) {
            cloud.route(kept(event, pull).getFirst().toString());
        }
    }

    private List<JsonNode> kept(String event, PullRequest pull) {
        return cloud.undelivered().stream().filter(message -> message.at("/detail/event").asText().equals(event)
                && message.at("/detail/pullRequestId").asText().equals(pull.id())).toList();
    }

    private void keepFromRoute() {
        cloud.intercept((caller, _, operation, _) -> {
            if (Set.of("Invoke", "Publish").contains(operation) && caller instanceof Caller.Service) {
                throw ResourceNotFoundException.builder().statusCode(404).message("Function not found").awsErrorDetails(
                        AwsErrorDetails.builder().serviceName("Lambda").errorCode("ResourceNotFoundException")
                                .errorMessage("Function not found").build()).build();
            }
        });
    }

    private Optional<JsonNode> kept(JsonNode event) {
        return cloud.undelivered().stream().filter(each -> each.path("requestPayload").equals(event)).findFirst();
    }
}
