package dev.signalbox.local.codecommit;

import java.util.Optional;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.BranchNameIsTagNameException;
import software.amazon.awssdk.services.codecommit.model.BranchNameRequiredException;

import dev.signalbox.local.front.Permission;

/**
 * The branch that a merge changes: the one that {@code targetBranch} names, else the one that the destination's specifier stands for.
 * Policies know it as {@code codecommit:References}; a destination that is a commit's id has none.
 */
final class TargetBranches {

    private TargetBranches() {
    }

    /** The permission for a merge, with the ref that it changes or would change. */
    static Permission may(Repositories repositories, String action, @Nullable String repository, @Nullable String target,
            @Nullable String destination) {
        Permission permission = new Permission("codecommit:" + action, repositories.arn(repository));
        return name(repository == null ? Optional.empty() : repositories.find(repository), target, destination)
                .map(ref -> permission.with("codecommit:References", ref)).orElse(permission);
    }

    /**
     * The branch's tip.
     *
     * @throws BranchNameRequiredException when the destination is a commit's id and no branch is named
     * @throws BranchNameIsTagNameException when only a tag has the name
     * @throws BranchDoesNotExistException when nothing has it
     */
    static Ref get(BareRepository repository, @Nullable String target, @Nullable String destination) {
        String ref = name(Optional.of(repository), target, destination).orElseThrow(() -> BranchNameRequiredException.builder()
                .message("The destination is a commit's ID: name the branch where the merge is applied as targetBranch.").build());
        String branch = ref.startsWith(Constants.R_HEADS) ? ref.substring(Constants.R_HEADS.length()) : ref;
        BranchOperations.ref(branch);
        return repository.read(walk -> {
            Optional<Ref> found = ref.startsWith(Constants.R_HEADS) ? repository.ref(ref) : Optional.empty();
            if (found.isEmpty() && (ref.startsWith(Constants.R_TAGS) || repository.ref(Constants.R_TAGS + branch).isPresent())) {
                throw BranchNameIsTagNameException.builder().message("The branch name " + branch + " is a tag's name.").build();
            }
            return found.orElseThrow(() -> BranchDoesNotExistException.builder().message("Branch " + branch + " does not exist").build());
        });
    }

    private static Optional<String> name(Optional<BareRepository> repository, @Nullable String target, @Nullable String destination) {
        if (target != null && !target.isEmpty()) {
            return Optional.of(target.startsWith(Constants.R_REFS) ? target : Constants.R_HEADS + target);
        }
        if (destination == null || destination.isEmpty() || ObjectId.isId(destination)) {
            return Optional.empty();
        }
        return Constants.HEAD.equals(destination) ? repository.flatMap(BareRepository::defaultBranch)
                : Optional.of(destination.startsWith(Constants.R_REFS) ? destination : Constants.R_HEADS + destination);
    }
}
