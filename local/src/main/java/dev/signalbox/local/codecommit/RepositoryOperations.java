package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.BatchGetRepositoriesError;
import software.amazon.awssdk.services.codecommit.model.BatchGetRepositoriesErrorCodeEnum;
import software.amazon.awssdk.services.codecommit.model.BatchGetRepositoriesRequest;
import software.amazon.awssdk.services.codecommit.model.BatchGetRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.CreateRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.DeleteRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidOrderException;
import software.amazon.awssdk.services.codecommit.model.InvalidRepositoryDescriptionException;
import software.amazon.awssdk.services.codecommit.model.InvalidSortByException;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesRequest;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.MaximumRepositoryNamesExceededException;
import software.amazon.awssdk.services.codecommit.model.OrderEnum;
import software.amazon.awssdk.services.codecommit.model.RepositoryMetadata;
import software.amazon.awssdk.services.codecommit.model.RepositoryNameIdPair;
import software.amazon.awssdk.services.codecommit.model.RepositoryNamesRequiredException;
import software.amazon.awssdk.services.codecommit.model.SortByEnum;
import software.amazon.awssdk.services.codecommit.model.UpdateDefaultBranchRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateDefaultBranchResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryDescriptionRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryDescriptionResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryNameRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryNameResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.UnknownOperation;

/** The operations on repositories as a whole. */
final class RepositoryOperations {

    private static final int NAMES_AT_ONCE = 25;
    private static final int PAGE = 1000;
    private static final int LONGEST_DESCRIPTION = 1000;

    private final Account account;
    private final Repositories repositories;
    private final Refs refs;
    private final Supplier<URI> endpoint;

