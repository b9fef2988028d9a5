package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codecommit.model.BeforeCommitIdAndAfterCommitIdAreSameException;
import software.amazon.awssdk.services.codecommit.model.Comment;
import software.amazon.awssdk.services.codecommit.model.CommentContentRequiredException;
import software.amazon.awssdk.services.codecommit.model.CommentContentSizeLimitExceededException;
import software.amazon.awssdk.services.codecommit.model.CommentDeletedException;
import software.amazon.awssdk.services.codecommit.model.CommentDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommentNotCreatedByCallerException;
import software.amazon.awssdk.services.codecommit.model.CommentsForComparedCommit;
import software.amazon.awssdk.services.codecommit.model.CommentsForPullRequest;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.DeleteCommentContentRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteCommentContentResponse;
import software.amazon.awssdk.services.codecommit.model.GetCommentRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentResponse;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForComparedCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForComparedCommitResponse;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.IdempotencyParameterMismatchException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommentIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidContinuationTokenException;
import software.amazon.awssdk.services.codecommit.model.InvalidFilePositionException;
import software.amazon.awssdk.services.codecommit.model.InvalidRelativeFileVersionEnumException;
import software.amazon.awssdk.services.codecommit.model.Location;
import software.amazon.awssdk.services.codecommit.model.PathDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.PathRequiredException;
import software.amazon.awssdk.services.codecommit.model.PostCommentForComparedCommitRequest;
import software.amazon.awssdk.services.codecommit.model.PostCommentForComparedCommitResponse;
import software.amazon.awssdk.services.codecommit.model.PostCommentForPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.PostCommentForPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.PostCommentReplyRequest;
import software.amazon.awssdk.services.codecommit.model.PostCommentReplyResponse;
import software.amazon.awssdk.services.codecommit.model.PullRequestDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNotAssociatedWithPullRequestException;
import software.amazon.awssdk.services.codecommit.model.UpdateCommentRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateCommentResponse;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestStatusRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestStatusResponse;

import dev.signalbox.local.front.Caller;

class CommentOperationsTest {

    private static final Caller BOB = new Caller.User(Workbench.ACCOUNT.id(), "bob");
    private static final Caller CONCLUDE = new Caller.RoleSession("arn:aws:iam::123456789012:role/Conclude", "conclude");
    private static final String NOBODYS = "00000000-0000-0000-0000-000000000000:00000000-0000-0000-0000-000000000000";

    @TempDir
    Path folder;

    private Workbench bench;
    private String first;
    private String before;
    private String after;
    private String pullRequest;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        Path clone = bench.cloned("orders");
        first = bench.git(clone, "rev-parse", "HEAD");
        before = bench.commit(clone, "a.txt", "one\n");
        bench.git(clone, "push", "-q", "origin", "main");
        bench.git(clone, "checkout", "-q", "-b", "topic");
        bench.commit(clone, "b.txt", "new\n");
        after = bench.commit(clone, "a.txt", "one\ntwo");
        bench.git(clone, "push", "-q", "origin", "topic");
        pullRequest = new PullRequestsAtHand(bench).create("topic").pullRequestId();
        bench.create("other");
        bench.events.clear();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aCommentOnAPullRequestIsItsAuthorsAndIsTold() {
        PostCommentForPullRequestResponse posted = post(CONCLUDE, "**passed**", _ -> { });
        Comment comment = posted.comment();
        assertEquals("arn:aws:sts::123456789012:assumed-role/Conclude/conclude", comment.authorArn());
        assertEquals("**passed**", comment.content());
        assertEquals(List.of(pullRequest, "orders", before, after),
                List.of(posted.pullRequestId(), posted.repositoryName(), posted.beforeCommitId(), posted.afterCommitId()));
        assertFalse(comment.deleted());
        assertEquals(comment, get(comment.commentId()));
        Workbench.Event told = bench.events.getLast();
        Sample.assertLike("comment-on-pull-request-created.json", told);
        assertEquals(List.of(comment.commentId(), pullRequest, before, after, comment.authorArn()), List.of(told.text("commentId"),
                told.text("pullRequestId"), told.text("beforeCommitId"), told.text("afterCommitId"), told.text("callerUserArn")));
        assertFalse(told.detail().toString().contains("passed"));
    }

    @Test
    void aCommentOnComparedCommitsIsToldAsOne() {
        PostCommentForComparedCommitResponse posted = compare(before, after, _ -> { });
        assertEquals(List.of("orders", before, after), List.of(posted.repositoryName(), posted.beforeCommitId(), posted.afterCommitId()));
        Sample.assertLike("comment-on-commit-created.json", bench.events.getLast());
    }

