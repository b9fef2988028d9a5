package dev.signalbox.local.codecommit;

import java.util.List;

import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitIdException;
import software.amazon.awssdk.services.codecommit.model.MergeOptionTypeEnum;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByFastForwardRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByFastForwardResponse;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestBySquashRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestBySquashResponse;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByThreeWayRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByThreeWayResponse;
import software.amazon.awssdk.services.codecommit.model.PullRequestApprovalRulesNotSatisfiedException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNotAssociatedWithPullRequestException;
import software.amazon.awssdk.services.codecommit.model.TipOfSourceReferenceIsDifferentException;
import software.amazon.awssdk.services.codecommit.model.TipsDivergenceExceededException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/** The operations that merge a pull request, and so close it. */
final class PullRequestMerges {

    private final Repositories repositories;
    private final Refs refs;
    private final Merges merges;
    private final PullRequests pullRequests;
    private final PullRequestLife life;
    private final Approvals approvals;

    PullRequestMerges(Repositories repositories, Refs refs, Merges merges, PullRequests pullRequests, PullRequestLife life,
            Approvals approvals) {
        this.repositories = repositories;
        this.refs = refs;
        this.merges = merges;
        this.pullRequests = pullRequests;
        this.life = life;
        this.approvals = approvals;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(MergePullRequestByFastForwardRequest::builder,
                        r -> may("MergePullRequestByFastForward", r.repositoryName(), r.pullRequestId()), this::forward),
                Operation.of(MergePullRequestBySquashRequest::builder,
                        r -> may("MergePullRequestBySquash", r.repositoryName(), r.pullRequestId()), this::squash),
                Operation.of(MergePullRequestByThreeWayRequest::builder,
                        r -> may("MergePullRequestByThreeWay", r.repositoryName(), r.pullRequestId()), this::threeWay));
    }

    /** The destination's ref is the one that policies see. */
    private List<Permission> may(String action, @Nullable String repository, @Nullable String id) {
        Permission permission = new Permission("codecommit:" + action, repositories.arn(repository));
        return List.of(pullRequests.find(String.valueOf(id))
                .map(found -> permission.with("codecommit:References", found.pullRequest().target().destinationReference()))
                .orElse(permission));
    }

    private MergePullRequestByFastForwardResponse forward(MergePullRequestByFastForwardRequest request, Caller caller) {
        return MergePullRequestByFastForwardResponse.builder().pullRequest(merge(request.pullRequestId(), request.repositoryName(),
                request.sourceCommitId(), Merges.Wish.fastForward(), caller)).build();
    }

    private MergePullRequestBySquashResponse squash(MergePullRequestBySquashRequest request, Caller caller) {
        BranchMerges.refuse(request.conflictResolution(), "MergePullRequestBySquash");
        Merges.Wish wish = new Merges.Wish(MergeOptionTypeEnum.SQUASH_MERGE,
                ConflictRules.of(request.conflictDetailLevelAsString(), request.conflictResolutionStrategyAsString()),
                Boolean.TRUE.equals(request.keepEmptyFolders()),
                new CommitWords(request.authorName(), request.email(), request.commitMessage(), otherwise(request.pullRequestId())));
        return MergePullRequestBySquashResponse.builder().pullRequest(merge(request.pullRequestId(), request.repositoryName(),
                request.sourceCommitId(), wish, caller)).build();
    }

    private MergePullRequestByThreeWayResponse threeWay(MergePullRequestByThreeWayRequest request, Caller caller) {
        BranchMerges.refuse(request.conflictResolution(), "MergePullRequestByThreeWay");
        Merges.Wish wish = new Merges.Wish(MergeOptionTypeEnum.THREE_WAY_MERGE,
                ConflictRules.of(request.conflictDetailLevelAsString(), request.conflictResolutionStrategyAsString()),
                Boolean.TRUE.equals(request.keepEmptyFolders()),
                new CommitWords(request.authorName(), request.email(), request.commitMessage(), otherwise(request.pullRequestId())));
        return MergePullRequestByThreeWayResponse.builder().pullRequest(merge(request.pullRequestId(), request.repositoryName(),
                request.sourceCommitId(), wish, caller)).build();
    }

    private software.amazon.awssdk.services.codecommit.model.PullRequest merge(@Nullable String id, @Nullable String name,
            @Nullable String sourceCommit, Merges.Wish wish, Caller caller) {
        BareRepository repository = repositories.get(name);
        if (pullRequests.get(id).repository() != repository) {
            throw RepositoryNotAssociatedWithPullRequestException.builder()
                    .message("Pull request " + id + " is not in repository " + name + ".").build();
        }
        repository.changes().lock();
        try {
            PullRequest pullRequest = PullRequestTips.now(repository, PullRequestLife.open(pullRequests.get(id).pullRequest()));
            PullRequest.Target target = pullRequest.target();
            guard(target, sourceCommit);
            if (!approvals.satisfied(pullRequest)) {
                throw PullRequestApprovalRulesNotSatisfiedException.builder().message("The pull request cannot be merged because one or "
                        + "more approval rules applied to the pull request have conditions that have not been met.").build();
            }
            ObjectId tip = ObjectId.fromString(target.destinationCommit());
            Merges.Merged merged = merges.merge(repository, sides(repository, target, wish), wish, caller);
            refs.move(repository, caller, target.destinationReference(), tip, merged.commit(), merged.facts());
            PullRequest closed = life.merged(repository, pullRequest,
                    new PullRequest.Merged(caller.arn(), merged.commit().name(), wish.option()), caller);
            return PullRequests.shape(closed, repository.name(), approvals.rules(closed));
        } finally {
            repository.changes().unlock();
        }
    }

    /** A fast forward of unrelated histories is refused as any other that is none: its operation declares no other error. */
    private static Merges.Sides sides(BareRepository repository, PullRequest.Target target, Merges.Wish wish) {
        try {
            return Merges.Sides.of(repository, ObjectId.fromString(target.sourceCommit()), ObjectId.fromString(target.destinationCommit()));
        } catch (TipsDivergenceExceededException apart) {
            throw wish.words() == null ? Merges.manual(String.valueOf(apart.getMessage())) : apart;
        }
    }

    private static void guard(PullRequest.Target target, @Nullable String sourceCommit) {
        if (sourceCommit == null || sourceCommit.isEmpty()) {
            return;
        }
        if (!ObjectId.isId(sourceCommit)) {
            throw InvalidCommitIdException.builder().message("The specified commit ID is not valid: " + sourceCommit).build();
        }
        if (!sourceCommit.equals(target.sourceCommit())) {
            throw TipOfSourceReferenceIsDifferentException.builder().message("The tip of " + target.sourceReference() + " is "
                    + target.sourceCommit() + ", not " + sourceCommit + ": the pull request might have been updated.").build();
        }
    }

    private static String otherwise(@Nullable String id) {
        return "Merge pull request " + id;
    }
}
