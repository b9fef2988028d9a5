package dev.signalbox.local.codecommit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import software.amazon.awssdk.services.codecommit.model.MergeOptionTypeEnum;
import software.amazon.awssdk.services.codecommit.model.PullRequestAlreadyClosedException;
import software.amazon.awssdk.services.codecommit.model.PullRequestEvent;
import software.amazon.awssdk.services.codecommit.model.PullRequestEventType;
import software.amazon.awssdk.services.codecommit.model.PullRequestStatusEnum;

import dev.signalbox.local.front.Caller;

/**
 * What happens to pull requests, told to the bus and to the followers: created, revised by a new commit of the source branch, closed,
 * merged. Branches that move or go do some of it: a source that moves makes a new revision; a branch that is deleted closes
 * ("CodeCommit closes a pull request automatically if either the source or destination branch of the pull request is deleted"); a
 * destination that moves is no event, but for one that is pushed to the source's tip, which "closes the pull request automatically if
 * the pull request is merged using the fast-forward merge strategy".
 *
 * <p>Assumed, since AWS does not say: that fast forward is seen only when the destination's new tip is the source's tip; it is told
 * as a merge by who pushed; and every move of the source, a force push too, makes a revision id that was never there before.
 */
final class PullRequestLife implements Refs.Listener {

    private final Repositories repositories;
    private final PullRequests pullRequests;
    private final PullRequestEvents events;

    PullRequestLife(Repositories repositories, PullRequests pullRequests, PullRequestEvents events) {
        this.repositories = repositories;
        this.pullRequests = pullRequests;
        this.events = events;
    }

    /** @throws PullRequestAlreadyClosedException unless it is open */
    static PullRequest open(PullRequest pullRequest) {
        if (!pullRequest.open()) {
            throw PullRequestAlreadyClosedException.builder()
                    .message("Pull request " + pullRequest.id() + " is already closed and cannot be changed or merged.").build();
        }
        return pullRequest;
    }

    /** An id that no revision has had. */
    static String newRevision() {
        return Sha256.of(UUID.randomUUID().toString());
    }

    /** Keeps a new pull request that has no event yet, and tells of it. */
    PullRequest created(BareRepository repository, Function<String, PullRequest> made, Caller caller) {
        PullRequest created = pullRequests.add(repository, made.andThen(fresh -> fresh.after(event(caller, fresh.createdAt(),
                PullRequestEventType.PULL_REQUEST_CREATED).pullRequestCreatedEventMetadata(what -> what
                .repositoryName(repository.name()).sourceCommitId(fresh.target().sourceCommit())
                .destinationCommitId(fresh.target().destinationCommit()).mergeBase(fresh.target().mergeBase())).build())));
        events.tell(repository, created, caller, "pullRequestCreated", "created pull request " + created.id(), _ -> { });
        pullRequests.followers().forEach(follower -> follower.created(repository, created, caller));
        return created;
    }

    /** Closes an open pull request that is not merged. */
    PullRequest closed(BareRepository repository, PullRequest pullRequest, Caller caller) {
        Instant now = repositories.now();
        PullRequest closed = pullRequests.change(repository, pullRequest.id(), before -> before
                .closed(PullRequestTips.now(repository, before.target()), now)
                .after(event(caller, now, PullRequestEventType.PULL_REQUEST_STATUS_CHANGED)
                        .pullRequestStatusChangedEventMetadata(what -> what.pullRequestStatus(PullRequestStatusEnum.CLOSED)).build()));
        events.tell(repository, closed, caller, "pullRequestStatusChanged", "closed pull request " + closed.id(), _ -> { });
        pullRequests.followers().forEach(follower -> follower.closed(repository, closed, caller));
        return closed;
    }

    /**
     * Closes a pull request as merged, after its destination has moved; as it is when that has closed it already.
     *
     * @param before with the tips of before the merge
     */
    PullRequest merged(BareRepository repository, PullRequest before, PullRequest.Merged how, Caller caller) {
        PullRequest current = pullRequests.get(before.id()).pullRequest();
        if (!current.open()) {
            return current;
        }
        Instant now = repositories.now();
        PullRequest merged = pullRequests.change(repository, before.id(), each -> each
                .closed(before.target().merged(how), now)
                .after(event(caller, now, PullRequestEventType.PULL_REQUEST_MERGE_STATE_CHANGED)
                        .pullRequestMergedStateChangedEventMetadata(what -> what.repositoryName(repository.name())
                                .destinationReference(before.target().destinationReference()).mergeMetadata(how.shape())).build()));
        events.tell(repository, merged, caller, "pullRequestMergeStatusUpdated", "merged pull request " + merged.id(),
                detail -> detail.put("mergeOption", how.option().toString()));
        pullRequests.followers().forEach(follower -> follower.closed(repository, merged, caller));
        return merged;
    }

    @Override
    public void changed(BareRepository repository, RefChange change, Caller caller) {
        if (!change.ref().startsWith(Constants.R_HEADS) || change.before() == null) {
            return;
        }
        List<PullRequest> open = pullRequests.of(repository).reversed().stream().filter(PullRequest::open).toList();
        for (PullRequest each : open) {
            boolean source = each.target().sourceReference().equals(change.ref());
            boolean destination = each.target().destinationReference().equals(change.ref());
            if ((source || destination) && change.after() == null) {
                closed(repository, each, caller);
            } else if (source) {
                revised(repository, each, caller);
            } else if (destination) {
                reached(repository, each, change.before(), change.after(), caller);
            }
        }
    }

    private void revised(BareRepository repository, PullRequest pullRequest, Caller caller) {
        Instant now = repositories.now();
        String old = pullRequest.target().sourceCommit();
        PullRequest revised = pullRequests.change(repository, pullRequest.id(), before -> {
            PullRequest.Target target = PullRequestTips.now(repository, before.target());
            return before.revised(target, newRevision(), now)
                    .after(event(caller, now, PullRequestEventType.PULL_REQUEST_SOURCE_REFERENCE_UPDATED)
                            .pullRequestSourceReferenceUpdatedEventMetadata(what -> what.repositoryName(repository.name())
                                    .beforeCommitId(old).afterCommitId(target.sourceCommit()).mergeBase(target.mergeBase())).build());
        });
        events.tell(repository, revised, caller, "pullRequestSourceBranchUpdated",
                "updated pull request " + revised.id() + " with one or more commits to the source branch", _ -> { });
        pullRequests.followers().forEach(follower -> follower.revised(repository, revised, caller));
    }

    private void reached(BareRepository repository, PullRequest pullRequest, ObjectId before, ObjectId after, Caller caller) {
        PullRequest.Target now = PullRequestTips.now(repository, pullRequest.target());
        boolean forward = after.name().equals(now.sourceCommit())
                && Merges.base(repository, before, after).filter(before::equals).isPresent();
        if (forward) {
            merged(repository, pullRequest.at(now.at(now.sourceCommit(), before.name(), before.name())),
                    new PullRequest.Merged(caller.arn(), after.name(), MergeOptionTypeEnum.FAST_FORWARD_MERGE), caller);
        }
    }

    private static PullRequestEvent.Builder event(Caller caller, Instant now, PullRequestEventType type) {
        return PullRequestEvent.builder().eventDate(now).actorArn(caller.arn()).pullRequestEventType(type);
    }
}