    @Test
    void onlyAFirstCommitHasNothingBeforeIt() {
        assertNull(compare(null, first, _ -> { }).beforeCommitId());
        assertTrue(bench.events.getLast().detail().path("beforeCommitId").isMissingNode());
        assertThrows(CommitIdRequiredException.class, () -> compare(null, after, _ -> { }));
    }

    @Test
    void onlyTheVeryAuthorChangesAComment() {
        String id = post(CONCLUDE, "running", _ -> { }).comment().commentId();
        Caller otherSession = new Caller.RoleSession("arn:aws:iam::123456789012:role/Conclude", "other");
        Caller otherRole = new Caller.RoleSession("arn:aws:iam::123456789012:role/Other", "conclude");
        for (Caller other : List.of(Workbench.ADA, otherSession, otherRole)) {
            assertThrows(CommentNotCreatedByCallerException.class, () -> update(other, id, "mine"), other.arn());
        }
        assertEquals("running", get(id).content());
        bench.events.clear();
        assertEquals("passed", update(CONCLUDE, id, "passed").content());
        assertEquals("passed", get(id).content());
        assertEquals("commentOnPullRequestUpdated", bench.events.getFirst().text("event"));
        assertEquals(1, bench.events.size());
    }

    @Test
    void aReplyIsToldWithWhatItAnswers() {
        Comment asked = post(BOB, "why?", _ -> { }).comment();
        PostCommentReplyRequest.Builder answer = PostCommentReplyRequest.builder().inReplyTo(asked.commentId()).content("because");
        Comment reply = bench.call(PostCommentReplyResponse.class, answer.build()).comment();
        assertEquals(asked.commentId(), reply.inReplyTo());
        assertEquals("commentOnPullRequestCreated", bench.events.getLast().text("event"));
        assertEquals(asked.commentId(), bench.events.getLast().text("inReplyTo"));
        update(Workbench.ADA, reply.commentId(), "because of this");
        Sample.assertLike("comment-on-pull-request-updated.json", bench.events.getLast());

        Comment onCommit = compare(before, after, _ -> { }).comment();
        Comment replied = bench.call(PostCommentReplyResponse.class, answer.inReplyTo(onCommit.commentId()).build()).comment();
        update(Workbench.ADA, replied.commentId(), "edited");
        Sample.assertLike("comment-on-commit-updated.json", bench.events.getLast());
        assertThrows(CommentDoesNotExistException.class,
                () -> bench.call(PostCommentReplyResponse.class, answer.inReplyTo(NOBODYS).build()));
    }

    @Test
    void aDeletedCommentKeepsItsPlaceAndLosesItsWords() {
        String id = post(BOB, "oops", _ -> { }).comment().commentId();
        Comment deleted = delete(id);
        assertTrue(deleted.deleted());
        assertNull(deleted.content());
        assertEquals(List.of(deleted), comments());
        assertThrows(CommentDeletedException.class, () -> delete(id));
        assertThrows(CommentDeletedException.class, () -> get(id));
        assertThrows(CommentDeletedException.class, () -> update(BOB, id, "again"));
    }

    @Test
    void aCommentHasAtMost10240Characters() {
        String longest = "x".repeat(10_240);
        String id = post(BOB, longest, _ -> { }).comment().commentId();
        assertEquals(longest, get(id).content());
        assertThrows(CommentContentSizeLimitExceededException.class, () -> post(BOB, longest + "x", _ -> { }));
        assertThrows(CommentContentSizeLimitExceededException.class, () -> update(BOB, id, longest + "x"));
        assertThrows(CommentContentRequiredException.class, () -> post(BOB, "", _ -> { }));
        assertThrows(CommentContentRequiredException.class, () -> update(BOB, id, " \n"));
    }

    @Test
    void theSameRequestAgainIsTheSameComment() {
        Comment posted = post(BOB, "once", r -> r.clientRequestToken("t1")).comment();
        bench.events.clear();
        assertEquals(posted, post(BOB, "once", r -> r.clientRequestToken("t1")).comment());
        assertEquals(List.of(), bench.events);
        assertThrows(IdempotencyParameterMismatchException.class, () -> post(BOB, "twice", r -> r.clientRequestToken("t1")));
        assertThrows(IdempotencyParameterMismatchException.class, () -> post(CONCLUDE, "once", r -> r.clientRequestToken("t1")));
        assertThrows(IdempotencyParameterMismatchException.class, () -> compare(before, after, r -> r.clientRequestToken("t1")));
        assertNotEquals(posted.commentId(), post(BOB, "once", r -> r.clientRequestToken("t2")).comment().commentId());
        assertNotEquals(post(BOB, "same", _ -> { }).comment().commentId(), post(BOB, "same", _ -> { }).comment().commentId());
    }

