package dev.signalbox.local.codecommit;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.Location;

/**
 * What a comment is about: the difference of two commits, or a file or a line in it.
 *
 * @param pullRequestId null for a comment on compared commits alone
 * @param before the commit before the change; null: the change is the repository's first commit
 * @param beforeBlob of a comment on a file, its id there; null where there is none
 * @param location null for a comment on the whole difference
 */
record CommentPlace(@Nullable String pullRequestId, @Nullable String before, String after, @Nullable String beforeBlob,
        @Nullable String afterBlob, @Nullable Location location) {

    CommentPlace in(String pullRequest) {
        return new CommentPlace(pullRequest, before, after, beforeBlob, afterBlob, location);
    }
}
