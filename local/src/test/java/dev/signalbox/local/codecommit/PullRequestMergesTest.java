package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codecommit.model.ApprovalRule;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidConflictDetailLevelException;
import software.amazon.awssdk.services.codecommit.model.ManualMergeRequiredException;
import software.amazon.awssdk.services.codecommit.model.MergeMetadata;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByFastForwardRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByFastForwardResponse;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestBySquashRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestBySquashResponse;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByThreeWayRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByThreeWayResponse;
import software.amazon.awssdk.services.codecommit.model.PullRequestAlreadyClosedException;
import software.amazon.awssdk.services.codecommit.model.PullRequestApprovalRulesNotSatisfiedException;
import software.amazon.awssdk.services.codecommit.model.PullRequestDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.PullRequestTarget;
import software.amazon.awssdk.services.codecommit.model.RepositoryNotAssociatedWithPullRequestException;
import software.amazon.awssdk.services.codecommit.model.TipOfSourceReferenceIsDifferentException;
import software.amazon.awssdk.services.codecommit.model.TipsDivergenceExceededException;

import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownOperation;

class PullRequestMergesTest {

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
        pulls.create("topic");
        bench.events.clear();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private String onMain(String file, String content) {
        bench.git(clone, "checkout", "-q", "main");
        String commit = bench.commit(clone, file, content);
        bench.git(clone, "push", "-q", "origin", "main");
        bench.events.clear();
        return commit;
    }

    private List<String> heard() {
        return bench.events.stream().map(event -> event.text("event")).toList();
    }

    private String main() {
        bench.git(clone, "fetch", "-q", "origin");
        return bench.git(clone, "rev-parse", "origin/main");
    }

    private static MergePullRequestByFastForwardRequest.Builder forward() {
        return MergePullRequestByFastForwardRequest.builder().pullRequestId("1").repositoryName("orders");
    }

    private static MergePullRequestBySquashRequest.Builder squash() {
        return MergePullRequestBySquashRequest.builder().pullRequestId("1").repositoryName("orders");
    }

    private PullRequestTarget merge(MergePullRequestByFastForwardRequest.Builder request) {
        return bench.call(MergePullRequestByFastForwardResponse.class, request.build()).pullRequest().pullRequestTargets().getFirst();
    }

    private PullRequestTarget merge(MergePullRequestBySquashRequest.Builder request) {
        return bench.call(MergePullRequestBySquashResponse.class, request.build()).pullRequest().pullRequestTargets().getFirst();
    }

    @Test
    void aFastForwardMovesTheDestinationToTheSource() {
        PullRequestTarget merged = merge(forward().sourceCommitId(tip));
        assertEquals(MergeMetadata.builder().isMerged(true).mergedBy(ADA).mergeCommitId(tip).mergeOption("FAST_FORWARD_MERGE").build(),
                merged.mergeMetadata());
        assertEquals(List.of(tip, base, base), List.of(merged.sourceCommit(), merged.destinationCommit(), merged.mergeBase()));
        assertEquals(tip, main());
        assertEquals("CLOSED", pulls.get("1").pullRequestStatusAsString());
        assertEquals(List.of("referenceUpdated", "pullRequestMergeStatusUpdated"), heard());
        assertEquals("FAST_FORWARD_MERGE", bench.events.getFirst().text("mergeOption"));
        assertEquals(List.of("PULL_REQUEST_CREATED", "PULL_REQUEST_MERGE_STATE_CHANGED"), pulls.types("1"));
        assertEquals(merged.mergeMetadata(), pulls.history("1").getLast().pullRequestMergedStateChangedEventMetadata().mergeMetadata());
    }

    @Test
    void aSquashPutsAllOfItInOneCommit() {
        bench.commit(clone, "more.txt", "more\n");
        bench.git(clone, "push", "-q", "origin", "topic");
        String before = onMain("main.txt", "main\n");
        PullRequestTarget merged = merge(squash().authorName("Grace").email("grace@example.com").commitMessage("All of it"));
        String commit = main();
        assertEquals(commit, merged.mergeMetadata().mergeCommitId());
        assertEquals("SQUASH_MERGE", merged.mergeMetadata().mergeOptionAsString());
        assertEquals(before, merged.destinationCommit());
        assertEquals(before + "|Grace|grace@example.com|Grace|All of it",
                bench.git(clone, "log", "-1", "--format=%P|%an|%ae|%cn|%s", commit));
        assertEquals("README.md\nmain.txt\nmore.txt\ntopic.txt", bench.git(clone, "ls-tree", "--name-only", commit));
        assertEquals(List.of("referenceUpdated", "pullRequestMergeStatusUpdated"), heard());
    }

    @Test
    void threeWaysMakeACommitOfBothParentsAndTheCallersName() {
        String before = onMain("main.txt", "main\n");
        bench.call(MergePullRequestByThreeWayResponse.class, MergePullRequestByThreeWayRequest.builder()
                .pullRequestId("1").repositoryName("orders").build());
        assertEquals(before + " " + tip + "|ada|Merge pull request 1", bench.git(clone, "log", "-1", "--format=%P|%an|%s", main()));
        assertEquals("THREE_WAY_MERGE", pulls.target("1").mergeMetadata().mergeOptionAsString());
    }