    @Test
    void commitsMustBeTwoThatAreThere() {
        assertThrows(BeforeCommitIdAndAfterCommitIdAreSameException.class, () -> post(BOB, "x", r -> r.beforeCommitId(after)));
        assertThrows(BeforeCommitIdAndAfterCommitIdAreSameException.class, () -> compare(after, after, _ -> { }));
        assertThrows(CommitDoesNotExistException.class, () -> post(BOB, "x", r -> r.afterCommitId("0".repeat(40))));
        assertThrows(InvalidCommitIdException.class, () -> post(BOB, "x", r -> r.beforeCommitId("main")));
    }

    @Test
    void aCommentIsPostedInThePullRequestsOwnRepository() {
        assertThrows(RepositoryNotAssociatedWithPullRequestException.class, () -> post(BOB, "x", r -> r.repositoryName("other")));
        assertThrows(PullRequestDoesNotExistException.class, () -> post(BOB, "x", r -> r.pullRequestId("99")));
        bench.call(UpdatePullRequestStatusResponse.class, UpdatePullRequestStatusRequest.builder().pullRequestId(pullRequest)
                .pullRequestStatus("CLOSED").build());
        post(BOB, "after all", _ -> { });
        assertEquals(List.of("after all"), comments().stream().map(Comment::content).toList());
    }

    @Test
    void aCommentOnALineKnowsTheFileBeforeAndAfter() {
        var posted = post(BOB, "why?", r -> r.location(line("a.txt", 2L, "AFTER")));
        assertEquals(bench.git(folder.resolve("orders"), "rev-parse", before + ":a.txt"), posted.beforeBlobId());
        assertEquals(bench.git(folder.resolve("orders"), "rev-parse", after + ":a.txt"), posted.afterBlobId());
        assertEquals(line("a.txt", 2L, "AFTER"), posted.location());
        assertNull(post(BOB, "new", r -> r.location(line("b.txt", null, null))).beforeBlobId());
        assertThrows(InvalidFilePositionException.class, () -> post(BOB, "x", r -> r.location(line("a.txt", 3L, "AFTER"))));
        assertThrows(InvalidFilePositionException.class, () -> post(BOB, "x", r -> r.location(line("a.txt", 2L, "BEFORE"))));
        assertThrows(InvalidFilePositionException.class, () -> post(BOB, "x", r -> r.location(line("a.txt", 0L, "AFTER"))));
        assertThrows(PathDoesNotExistException.class, () -> post(BOB, "x", r -> r.location(line("b.txt", 1L, "BEFORE"))));
        assertThrows(PathDoesNotExistException.class, () -> post(BOB, "x", r -> r.location(line("c.txt", null, null))));
        assertThrows(PathRequiredException.class, () -> post(BOB, "x", r -> r.location(line(null, 1L, "AFTER"))));
        assertThrows(InvalidRelativeFileVersionEnumException.class, () -> post(BOB, "x", r -> r.location(line("a.txt", 1L, "DURING"))));
        assertThrows(InvalidRelativeFileVersionEnumException.class, () -> post(BOB, "x", r -> r.location(line("a.txt", 1L, null))));
    }

    @Test
    void commentsOfOnePlaceAreListedTogetherInPages() {
        Location line = line("a.txt", 1L, "AFTER");
        post(BOB, "general 0", _ -> { });
        post(BOB, "line 0", r -> r.location(line));
        IntStream.range(1, 4).forEach(i -> post(BOB, "general " + i, _ -> { }));
        post(BOB, "line 1", r -> r.location(line));
        List<CommentsForPullRequest> data = new ArrayList<>();
        String token = null;
        do {
            var page = page(r -> r.maxResults(4), token);
            data.addAll(page.commentsForPullRequestData());
            token = page.nextToken();
        } while (token != null);
        assertEquals(List.of(List.of("general 0", "general 1", "general 2", "general 3"), List.of("line 0", "line 1")),
                data.stream().map(each -> each.comments().stream().map(Comment::content).toList()).toList());
        assertEquals(line, data.getLast().location());
        assertThrows(InvalidContinuationTokenException.class, () -> page(_ -> { }, "nonsense"));
    }

