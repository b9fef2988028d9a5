package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;

import dev.signalbox.local.endtoend.CloudInHand.Told;

/** What a repository's {@code .signalbox.yml} leads to. */
@OnTheLocalCloud
class RulesTest {

    private final CloudInHand cloud;
    private final Repository repository;

    RulesTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    private String push(String rules) {
        String commit = repository.commit("Change the rules", Map.of(".signalbox.yml", rules, "buildspec.yml", Buildspecs.of("echo well"),
                "ci/fail.yml", Buildspecs.of("exit 4"), "ci/stage.yml", Buildspecs.of("test \"$STAGE\" = \"a b\"")));
        repository.push();
        return commit;
    }

    @Test
    void aBrokenFileIsToldWithFileLineAndColumn() {
        Told told = cloud.toldOnce(repository, push("""
                version: 1
                builds:
                  unit:
                    onn: { push: {} }
                """));
        assertEquals("errored", told.verdict());
        assertEquals(List.of(), told.outcomes());
        assertTrue(told.reason().contains(".signalbox.yml:4:5"), told::reason);
        assertTrue(told.reason().contains("'on'"), told::reason);
    }

    @Test
    void wavesFollowOneAnotherAsNeedsSay() {
        String commit = push("""
                version: 1
                builds:
                  deploy: { on: { push: {} }, needs: [unit, docs] }
                  unit: { on: { push: {} }, needs: [lint], buildspec: ci/stage.yml, env: { STAGE: a b } }
                  docs: { on: { push: {} } }
                  lint: { on: { push: {} } }
                """);
        Told told = cloud.toldOnce(repository, commit);
        assertEquals("passed", told.verdict(), told.document()::toString);
        assertEquals(List.of("docs", "lint", "unit", "deploy"),
                told.document().path("builds").valueStream().map(build -> build.path("name").asText()).toList());
        Build lint = build(commit, "lint");
        Build unit = build(commit, "unit");
        Build deploy = build(commit, "deploy");
        assertTrue(lint.endTime().isBefore(unit.startTime()) || lint.endTime().equals(unit.startTime()));
        assertTrue(unit.endTime().isBefore(deploy.startTime()) || unit.endTime().equals(deploy.startTime()));
    }

    private Build build(String commit, String name) {
        return cloud.builds(commit).stream().filter(build -> build.environment().environmentVariables().stream()
                .anyMatch(variable -> variable.name().equals("SIGNALBOX_BUILD") && variable.value().equals(name)))
                .findFirst().orElseThrow();
    }

    @Test
    void aFailedBuildSkipsTheWavesAfterIt() {
        Told told = cloud.toldOnce(repository, push("""
                version: 1
                builds:
                  lint: { on: { push: {} }, buildspec: ci/fail.yml }
                  unit: { on: { push: {} }, needs: [lint] }
                """));
        assertEquals("failed", told.verdict());
        assertEquals(List.of("FAILED", "SKIPPED"), told.outcomes());
    }

    @Test
    void aBuildThatIsNotRequiredFailsNothingAndHoldsNothingUp() {
        Told told = cloud.toldOnce(repository, push("""
                version: 1
                builds:
                  lint: { on: { push: {} }, buildspec: ci/fail.yml, required: false }
                  unit: { on: { push: {} }, needs: [lint] }
                """));
        assertEquals("passed", told.verdict());
        assertEquals(List.of("FAILED", "SUCCEEDED"), told.outcomes());
    }

    @Test
    void aBranchThatNoBuildIsForIsLeftAloneWithTheReason() {
        String commit = push("""
                version: 1
                builds:
                  unit: { on: { push: { branches: ['release/**'] } } }
                """);
        cloud.awaitEvent("the push", CloudInHand.pushOf(commit));
        cloud.settle();
        JsonNode event = cloud.awaitEvent("the push", CloudInHand.pushOf(commit));
        List<JsonNode> decisions = cloud.decisions(event.path("id").asText());
        assertEquals(1, decisions.size());
        assertEquals("ignored", decisions.getFirst().path("decision").asText());
        assertTrue(decisions.getFirst().path("reason").asText().contains("release/**"), decisions::toString);
        assertEquals(List.of(), cloud.runs(repository.name()));
    }
}
