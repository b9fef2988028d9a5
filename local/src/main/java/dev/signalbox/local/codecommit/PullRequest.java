package dev.signalbox.local.codecommit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.MergeMetadata;
import software.amazon.awssdk.services.codecommit.model.MergeOptionTypeEnum;
import software.amazon.awssdk.services.codecommit.model.PullRequestEvent;
import software.amazon.awssdk.services.codecommit.model.PullRequestStatusEnum;
import software.amazon.awssdk.services.codecommit.model.PullRequestTarget;

/**
 * A pull request as it is at one moment; whoever changes it makes another one ({@link PullRequests#change}).
 *
 * @param id a number, unique in the account
 * @param author the ARN of who created it
 * @param token what a repeated creation is known by; null: the creation named none
 * @param revisionId 64 hexadecimal digits, others with every new commit of the source branch
 * @param events what has happened to it, the oldest first; AWS's own shapes, as DescribePullRequestEvents gives them
 */
record PullRequest(String id, String title, @Nullable String description, Instant createdAt, Instant lastActivityAt,
        PullRequestStatusEnum status, String author, Target target, @Nullable Token token, String revisionId,
        List<PullRequestEvent> events) {

    /**
     * What is to be merged into what.
     *
     * @param sourceReference full, as {@code refs/heads/topic}
     * @param destinationReference full
     * @param sourceCommit the source branch's tip; of a closed pull request the last one it had
     * @param destinationCommit the destination's tip when the pull request was created or last revised; merged: the tip before
     * @param mergeBase the newest commit that both have in common; null: they have none
     * @param merged null until it is merged
     */
    record Target(String sourceReference, String destinationReference, String sourceCommit, String destinationCommit,
            @Nullable String mergeBase, @Nullable Merged merged) {

        Target at(String newSource, String newDestination, @Nullable String newBase) {
            return new Target(sourceReference, destinationReference, newSource, newDestination, newBase, merged);
        }

        Target merged(Merged how) {
            return new Target(sourceReference, destinationReference, sourceCommit, destinationCommit, mergeBase, how);
        }

        PullRequestTarget shape(String repository) {
            return PullRequestTarget.builder().repositoryName(repository).sourceReference(sourceReference)
                    .destinationReference(destinationReference).sourceCommit(sourceCommit).destinationCommit(destinationCommit)
                    .mergeBase(mergeBase)
                    .mergeMetadata(merged == null ? MergeMetadata.builder().isMerged(false).build() : merged.shape()).build();
        }
    }

    /**
     * How it was merged.
     *
     * @param by the ARN of who did
     * @param commit the destination's tip after it
     */
    record Merged(String by, String commit, MergeOptionTypeEnum option) {

        MergeMetadata shape() {
            return MergeMetadata.builder().isMerged(true).mergedBy(by).mergeCommitId(commit).mergeOption(option).build();
        }
    }

    /**
     * What a creation is known by.
     *
     * @param fingerprint stands for everything that the creation asked for
     */
    record Token(String value, String fingerprint) { }

    PullRequest {
        events = List.copyOf(events);
    }

    boolean open() {
        return status == PullRequestStatusEnum.OPEN;
    }

    Optional<Merged> merged() {
        return Optional.ofNullable(target.merged());
    }

    PullRequest titled(String newTitle, Instant now) {
        return new PullRequest(id, newTitle, description, createdAt, now, status, author, target, token, revisionId, events);
    }

    PullRequest described(@Nullable String newDescription, Instant now) {
        return new PullRequest(id, title, newDescription, createdAt, now, status, author, target, token, revisionId, events);
    }

    /** With other tips, which is no activity. */
    PullRequest at(Target newTarget) {
        return new PullRequest(id, title, description, createdAt, lastActivityAt, status, author, newTarget, token, revisionId, events);
    }

    PullRequest revised(Target newTarget, String newRevisionId, Instant now) {
        return new PullRequest(id, title, description, createdAt, now, status, author, newTarget, token, newRevisionId, events);
    }

    /** Closed for good: a closed one never opens again. */
    PullRequest closed(Target lastTarget, Instant now) {
        return new PullRequest(id, title, description, createdAt, now, PullRequestStatusEnum.CLOSED, author, lastTarget, token,
                revisionId, events);
    }

    /** With one more event in its history; its id is filled in. The event's date is the last activity's. */
    PullRequest after(PullRequestEvent event) {
        return new PullRequest(id, title, description, createdAt, event.eventDate(), status, author, target, token, revisionId,
                Stream.concat(events.stream(), Stream.of(event.copy(filled -> filled.pullRequestId(id)))).toList());
    }
}
