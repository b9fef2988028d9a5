package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.codecommit.model.AssociateApprovalRuleTemplateWithRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.CommentDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.EvaluatePullRequestApprovalRulesRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.ListApprovalRuleTemplatesRequest;
import software.amazon.awssdk.services.codecommit.model.PostCommentForPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.PostCommentForPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.PostCommentReplyRequest;
import software.amazon.awssdk.services.codecommit.model.PullRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateCommentRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalStateRequest;

import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;

/** What calls about comments and approvals must be allowed: the resources are those of the user guide's permissions reference. */
class ApprovalPermissionsTest {

    private static final String ORDERS = "arn:aws:codecommit:us-east-1:123456789012:orders";
    private static final Caller BOB = new Caller.User(Workbench.ACCOUNT.id(), "bob");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    @TempDir
    Path folder;
    private Workbench bench;
    private PullRequest pull;

    @BeforeEach
    void open() {
        bench = new Workbench(folder, Gate.open(), (caller, permission) -> {
            asked.add(permission.action() + " " + permission.resource());
            if (caller.equals(BOB)) {
                throw new AccessDenied(caller, permission, "Bob may nothing");
            }
        });
        Path clone = bench.cloned("orders");
        bench.git(clone, "checkout", "-q", "-b", "topic");
        bench.commit(clone, "b.txt", "new\n");
        bench.git(clone, "push", "-q", "origin", "topic");
        pull = new PullRequestsAtHand(bench).create("topic");
        asked.clear();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void whatIsAboutACommentIsAboutItsRepository() {
        var target = pull.pullRequestTargets().getFirst();
        String comment = bench.call(PostCommentForPullRequestResponse.class, PostCommentForPullRequestRequest.builder()
                .pullRequestId(pull.pullRequestId()).repositoryName("orders").beforeCommitId(target.destinationCommit())
                .afterCommitId(target.sourceCommit()).content("hello").build()).comment().commentId();
        assertNeeds("PostCommentForPullRequest " + ORDERS);
        call(GetCommentRequest.builder().commentId(comment).build());
        assertNeeds("GetComment " + ORDERS);
        call(UpdateCommentRequest.builder().commentId(comment).content("hi").build());
        assertNeeds("UpdateComment " + ORDERS);
        call(PostCommentReplyRequest.builder().inReplyTo(comment).content("hi").build());
        assertNeeds("PostCommentReply " + ORDERS);
        call(GetCommentsForPullRequestRequest.builder().pullRequestId(pull.pullRequestId()).build());
        assertNeeds("GetCommentsForPullRequest " + ORDERS);
    }

    @Test
    void aCommentThatIsNotThereIsOfAnyRepository() {
        GetCommentRequest request = GetCommentRequest.builder()
                .commentId("00000000-0000-0000-0000-000000000000:00000000-0000-0000-0000-000000000000").build();
        assertThrows(CommentDoesNotExistException.class, () -> call(request));
        assertNeeds("GetComment arn:aws:codecommit:us-east-1:123456789012:*");
        assertThrows(AccessDenied.class, () -> bench.callAs(BOB, SdkPojo.class, request));
    }

    @Test
    void aVoteIsAboutThePullRequestsRepository() {
        var vote = UpdatePullRequestApprovalStateRequest.builder().pullRequestId(pull.pullRequestId()).revisionId(pull.revisionId())
                .approvalState("APPROVE").build();
        assertThrows(AccessDenied.class, () -> bench.callAs(BOB, SdkPojo.class, vote));
        assertNeeds("UpdatePullRequestApprovalState " + ORDERS);
        call(EvaluatePullRequestApprovalRulesRequest.builder().pullRequestId(pull.pullRequestId()).revisionId(pull.revisionId()).build());
        assertNeeds("EvaluatePullRequestApprovalRules " + ORDERS);
    }

    @Test
    void templatesAreOfTheAccount() {
        call(ListApprovalRuleTemplatesRequest.builder().build());
        assertNeeds("ListApprovalRuleTemplates *");
        assertThrows(AccessDenied.class, () -> bench.callAs(BOB, SdkPojo.class, AssociateApprovalRuleTemplateWithRepositoryRequest.builder()
                .approvalRuleTemplateName("t").repositoryName("orders").build()));
        assertNeeds("AssociateApprovalRuleTemplateWithRepository *");
    }

    private void call(AwsRequest request) {
        bench.call(SdkPojo.class, request);
    }

    /** What the last call asked for. */
    private void assertNeeds(String permission) {
        assertEquals("codecommit:" + permission, asked.getLast());
    }
}
