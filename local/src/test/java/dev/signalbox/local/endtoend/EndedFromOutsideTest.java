package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.codebuild.model.StopBuildRequest;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.endtoend.CloudInHand.Run;
import dev.signalbox.local.endtoend.CloudInHand.Told;
import dev.signalbox.local.front.Caller;

/** Runs that do not come to their own end. */
@OnTheLocalCloud
class EndedFromOutsideTest {

    private final CloudInHand cloud;
    private final Repository repository;

    EndedFromOutsideTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    private void stop(String execution) {
        cloud.stepFunctions.stopExecution(request -> request.executionArn(execution).error("Enough").cause("Stopped by hand"));
    }

    @Test
    void aStoppedRunIsToldOnceAndLeavesNoBuildAtWork() {
        String mark = "600." + Math.abs(UUID.randomUUID().hashCode());
        String commit = repository.push("sleep " + mark);
        Run run = cloud.awaitRun(repository, commit);
        cloud.awaitBuild(commit, 1, "BUILD");
        cloud.awaitThat("the build at work", () -> Processes.runningWith(mark));
        stop(run.arn());
        Told told = cloud.toldOnce(repository, commit);
        assertEquals("cancelled", told.verdict());
        assertEquals(run.arn(), told.document().path("run").path("arn").asText());
        assertEquals(ExecutionStatus.ABORTED, cloud.status(run.arn()));
        cloud.awaitThat("the build's end", () -> cloud.builds(commit).stream()
                .allMatch(build -> build.buildComplete() && build.buildStatus() == StatusType.STOPPED));
        cloud.awaitThat("no process of the build", () -> !Processes.runningWith(mark));
        assertEquals(2, cloud.runs(repository.name()).size(), "the run and the one that concludes it");
    }

    /** Step Functions stops a build by best effort only: the concluding run stops the one that it missed. */
    @Test
    void aBuildThatOutlivesItsRunIsStopped() {
        cloud.intercept((caller, _, _, request) -> {
            if (request instanceof StopBuildRequest && caller instanceof Caller.RoleSession session && session.roleArn().contains("-RunRole-")) {
                throw InvalidInputException.builder().statusCode(400).message("The stop that was missed").build();
            }
        });
        String commit = repository.push("sleep 600");
        Run run = cloud.awaitRun(repository, commit);
        cloud.awaitBuild(commit, 1, "BUILD");
        stop(run.arn());
        Told told = cloud.toldOnce(repository, commit);
        assertEquals("cancelled", told.verdict());
        assertEquals(List.of("STOPPED"), told.outcomes());
        cloud.awaitThat("the build's end", () -> cloud.builds(commit).stream()
                .allMatch(build -> build.buildComplete() && build.buildStatus() == StatusType.STOPPED));
    }

    @Test
    void aRunThatIsStoppedBeforeItsBuildStartsIsToldOnce() {
        String commit = repository.commit("echo never");
        try (CodeBuild.Hold _ = cloud.local().builds().hold(build -> commit.equals(build.sourceVersion()))) {
            repository.push();
            stop(cloud.awaitRun(repository, commit).arn());
            assertEquals("cancelled", cloud.toldOnce(repository, commit).verdict());
        }
        cloud.awaitThat("the build's end", () -> cloud.builds(commit).stream().allMatch(build -> build.buildComplete()));
    }

    @Test
    void aRunThatTakesTooLongIsToldOnce() {
        String commit = repository.commit("echo never");
        cloud.intercept((_, _, _, request) -> {
            if (request instanceof StartBuildRequest build && commit.equals(build.sourceVersion())) {
                throw AccountLimitExceededException.builder().statusCode(400).message("Full, for ever").build();
            }
        });
        repository.push();
        Run run = cloud.awaitRun(repository, commit);
        cloud.awaitThat("waiting for room", () -> cloud.history(run.arn()).stream()
                .anyMatch(event -> event.type() == HistoryEventType.TASK_SUBMIT_FAILED));
        cloud.local().timeline().turn(Duration.ofDays(7).plusMinutes(1));
        Told told = cloud.toldOnce(repository, commit);
        assertEquals(ExecutionStatus.TIMED_OUT, cloud.status(run.arn()));
        assertEquals("errored", told.verdict(), told.document()::toString);
        assertEquals(List.of("SKIPPED"), told.outcomes());
        assertEquals(2, cloud.runs(repository.name()).size());
    }

    @Test
    void theEndOfAConcludingRunStartsNothing() {
        String commit = repository.commit("echo never");
        try (CodeBuild.Hold _ = cloud.local().builds().hold(build -> commit.equals(build.sourceVersion()))) {
            repository.push();
            Run run = cloud.awaitRun(repository, commit);
            cloud.awaitBuild(commit, 1, "PROVISIONING");
            keepFromConcluding();
            stop(run.arn());
            Run concluding = cloud.await("the concluding run", () -> cloud.runs(repository.name()).stream()
                    .filter(each -> each.input().has("ended")).findFirst());
            stop(concluding.arn());
            cloud.stopIntercepting();
            JsonNode end = cloud.awaitEvent("its end", CloudInHand.endOf(concluding.arn()));
            cloud.settle();
            List<JsonNode> decisions = cloud.decisions(end.path("id").asText());
            assertEquals(1, decisions.size());
            assertEquals("ignored", decisions.getFirst().path("decision").asText());
            assertTrue(decisions.getFirst().path("reason").asText().contains("concluding"), decisions::toString);
        }
        assertEquals(2, cloud.runs(repository.name()).size());
        assertEquals(List.of(), cloud.told(repository.name()));
    }

    private void keepFromConcluding() {
        cloud.intercept((_, _, operation, request) -> {
            if (operation.equals("Invoke") && request.toString().contains("conclude")) {
                throw ServiceException.builder().statusCode(500).message("Not now").build();
            }
        });
    }
}
