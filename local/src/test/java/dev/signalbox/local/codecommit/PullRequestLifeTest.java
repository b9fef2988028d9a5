package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteBranchRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteBranchResponse;
import software.amazon.awssdk.services.codecommit.model.MergeMetadata;
import software.amazon.awssdk.services.codecommit.model.PullRequest;
import software.amazon.awssdk.services.codecommit.model.PullRequestEvent;
import software.amazon.awssdk.services.codecommit.model.PullRequestTarget;
import software.amazon.awssdk.services.codecommit.model.Target;

/** What branches do to pull requests. */
class PullRequestLifeTest {

    private static final String ADA = "arn:aws:iam::123456789012:user/ada";

    @TempDir
    Path folder;

    private Workbench bench;
    private PullRequestsAtHand pulls;
    private Path clone;
    private String base;
    private String tip;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        pulls = new PullRequestsAtHand(bench);
        clone = bench.cloned("orders");
        base = bench.git(clone, "rev-parse", "HEAD");
        bench.git(clone, "checkout", "-q", "-b", "topic");
        tip = bench.commit(clone, "topic.txt", "topic\n");
        bench.git(clone, "push", "-q", "origin", "topic");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void push(String... words) {
        bench.git(clone, Workbench.as("ada", List.of(words).toArray(String[]::new)));
    }

    private static CreatePullRequestRequest.Builder intoStable(String destination) {
        return PullRequestsAtHand.request("topic").targets(Target.builder().repositoryName("orders").sourceReference("topic")
                .destinationReference(destination).build());
    }

    private List<String> heard() {
        return bench.events.stream().map(event -> event.text("event")).toList();
    }

    private String onMain() {
        bench.git(clone, "checkout", "-q", "main");
        String commit = bench.commit(clone, "main.txt", "main\n");
        push("push", "-q", "origin", "main");
        return commit;
    }

    @Test
    void aPushToTheSourceMakesANewRevisionAndTwoEvents() {
        PullRequest created = pulls.create("topic");
        bench.events.clear();
        String pushed = bench.commit(clone, "topic.txt", "more\n");
        push("push", "-q", "origin", "topic");
        PullRequest revised = pulls.get("1");
        assertNotEquals(created.revisionId(), revised.revisionId());
        assertEquals(List.of(pushed, base, base), commits(revised.pullRequestTargets().getFirst()));
        assertEquals(List.of("referenceUpdated", "pullRequestSourceBranchUpdated"), heard());
        PullRequestEvent event = pulls.history("1").getLast();
        assertEquals(ADA, event.actorArn());
        assertEquals(List.of(tip, pushed, base), List.of(event.pullRequestSourceReferenceUpdatedEventMetadata().beforeCommitId(),
                event.pullRequestSourceReferenceUpdatedEventMetadata().afterCommitId(),
                event.pullRequestSourceReferenceUpdatedEventMetadata().mergeBase()));
    }

    @Test
    void aForcePushBackMakesOneMoreRevision() {
        String first = pulls.create("topic").revisionId();
        bench.commit(clone, "topic.txt", "more\n");
        push("push", "-q", "origin", "topic");
        String second = pulls.get("1").revisionId();
        push("push", "-q", "-f", "origin", tip + ":topic");
        assertEquals(3, List.of(first, second, pulls.get("1").revisionId()).stream().distinct().count());
        assertEquals(tip, pulls.target("1").sourceCommit());
    }

    @Test
    void aPushRevisesEveryOpenPullRequestOfThatSourceAndNoOther() {
        push("push", "-q", "origin", "main:stable", "topic:other");
        pulls.create("topic");
        pulls.create(intoStable("stable"));
        pulls.create("other");
        bench.events.clear();
        bench.commit(clone, "topic.txt", "more\n");
        push("push", "-q", "origin", "topic");
        assertEquals(List.of("1", "2"), bench.events.stream()
                .filter(event -> event.text("event").equals("pullRequestSourceBranchUpdated"))
                .map(event -> event.text("pullRequestId")).toList());
    }

    @Test
    void aDestinationThatMovesIsSeenAndIsNoEvent() {
        PullRequest created = pulls.create("topic");
        bench.events.clear();
        String moved = onMain();
        assertEquals(List.of("referenceUpdated"), heard());
        PullRequest now = pulls.get("1");
        assertEquals(created.revisionId(), now.revisionId());
        assertEquals(created.lastActivityDate(), now.lastActivityDate());
        assertEquals(List.of(tip, moved, base), commits(now.pullRequestTargets().getFirst()));
    }