    @Test
    void aListCanBeNarrowedToTwoCommits() {
        post(BOB, "old", r -> r.beforeCommitId(first));
        post(BOB, "new", _ -> { });
        compare(before, after, _ -> { });
        assertEquals(List.of("old", "new"), comments().stream().map(Comment::content).toList());
        var narrowed = page(r -> r.repositoryName("orders").beforeCommitId(first).afterCommitId(after), null);
        assertEquals("old", narrowed.commentsForPullRequestData().getFirst().comments().getFirst().content());
        assertEquals(1, narrowed.commentsForPullRequestData().size());
        assertThrows(CommitIdRequiredException.class, () -> page(r -> r.repositoryName("orders").afterCommitId(after), null));
        assertThrows(RepositoryNameRequiredException.class, () -> page(r -> r.beforeCommitId(before).afterCommitId(after), null));
        assertThrows(RepositoryNotAssociatedWithPullRequestException.class,
                () -> page(r -> r.repositoryName("other").beforeCommitId(before).afterCommitId(after), null));
    }

    @Test
    void commentsOfComparedCommitsAreThoseOfBoth() {
        compare(before, after, _ -> { });
        compare(first, after, r -> r.content("from the first"));
        post(BOB, "elsewhere", _ -> { });
        assertEquals(List.of("looks good"), compared(before, after).getFirst().comments().stream().map(Comment::content).toList());
        assertEquals(List.of("from the first"), compared(first, after).getFirst().comments().stream().map(Comment::content).toList());
        assertEquals(List.of(), compared(after, before));
        assertThrows(CommitDoesNotExistException.class, () -> compared(before, "0".repeat(40)));
    }

    @Test
    void whatIsNoCommentIsRefusedByName() {
        assertThrows(InvalidCommentIdException.class, () -> get("1"));
        assertThrows(CommentDoesNotExistException.class, () -> get(NOBODYS));
        assertThrows(CommentDoesNotExistException.class, () -> update(BOB, NOBODYS, "x"));
        assertThrows(CommentDoesNotExistException.class, () -> delete(NOBODYS));
    }

    @Test
    void commentsOutliveTheCloud() {
        Comment posted = post(BOB, "kept", r -> r.clientRequestToken("t1").location(line("a.txt", 1L, "AFTER"))).comment();
        String deleted = post(BOB, "gone", _ -> { }).comment().commentId();
        delete(deleted);
        List<Comment> all = comments();
        bench.close();
        bench = new Workbench(folder);
        assertEquals(all, comments());
        assertEquals(posted, post(BOB, "kept", r -> r.clientRequestToken("t1").location(line("a.txt", 1L, "AFTER"))).comment());
        post(BOB, "later", _ -> { });
        assertEquals("later", comments().getLast().content());
    }

    private PostCommentForPullRequestResponse post(Caller caller, String content, Consumer<PostCommentForPullRequestRequest.Builder> more) {
        return bench.callAs(caller, PostCommentForPullRequestResponse.class, PostCommentForPullRequestRequest.builder()
                .pullRequestId(pullRequest).repositoryName("orders").beforeCommitId(before).afterCommitId(after).content(content)
                .applyMutation(more).build());
    }

    private PostCommentForComparedCommitResponse compare(String from, String to,
            Consumer<PostCommentForComparedCommitRequest.Builder> more) {
        return bench.call(PostCommentForComparedCommitResponse.class, PostCommentForComparedCommitRequest.builder()
                .repositoryName("orders").beforeCommitId(from).afterCommitId(to).content("looks good").applyMutation(more).build());
    }

    private Comment update(Caller caller, String id, String content) {
        return bench.callAs(caller, UpdateCommentResponse.class,
                UpdateCommentRequest.builder().commentId(id).content(content).build()).comment();
    }

    private Comment delete(String id) {
        return bench.call(DeleteCommentContentResponse.class, DeleteCommentContentRequest.builder().commentId(id).build()).comment();
    }

    private Comment get(String id) {
        return bench.call(GetCommentResponse.class, GetCommentRequest.builder().commentId(id).build()).comment();
    }

    private List<Comment> comments() {
        return page(_ -> { }, null).commentsForPullRequestData().stream().flatMap(each -> each.comments().stream()).toList();
    }

    private GetCommentsForPullRequestResponse page(Consumer<GetCommentsForPullRequestRequest.Builder> more, String token) {
        return bench.call(GetCommentsForPullRequestResponse.class,
                GetCommentsForPullRequestRequest.builder().pullRequestId(pullRequest).nextToken(token).applyMutation(more).build());
    }

    private List<CommentsForComparedCommit> compared(String from, String to) {
        return bench.call(GetCommentsForComparedCommitResponse.class, GetCommentsForComparedCommitRequest.builder().repositoryName("orders")
                .beforeCommitId(from).afterCommitId(to).build()).commentsForComparedCommitData();
    }

    private static Location line(String path, Long position, String version) {
        return Location.builder().filePath(path).filePosition(position).relativeFileVersion(version).build();
    }
}
