package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

import dev.signalbox.local.endtoend.CloudInHand.Run;
import dev.signalbox.local.endtoend.CloudInHand.Told;

/** Signalbox's own trouble: what passes is waited out, what does not is told as well as can be. */
@OnTheLocalCloud
class TroubleInsideTest {

    private final CloudInHand cloud;
    private final Repository repository;

    TroubleInsideTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    /** Keeps the verdict of this repository's runs from being written, for as long as it is so. */
    private void failToWriteVerdicts(BooleanSupplier failing) {
        cloud.intercept((_, _, _, request) -> {
            if (request instanceof UpdateItemRequest update && ofThisRepository(update) && failing.getAsBoolean()) {
                throw DynamoDbException.builder().statusCode(400).message("Out of order")
                        .awsErrorDetails(AwsErrorDetails.builder().serviceName("DynamoDb")
                                .errorCode("ItemCollectionSizeLimitExceededException").errorMessage("Out of order").build()).build();
            }
        });
    }

    private boolean ofThisRepository(UpdateItemRequest update) {
        String key = update.key().getOrDefault("pk", AttributeValue.fromS("")).s();
        return key.startsWith("verdict#" + repository.name() + "#")
                || cloud.runs(repository.name()).stream().anyMatch(run -> key.equals("run#" + run.input().path("run").path("id").asText()));
    }

    @Test
    void aVerdictThatCannotBeWrittenAtFirstIsToldOnce() {
        AtomicInteger failures = new AtomicInteger(2);
        failToWriteVerdicts(() -> failures.getAndDecrement() > 0);
        String commit = repository.push("echo well");
        cloud.turnRetriesUntil("the verdict", repository, () -> !cloud.told(repository.name()).isEmpty());
        Told told = cloud.toldOnce(repository, commit);
        assertEquals("passed", told.verdict());
        String execution = told.document().path("run").path("arn").asText();
        assertEquals(2, cloud.history(execution).stream().filter(event -> event.type() == HistoryEventType.TASK_FAILED
                && "dev.signalbox.functions.ConcludeAgain".equals(event.taskFailedEventDetails().error())).count());
        assertEquals(1, cloud.runs(repository.name()).size());
    }

    @Test
    void aRunThatCouldNotBeConcludedIsToldByAnother() {
        String commit = repository.commit("echo well");
        failToWriteVerdicts(() -> cloud.runs(repository.name()).size() < 2);
        repository.push();
        Run run = cloud.awaitRun(repository, commit);
        cloud.turnRetriesUntil("the run's end", repository, () -> !cloud.events(CloudInHand.endOf(run.arn())).isEmpty());
        assertEquals(ExecutionStatus.FAILED, cloud.status(run.arn()));
        cloud.turnRetriesUntil("the verdict", repository, () -> !cloud.told(repository.name()).isEmpty());
        Told told = cloud.toldOnce(repository, commit);
        assertEquals("errored", told.verdict(), told.document()::toString);
        assertTrue(told.reason().contains("Out of order"), told.document()::toString);
        assertEquals(2, cloud.runs(repository.name()).size());
    }

    @Test
    void whatCannotBeConcludedAtAllEndsThereInTheOpen() {
        String commit = repository.commit("echo well");
        failToWriteVerdicts(() -> true);
        repository.push();
        Run run = cloud.awaitRun(repository, commit);
        cloud.turnRetriesUntil("the ends of both runs", repository,
                () -> cloud.runs(repository.name()).size() == 2 && cloud.runs(repository.name()).stream()
                        .allMatch(each -> !cloud.events(CloudInHand.endOf(each.arn())).isEmpty()));
        cloud.settle();
        List<Run> runs = cloud.runs(repository.name());
        assertEquals(List.of(run.arn(), runs.getLast().arn()), runs.stream().map(Run::arn).toList(), "no third");
        assertEquals(List.of(), cloud.told(repository.name()));
        for (Run each : runs) {
            JsonNode end = cloud.awaitEvent("the end", CloudInHand.endOf(each.arn()));
            assertEquals("FAILED", end.path("detail").path("status").asText());
            assertTrue(end.path("detail").path("cause").asText().contains("Out of order"), end::toString);
        }
        assertEquals(Map.of("ended", "ignored", "push", "started"), Map.of(
                "ended", decision(runs.getLast()), "push", cloud.decisions(cloud.awaitEvent("the push", CloudInHand.pushOf(commit))
                        .path("id").asText()).getFirst().path("decision").asText()));
    }

    private String decision(Run run) {
        return cloud.decisions(cloud.awaitEvent("the end", CloudInHand.endOf(run.arn())).path("id").asText())
                .getFirst().path("decision").asText();
    }
}
