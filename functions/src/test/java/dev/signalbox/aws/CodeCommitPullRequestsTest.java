package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.Approval;
import software.amazon.awssdk.services.codecommit.model.ApprovalState;
import software.amazon.awssdk.services.codecommit.model.CodeCommitException;
import software.amazon.awssdk.services.codecommit.model.CommentDeletedException;
import software.amazon.awssdk.services.codecommit.model.CommentDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.EncryptionKeyUnavailableException;
import software.amazon.awssdk.services.codecommit.model.GetCommentRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentResponse;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestApprovalStatesRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestApprovalStatesResponse;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestOverrideStateRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestOverrideStateResponse;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidRevisionIdException;
import software.amazon.awssdk.services.codecommit.model.ListPullRequestsRequest;
import software.amazon.awssdk.services.codecommit.model.ListPullRequestsResponse;
import software.amazon.awssdk.services.codecommit.model.PullRequest;
import software.amazon.awssdk.services.codecommit.model.PullRequestDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.PullRequestStatusEnum;
import software.amazon.awssdk.services.codecommit.model.PullRequestTarget;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;

import dev.signalbox.pullrequest.PullRequests.Comment;
import dev.signalbox.pullrequest.PullRequests.State;
import dev.signalbox.pullrequest.Revision;

class CodeCommitPullRequestsTest {

    private static final String ADA = "arn:aws:iam::123456789012:user/ada";

    private final Account account = new Account();
    private final CodeCommitPullRequests pullRequests = new CodeCommitPullRequests(account);

    @Test
    void aPullRequestIsAsCodeCommitHasIt() {
        account.opened("7", "topic", PullRequestStatusEnum.OPEN, false);
        Revision revision = new Revision("r7", "topic", "c7", "main", "m1");
        assertEquals(Optional.of(new State("7", "orders", revision, true, false, ADA, "A change", "")), pullRequests.state("7"));
        account.opened("7", "topic", PullRequestStatusEnum.CLOSED, true);
        State merged = pullRequests.state("7").orElseThrow();
        assertEquals(List.of(false, true), List.of(merged.open(), merged.merged()));
        assertEquals(Optional.empty(), pullRequests.state("8"));
    }

    @Test
    void approversAreThoseWhoApproveNow() {
        account.opened("7", "topic", PullRequestStatusEnum.OPEN, false);
        assertEquals(List.of(ADA), pullRequests.approvers("7", "r7"));
        assertEquals(List.of(), pullRequests.approvers("7", "r6"));
        assertEquals(List.of(), pullRequests.approvers("8", "r7"));
    }

    @Test
    void whoSetTheRulesAsideIsKnownWhileTheyDoNotHold() {
        account.opened("7", "topic", PullRequestStatusEnum.OPEN, false);
        assertEquals(Optional.empty(), pullRequests.overridden("7", "r7"));
        account.overridden = true;
        assertEquals(Optional.of(ADA), pullRequests.overridden("7", "r7"));
        assertEquals(Optional.empty(), pullRequests.overridden("7", "r6"));
        assertEquals(Optional.empty(), pullRequests.overridden("8", "r7"));
    }

    @Test
    void aCommentHasAnAuthorAndAText() {
        assertEquals(Optional.of(new Comment(ADA, "/retest")), pullRequests.comment("c1"));
        assertEquals(Optional.of(new Comment(ADA, "")), pullRequests.comment("deleted"));
        assertEquals(Optional.empty(), pullRequests.comment("gone"));
        account.failure = CommentDeletedException.builder().build();
        assertEquals(Optional.empty(), pullRequests.comment("c1"));
    }

    @Test
    void openPullRequestsOfABranchAreThoseOfAllPages() {
        for (int id = 1; id <= 5; id++) {
            account.opened(String.valueOf(id), id % 2 == 0 ? "other" : "topic", PullRequestStatusEnum.OPEN, false);
        }
        account.opened("6", "topic", PullRequestStatusEnum.CLOSED, false);
        assertEquals(List.of("1", "3", "5"), pullRequests.openFrom("orders", "topic").stream().map(State::id).toList());
        assertEquals(pullRequests.state("1").orElseThrow(), pullRequests.openFrom("orders", "topic").getFirst());
        assertEquals(List.of(), pullRequests.openFrom("orders", "main"));
        assertEquals(List.of(), pullRequests.openFrom("gone", "topic"));
    }

