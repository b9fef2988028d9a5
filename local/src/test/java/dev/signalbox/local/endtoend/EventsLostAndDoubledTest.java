package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.endtoend.CloudInHand.Told;

/** Events come at least once, in any order, or not at all. */
@OnTheLocalCloud
class EventsLostAndDoubledTest {

    private final CloudInHand cloud;
    private final Repository repository;

    EventsLostAndDoubledTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    private void routeFiveTimes(JsonNode event, int decided) {
        for (int time = 0; time < 5; time++) {
            cloud.route(event.toString());
        }
        cloud.awaitThat("a line for each", () -> cloud.decisions(event.path("id").asText()).size() >= decided + 5);
    }

    @Test
    void anEventThatComesFiveTimesWhileItsRunIsOnAndFiveTimesAfterItIsOneRun() {
        String commit = repository.commit("echo well");
        JsonNode event;
        try (CodeBuild.Hold _ = cloud.local().builds().hold(build -> commit.equals(build.sourceVersion()))) {
            repository.push();
            event = cloud.awaitEvent("the push", CloudInHand.pushOf(commit));
            cloud.awaitBuild(commit, 1, "PROVISIONING");
            routeFiveTimes(event, 1);
        }
        cloud.toldOnce(repository, commit);
        routeFiveTimes(event, 6);
        cloud.settle();
        List<JsonNode> decisions = cloud.decisions(event.path("id").asText());
        assertEquals(11, decisions.size());
        assertEquals(Set.of(cloud.runs(repository.name()).getFirst().input().path("run").path("id").asText()),
                decisions.stream().map(decision -> decision.path("run").asText()).collect(Collectors.toSet()));
        assertEquals(Set.of("duplicate"), decisions.subList(6, 11).stream()
                .map(decision -> decision.path("decision").asText()).collect(Collectors.toSet()));
        assertEquals(1, cloud.runs(repository.name()).size());
        assertEquals(1, cloud.builds(commit).size());
        assertEquals(1, cloud.told(repository.name()).size());
    }

    @Test
    void aDoubledEventIsOneRun() {
        String commit = repository.commit("echo well");
        cloud.local().events().doubleNext(CloudInHand.pushOf(commit));
        repository.push();
        cloud.toldOnce(repository, commit);
        JsonNode event = cloud.awaitEvent("the push", CloudInHand.pushOf(commit));
        assertEquals(2, cloud.events(CloudInHand.pushOf(commit)).size());
        assertEquals(2, cloud.decisions(event.path("id").asText()).size());
        assertEquals(1, cloud.runs(repository.name()).size());
    }

    @Test
    void aDoubledEndOfARunIsToldOnce() {
        String commit = repository.commit("echo never");
        try (CodeBuild.Hold _ = cloud.local().builds().hold(build -> commit.equals(build.sourceVersion()))) {
            repository.push();
            String execution = cloud.awaitRun(repository, commit).arn();
            cloud.local().events().doubleNext(CloudInHand.endOf(execution));
            cloud.stepFunctions.stopExecution(request -> request.executionArn(execution));
            assertEquals("cancelled", cloud.toldOnce(repository, commit).verdict());
        }
        assertEquals(2, cloud.runs(repository.name()).size());
    }

    @Test
    void aLostEventIsNoRunAndTheNextPushIsBuilt() {
        String lost = repository.commit("echo well");
        cloud.local().events().loseNext(CloudInHand.pushOf(lost));
        repository.push();
        String next = repository.push("echo well again");
        assertEquals("passed", cloud.toldOnce(repository, next).verdict());
        assertEquals(1, cloud.runs(repository.name()).size());
    }

    @Test
    void tenBranchesInOnePushAreTenRuns() {
        String first = repository.push("echo well");
        cloud.toldOnce(repository, first);
        List<String> branches = new ArrayList<>();
        List<String> commits = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            branches.add("topic-" + number);
            repository.git("checkout", "-q", "-b", branches.getLast(), "main");
            commits.add(repository.commit("On " + branches.getLast(), Map.of("number", String.valueOf(number))));
        }
        List<String> push = new ArrayList<>(List.of("push", "-q", "origin"));
        push.addAll(branches);
        repository.git(push.toArray(String[]::new));
        commits.forEach(commit -> cloud.awaitTold(repository, commit));
        cloud.settle();
        List<Told> told = cloud.told(repository.name());
        assertEquals(Collections.nCopies(11, "passed"), told.stream().map(Told::verdict).toList());
        assertEquals(11, told.stream().map(each -> each.document().path("commit").asText()).distinct().count());
        assertEquals(11, cloud.runs(repository.name()).size());
    }
}
