package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.CommitRequiredException;
import software.amazon.awssdk.services.codecommit.model.ConflictMetadata;
import software.amazon.awssdk.services.codecommit.model.GetMergeCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeCommitResponse;
import software.amazon.awssdk.services.codecommit.model.GetMergeConflictsRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeConflictsResponse;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidMaxConflictFilesException;
import software.amazon.awssdk.services.codecommit.model.InvalidMergeOptionException;
import software.amazon.awssdk.services.codecommit.model.MergeOptionRequiredException;
import software.amazon.awssdk.services.codecommit.model.MergeOptionTypeEnum;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/** The operations that tell how two commits could be merged, or were. */
final class MergeLookups {

    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final Repositories repositories;

    MergeLookups(Repositories repositories) {
        this.repositories = repositories;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(GetMergeOptionsRequest::builder, r -> may("GetMergeOptions", r.repositoryName()), this::options),
                Operation.of(GetMergeConflictsRequest::builder, r -> may("GetMergeConflicts", r.repositoryName()), this::conflicts),
                Operation.of(GetMergeCommitRequest::builder, r -> List.of(TargetBranches.may(repositories, "GetMergeCommit",
                        r.repositoryName(), null, r.destinationCommitSpecifier())), this::commit));
    }

    private List<Permission> may(String action, @Nullable String repository) {
        return List.of(new Permission("codecommit:" + action, repositories.arn(repository)));
    }

    /** @throws CommitRequiredException without a specifier */
    static String required(@Nullable String specifier) {
        if (specifier == null || specifier.isEmpty()) {
            throw CommitRequiredException.builder().message("A commit was not specified.").build();
        }
        return specifier;
    }

    /**
     * The option that a request must name.
     *
     * @throws MergeOptionRequiredException without one
     * @throws InvalidMergeOptionException for one that AWS does not have
     */
    static MergeOptionTypeEnum option(@Nullable String given) {
        if (given == null || given.isEmpty()) {
            throw MergeOptionRequiredException.builder().message("A merge option or strategy is required.").build();
        }
        MergeOptionTypeEnum option = MergeOptionTypeEnum.fromValue(given);
        if (option == MergeOptionTypeEnum.UNKNOWN_TO_SDK_VERSION) {
            throw InvalidMergeOptionException.builder().message("The specified merge option is not valid: " + given
                    + ", expected one of " + MergeOptionTypeEnum.knownValues()).build();
        }
        return option;
    }

    /** The commits that two specifiers stand for, and the base of both. */
    static Merges.Sides sides(BareRepository repository, @Nullable String source, @Nullable String destination) {
        ObjectId from = commit(repository, source);
        return Merges.Sides.of(repository, from, commit(repository, destination));
    }

    private static ObjectId commit(BareRepository repository, @Nullable String specifier) {
        String given = required(specifier);
        return repository.read(walk -> Specifiers.commit(repository, walk, given).copy());
    }

    private GetMergeOptionsResponse options(GetMergeOptionsRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        ConflictRules rules = ConflictRules.of(request.conflictDetailLevelAsString(), request.conflictResolutionStrategyAsString());
        Merges.Sides sides = sides(repository, request.sourceCommitSpecifier(), request.destinationCommitSpecifier());
        List<MergeOptionTypeEnum> options = new ArrayList<>();
        if (sides.fastForward()) {
            options.add(MergeOptionTypeEnum.FAST_FORWARD_MERGE);
        }
        if (Merges.clashes(repository, sides, rules).isEmpty()) {
            options.add(MergeOptionTypeEnum.SQUASH_MERGE);
            options.add(MergeOptionTypeEnum.THREE_WAY_MERGE);
        }
        return GetMergeOptionsResponse.builder().mergeOptions(options).sourceCommitId(sides.source().name())
                .destinationCommitId(sides.destination().name()).baseCommitId(sides.base().name()).build();
    }

    private GetMergeConflictsResponse conflicts(GetMergeConflictsRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        MergeOptionTypeEnum option = option(request.mergeOptionAsString());
        ConflictRules rules = ConflictRules.of(request.conflictDetailLevelAsString(), request.conflictResolutionStrategyAsString());
        if (request.maxConflictFiles() != null && request.maxConflictFiles() < 1) {
            throw InvalidMaxConflictFilesException.builder()
                    .message("The specified value for the number of conflict files to return is not valid.").build();
        }
        Merges.Sides sides = sides(repository, request.sourceCommitSpecifier(), request.destinationCommitSpecifier());
        boolean forward = option == MergeOptionTypeEnum.FAST_FORWARD_MERGE;
        List<Clash> clashes = forward ? List.of() : Merges.clashes(repository, sides, rules);
        int size = request.maxConflictFiles() == null ? PAGE : Math.min(LARGEST_PAGE, request.maxConflictFiles());
        var page = Pages.of("conflicts " + sides.source().name() + ".." + sides.destination().name(), clashes, size, request.nextToken());
        return GetMergeConflictsResponse.builder().mergeable(forward ? sides.fastForward() : clashes.isEmpty())
                .sourceCommitId(sides.source().name()).destinationCommitId(sides.destination().name()).baseCommitId(sides.base().name())
                .conflictMetadataList(metadata(repository, page.items(), rules)).nextToken(page.next()).build();
    }

    private static List<ConflictMetadata> metadata(BareRepository repository, List<Clash> clashes, ConflictRules rules) {
        return repository.read(walk -> {
            List<ConflictMetadata> all = new ArrayList<>();
            for (Clash clash : clashes) {
                all.add(clash.metadata(walk.getObjectReader(), rules.byLines()));
            }
            return all;
        });
    }

    /**
     * The merge commit of two commits, if a branch holds one. Assumed: it is the one whose parents are exactly these two, so that a
     * squash, which has one parent, is none; AWS does not say what it looks for, nor whether it finds those that no branch holds.
     */
    private GetMergeCommitResponse commit(GetMergeCommitRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        ConflictRules.of(request.conflictDetailLevelAsString(), request.conflictResolutionStrategyAsString());
        ObjectId source = commit(repository, request.sourceCommitSpecifier());
        ObjectId destination = commit(repository, request.destinationCommitSpecifier());
        return GetMergeCommitResponse.builder().sourceCommitId(source.name()).destinationCommitId(destination.name())
                .baseCommitId(Merges.base(repository, source, destination).map(RevCommit::name).orElse(null))
                .mergedCommitId(merged(repository, source, destination).map(RevCommit::name).orElse(null)).build();
    }

    private static Optional<RevCommit> merged(BareRepository repository, ObjectId source, ObjectId destination) {
        return repository.read(walk -> {
            for (Ref branch : branches(repository)) {
                walk.markStart(walk.parseCommit(branch.getObjectId()));
            }
            for (RevCommit commit : walk) {
                if (commit.getParentCount() == 2 && commit.getParent(0).equals(destination) && commit.getParent(1).equals(source)) {
                    return Optional.of(commit);
                }
            }
            return Optional.empty();
        });
    }

    private static List<Ref> branches(BareRepository repository) throws IOException {
        return repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS);
    }
}