    @Test
    void whatCannotBeMergedAsWishedStaysAsItIs() {
        onMain("topic.txt", "otherwise\n");
        String before = main();
        assertThrows(ManualMergeRequiredException.class, () -> merge(forward()));
        assertThrows(ManualMergeRequiredException.class, () -> merge(squash()));
        assertThrows(ManualMergeRequiredException.class, () -> merge(squash().conflictDetailLevel("LINE_LEVEL")));
        assertEquals(before, main());
        assertEquals("OPEN", pulls.get("1").pullRequestStatusAsString());
        assertEquals(List.of(), heard());
        merge(squash().conflictResolutionStrategy("ACCEPT_SOURCE"));
        assertEquals("topic", bench.git(clone, "show", main() + ":topic.txt"));
    }

    @Test
    void theSourcesTipIsGuarded() {
        String pushed = bench.commit(clone, "topic.txt", "more\n");
        bench.git(clone, "push", "-q", "origin", "topic");
        assertThrows(TipOfSourceReferenceIsDifferentException.class, () -> merge(forward().sourceCommitId(tip)));
        assertThrows(InvalidCommitIdException.class, () -> merge(forward().sourceCommitId("topic")));
        assertEquals(pushed, merge(forward().sourceCommitId(pushed)).mergeMetadata().mergeCommitId());
    }

    @Test
    void aClosedOneIsNotMergedAgain() {
        merge(forward());
        assertThrows(PullRequestAlreadyClosedException.class, () -> merge(forward()));
        assertThrows(PullRequestAlreadyClosedException.class, () -> merge(squash()));
    }

    @Test
    void whatIsNotThereOrMakesNoSenseIsRefused() {
        bench.create("billing");
        assertThrows(RepositoryNotAssociatedWithPullRequestException.class, () -> merge(forward().repositoryName("billing")));
        assertThrows(PullRequestDoesNotExistException.class, () -> merge(forward().pullRequestId("2")));
        assertThrows(InvalidConflictDetailLevelException.class, () -> merge(squash().conflictDetailLevel("WORD_LEVEL")));
        UnknownOperation refused = assertThrows(UnknownOperation.class, () -> merge(squash().conflictResolution(resolution -> { })));
        assertTrue(refused.awsErrorDetails().errorMessage().contains("MergePullRequestBySquash with conflictResolution"),
                refused.getMessage());
    }

    @Test
    void unrelatedHistoriesAreNotMerged() {
        bench.git(clone, "checkout", "-q", "--orphan", "other");
        bench.commit(clone, "other.txt", "other\n");
        bench.git(clone, "push", "-q", "origin", "other");
        assertEquals(null, pulls.create("other").pullRequestTargets().getFirst().mergeBase());
        assertThrows(ManualMergeRequiredException.class, () -> merge(forward().pullRequestId("2")));
        assertThrows(TipsDivergenceExceededException.class, () -> merge(squash().pullRequestId("2")));
    }

    @Test
    void aPullRequestWithoutAnythingNewIsMergedWhereItIs() {
        bench.git(clone, "push", "-q", "origin", "main:same");
        pulls.create("same");
        bench.events.clear();
        assertEquals(base, merge(forward().pullRequestId("2")).mergeMetadata().mergeCommitId());
        assertEquals(List.of("pullRequestMergeStatusUpdated"), heard());
    }

    @Test
    void unsatisfiedApprovalRulesForbidEveryMerge() {
        Repositories repositories = new Repositories(Workbench.ACCOUNT, bench.timeline, folder.resolve("data"));
        try (repositories) {
            PullRequests kept = new PullRequests(repositories);
            Refs refs = new Refs(repositories);
            PullRequestLife life = new PullRequestLife(repositories, kept,
                    new PullRequestEvents(Workbench.ACCOUNT, repositories, (_, _, _, _) -> { }));
            boolean[] satisfied = {false};
            ApprovalRule rule = ApprovalRule.builder().approvalRuleName("One").build();
            Approvals approvals = new Approvals() {
                @Override
                public List<ApprovalRule> rules(PullRequest pullRequest) {
                    return List.of(rule);
                }

                @Override
                public boolean satisfied(PullRequest pullRequest) {
                    assertEquals(tip, pullRequest.target().sourceCommit());
                    return satisfied[0];
                }
            };
            Switchboard switchboard = new Switchboard(Gate.open());
            switchboard.connect(new Service("codecommit", "codecommit", Protocol.JSON_1_1,
                    new PullRequestMerges(repositories, refs, new Merges(repositories), kept, life, approvals).list()));
            assertThrows(PullRequestApprovalRulesNotSatisfiedException.class,
                    () -> switchboard.call(Workbench.ADA, forward().build()));
            assertThrows(PullRequestApprovalRulesNotSatisfiedException.class,
                    () -> switchboard.call(Workbench.ADA, squash().build()));
            assertThrows(PullRequestApprovalRulesNotSatisfiedException.class,
                    () -> switchboard.call(Workbench.ADA, MergePullRequestByThreeWayRequest.builder()
                            .pullRequestId("1").repositoryName("orders").build()));
            assertEquals(base, main());
            satisfied[0] = true;
            var merged = (MergePullRequestByFastForwardResponse) switchboard.call(Workbench.ADA, forward().build());
            assertEquals(List.of(rule), merged.pullRequest().approvalRules());
            assertEquals(tip, main());
        }
    }
}
