package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.signalbox.local.endtoend.CloudInHand.Told;

/** Builds that somebody asks for by hand. */
@OnTheLocalCloud
class RequestsTest {

    private final CloudInHand cloud;
    private final Repository repository;

    RequestsTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    private String push() {
        String commit = repository.commit("Begin", Map.of(".signalbox.yml", """
                version: 1
                builds:
                  unit: { on: { push: {} }, env: { STAGE: own } }
                  deploy: { on: { manual: {} }, needs: [unit], env: { STAGE: own } }
                  release: { on: { tag: ['v*'] } }
                """, "buildspec.yml", Buildspecs.of("echo $SIGNALBOX_BUILD for $STAGE, attempt $SIGNALBOX_ATTEMPT by $SIGNALBOX_TRIGGER")));
        repository.push();
        cloud.toldOnce(repository, commit);
        return commit;
    }

    private void request(String id, String members) {
        cloud.request(id, "\"repository\": \"%s\", %s".formatted(repository.name(), members));
    }

    private List<Told> toldByHand(int count) {
        List<Told> told = cloud.awaitTold("verdicts of requests", repository, count,
                each -> each.document().path("trigger").asText().equals("manual"));
        cloud.settle();
        assertEquals(count, told.size());
        return told;
    }

    private List<String> log(Told told, String build) {
        return told.document().path("builds").valueStream().filter(each -> each.path("name").asText().equals(build))
                .flatMap(each -> cloud.log(each).stream()).toList();
    }

    @Test
    void aRequestThatNamesBuildsRunsThoseWithItsVariables() {
        String commit = push();
        request("one-" + repository.name(), "\"branch\": \"main\", \"builds\": [\"deploy\"], \"env\": {\"STAGE\": \"production\"}");
        Told told = toldByHand(1).getFirst();
        assertEquals(Map.of("deploy", "SUCCEEDED"), told.outcomesByName());
        assertEquals(commit, told.commit());
        assertEquals("main", told.document().path("branch").asText());
        assertTrue(log(told, "deploy").contains("deploy for production, attempt 1 by manual"), log(told, "deploy")::toString);
    }

    @Test
    void aRequestThatNamesNoneRunsWhatTheBranchLeadsTo() {
        push();
        request("one-" + repository.name(), "\"branch\": \"main\"");
        assertEquals(Map.of("unit", "SUCCEEDED", "deploy", "SUCCEEDED"), toldByHand(1).getFirst().outcomesByName());
    }

    @Test
    void theSameRequestIsOneRunAndItsNextAttemptAnother() {
        push();
        String request = "\"branch\": \"main\", \"builds\": [\"unit\"]";
        request("one-" + repository.name(), request);
        toldByHand(1);
        request("one-" + repository.name(), request);
        cloud.awaitDecision("on the same request", repository, decision -> decision.path("decision").asText().equals("duplicate"));
        toldByHand(1);
        request("one-" + repository.name(), request + ", \"attempt\": 2");
        List<Told> told = toldByHand(2);
        assertNotEquals(told.getFirst().run(), told.getLast().run());
        assertTrue(log(told.getLast(), "unit").contains("unit for own, attempt 2 by manual"));
    }

    @Test
    void aCommitAndATagCanBeAskedFor() {
        String first = push();
        repository.git("tag", "v1");
        repository.git("push", "-q", "origin", "v1");
        cloud.awaitTold("the tag's", repository, 1, told -> told.document().path("tag").asText().equals("v1"));
        repository.push("echo another");
        request("commit-" + repository.name(), "\"commit\": \"%s\", \"builds\": [\"unit\"]".formatted(first));
        Told ofCommit = toldByHand(1).getFirst();
        assertEquals(first, ofCommit.commit());
        assertTrue(ofCommit.document().path("branch").isMissingNode());
        request("tag-" + repository.name(), "\"tag\": \"v1\"");
        Told ofTag = toldByHand(2).getLast();
        assertEquals("v1", ofTag.document().path("tag").asText());
        assertEquals(first, ofTag.commit());
        assertEquals(Set.of("release", "deploy"), ofTag.outcomesByName().keySet());
    }

    @Test
    void aRequestForABuildThatIsNotThereIsTold() {
        push();
        request("one-" + repository.name(), "\"branch\": \"main\", \"builds\": [\"unti\"]");
        Told told = toldByHand(1).getFirst();
        assertEquals("errored", told.verdict());
        assertTrue(told.reason().contains("unti"), told::reason);
    }
}
