package dev.signalbox.local.codecommit;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.Comment;

/**
 * A comment.
 *
 * @param id two UUIDs and a colon between
 * @param number later ones have larger numbers
 * @param inReplyTo the id of the comment that it answers; null: it begins a conversation
 * @param author the ARN of who wrote it, with a session's name: only that caller may change it
 * @param content null after it was deleted
 * @param token what a repeated request is known by; null: the request named none
 * @param fingerprint stands for all that the request asked for, and who asked
 */
record PostedComment(String id, long number, CommentPlace place, @Nullable String inReplyTo, String author, @Nullable String content,
        Instant createdAt, Instant modifiedAt, @Nullable String token, String fingerprint) {

    boolean deleted() {
        return content == null;
    }

    PostedComment saying(@Nullable String newContent, Instant now) {
        return new PostedComment(id, number, place, inReplyTo, author, newContent, createdAt, now, token, fingerprint);
    }

    Comment shape() {
        return Comment.builder().commentId(id).content(content).inReplyTo(inReplyTo).authorArn(author).deleted(deleted())
                .creationDate(createdAt).lastModifiedDate(modifiedAt).clientRequestToken(token).callerReactions(List.of())
                .reactionCounts(Map.of()).build();
    }
}
