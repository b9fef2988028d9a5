package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;

import dev.signalbox.local.codebuild.CodeBuild;

/** Runs that must not overlap. */
@OnTheLocalCloud
class GroupsTest {

    private final CloudInHand cloud;
    private final Repository repository;

    GroupsTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    private String commit(String group) {
        return repository.commit("Deploy to " + group, Map.of(".signalbox.yml",
                "version: 1\nbuilds:\n  deploy: { on: { push: {} }, group: %s }\n".formatted(group),
                "buildspec.yml", Buildspecs.of("echo deployed")));
    }

    /** Pushes a commit whose run is held, until the hold is released. */
    private CodeBuild.Hold pushHeld(String commit) {
        CodeBuild.Hold hold = cloud.local().builds().hold(build -> commit.equals(build.sourceVersion()));
        repository.push();
        cloud.awaitBuild(commit, 1, "PROVISIONING");
        return hold;
    }

    private void pushed(String commit) {
        repository.push();
        String event = cloud.awaitEvent("the push", CloudInHand.pushOf(commit)).path("id").asText();
        cloud.awaitThat("the decision on " + commit, () -> !cloud.decisions(event).isEmpty());
    }

    private String verdict(String commit) {
        return cloud.toldOnce(repository, commit).verdict();
    }

    @Test
    void aRunWaitsUntilTheOneBeforeHasEnded() {
        String first = commit("deploy-test");
        String second;
        try (CodeBuild.Hold _ = pushHeld(first)) {
            second = repository.commit("Once more", Map.of("a", "1"));
            pushed(second);
            assertEquals(List.of(), cloud.builds(second));
        }
        assertEquals("passed", verdict(first));
        assertEquals("passed", verdict(second));
        Build before = cloud.builds(first).getFirst();
        Build after = cloud.builds(second).getFirst();
        assertFalse(after.startTime().isBefore(before.endTime()), () -> before + " and " + after);
    }

    @Test
    void ofThoseThatWaitOnlyTheNewestBegins() {
        String first = commit("deploy-test");
        String second;
        String third;
        try (CodeBuild.Hold _ = pushHeld(first)) {
            second = repository.commit("Once more", Map.of("a", "1"));
            pushed(second);
            third = repository.commit("And again", Map.of("a", "2"));
            pushed(third);
        }
        assertEquals("passed", verdict(first));
        assertEquals("superseded", verdict(second));
        assertEquals("passed", verdict(third));
        assertEquals(List.of(), cloud.builds(second));
    }

    @Test
    void aRunStopsTheOneBeforeWhereItsGroupSaysSo() {
        String first = commit("{ name: preview, cancel: true }");
        try (CodeBuild.Hold _ = pushHeld(first)) {
            String second = repository.commit("Once more", Map.of("a", "1"));
            pushed(second);
            assertEquals("passed", verdict(second));
            assertEquals("superseded", verdict(first));
        }
    }

    @Test
    void aNewerPushStopsTheRunOfItsBranch() {
        String first = repository.commit("echo well");
        try (CodeBuild.Hold _ = pushHeld(first)) {
            String second = repository.commit("echo well again");
            pushed(second);
            assertEquals("passed", verdict(second));
            assertEquals("superseded", verdict(first));
        }
    }

    @Test
    void theRunOfABranchWaitsWhereABuildMustNotBeStopped() {
        String first = commit("{ cancel: false }");
        String second;
        try (CodeBuild.Hold _ = pushHeld(first)) {
            second = repository.commit("Once more", Map.of("a", "1"));
            pushed(second);
            assertEquals(List.of(), cloud.builds(second));
        }
        assertEquals("passed", verdict(first));
        assertEquals("passed", verdict(second));
    }

    @Test
    void groupsOfOtherNamesAreNotWaitedFor() {
        String first = commit("deploy-test");
        try (CodeBuild.Hold hold = pushHeld(first)) {
            repository.git("checkout", "-q", "-b", "production");
            String second = commit("deploy-production");
            pushed(second);
            assertEquals("passed", cloud.awaitTold(repository, second).verdict());
            hold.release();
        }
        assertEquals("passed", verdict(first));
    }

    @Test
    void groupsOfOtherRepositoriesAreNotWaitedFor() {
        String first = commit("deploy-test");
        try (CodeBuild.Hold hold = pushHeld(first)) {
            Repository other = cloud.repository();
            String theirs = other.commit("Deploy", Map.of(".signalbox.yml",
                    "version: 1\nbuilds:\n  deploy: { on: { push: {} }, group: deploy-test }\n", "buildspec.yml", Buildspecs.of("true")));
            other.push();
            assertEquals("passed", cloud.awaitTold(other, theirs).verdict());
            hold.release();
        }
        assertEquals("passed", verdict(first));
    }
}
