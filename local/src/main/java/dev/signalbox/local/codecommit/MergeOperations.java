package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.util.List;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.CommitRequiredException;
import software.amazon.awssdk.services.codecommit.model.ConflictDetailLevelTypeEnum;
import software.amazon.awssdk.services.codecommit.model.ConflictResolutionStrategyTypeEnum;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidConflictDetailLevelException;
import software.amazon.awssdk.services.codecommit.model.InvalidConflictResolutionStrategyException;
import software.amazon.awssdk.services.codecommit.model.MergeOptionTypeEnum;
import software.amazon.awssdk.services.codecommit.model.TipsDivergenceExceededException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.UnknownOperation;

/**
 * The operation that tells how two commits could be merged. Assumed, since AWS does not say: of several merge bases the answer names
 * one; commits without a common one are {@code TipsDivergenceExceededException}, of the declared errors the nearest; and a source
 * that the destination holds already can be merged, though not by fast forward.
 */
final class MergeOperations {

    private final Repositories repositories;

    MergeOperations(Repositories repositories) {
        this.repositories = repositories;
    }

    List<Operation<?>> list() {
        return List.of(Operation.of(GetMergeOptionsRequest::builder,
                r -> List.of(new Permission("codecommit:GetMergeOptions", repositories.arn(r.repositoryName()))), this::options));
    }

    private GetMergeOptionsResponse options(GetMergeOptionsRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        boolean lines = byLines(request);
        checkStrategy(request);
        return repository.read(walk -> {
            RevCommit source = Specifiers.commit(repository, walk, required(request.sourceCommitSpecifier()));
            RevCommit destination = Specifiers.commit(repository, walk, required(request.destinationCommitSpecifier()));
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(List.of(source, destination));
            RevCommit base = walk.next();
            if (base == null) {
                throw TipsDivergenceExceededException.builder()
                        .message("%s and %s have no commit in common".formatted(source.name(), destination.name())).build();
            }
            return GetMergeOptionsResponse.builder().mergeOptions(options(repository, base, source, destination, lines))
                    .sourceCommitId(source.name()).destinationCommitId(destination.name()).baseCommitId(base.name()).build();
        });
    }

    private static List<MergeOptionTypeEnum> options(BareRepository repository, ObjectId base, ObjectId source, ObjectId destination,
            boolean lines) {
        if (base.equals(destination)) {
            return List.of(MergeOptionTypeEnum.FAST_FORWARD_MERGE, MergeOptionTypeEnum.SQUASH_MERGE, MergeOptionTypeEnum.THREE_WAY_MERGE);
        }
        boolean conflict = repository.read(walk -> new Conflicts(walk.getObjectReader(), lines)
                .any(tree(walk, base), tree(walk, source), tree(walk, destination)));
        return conflict ? List.of() : List.of(MergeOptionTypeEnum.SQUASH_MERGE, MergeOptionTypeEnum.THREE_WAY_MERGE);
    }

    private static ObjectId tree(RevWalk walk, ObjectId commit) throws IOException {
        return walk.parseCommit(commit).getTree();
    }

    private static String required(@Nullable String specifier) {
        if (specifier == null || specifier.isEmpty()) {
            throw CommitRequiredException.builder().message("A commit was not specified.").build();
        }
        return specifier;
    }

    private static boolean byLines(GetMergeOptionsRequest request) {
        return switch (request.conflictDetailLevel()) {
            case FILE_LEVEL -> false;
            case LINE_LEVEL -> true;
            case UNKNOWN_TO_SDK_VERSION -> throw InvalidConflictDetailLevelException.builder()
                    .message("The specified conflict detail level is not valid: " + request.conflictDetailLevelAsString()
                            + ", expected one of " + ConflictDetailLevelTypeEnum.knownValues()).build();
            case null -> false;
        };
    }

    private static void checkStrategy(GetMergeOptionsRequest request) {
        switch (request.conflictResolutionStrategy()) {
            case NONE -> { }
            case null -> { }
            case ACCEPT_SOURCE, ACCEPT_DESTINATION, AUTOMERGE -> throw new UnknownOperation(
                    "The local cloud resolves no conflicts: codecommit:GetMergeOptions with conflictResolutionStrategy "
                            + request.conflictResolutionStrategyAsString());
            case UNKNOWN_TO_SDK_VERSION -> throw InvalidConflictResolutionStrategyException.builder()
                    .message("The specified conflict resolution strategy is not valid: " + request.conflictResolutionStrategyAsString()
                            + ", expected one of " + ConflictResolutionStrategyTypeEnum.knownValues()).build();
        }
    }
}
