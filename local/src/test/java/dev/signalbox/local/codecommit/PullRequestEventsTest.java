package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codecommit.model.CreateUnreferencedMergeCommitRequest;
import software.amazon.awssdk.services.codecommit.model.CreateUnreferencedMergeCommitResponse;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByThreeWayRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByThreeWayResponse;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByFastForwardRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByFastForwardResponse;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestStatusRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestStatusResponse;

/** The events are those of the samples in {@code events/}, but for ids and dates. */
class PullRequestEventsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Workbench bench;
    private PullRequestsAtHand pulls;
    private Path clone;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        pulls = new PullRequestsAtHand(bench);
        clone = bench.cloned("orders");
        bench.git(clone, "checkout", "-q", "-b", "topic/greeting");
        bench.commit(clone, "topic.txt", "topic\n");
        bench.git(clone, "push", "-q", "origin", "topic/greeting");
        pulls.create("topic/greeting");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void assertToldAs(String sample) throws IOException {
        JsonNode expected = JSON.readTree(Path.of("../events/" + sample).toFile());
        Workbench.Event told = bench.events.stream().filter(event -> event.text("event").equals(expected.at("/detail/event").asText()))
                .reduce((_, last) -> last).orElseThrow();
        assertEquals(expected.path("source").asText(), told.source());
        assertEquals(expected.path("detail-type").asText(), told.type());
        assertEquals(expected.path("resources"), JSON.valueToTree(told.resources()));
        assertEquals(neutral(expected.path("detail")), neutral(told.detail()));
    }

    /** The same for any two details that differ in ids and dates only, each of the right form. */
    private static JsonNode neutral(JsonNode detail) throws IOException {
        return JSON.readTree(JSON.writeValueAsString(detail)
                .replaceAll("\"[0-9a-f]{64}\"", "\"REVISION\"")
                .replaceAll("\"[0-9a-f]{40}\"", "\"COMMIT\"")
                .replaceAll("\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"", "\"REPOSITORY\"")
                .replaceAll("\"[A-Z][a-z]{2} [A-Z][a-z]{2} \\d{2} \\d{2}:\\d{2}:\\d{2} UTC \\d{4}\"", "\"DATE\"")
                .replaceAll("\"pullRequestId\":\"\\d+\"", "\"pullRequestId\":\"ID\"")
                .replaceAll("(pull request |pull-requests/)\\d+", "$1ID"));
    }

    @Test
    void aCreation() throws IOException {
        assertToldAs("pull-request-created.json");
    }

    @Test
    void aPushToTheSource() throws IOException {
        bench.commit(clone, "topic.txt", "more\n");
        bench.git(clone, Workbench.as("ada", "push", "-q", "origin", "topic/greeting"));
        assertToldAs("pull-request-updated.json");
    }

    @Test
    void aClose() throws IOException {
        bench.call(UpdatePullRequestStatusResponse.class,
                UpdatePullRequestStatusRequest.builder().pullRequestId("1").pullRequestStatus("CLOSED").build());
        assertToldAs("pull-request-closed.json");
    }

    @Test
    void aMerge() throws IOException {
        bench.call(MergePullRequestByFastForwardResponse.class,
                MergePullRequestByFastForwardRequest.builder().pullRequestId("1").repositoryName("orders").build());
        assertToldAs("pull-request-merged.json");
    }

    @Test
    void aMergeOfBranches() throws IOException {
        bench.call(MergeBranchesByThreeWayResponse.class, MergeBranchesByThreeWayRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier("topic/greeting").destinationCommitSpecifier("main")
                .conflictDetailLevel("LINE_LEVEL").conflictResolutionStrategy("AUTOMERGE").build());
        assertToldAs("branch-merged.json");
    }

    @Test
    void aMergeThatNoRefHolds() throws IOException {
        bench.call(CreateUnreferencedMergeCommitResponse.class, CreateUnreferencedMergeCommitRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier("topic/greeting").destinationCommitSpecifier("main").mergeOption("SQUASH_MERGE")
                .conflictDetailLevel("LINE_LEVEL").conflictResolutionStrategy("AUTOMERGE").build());
        assertToldAs("unreferenced-merge-commit-created.json");
    }
}
