package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.BeforeCommitIdAndAfterCommitIdAreSameException;
import software.amazon.awssdk.services.codecommit.model.CodeCommitException;
import software.amazon.awssdk.services.codecommit.model.Comment;
import software.amazon.awssdk.services.codecommit.model.CommentDeletedException;
import software.amazon.awssdk.services.codecommit.model.CommentDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommentNotCreatedByCallerException;
import software.amazon.awssdk.services.codecommit.model.CommentsForPullRequest;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.EncryptionKeyUnavailableException;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.IdempotencyParameterMismatchException;
import software.amazon.awssdk.services.codecommit.model.InvalidRevisionIdException;
import software.amazon.awssdk.services.codecommit.model.PostCommentForPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.PostCommentForPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.PullRequestAlreadyClosedException;
import software.amazon.awssdk.services.codecommit.model.PullRequestDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RevisionNotCurrentException;
import software.amazon.awssdk.services.codecommit.model.UpdateCommentRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateCommentResponse;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalStateRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalStateResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

import dev.signalbox.pullrequest.Revision;

class CodeCommitVoiceTest {

    private static final Instant NINE = Instant.parse("2026-11-25T09:00:00Z");
    private static final String ROLE = "arn:aws:iam::123456789012:role/team/signalbox-checks";
    private static final String SESSION = "arn:aws:sts::123456789012:assumed-role/signalbox-checks/";
    private static final Revision ONE = new Revision("r1", "topic", "c1", "main", "m1");
    private static final Revision TWO = new Revision("r2", "topic", "c2", "main", "m1");

    private Instant now = NINE;
    private final Account account = new Account();
    private final CodeCommitVoice voice = new CodeCommitVoice(new Sessions(account::sts, ROLE,
            credentials -> account.as(credentials.resolveCredentials().accessKeyId()), () -> now));

    @Test
    void theClientOfStsIsMadeForTheFirstSessionAndKept() {
        assertTrue(voice.isOurs(SESSION + "unit"));
        assertEquals(0, account.clientsOfSts);
        voice.edit("comment-1", "text");
        voice.vote("7", "r1", "unit", true);
        assertEquals(1, account.clientsOfSts);
    }

    @Test
    void theCommentIsOneSessionsAndComparesTargetAndSource() {
        assertEquals(Optional.of("comment-1"), voice.post("orders", "7", ONE, ""));
        assertEquals(List.of("assume signalbox 900", "signalbox posts **Signalbox: running** to orders 7 m1..c1"), account.calls);
    }

    @Test
    void twoThatBeginTheCommentBeginOne() {
        assertEquals(Optional.of("comment-1"), voice.post("orders", "7", ONE, ""));
        assertEquals(Optional.of("comment-1"), voice.post("orders", "7", ONE, ""));
        assertEquals(1, account.comments.size());
        assertNotEquals(Optional.of("comment-1"), voice.post("orders", "8", ONE, ""));
    }

    @Test
    void aCommentThatWasBegunAtAnotherRevisionIsFound() {
        account.comments.put("other", Comment.builder().commentId("other").authorArn("arn:aws:iam::123456789012:user/signalbox").build());
        account.comments.put("gone", Comment.builder().commentId("gone").authorArn(SESSION + "signalbox").deleted(true).build());
        assertEquals(Optional.of("comment-3"), voice.post("orders", "7", ONE, ""));
        assertEquals(Optional.of("comment-3"), voice.post("orders", "7", TWO, ""));
    }

    @Test
    void aCommentThatIsGoneIsNotFoundAgain() {
        voice.post("orders", "7", ONE, "");
        assertEquals(Optional.of("comment-2"), voice.post("orders", "7", TWO, "comment-1"));
        assertEquals(Optional.of("comment-2"), voice.post("orders", "7", ONE, "comment-1"));
    }

    @Test
    void aTokenThatIsRefusedWithoutACommentIsThrown() {
        voice.post("orders", "7", ONE, "");
        account.comments.clear();
        assertThrows(IdempotencyParameterMismatchException.class, () -> voice.post("orders", "7", TWO, ""));
    }

    @Test
    void whereNoCommentCanBeThereIsNone() {
        for (CodeCommitException failure : List.of(PullRequestDoesNotExistException.builder().build(),
                CommitDoesNotExistException.builder().build(), BeforeCommitIdAndAfterCommitIdAreSameException.builder().build())) {
            account.failure = failure;
            assertEquals(Optional.empty(), voice.post("orders", "7", ONE, ""));
        }
    }

    @Test
    void aCommentThatIsGoneOrNotOursIsNotEdited() {
        voice.post("orders", "7", ONE, "");
        assertTrue(voice.edit("comment-1", "text"));
        assertEquals("text", account.comments.get("comment-1").content());
        for (CodeCommitException failure : List.of(CommentDoesNotExistException.builder().build(),
                CommentDeletedException.builder().build(), CommentNotCreatedByCallerException.builder().build())) {
            account.failure = failure;
            assertFalse(voice.edit("comment-1", "text"));
        }
    }

    @Test
    void aCheckVotesUnderItsOwnName() {
        voice.vote("7", "r1", "unit", true);
        voice.vote("7", "r1", "lint", false);
        assertEquals(List.of("assume unit 900", "unit votes APPROVE on 7 r1", "assume lint 900", "lint votes REVOKE on 7 r1"),
                account.calls);
    }

    @Test
    void aVoteThatComesLateChangesNothing() {
        for (CodeCommitException failure : List.of(RevisionNotCurrentException.builder().build(),
                InvalidRevisionIdException.builder().build(), PullRequestAlreadyClosedException.builder().build(),
                PullRequestDoesNotExistException.builder().build())) {
            account.failure = failure;
            voice.vote("7", "r1", "unit", true);
        }
    }

