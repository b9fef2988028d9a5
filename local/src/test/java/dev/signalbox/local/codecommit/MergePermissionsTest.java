package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.CreateUnreferencedMergeCommitRequest;
import software.amazon.awssdk.services.codecommit.model.DescribePullRequestEventsRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByFastForwardRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesBySquashRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByThreeWayRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByFastForwardRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestBySquashRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByThreeWayRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestDescriptionRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestStatusRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestTitleRequest;

import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Permission;

/**
 * What IAM is asked. The actions that know {@code codecommit:References} are those of AWS's service authorization reference.
 */
class MergePermissionsTest {

    private static final String ORDERS = "arn:aws:codecommit:us-east-1:123456789012:orders";
    private static final Map<String, String> MAIN = Map.of("codecommit:References", "refs/heads/main");
    private static final Map<String, String> STABLE = Map.of("codecommit:References", "refs/heads/stable");

    @TempDir
    Path folder;

    private final List<Permission> asked = new ArrayList<>();
    private boolean closed;
    private Workbench bench;
    private String tip;

    @BeforeEach
    void open() {
        bench = new Workbench(folder, Gate.open(), (caller, permission) -> {
            asked.add(permission);
            if (closed) {
                throw new AccessDenied(caller, permission, "the test says so");
            }
        });
        Path clone = bench.cloned("orders");
        bench.git(clone, "checkout", "-q", "-b", "topic");
        tip = bench.commit(clone, "topic.txt", "topic\n");
        bench.git(clone, "push", "-q", "origin", "topic", "topic:stable");
        new PullRequestsAtHand(bench).create("topic");
        closed = true;
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void assertAsked(String action, Map<String, String> context, AwsRequest request) {
        asked.clear();
        bench.events.clear();
        assertThrows(AccessDenied.class, () -> bench.call(AwsResponse.class, request));
        assertEquals(List.of(new Permission("codecommit:" + action, ORDERS, context)), asked);
        assertEquals(List.of(), bench.events);
    }

    @Test
    void aMergeOfAPullRequestIsOneIntoItsDestination() {
        assertAsked("MergePullRequestByFastForward", MAIN,
                MergePullRequestByFastForwardRequest.builder().pullRequestId("1").repositoryName("orders").build());
        assertAsked("MergePullRequestBySquash", MAIN,
                MergePullRequestBySquashRequest.builder().pullRequestId("1").repositoryName("orders").build());
        assertAsked("MergePullRequestByThreeWay", MAIN,
                MergePullRequestByThreeWayRequest.builder().pullRequestId("1").repositoryName("orders").build());
    }

    @Test
    void aMergeOfBranchesIsOneIntoItsTargetOrElseItsDestination() {
        for (String destination : List.of("main", "refs/heads/main", "HEAD")) {
            assertAsked("MergeBranchesByFastForward", MAIN, MergeBranchesByFastForwardRequest.builder().repositoryName("orders")
                    .sourceCommitSpecifier("topic").destinationCommitSpecifier(destination).build());
        }
        assertAsked("MergeBranchesBySquash", STABLE, MergeBranchesBySquashRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier("topic").destinationCommitSpecifier("main").targetBranch("stable").build());
        assertAsked("MergeBranchesByThreeWay", STABLE, MergeBranchesByThreeWayRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier("topic").destinationCommitSpecifier(tip).targetBranch("stable").build());
    }

    @Test
    void aMergeCommitWithoutARefIsOneIntoItsDestinationIfThatIsABranch() {
        assertAsked("CreateUnreferencedMergeCommit", MAIN, CreateUnreferencedMergeCommitRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier("topic").destinationCommitSpecifier("main").mergeOption("SQUASH_MERGE").build());
        assertAsked("CreateUnreferencedMergeCommit", Map.of(), CreateUnreferencedMergeCommitRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier("topic").destinationCommitSpecifier(tip).mergeOption("SQUASH_MERGE").build());
        assertAsked("GetMergeCommit", MAIN, GetMergeCommitRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier("topic").destinationCommitSpecifier("main").build());
    }

    @Test
    void whatIsDoneToAPullRequestIsDoneToItsRepository() {
        CreatePullRequestRequest create = PullRequestsAtHand.request("topic").build();
        assertAsked("CreatePullRequest", Map.of(), create);
        assertAsked("GetPullRequest", Map.of(), GetPullRequestRequest.builder().pullRequestId("1").build());
        assertAsked("DescribePullRequestEvents", Map.of(), DescribePullRequestEventsRequest.builder().pullRequestId("1").build());
        assertAsked("UpdatePullRequestTitle", Map.of(),
                UpdatePullRequestTitleRequest.builder().pullRequestId("1").title("New").build());
        assertAsked("UpdatePullRequestDescription", Map.of(),
                UpdatePullRequestDescriptionRequest.builder().pullRequestId("1").description("New").build());
        assertAsked("UpdatePullRequestStatus", Map.of(),
                UpdatePullRequestStatusRequest.builder().pullRequestId("1").pullRequestStatus("CLOSED").build());
    }
}