    @Test
    void eightOpenPullRequestsAreLookedAtSideBySide() {
        for (int id = 1; id <= 16; id++) {
            account.opened(String.valueOf(id), "topic", PullRequestStatusEnum.OPEN, false);
        }
        CyclicBarrier eight = new CyclicBarrier(8);
        Semaphore most = new Semaphore(8);
        account.whileLooking = () -> {
            assertTrue(most.tryAcquire(), "more than eight at once");
            try {
                eight.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
                throw new AssertionError("fewer than eight at once", alone);
            } finally {
                most.release();
            }
        };
        assertEquals(16, pullRequests.openFrom("orders", "topic").size());
    }

    @Test
    void whatMayPassIsThrown() {
        account.failure = EncryptionKeyUnavailableException.builder().build();
        assertThrows(EncryptionKeyUnavailableException.class, () -> pullRequests.state("7"));
        assertThrows(EncryptionKeyUnavailableException.class, () -> pullRequests.approvers("7", "r7"));
        assertThrows(EncryptionKeyUnavailableException.class, () -> pullRequests.overridden("7", "r7"));
        assertThrows(EncryptionKeyUnavailableException.class, () -> pullRequests.comment("c1"));
        assertThrows(EncryptionKeyUnavailableException.class, () -> pullRequests.openFrom("orders", "topic"));
    }

    /** CodeCommit with the repository {@code orders}; ids come in pages of two. */
    private static final class Account implements CodeCommitClient {

        private final Map<String, PullRequest> all = new LinkedHashMap<>();
        private @Nullable CodeCommitException failure;
        private boolean overridden;
        private Runnable whileLooking = () -> { };

        void opened(String id, String branch, PullRequestStatusEnum status, boolean merged) {
            all.put(id, PullRequest.builder().pullRequestId(id).revisionId("r" + id).title("A change").authorArn(ADA)
                    .pullRequestStatus(status).pullRequestTargets(PullRequestTarget.builder().repositoryName("orders")
                            .sourceReference("refs/heads/" + branch).sourceCommit("c" + id).destinationReference("refs/heads/main")
                            .destinationCommit("m1").mergeMetadata(metadata -> metadata.isMerged(merged)).build()).build());
        }

        private PullRequest one(String id) {
            check();
            PullRequest found = all.get(id);
            if (found == null) {
                throw PullRequestDoesNotExistException.builder().build();
            }
            return found;
        }

        private void check() {
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public GetPullRequestResponse getPullRequest(GetPullRequestRequest request) {
            whileLooking.run();
            return GetPullRequestResponse.builder().pullRequest(one(request.pullRequestId())).build();
        }

        @Override
        public GetPullRequestApprovalStatesResponse getPullRequestApprovalStates(GetPullRequestApprovalStatesRequest request) {
            if (!one(request.pullRequestId()).revisionId().equals(request.revisionId())) {
                throw InvalidRevisionIdException.builder().build();
            }
            return GetPullRequestApprovalStatesResponse.builder().approvals(
                    Approval.builder().userArn(ADA).approvalState(ApprovalState.APPROVE).build(),
                    Approval.builder().userArn("arn:aws:iam::123456789012:user/bob").approvalState(ApprovalState.REVOKE).build()).build();
        }

        @Override
        public GetPullRequestOverrideStateResponse getPullRequestOverrideState(GetPullRequestOverrideStateRequest request) {
            if (!one(request.pullRequestId()).revisionId().equals(request.revisionId())) {
                throw InvalidRevisionIdException.builder().build();
            }
            return GetPullRequestOverrideStateResponse.builder().overridden(overridden).overrider(overridden ? ADA : null).build();
        }

        @Override
        public GetCommentResponse getComment(GetCommentRequest request) {
            check();
            if (request.commentId().equals("gone")) {
                throw CommentDoesNotExistException.builder().build();
            }
            boolean deleted = request.commentId().equals("deleted");
            return GetCommentResponse.builder().comment(comment -> comment.authorArn(ADA).content("/retest").deleted(deleted)).build();
        }

        @Override
        public ListPullRequestsResponse listPullRequests(ListPullRequestsRequest request) {
            check();
            if (!request.repositoryName().equals("orders")) {
                throw RepositoryDoesNotExistException.builder().build();
            }
            List<String> ids = all.values().stream().filter(each -> each.pullRequestStatus() == request.pullRequestStatus())
                    .map(PullRequest::pullRequestId).toList();
            int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
            int to = Math.min(from + 2, ids.size());
            return ListPullRequestsResponse.builder().pullRequestIds(ids.subList(from, to))
                    .nextToken(to < ids.size() ? String.valueOf(to) : null).build();
        }

        @Override
        public String serviceName() {
            return "codecommit";
        }

        @Override
        public void close() {
        }
    }
}
