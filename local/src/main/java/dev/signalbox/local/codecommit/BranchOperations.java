package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.BranchInfo;
import software.amazon.awssdk.services.codecommit.model.BranchNameExistsException;
import software.amazon.awssdk.services.codecommit.model.BranchNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.CreateBranchRequest;
import software.amazon.awssdk.services.codecommit.model.CreateBranchResponse;
import software.amazon.awssdk.services.codecommit.model.DefaultBranchCannotBeDeletedException;
import software.amazon.awssdk.services.codecommit.model.DeleteBranchRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteBranchResponse;
import software.amazon.awssdk.services.codecommit.model.GetBranchRequest;
import software.amazon.awssdk.services.codecommit.model.GetBranchResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidBranchNameException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitIdException;
import software.amazon.awssdk.services.codecommit.model.ListBranchesRequest;
import software.amazon.awssdk.services.codecommit.model.ListBranchesResponse;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/** The operations on branches. */
final class BranchOperations {

    private static final int PAGE = 1000;
    private static final int LONGEST_NAME = 256;

    private final Repositories repositories;
    private final Refs refs;

    BranchOperations(Repositories repositories, Refs refs) {
        this.repositories = repositories;
        this.refs = refs;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(CreateBranchRequest::builder,
                        r -> List.of(change("CreateBranch", r.repositoryName(), r.branchName())), this::create),
                Operation.of(GetBranchRequest::builder,
                        r -> List.of(new Permission("codecommit:GetBranch", repositories.arn(r.repositoryName()))), this::get),
                Operation.of(ListBranchesRequest::builder,
                        r -> List.of(new Permission("codecommit:ListBranches", repositories.arn(r.repositoryName()))), this::listed),
                Operation.of(DeleteBranchRequest::builder,
                        r -> List.of(change("DeleteBranch", r.repositoryName(), r.branchName())), this::delete));
    }

    /**
     * The full ref of a branch's name.
     *
     * @throws BranchNameRequiredException without a name
     * @throws InvalidBranchNameException for a name that git or CodeCommit's limit of 256 characters does not allow
     */
    static String ref(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw BranchNameRequiredException.builder().message("A branch name is required.").build();
        }
        if (name.length() > LONGEST_NAME || !Repository.isValidRefName(Constants.R_HEADS + name)) {
            throw InvalidBranchNameException.builder().message("The specified branch name is not valid: " + name).build();
        }
        return Constants.R_HEADS + name;
    }

    private Permission change(String action, @Nullable String repository, @Nullable String branch) {
        return new Permission("codecommit:" + action, repositories.arn(repository))
                .with("codecommit:References", Constants.R_HEADS + branch);
    }

    private CreateBranchResponse create(CreateBranchRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String ref = ref(request.branchName());
        if (request.commitId() == null || request.commitId().isEmpty()) {
            throw CommitIdRequiredException.builder().message("A commit ID is required.").build();
        }
        if (!ObjectId.isId(request.commitId())) {
            throw InvalidCommitIdException.builder().message("The specified commit ID is not valid: " + request.commitId()).build();
        }
        ObjectId commit = repository.read(walk -> Specifiers.commit(walk, ObjectId.fromString(request.commitId()))
                .map(ObjectId::copy).orElseThrow(() -> CommitDoesNotExistException.builder()
                        .message("Commit " + request.commitId() + " does not exist").build()));
        try {
            refs.move(repository, caller, ref, null, commit);
        } catch (Refs.Moved _) {
            throw BranchNameExistsException.builder()
                    .message("Branch named " + request.branchName() + " conflicts with an existing branch").build();
        }
        return CreateBranchResponse.builder().build();
    }

    private GetBranchResponse get(GetBranchRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String ref = ref(request.branchName());
        ObjectId tip = tip(repository, ref).orElseThrow(() -> BranchDoesNotExistException.builder()
                .message("Branch " + request.branchName() + " does not exist").build());
        return GetBranchResponse.builder().branch(info(ref, tip)).build();
    }

    private ListBranchesResponse listed(ListBranchesRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        List<String> names = repository.read(_ -> repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS)).stream()
                .map(ref -> Repository.shortenRefName(ref.getName())).sorted().toList();
        Pages<String> page = Pages.of("branches of " + repository.details().id(), names, PAGE, request.nextToken());
        return ListBranchesResponse.builder().branches(page.items()).nextToken(page.next()).build();
    }

    private DeleteBranchResponse delete(DeleteBranchRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String ref = ref(request.branchName());
        repository.changes().lock();
        try {
            if (repository.defaultBranch().filter(ref::equals).isPresent()) {
                throw DefaultBranchCannotBeDeletedException.builder().message("The specified branch is the default branch for the "
                        + "repository, and cannot be deleted. To delete this branch, you must first set another branch as the default "
                        + "branch.").build();
            }
            Optional<ObjectId> tip = tip(repository, ref);
            tip.ifPresent(last -> refs.move(repository, caller, ref, last, null));
            return DeleteBranchResponse.builder().deletedBranch(tip.map(last -> info(ref, last)).orElse(null)).build();
        } finally {
            repository.changes().unlock();
        }
    }

    private static Optional<ObjectId> tip(BareRepository repository, String ref) {
        try {
            return repository.ref(ref).map(Ref::getObjectId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BranchInfo info(String ref, ObjectId tip) {
        return BranchInfo.builder().branchName(Repository.shortenRefName(ref)).commitId(tip.name()).build();
    }
}
