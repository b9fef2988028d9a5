package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.StatusType;

import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.endtoend.CloudInHand.Told;

/** Tags that come, move and go, and branches that go. */
@OnTheLocalCloud
class ReferencesTest {

    private final CloudInHand cloud;
    private final Repository repository;

    ReferencesTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    /** A commit on main that only tags build. */
    private String commit(String message) {
        String commit = repository.commit(message, Map.of(".signalbox.yml", "version: 1\nbuilds:\n  release: { on: { tag: ['v*'] } }\n",
                "buildspec.yml", Buildspecs.of("echo tag $SIGNALBOX_TAG at $SIGNALBOX_COMMIT from $(git rev-parse HEAD)"),
                "message", message));
        repository.push();
        return commit;
    }

    private void tag(String... words) {
        repository.git(words);
        repository.git("push", "-q", "-f", "--tags", "origin");
    }

    private void assertBuiltAtTag(String commit, String tag) {
        Told told = cloud.toldOnce(repository, commit);
        assertEquals("passed", told.verdict(), told.document()::toString);
        assertEquals("tag", told.document().path("trigger").asText());
        assertEquals(tag, told.document().path("tag").asText());
        assertTrue(told.document().path("branch").isMissingNode(), told.document()::toString);
        Build build = cloud.builds(told).getFirst();
        assertEquals("refs/tags/%s^{%s}".formatted(tag, commit), build.sourceVersion());
        assertEquals(commit, build.resolvedSourceVersion());
        assertTrue(cloud.log(told.document().path("builds").path(0)).contains("tag %s at %s from %s".formatted(tag, commit, commit)));
    }

    @Test
    void aTagIsBuiltAtItsCommitAndAgainWhereItMovesTo() {
        String first = commit("Begin");
        tag("tag", "v1");
        assertBuiltAtTag(first, "v1");
        String second = commit("Go on");
        tag("tag", "-f", "v1");
        assertBuiltAtTag(second, "v1");
        assertEquals(2, cloud.runs(repository.name()).size());
    }

    @Test
    void anAnnotatedTagIsBuiltAtItsCommitWhateverItsMessageSays() {
        String commit = commit("Begin [skip ci]");
        tag("tag", "-a", "-m", "Release one [skip ci]", "v1");
        assertBuiltAtTag(commit, "v1");
    }

    @Test
    void anotherTagIsLeftAlone() {
        String commit = commit("Begin");
        tag("tag", "nightly");
        cloud.awaitDecision("on the tag", repository,
                decision -> decision.path("reason").asText().contains("tag nightly does not match v*"));
        cloud.settle();
        assertEquals(List.of(), cloud.builds(commit));
    }

    @Test
    void aDeletedBranchStopsWhatRunsForItAndNothingElse() {
        String main = repository.push("echo well");
        cloud.toldOnce(repository, main);
        repository.git("checkout", "-q", "-b", "topic");
        String topic = repository.commit("On a topic", Map.of("a", "1"));
        repository.git("checkout", "-q", "-b", "other");
        String other = repository.commit("On another", Map.of("a", "2"));
        try (CodeBuild.Hold hold = cloud.local().builds().hold(
                build -> topic.equals(build.sourceVersion()) || other.equals(build.sourceVersion()))) {
            repository.git("push", "-q", "origin", "topic", "other");
            cloud.awaitBuild(topic, 1, "PROVISIONING");
            cloud.awaitBuild(other, 1, "PROVISIONING");
            repository.git("push", "-q", "origin", ":topic");
            Told told = cloud.awaitTold(repository, topic);
            assertEquals("cancelled", told.verdict(), told.document()::toString);
            assertTrue(told.reason().contains("deleted"), told.document()::toString);
            cloud.awaitThat("the build's end", () -> cloud.builds(topic).stream()
                    .allMatch(build -> build.buildStatus() == StatusType.STOPPED));
            hold.release();
        }
        assertEquals("passed", cloud.toldOnce(repository, other).verdict());
        cloud.toldOnce(repository, topic);
    }

    @Test
    void aDeletedTagStopsWhatRunsForIt() {
        String commit = commit("Begin");
        try (CodeBuild.Hold _ = cloud.local().builds().hold(build -> build.sourceVersion().contains(commit))) {
            tag("tag", "v1");
            cloud.awaitThat("the tag's build", () -> cloud.runs(repository.name()).size() == 1);
            repository.git("push", "-q", "origin", ":refs/tags/v1");
            assertEquals("cancelled", cloud.toldOnce(repository, commit).verdict());
        }
    }

    @Test
    void aBranchThatIsDeletedWithNothingAtWorkIsLeftAlone() {
        repository.push("echo well");
        repository.git("checkout", "-q", "-b", "topic");
        String topic = repository.commit("On a topic", Map.of("a", "1"));
        repository.push();
        cloud.toldOnce(repository, topic);
        repository.git("push", "-q", "origin", ":topic");
        String event = cloud.awaitEvent("the end of the branch", each ->
                each.path("detail").path("event").asText().equals("referenceDeleted")
                && each.path("detail").path("repositoryName").asText().equals(repository.name())).path("id").asText();
        cloud.settle();
        assertEquals("ignored", cloud.decisions(event).getFirst().path("decision").asText());
    }
}
