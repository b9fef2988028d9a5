package dev.signalbox.local.codecommit;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.Comment;
import software.amazon.awssdk.services.codecommit.model.CommentDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommentIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.CommentsForPullRequest;
import software.amazon.awssdk.services.codecommit.model.IdempotencyParameterMismatchException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommentIdException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Shapes;

/** The comments of the account. Each is a file in its repository's folder, and goes with it. */
final class Comments {

    /** A comment and the repository it is in. */
    record Found(BareRepository repository, PostedComment comment) { }

    /**
     * What a request asks to be posted.
     *
     * @param request all that it says, for a token that comes again
     */
    record Draft(CommentPlace place, @Nullable String inReplyTo, String content, @Nullable String token, String request) { }

    /**
     * What came of a request.
     *
     * @param fresh false where its token had posted the comment before
     */
    record Posted(PostedComment comment, boolean fresh) { }

    private static final String FOLDER = "comments";
    private static final String COMMENT = "comment";
    private static final String PLACE = "place";
    private static final String NUMBER = "number";
    private static final String FINGERPRINT = "fingerprint";
    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final Repositories repositories;
    private final Map<String, Found> byId = new ConcurrentHashMap<>();
    private final Map<String, String> byToken = new ConcurrentHashMap<>();
    private long last;

    /** Takes up what an earlier run left in the repositories' folders. */
    Comments(Repositories repositories) {
        this.repositories = repositories;
        repositories.all().forEach(repository -> files(repository).all().stream().map(Comments::read)
                .forEach(comment -> hold(repository, comment)));
    }

    /**
     * The comment of an id.
     *
     * @throws CommentIdRequiredException without an id
     * @throws InvalidCommentIdException for what can be none
     * @throws CommentDoesNotExistException when there is none, or its repository is gone
     */
    Found get(@Nullable String id) {
        if (id == null || id.isEmpty()) {
            throw CommentIdRequiredException.builder().message("A comment ID is required.").build();
        }
        if (!id.matches(ID + ":" + ID)) {
            throw InvalidCommentIdException.builder().message("The comment ID is not valid: " + id).build();
        }
        return find(id).orElseThrow(() -> CommentDoesNotExistException.builder().message("Comment " + id + " does not exist").build());
    }

    Optional<Found> find(String id) {
        return Optional.ofNullable(byId.get(id))
                .filter(found -> repositories.find(found.repository().name()).filter(there -> there == found.repository()).isPresent());
    }

    /** The comments in a repository, the oldest first. */
    List<PostedComment> in(BareRepository repository) {
        return byId.values().stream().filter(found -> found.repository() == repository).map(Found::comment)
                .sorted(Comparator.comparing(PostedComment::number)).toList();
    }

    /**
     * Posts a comment, or finds the one that the same request has posted before.
     *
     * @throws IdempotencyParameterMismatchException when the token has posted something else, or was somebody else's
     */
    synchronized Posted post(BareRepository repository, Draft draft, Caller caller) {
        String fingerprint = draft.request() + " by " + caller.arn();
        Optional<PostedComment> before = Optional.ofNullable(draft.token()).map(byToken::get).flatMap(this::find).map(Found::comment);
        if (before.isPresent()) {
            if (!before.get().fingerprint().equals(fingerprint)) {
                throw IdempotencyParameterMismatchException.builder()
                        .message("The client request token has been used in a previous request with other parameters.").build();
            }
            return new Posted(before.get(), false);
        }
        var now = repositories.now();
        String id = UUID.randomUUID() + ":" + UUID.randomUUID();
        PostedComment posted = new PostedComment(id, last + 1, draft.place(), draft.inReplyTo(), caller.arn(), draft.content(), now, now,
                draft.token(), fingerprint);
        keep(repository, posted);
        return new Posted(posted, true);
    }

    /** Changes a comment; the work may throw an operation's error, and then nothing has changed. */
    synchronized Found change(@Nullable String id, UnaryOperator<PostedComment> work) {
        Found found = get(id);
        return keep(found.repository(), work.apply(found.comment()));
    }

    private Found keep(BareRepository repository, PostedComment comment) {
        files(repository).write(comment.id().replace(':', '_'), write(comment));
        return hold(repository, comment);
    }

    private Found hold(BareRepository repository, PostedComment comment) {
        Found found = new Found(repository, comment);
        byId.put(comment.id(), found);
        if (comment.token() != null) {
            byToken.put(comment.token(), comment.id());
        }
        last = Math.max(last, comment.number());
        return found;
    }

    private static JsonFolder files(BareRepository repository) {
        return new JsonFolder(repository.folder().resolve(FOLDER));
    }

    private static ObjectNode write(PostedComment comment) {
        CommentPlace place = comment.place();
        ObjectNode document = JsonNodeFactory.instance.objectNode().put(NUMBER, comment.number()).put(FINGERPRINT, comment.fingerprint());
        document.set(COMMENT, Shapes.write(comment.shape(), Naming.OF_THE_MODEL));
        document.set(PLACE, Shapes.write(CommentsForPullRequest.builder().pullRequestId(place.pullRequestId())
                .beforeCommitId(place.before()).afterCommitId(place.after()).beforeBlobId(place.beforeBlob())
                .afterBlobId(place.afterBlob()).location(place.location()).build(), Naming.OF_THE_MODEL));
        return document;
    }

    private static PostedComment read(JsonNode document) {
        Comment comment = Shapes.read(Comment.builder(), document.path(COMMENT), Naming.OF_THE_MODEL);
        CommentsForPullRequest at = Shapes.read(CommentsForPullRequest.builder(), document.path(PLACE), Naming.OF_THE_MODEL);
        return new PostedComment(comment.commentId(), document.path(NUMBER).asLong(),
                new CommentPlace(at.pullRequestId(), at.beforeCommitId(), at.afterCommitId(), at.beforeBlobId(), at.afterBlobId(),
                        at.location()),
                comment.inReplyTo(), comment.authorArn(), comment.content(), comment.creationDate(), comment.lastModifiedDate(),
                comment.clientRequestToken(), document.path(FINGERPRINT).asText());
    }
}
