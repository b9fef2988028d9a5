package dev.signalbox.local.codecommit;

import java.util.List;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ConcurrentReferenceUpdateException;
import software.amazon.awssdk.services.codecommit.model.ConflictResolution;
import software.amazon.awssdk.services.codecommit.model.CreateUnreferencedMergeCommitRequest;
import software.amazon.awssdk.services.codecommit.model.CreateUnreferencedMergeCommitResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidMergeOptionException;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByFastForwardRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByFastForwardResponse;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesBySquashRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesBySquashResponse;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByThreeWayRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByThreeWayResponse;
import software.amazon.awssdk.services.codecommit.model.MergeOptionTypeEnum;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.UnknownOperation;

/**
 * The operations that merge branches, and the one that makes a merge's commit and moves no branch. Assumed, since AWS does not say: the
 * branch that is moved must be at the destination's commit, else it is {@code ConcurrentReferenceUpdateException}; so nothing that the
 * branch holds is lost.
 */
final class BranchMerges {

    private final Repositories repositories;
    private final Refs refs;
    private final RepositoryEvents events;
    private final Merges merges;

    BranchMerges(Repositories repositories, Refs refs, RepositoryEvents events, Merges merges) {
        this.repositories = repositories;
        this.refs = refs;
        this.events = events;
        this.merges = merges;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(CreateUnreferencedMergeCommitRequest::builder, r -> may("CreateUnreferencedMergeCommit",
                        r.repositoryName(), null, r.destinationCommitSpecifier()), this::unreferenced),
                Operation.of(MergeBranchesByFastForwardRequest::builder, r -> may("MergeBranchesByFastForward",
                        r.repositoryName(), r.targetBranch(), r.destinationCommitSpecifier()), this::forward),
                Operation.of(MergeBranchesBySquashRequest::builder, r -> may("MergeBranchesBySquash",
                        r.repositoryName(), r.targetBranch(), r.destinationCommitSpecifier()), this::squash),
                Operation.of(MergeBranchesByThreeWayRequest::builder, r -> may("MergeBranchesByThreeWay",
                        r.repositoryName(), r.targetBranch(), r.destinationCommitSpecifier()), this::threeWay));
    }

    private List<Permission> may(String action, @Nullable String repository, @Nullable String target, @Nullable String destination) {
        return List.of(TargetBranches.may(repositories, action, repository, target, destination));
    }

    /** Refuses conflicts that are resolved file by file. */
    static void refuse(@Nullable ConflictResolution resolution, String operation) {
        if (resolution != null) {
            throw new UnknownOperation("The local cloud resolves no conflicts file by file: codecommit:" + operation
                    + " with conflictResolution.");
        }
    }

    private CreateUnreferencedMergeCommitResponse unreferenced(CreateUnreferencedMergeCommitRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        MergeOptionTypeEnum option = MergeLookups.option(request.mergeOptionAsString());
        if (option == MergeOptionTypeEnum.FAST_FORWARD_MERGE) {
            throw InvalidMergeOptionException.builder()
                    .message("A fast forward creates no merge commit: use SQUASH_MERGE or THREE_WAY_MERGE.").build();
        }
        refuse(request.conflictResolution(), "CreateUnreferencedMergeCommit");
        Merges.Wish wish = new Merges.Wish(option,
                ConflictRules.of(request.conflictDetailLevelAsString(), request.conflictResolutionStrategyAsString()),
                Boolean.TRUE.equals(request.keepEmptyFolders()),
                new CommitWords(request.authorName(), request.email(), request.commitMessage(),
                        otherwise(request.sourceCommitSpecifier(), request.destinationCommitSpecifier())));
        Merges.Sides sides = MergeLookups.sides(repository, request.sourceCommitSpecifier(), request.destinationCommitSpecifier());
        Merges.Merged merged = merges.merge(repository, sides, wish, caller);
        events.made(repository, merged.commit(), merged.facts(), caller);
        return CreateUnreferencedMergeCommitResponse.builder().commitId(merged.commit().name()).treeId(merged.tree().name()).build();
    }

    private MergeBranchesByFastForwardResponse forward(MergeBranchesByFastForwardRequest request, Caller caller) {
        Merges.Merged merged = merge(request.repositoryName(), request.sourceCommitSpecifier(), request.destinationCommitSpecifier(),
                request.targetBranch(), Merges.Wish.fastForward(), caller);
        return MergeBranchesByFastForwardResponse.builder().commitId(merged.commit().name()).treeId(merged.tree().name()).build();
    }

    private MergeBranchesBySquashResponse squash(MergeBranchesBySquashRequest request, Caller caller) {
        refuse(request.conflictResolution(), "MergeBranchesBySquash");
        Merges.Wish wish = new Merges.Wish(MergeOptionTypeEnum.SQUASH_MERGE,
                ConflictRules.of(request.conflictDetailLevelAsString(), request.conflictResolutionStrategyAsString()),
                Boolean.TRUE.equals(request.keepEmptyFolders()),
                new CommitWords(request.authorName(), request.email(), request.commitMessage(),
                        otherwise(request.sourceCommitSpecifier(), request.destinationCommitSpecifier())));
        Merges.Merged merged = merge(request.repositoryName(), request.sourceCommitSpecifier(), request.destinationCommitSpecifier(),
                request.targetBranch(), wish, caller);
        return MergeBranchesBySquashResponse.builder().commitId(merged.commit().name()).treeId(merged.tree().name()).build();
    }

    private MergeBranchesByThreeWayResponse threeWay(MergeBranchesByThreeWayRequest request, Caller caller) {
        refuse(request.conflictResolution(), "MergeBranchesByThreeWay");
        Merges.Wish wish = new Merges.Wish(MergeOptionTypeEnum.THREE_WAY_MERGE,
                ConflictRules.of(request.conflictDetailLevelAsString(), request.conflictResolutionStrategyAsString()),
                Boolean.TRUE.equals(request.keepEmptyFolders()),
                new CommitWords(request.authorName(), request.email(), request.commitMessage(),
                        otherwise(request.sourceCommitSpecifier(), request.destinationCommitSpecifier())));
        Merges.Merged merged = merge(request.repositoryName(), request.sourceCommitSpecifier(), request.destinationCommitSpecifier(),
                request.targetBranch(), wish, caller);
        return MergeBranchesByThreeWayResponse.builder().commitId(merged.commit().name()).treeId(merged.tree().name()).build();
    }

    private Merges.Merged merge(@Nullable String name, @Nullable String source, @Nullable String destination, @Nullable String target,
            Merges.Wish wish, Caller caller) {
        BareRepository repository = repositories.get(name);
        MergeLookups.required(source);
        MergeLookups.required(destination);
        repository.changes().lock();
        try {
            Ref branch = TargetBranches.get(repository, target, destination);
            Merges.Sides sides = MergeLookups.sides(repository, source, destination);
            ObjectId tip = branch.getObjectId();
            if (!tip.equals(sides.destination())) {
                throw ConcurrentReferenceUpdateException.builder().message("The merge cannot be completed because " + branch.getName()
                        + " is at " + tip.name() + ", not at the destination " + sides.destination().name() + ".").build();
            }
            Merges.Merged merged = merges.merge(repository, sides, wish, caller);
            refs.move(repository, caller, branch.getName(), tip, merged.commit(), merged.facts());
            return merged;
        } finally {
            repository.changes().unlock();
        }
    }

    private static String otherwise(@Nullable String source, @Nullable String destination) {
        return "Merge " + source + " into " + destination;
    }
}
