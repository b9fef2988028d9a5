package dev.signalbox.local.codecommit;

import java.util.List;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.CommentContentRequiredException;
import software.amazon.awssdk.services.codecommit.model.CommentContentSizeLimitExceededException;
import software.amazon.awssdk.services.codecommit.model.CommentDeletedException;
import software.amazon.awssdk.services.codecommit.model.CommentNotCreatedByCallerException;
import software.amazon.awssdk.services.codecommit.model.DeleteCommentContentRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteCommentContentResponse;
import software.amazon.awssdk.services.codecommit.model.GetCommentRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidClientRequestTokenException;
import software.amazon.awssdk.services.codecommit.model.PostCommentForComparedCommitRequest;
import software.amazon.awssdk.services.codecommit.model.PostCommentForComparedCommitResponse;
import software.amazon.awssdk.services.codecommit.model.PostCommentForPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.PostCommentForPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.PostCommentReplyRequest;
import software.amazon.awssdk.services.codecommit.model.PostCommentReplyResponse;
import software.amazon.awssdk.services.codecommit.model.RepositoryNotAssociatedWithPullRequestException;
import software.amazon.awssdk.services.codecommit.model.UpdateCommentRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateCommentResponse;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/**
 * The operations that post, change and show a comment. A comment has at most 10,240 characters (CodeCommit user guide, "Quotas").
 * Assumed, since AWS does not say: only the very caller that wrote a comment may change it, of a role the session of the same name;
 * whoever is permitted to may delete its content, since DeleteCommentContent declares no error for others; characters are those of
 * UTF-16; a token stands for its request as long as the comment is there.
 */
final class CommentOperations {

    private static final int LONGEST = 10_240;

    private final Repositories repositories;
    private final PullRequests pullRequests;
    private final Comments comments;
    private final CommentEvents events;

    CommentOperations(Repositories repositories, PullRequests pullRequests, Comments comments, CommentEvents events) {
        this.repositories = repositories;
        this.pullRequests = pullRequests;
        this.comments = comments;
        this.events = events;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(PostCommentForPullRequestRequest::builder,
                        r -> may("PostCommentForPullRequest", repositories.arn(r.repositoryName())), this::postForPullRequest),
                Operation.of(PostCommentForComparedCommitRequest::builder,
                        r -> may("PostCommentForComparedCommit", repositories.arn(r.repositoryName())), this::postForComparedCommit),
                Operation.of(PostCommentReplyRequest::builder, r -> may("PostCommentReply", arn(r.inReplyTo())), this::reply),
                Operation.of(UpdateCommentRequest::builder, r -> may("UpdateComment", arn(r.commentId())), this::update),
                Operation.of(DeleteCommentContentRequest::builder, r -> may("DeleteCommentContent", arn(r.commentId())), this::delete),
                Operation.of(GetCommentRequest::builder, r -> may("GetComment", arn(r.commentId())), this::get));
    }

    private static List<Permission> may(String action, String resource) {
        return List.of(new Permission("codecommit:" + action, resource));
    }

    /** The repository of a comment; of one that is not there, any. */
    private String arn(String comment) {
        return repositories.arn(comments.find(comment).map(found -> found.repository().name()).orElse("*"));
    }

    private PostCommentForPullRequestResponse postForPullRequest(PostCommentForPullRequestRequest request, Caller caller) {
        PullRequests.Found found = pullRequests.get(request.pullRequestId());
        BareRepository repository = repositories.get(request.repositoryName());
        if (found.repository() != repository) {
            throw RepositoryNotAssociatedWithPullRequestException.builder().message("Repository " + repository.name()
                    + " is not associated with pull request " + request.pullRequestId()).build();
        }
        String content = content(request.content());
        CommentPlace place = CommentPlaces.find(repository, request.beforeCommitId(), request.afterCommitId(), request.location())
                .in(found.pullRequest().id());
        PostedComment posted = post(repository, caller,
                new Comments.Draft(place, null, content, token(request.clientRequestToken()), request.toString()));
        return PostCommentForPullRequestResponse.builder().repositoryName(repository.name()).pullRequestId(place.pullRequestId())
                .beforeCommitId(place.before()).afterCommitId(place.after()).beforeBlobId(place.beforeBlob())
                .afterBlobId(place.afterBlob()).location(place.location()).comment(posted.shape()).build();
    }

    private PostCommentForComparedCommitResponse postForComparedCommit(PostCommentForComparedCommitRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String content = content(request.content());
        CommentPlace place = CommentPlaces.find(repository, request.beforeCommitId(), request.afterCommitId(), request.location());
        PostedComment posted = post(repository, caller,
                new Comments.Draft(place, null, content, token(request.clientRequestToken()), request.toString()));
        return PostCommentForComparedCommitResponse.builder().repositoryName(repository.name()).beforeCommitId(place.before())
                .afterCommitId(place.after()).beforeBlobId(place.beforeBlob()).afterBlobId(place.afterBlob())
                .location(place.location()).comment(posted.shape()).build();
    }

    private PostCommentReplyResponse reply(PostCommentReplyRequest request, Caller caller) {
        Comments.Found answered = comments.get(request.inReplyTo());
        PostedComment posted = post(answered.repository(), caller, new Comments.Draft(answered.comment().place(), answered.comment().id(),
                content(request.content()), token(request.clientRequestToken()), request.toString()));
        return PostCommentReplyResponse.builder().comment(posted.shape()).build();
    }

    private UpdateCommentResponse update(UpdateCommentRequest request, Caller caller) {
        String content = content(request.content());
        Comments.Found updated = comments.change(request.commentId(), comment -> {
            there(comment);
            if (!comment.author().equals(caller.arn())) {
                throw CommentNotCreatedByCallerException.builder().message("You cannot modify or delete this comment. Only comments "
                        + "that you created can be modified.").build();
            }
            return comment.saying(content, repositories.now());
        });
        events.updated(updated.repository(), updated.comment(), caller);
        return UpdateCommentResponse.builder().comment(updated.comment().shape()).build();
    }

    private DeleteCommentContentResponse delete(DeleteCommentContentRequest request, Caller caller) {
        Comments.Found deleted = comments.change(request.commentId(), comment -> there(comment).saying(null, repositories.now()));
        return DeleteCommentContentResponse.builder().comment(deleted.comment().shape()).build();
    }

    private GetCommentResponse get(GetCommentRequest request, Caller caller) {
        return GetCommentResponse.builder().comment(there(comments.get(request.commentId()).comment()).shape()).build();
    }

    private PostedComment post(BareRepository repository, Caller caller, Comments.Draft draft) {
        Comments.Posted posted = comments.post(repository, draft, caller);
        if (posted.fresh()) {
            events.created(repository, posted.comment(), caller);
        }
        return posted.comment();
    }

    private static PostedComment there(PostedComment comment) {
        if (comment.deleted()) {
            throw CommentDeletedException.builder().message("This comment has been deleted: " + comment.id()).build();
        }
        return comment;
    }

    private static String content(@Nullable String content) {
        if (content == null || content.isBlank()) {
            throw CommentContentRequiredException.builder().message("The content of the comment is required.").build();
        }
        if (content.length() > LONGEST) {
            throw CommentContentSizeLimitExceededException.builder()
                    .message("The content of a comment has at most " + LONGEST + " characters.").build();
        }
        return content;
    }

    private static @Nullable String token(@Nullable String token) {
        if (token != null && token.isEmpty()) {
            throw InvalidClientRequestTokenException.builder().message("The client request token is empty.").build();
        }
        return token;
    }
}