    @Test
    void whatMayPassIsThrown() {
        account.failure = EncryptionKeyUnavailableException.builder().build();
        assertThrows(EncryptionKeyUnavailableException.class, () -> voice.post("orders", "7", ONE, ""));
        assertThrows(EncryptionKeyUnavailableException.class, () -> voice.edit("comment-1", "text"));
        assertThrows(EncryptionKeyUnavailableException.class, () -> voice.vote("7", "r1", "unit", true));
    }

    @Test
    void aSessionIsUsedUntilAMinuteBeforeItsEnd() {
        voice.vote("7", "r1", "unit", true);
        now = NINE.plusSeconds(14 * 60 - 1);
        voice.vote("7", "r1", "unit", true);
        assertEquals(1, account.calls.stream().filter(call -> call.startsWith("assume")).count());
        now = NINE.plusSeconds(14 * 60);
        voice.vote("7", "r1", "unit", true);
        assertEquals(2, account.calls.stream().filter(call -> call.startsWith("assume")).count());
    }

    @Test
    void aSessionThatAwsSaysIsOverIsBegunAnewOnce() {
        voice.vote("7", "r1", "unit", true);
        account.refusals = 1;
        voice.vote("7", "r1", "unit", false);
        assertEquals(List.of("assume unit 900", "unit votes APPROVE on 7 r1", "assume unit 900", "unit votes REVOKE on 7 r1"), account.calls);
        account.refusals = 2;
        assertThrows(CodeCommitException.class, () -> voice.vote("7", "r1", "unit", true));
    }

    @Test
    void oursAreTheSessionsOfTheRole() {
        assertTrue(voice.isOurs(SESSION + "unit"));
        assertFalse(voice.isOurs("arn:aws:sts::123456789012:assumed-role/signalbox-checks-2/unit"));
        assertFalse(voice.isOurs("arn:aws:sts::999999999999:assumed-role/signalbox-checks/unit"));
        assertFalse(voice.isOurs(ROLE));
        assertFalse(voice.isOurs("arn:aws:iam::123456789012:user/unit"));
    }

    /** STS and CodeCommit of one account; comments come in pages of one. */
    private final class Account {

        private final List<String> calls = new ArrayList<>();
        private final Map<String, Comment> comments = new LinkedHashMap<>();
        private final Map<String, PostCommentForPullRequestRequest> tokens = new HashMap<>();
        private final Map<String, String> begun = new HashMap<>();
        private @Nullable CodeCommitException failure;
        /** So many calls more find their session over. */
        private int refusals;

        private int clientsOfSts;
        private final StsClient sts = new StsClient() {
            @Override
            public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
                assertEquals(ROLE, request.roleArn());
                calls.add("assume " + request.roleSessionName() + " " + request.durationSeconds());
                return AssumeRoleResponse.builder().credentials(given -> given.accessKeyId(request.roleSessionName()).secretAccessKey("s")
                        .sessionToken("t").expiration(now.plusSeconds(request.durationSeconds()))).build();
            }

            @Override
            public String serviceName() {
                return "sts";
            }

            @Override
            public void close() {
            }
        };

        StsClient sts() {
            clientsOfSts++;
            return sts;
        }

        CodeCommitClient as(String who) {
            return new CodeCommitClient() {
                @Override
                public PostCommentForPullRequestResponse postCommentForPullRequest(PostCommentForPullRequestRequest request) {
                    check();
                    calls.add("%s posts %s to %s %s %s..%s".formatted(who, request.content(), request.repositoryName(),
                            request.pullRequestId(), request.beforeCommitId(), request.afterCommitId()));
                    PostCommentForPullRequestRequest before = tokens.putIfAbsent(request.clientRequestToken(), request);
                    if (before != null && !before.equals(request)) {
                        throw IdempotencyParameterMismatchException.builder().build();
                    }
                    String id = begun.computeIfAbsent(request.clientRequestToken(), _ -> "comment-" + (comments.size() + 1));
                    comments.putIfAbsent(id, Comment.builder().commentId(id).authorArn(SESSION + who).content(request.content()).build());
                    return PostCommentForPullRequestResponse.builder().comment(comments.get(id)).build();
                }

                @Override
                public GetCommentsForPullRequestResponse getCommentsForPullRequest(GetCommentsForPullRequestRequest request) {
                    check();
                    List<Comment> all = List.copyOf(comments.values());
                    int at = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
                    return GetCommentsForPullRequestResponse.builder()
                            .commentsForPullRequestData(CommentsForPullRequest.builder()
                                    .comments(all.subList(at, Math.min(at + 1, all.size()))).build())
                            .nextToken(at + 1 < all.size() ? String.valueOf(at + 1) : null).build();
                }

                @Override
                public UpdateCommentResponse updateComment(UpdateCommentRequest request) {
                    check();
                    comments.computeIfPresent(request.commentId(), (_, comment) -> comment.toBuilder().content(request.content()).build());
                    return UpdateCommentResponse.builder().build();
                }

                @Override
                public UpdatePullRequestApprovalStateResponse updatePullRequestApprovalState(
                        UpdatePullRequestApprovalStateRequest request) {
                    check();
                    calls.add("%s votes %s on %s %s".formatted(who, request.approvalStateAsString(), request.pullRequestId(),
                            request.revisionId()));
                    return UpdatePullRequestApprovalStateResponse.builder().build();
                }

                @Override
                public String serviceName() {
                    return "codecommit";
                }

                @Override
                public void close() {
                }
            };
        }

        private void check() {
            if (refusals-- > 0) {
                throw CodeCommitException.builder().awsErrorDetails(
                        AwsErrorDetails.builder().errorCode("ExpiredTokenException").build()).build();
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