    @Test
    void theMergeBaseFollowsWhenTheDestinationIsMergedIntoTheSource() {
        pulls.create("topic");
        String moved = onMain();
        bench.git(clone, "checkout", "-q", "topic");
        bench.git(clone, "merge", "-q", "--no-edit", "main");
        push("push", "-q", "origin", "topic");
        assertEquals(List.of(bench.git(clone, "rev-parse", "HEAD"), moved, moved), commits(pulls.target("1")));
    }

    @Test
    void deletingTheSourceClosesIt() {
        pulls.create("topic");
        bench.events.clear();
        bench.call(DeleteBranchResponse.class, DeleteBranchRequest.builder().repositoryName("orders").branchName("topic").build());
        assertClosedUnmerged();
        assertEquals(List.of("referenceDeleted", "pullRequestStatusChanged"), heard());
    }

    @Test
    void deletingTheDestinationByGitClosesIt() {
        push("push", "-q", "origin", "main:stable");
        pulls.create(intoStable("refs/heads/stable"));
        bench.events.clear();
        push("push", "-q", "origin", ":stable");
        assertClosedUnmerged();
        assertEquals(List.of("referenceDeleted", "pullRequestStatusChanged"), heard());
    }

    private void assertClosedUnmerged() {
        assertEquals("CLOSED", pulls.get("1").pullRequestStatusAsString());
        assertFalse(pulls.target("1").mergeMetadata().isMerged());
        assertEquals(List.of(tip, base, base), commits(pulls.target("1")));
        assertEquals("PULL_REQUEST_STATUS_CHANGED", pulls.types("1").getLast());
    }

    @Test
    void pushingTheSourceToTheDestinationIsAMergeByFastForward() {
        pulls.create("topic");
        bench.events.clear();
        push("push", "-q", "origin", "topic:main");
        assertEquals("CLOSED", pulls.get("1").pullRequestStatusAsString());
        assertEquals(MergeMetadata.builder().isMerged(true).mergedBy(ADA).mergeCommitId(tip).mergeOption("FAST_FORWARD_MERGE").build(),
                pulls.target("1").mergeMetadata());
        assertEquals(List.of(tip, base, base), commits(pulls.target("1")));
        assertEquals(List.of("referenceUpdated", "pullRequestMergeStatusUpdated"), heard());
        assertEquals("PULL_REQUEST_MERGE_STATE_CHANGED", pulls.types("1").getLast());
    }

    @Test
    void mergingWithACommitAndPushingItLeavesItOpen() {
        pulls.create("topic");
        bench.git(clone, "checkout", "-q", "main");
        bench.git(clone, "merge", "-q", "--no-ff", "--no-edit", "topic");
        push("push", "-q", "origin", "main");
        assertEquals("OPEN", pulls.get("1").pullRequestStatusAsString());
        assertEquals(tip, pulls.target("1").mergeBase());
    }

    @Test
    void forcingTheDestinationBackToTheSourceIsNoMerge() {
        bench.git(clone, "checkout", "-q", "main");
        bench.git(clone, "merge", "-q", "topic");
        bench.commit(clone, "main.txt", "main\n");
        push("push", "-q", "origin", "main");
        pulls.create("topic");
        push("push", "-q", "-f", "origin", tip + ":main");
        assertEquals("OPEN", pulls.get("1").pullRequestStatusAsString());
    }

    @Test
    void aClosedOneKeepsItsCommitsAndHearsNoMore() {
        pulls.create("topic");
        push("push", "-q", "origin", "topic:main");
        PullRequest merged = pulls.get("1");
        bench.events.clear();
        bench.commit(clone, "topic.txt", "more\n");
        push("push", "-q", "origin", "topic");
        push("push", "-q", "origin", ":topic");
        assertEquals(merged, pulls.get("1"));
        assertEquals(List.of("referenceUpdated", "referenceDeleted"), heard());
        assertTrue(merged.pullRequestTargets().getFirst().mergeMetadata().isMerged());
    }

    private static List<String> commits(PullRequestTarget target) {
        return List.of(target.sourceCommit(), target.destinationCommit(), target.mergeBase());
    }
}