    RepositoryOperations(Account account, Repositories repositories, Refs refs, Supplier<URI> endpoint) {
        this.account = account;
        this.repositories = repositories;
        this.refs = refs;
        this.endpoint = endpoint;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(CreateRepositoryRequest::builder, r -> may("CreateRepository", r.repositoryName()), this::create),
                Operation.of(GetRepositoryRequest::builder, r -> may("GetRepository", r.repositoryName()), this::get),
                Operation.of(ListRepositoriesRequest::builder,
                        _ -> List.of(new Permission("codecommit:ListRepositories", "*")), this::listed),
                Operation.of(BatchGetRepositoriesRequest::builder, r -> r.repositoryNames().stream()
                        .flatMap(name -> may("BatchGetRepositories", name).stream()).toList(), this::batchGet),
                Operation.of(DeleteRepositoryRequest::builder, r -> may("DeleteRepository", r.repositoryName()), this::delete),
                Operation.of(UpdateDefaultBranchRequest::builder,
                        r -> may("UpdateDefaultBranch", r.repositoryName()), this::updateDefaultBranch),
                Operation.of(UpdateRepositoryDescriptionRequest::builder,
                        r -> may("UpdateRepositoryDescription", r.repositoryName()), this::describe),
                Operation.of(UpdateRepositoryNameRequest::builder, r -> may("UpdateRepositoryName", r.oldName()), this::rename));
    }

    private List<Permission> may(String action, @Nullable String repository) {
        return List.of(new Permission("codecommit:" + action, repositories.arn(repository)));
    }

    private CreateRepositoryResponse create(CreateRepositoryRequest request, Caller caller) {
        if (request.kmsKeyId() != null) {
            throw new UnknownOperation("The local cloud encrypts no repositories: codecommit:CreateRepository with kmsKeyId.");
        }
        Map<String, String> tags = TagOperations.valid(request.tags());
        BareRepository created = repositories.create(request.repositoryName(), description(request.repositoryDescription()), tags);
        return CreateRepositoryResponse.builder().repositoryMetadata(metadata(created)).build();
    }

    private GetRepositoryResponse get(GetRepositoryRequest request, Caller caller) {
        return GetRepositoryResponse.builder().repositoryMetadata(metadata(repositories.get(request.repositoryName()))).build();
    }

    private ListRepositoriesResponse listed(ListRepositoriesRequest request, Caller caller) {
        if (request.sortBy() == SortByEnum.UNKNOWN_TO_SDK_VERSION) {
            throw InvalidSortByException.builder().message("The specified sort by value is not valid.").build();
        }
        if (request.order() == OrderEnum.UNKNOWN_TO_SDK_VERSION) {
            throw InvalidOrderException.builder().message("The specified sort order is not valid.").build();
        }
        Comparator<BareRepository> order = request.sortBy() == SortByEnum.LAST_MODIFIED_DATE
                ? Comparator.comparingLong(repository -> repository.details().modifiedAt())
                : Comparator.comparing(BareRepository::name);
        List<BareRepository> sorted = repositories.sorted(request.order() == OrderEnum.DESCENDING ? order.reversed() : order).toList();
        Pages<BareRepository> page = Pages.of("repositories", sorted, PAGE, request.nextToken());
        return ListRepositoriesResponse.builder().nextToken(page.next()).repositories(page.items().stream()
                .map(each -> RepositoryNameIdPair.builder().repositoryName(each.name()).repositoryId(each.details().id()).build())
                .toList()).build();
    }

    private BatchGetRepositoriesResponse batchGet(BatchGetRepositoriesRequest request, Caller caller) {
        if (request.repositoryNames().isEmpty()) {
            throw RepositoryNamesRequiredException.builder().message("At least one repository name is required.").build();
        }
        if (request.repositoryNames().size() > NAMES_AT_ONCE) {
            throw MaximumRepositoryNamesExceededException.builder()
                    .message("The maximum number of repository names is " + NAMES_AT_ONCE + ".").build();
        }
        List<RepositoryMetadata> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<BatchGetRepositoriesError> errors = new ArrayList<>();
        for (String name : request.repositoryNames().stream().map(Repositories::valid).distinct().toList()) {
            repositories.find(name).ifPresentOrElse(repository -> found.add(metadata(repository)), () -> {
                missing.add(name);
                errors.add(BatchGetRepositoriesError.builder().repositoryName(name).errorMessage(name + " does not exist")
                        .errorCode(BatchGetRepositoriesErrorCodeEnum.REPOSITORY_DOES_NOT_EXIST_EXCEPTION).build());
            });
        }
        return BatchGetRepositoriesResponse.builder().repositories(found).repositoriesNotFound(missing).errors(errors).build();
    }

    private DeleteRepositoryResponse delete(DeleteRepositoryRequest request, Caller caller) {
        Optional<BareRepository> gone = repositories.delete(request.repositoryName());
        return DeleteRepositoryResponse.builder().repositoryId(gone.map(repository -> repository.details().id()).orElse(null)).build();
    }

    private UpdateDefaultBranchResponse updateDefaultBranch(UpdateDefaultBranchRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String ref = BranchOperations.ref(request.defaultBranchName());
        repository.changes().lock();
        try {
            if (repository.ref(ref).isEmpty()) {
                throw BranchDoesNotExistException.builder()
                        .message("Branch " + request.defaultBranchName() + " does not exist").build();
            }
            refs.makeDefault(repository, ref);
            repository.change(details -> details.touched(repositories.now()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            repository.changes().unlock();
        }
        return UpdateDefaultBranchResponse.builder().build();
    }

    private UpdateRepositoryDescriptionResponse describe(UpdateRepositoryDescriptionRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String described = description(request.repositoryDescription());
        repository.change(details -> details.described(described, repositories.now()));
        return UpdateRepositoryDescriptionResponse.builder().build();
    }

    private UpdateRepositoryNameResponse rename(UpdateRepositoryNameRequest request, Caller caller) {
        repositories.rename(request.oldName(), request.newName());
        return UpdateRepositoryNameResponse.builder().build();
    }

    private RepositoryMetadata metadata(BareRepository repository) {
        Details details = repository.details();
        String address = endpoint.get().toString();
        return RepositoryMetadata.builder()
                .accountId(account.id()).repositoryId(details.id()).repositoryName(details.name())
                .repositoryDescription(details.description())
                .defaultBranch(repository.defaultBranch().map(Repository::shortenRefName).orElse(null))
                .creationDate(Instant.ofEpochMilli(details.createdAt())).lastModifiedDate(Instant.ofEpochMilli(details.modifiedAt()))
                .cloneUrlHttp((address.endsWith("/") ? address.substring(0, address.length() - 1) : address)
                        + GitOverHttp.PREFIX + details.name())
                .cloneUrlSsh("ssh://git-codecommit.%s.amazonaws.com/v1/repos/%s".formatted(account.region(), details.name()))
                .arn(repositories.arn(details.name())).build();
    }

    private static @Nullable String description(@Nullable String given) {
        if (given != null && given.length() > LONGEST_DESCRIPTION) {
            throw InvalidRepositoryDescriptionException.builder()
                    .message("The specified repository description has more than " + LONGEST_DESCRIPTION + " characters.").build();
        }
        return given == null || given.isEmpty() ? null : given;
    }
}
