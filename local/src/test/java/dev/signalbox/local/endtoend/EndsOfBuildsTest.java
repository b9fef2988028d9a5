package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.StatusType;

import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.endtoend.CloudInHand.Told;

/** Each way in which CodeBuild ends a build, told once with its verdict. */
@OnTheLocalCloud
class EndsOfBuildsTest {

    private final CloudInHand cloud;
    private final Repository repository;

    EndsOfBuildsTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    private static void assertTold(String verdict, String change, List<String> outcomes, Told told) {
        assertEquals(List.of(verdict, change, outcomes), List.of(told.verdict(), told.change(), told.outcomes()),
                () -> told.document().toString());
    }

    private String passing() {
        return repository.push("echo well");
    }

    private String failing() {
        return repository.push("echo before", "exit 3", "echo never");
    }

    /** Pushes a commit whose builds wait in PROVISIONING until the hold is released. */
    private CodeBuild.Hold hold(String commit) {
        return cloud.local().builds().hold(build -> commit.equals(build.sourceVersion()));
    }

    private Told timedOut() {
        String commit = repository.commit("echo late");
        try (CodeBuild.Hold _ = hold(commit)) {
            repository.push();
            cloud.awaitBuild(commit, 1, "PROVISIONING");
            cloud.local().timeline().turn(Duration.ofMinutes(61));
            return cloud.toldOnce(repository, commit);
        }
    }

    /** @param ends of the first start and the second */
    private Told made(StatusType... ends) {
        String commit = repository.commit("echo never");
        try (CodeBuild.Hold _ = hold(commit)) {
            repository.push();
            for (int start = 0; start < ends.length; start++) {
                cloud.local().builds().end(cloud.awaitBuild(commit, start + 1, "PROVISIONING").id(), ends[start]);
            }
            Told told = cloud.toldOnce(repository, commit);
            assertEquals(ends.length, cloud.builds(commit).size(), "builds started");
            return told;
        }
    }

    @Test
    void aFailedBuildSaysWhereItFailed() {
        String commit = failing();
        Told told = cloud.toldOnce(repository, commit);
        assertTold("failed", "broken", List.of("FAILED"), told);
        JsonNode build = told.document().path("builds").path(0);
        assertEquals("BUILD", build.path("failedPhase").asText());
        assertTrue(build.path("reason").asText().contains("exit 3"), build::toString);
        String mail = cloud.await("the email", () -> cloud.emails().stream().filter(each -> each.text().contains(commit.substring(0, 8)))
                .findFirst()).text();
        assertTrue(mail.contains("BUILD") && mail.contains("exit 3") && mail.contains(build.path("logs").path("url").asText()), mail);
    }

    @Test
    void aChangeOfVerdictIsBrokenOrStillFailingOrFixed() {
        assertTold("passed", "none", List.of("SUCCEEDED"), cloud.toldOnce(repository, passing()));
        assertTold("failed", "broken", List.of("FAILED"), cloud.toldOnce(repository, failing()));
        assertTold("failed", "still_failing", List.of("TIMED_OUT"), timedOut());
        assertTold("errored", "none", List.of("FAULT"), made(StatusType.FAULT, StatusType.FAULT));
        assertTold("cancelled", "none", List.of("STOPPED"), made(StatusType.STOPPED));
        assertTold("passed", "fixed", List.of("SUCCEEDED"), cloud.toldOnce(repository, passing()));
        assertTold("passed", "none", List.of("SUCCEEDED"), cloud.toldOnce(repository, passing()));
    }

    @Test
    void aFaultIsTriedOnceMoreAndForgottenWhenThatPasses() {
        assertTold("passed", "none", List.of("SUCCEEDED"), made(StatusType.FAULT, StatusType.SUCCEEDED));
    }

    @Test
    void aBuildThatSomebodyStopsAtWorkIsCancelled() {
        String commit = repository.push("sleep 600");
        Build build = cloud.awaitBuild(commit, 1, "BUILD");
        cloud.codeBuild.stopBuild(request -> request.id(build.id()));
        assertTold("cancelled", "none", List.of("STOPPED"), cloud.toldOnce(repository, commit));
    }

    @Test
    void aProjectThatIsNotTaggedForTheStackIsRefused() {
        cloud.expectRefusal("RunRole", "codebuild:StartBuild");
        String commit = pushOnProject("somebody-elses");
        Told told = cloud.toldOnce(repository, commit);
        assertTold("errored", "none", List.of("FAULT"), told);
        JsonNode build = told.document().path("builds").path(0);
        assertFalse(build.has("id"), build::toString);
        assertTrue(build.path("reason").asText().contains("not tagged signalbox:stack"), build::toString);
        assertTrue(build.path("reason").asText().contains("somebody-elses"), build::toString);
    }

    private String pushOnProject(String project) {
        String commit = repository.commit("Build elsewhere", Map.of("buildspec.yml", Buildspecs.of("echo well"), ".signalbox.yml", """
                version: 1
                builds:
                  unit: { on: { push: {} }, project: %s }
                """.formatted(project)));
        repository.push();
        return commit;
    }
}
