package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.endtoend.CloudInHand.Run;
import dev.signalbox.local.endtoend.CloudInHand.Told;

/** When CodeBuild has no room. */
@OnTheLocalCloud
class CapacityTest {

    private static final int BUILDS_IN_THE_QUEUE = 5;

    private final CloudInHand cloud;
    private final Repository repository;

    CapacityTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    @Test
    void aPushWaitsForRoomAndThenIsBuilt() {
        List<String> others = new ArrayList<>();
        String commit = repository.commit("echo well");
        cloud.local().builds().accountLimit(1);
        try (CodeBuild.Hold hold = cloud.local().builds().hold(build -> !commit.equals(build.sourceVersion()))) {
            for (int build = 0; build <= BUILDS_IN_THE_QUEUE; build++) {
                others.add(cloud.codeBuild.startBuild(request -> request.projectName(cloud.output("PullRequestProjectName"))).build().id());
            }
            repository.push();
            Run run = cloud.awaitRun(repository, commit);
            cloud.turnRetriesUntil("a second refusal", repository, () -> refusals(run) >= 2);
            assertEquals(ExecutionStatus.RUNNING, cloud.status(run.arn()));
            assertEquals(List.of(), cloud.builds(commit));
            hold.release();
            cloud.awaitThat("room", () -> cloud.codeBuild.batchGetBuilds(request -> request.ids(others)).builds().stream()
                    .allMatch(build -> build.buildComplete()));
            cloud.turnRetriesUntil("the build", repository, () -> !cloud.builds(commit).isEmpty());
            Told told = cloud.toldOnce(repository, commit);
            assertEquals("passed", told.verdict());
            assertTrue(told.document().path("builds").path(0).has("id"));
        } finally {
            cloud.local().builds().accountLimit(4 * Runtime.getRuntime().availableProcessors());
        }
    }

    private long refusals(Run run) {
        return cloud.history(run.arn()).stream().filter(event -> event.type() == HistoryEventType.TASK_SUBMIT_FAILED
                && event.taskSubmitFailedEventDetails().error().equals("CodeBuild.AccountLimitExceededException")).count();
    }
}
