package dev.signalbox.local.codecommit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.IdempotencyParameterMismatchException;
import software.amazon.awssdk.services.codecommit.model.InvalidDescriptionException;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestStatusException;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestStatusUpdateException;
import software.amazon.awssdk.services.codecommit.model.InvalidReferenceNameException;
import software.amazon.awssdk.services.codecommit.model.InvalidTargetsException;
import software.amazon.awssdk.services.codecommit.model.InvalidTitleException;
import software.amazon.awssdk.services.codecommit.model.MaximumOpenPullRequestsExceededException;
import software.amazon.awssdk.services.codecommit.model.MultipleRepositoriesInPullRequestException;
import software.amazon.awssdk.services.codecommit.model.PullRequestStatusEnum;
import software.amazon.awssdk.services.codecommit.model.PullRequestStatusRequiredException;
import software.amazon.awssdk.services.codecommit.model.ReferenceDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.ReferenceNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.ReferenceTypeNotSupportedException;
import software.amazon.awssdk.services.codecommit.model.SourceAndDestinationAreSameException;
import software.amazon.awssdk.services.codecommit.model.Target;
import software.amazon.awssdk.services.codecommit.model.TargetsRequiredException;
import software.amazon.awssdk.services.codecommit.model.TitleRequiredException;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestDescriptionRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestDescriptionResponse;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestStatusRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestStatusResponse;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestTitleRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestTitleResponse;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Shapes;

/**
 * The operations that create and change pull requests. A new title or description is no event, for the user guide names none.
 * Assumed: a client request token is remembered as long as its pull request, and for the whole account.
 */
final class PullRequestOperations {

    private static final int LONGEST_TITLE = 150;
    private static final int LONGEST_DESCRIPTION = 10_240;
    private static final int MOST_OPEN = 1000;

    private final Repositories repositories;
    private final PullRequests pullRequests;
    private final PullRequestLife life;
    private final Approvals approvals;

    PullRequestOperations(Repositories repositories, PullRequests pullRequests, PullRequestLife life, Approvals approvals) {
        this.repositories = repositories;
        this.pullRequests = pullRequests;
        this.life = life;
        this.approvals = approvals;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(CreatePullRequestRequest::builder, r -> r.targets().stream().map(Target::repositoryName).distinct()
                        .map(name -> new Permission("codecommit:CreatePullRequest", repositories.arn(name))).toList(), this::create),
                Operation.of(UpdatePullRequestTitleRequest::builder,
                        r -> List.of(pullRequests.may("UpdatePullRequestTitle", r.pullRequestId())), this::retitle),
                Operation.of(UpdatePullRequestDescriptionRequest::builder,
                        r -> List.of(pullRequests.may("UpdatePullRequestDescription", r.pullRequestId())), this::describe),
                Operation.of(UpdatePullRequestStatusRequest::builder,
                        r -> List.of(pullRequests.may("UpdatePullRequestStatus", r.pullRequestId())), this::status));
    }

    private CreatePullRequestResponse create(CreatePullRequestRequest request, Caller caller) {
        String title = title(request.title());
        String description = description(request.description());
        Target target = target(request.targets());
        BareRepository repository = repositories.get(target.repositoryName());
        repository.changes().lock();
        try {
            PullRequest.Token token = token(request);
            PullRequest created = token == null ? null : repeated(token);
            if (created == null) {
                PullRequest.Target branches = branches(repositories.get(repository.name()), target);
                if (pullRequests.of(repository).stream().filter(PullRequest::open).count() >= MOST_OPEN) {
                    throw MaximumOpenPullRequestsExceededException.builder()
                            .message("The repository has " + MOST_OPEN + " open pull requests already.").build();
                }
                Instant now = repositories.now();
                created = life.created(repository, id -> new PullRequest(id, title, description, now, now, PullRequestStatusEnum.OPEN,
                        caller.arn(), branches, token, PullRequestLife.newRevision(), List.of()), caller);
            }
            return CreatePullRequestResponse.builder().pullRequest(shape(created)).build();
        } finally {
            repository.changes().unlock();
        }
    }

    private static PullRequest.@Nullable Token token(CreatePullRequestRequest request) {
        String token = request.clientRequestToken();
        return token == null || token.isEmpty() ? null
                : new PullRequest.Token(token, Sha256.of(Shapes.write(request, Naming.OF_THE_MODEL).toString()));
    }

    private @Nullable PullRequest repeated(PullRequest.Token token) {
        for (PullRequests.Found found : pullRequests.all()) {
            PullRequest.Token known = found.pullRequest().token();
            if (known != null && known.value().equals(token.value())) {
                if (!known.equals(token)) {
                    throw IdempotencyParameterMismatchException.builder()
                            .message("The client request token was used with other parameters before.").build();
                }
                return found.pullRequest();
            }
        }
        return null;
    }

    private static Target target(List<Target> targets) {
        if (targets.isEmpty()) {
            throw TargetsRequiredException.builder().message("An array of target objects is required.").build();
        }
        if (targets.stream().map(Target::repositoryName).distinct().count() > 1) {
            throw MultipleRepositoriesInPullRequestException.builder()
                    .message("You cannot include more than one repository in a pull request.").build();
        }
        if (targets.size() > 1) {
            throw InvalidTargetsException.builder().message("A pull request has one target only.").build();
        }
        return targets.getFirst();
    }

    private static PullRequest.Target branches(BareRepository repository, Target target) {
        if (target.sourceReference() == null || target.sourceReference().isEmpty()) {
            throw ReferenceNameRequiredException.builder().message("A source reference is required.").build();
        }
        Ref source = branch(repository, target.sourceReference());
        Ref destination = branch(repository, Optional.ofNullable(target.destinationReference()).filter(name -> !name.isEmpty())
                .or(repository::defaultBranch).orElseThrow(() -> ReferenceNameRequiredException.builder()
                        .message("No destination was specified, and the repository has no default branch.").build()));
        if (source.getName().equals(destination.getName())) {
            throw SourceAndDestinationAreSameException.builder()
                    .message("The source branch and destination branch for the pull request are the same.").build();
        }
        ObjectId from = source.getObjectId();
        ObjectId to = destination.getObjectId();
        return new PullRequest.Target(source.getName(), destination.getName(), from.name(), to.name(),
                Merges.base(repository, from, to).map(RevCommit::name).orElse(null), null);
    }

    private static Ref branch(BareRepository repository, String given) {
        String full = given.startsWith(Constants.R_REFS) ? given : Constants.R_HEADS + given;
        if (!Repository.isValidRefName(full)) {
            throw InvalidReferenceNameException.builder().message("The specified reference name is not valid: " + given).build();
        }
        if (!full.startsWith(Constants.R_HEADS)) {
            throw ReferenceTypeNotSupportedException.builder().message("The specified reference is not a branch: " + given).build();
        }
        return repository.read(_ -> repository.ref(full)).orElseThrow(() ->
                ReferenceDoesNotExistException.builder().message("Could not resolve reference " + full).build());
    }

    private UpdatePullRequestTitleResponse retitle(UpdatePullRequestTitleRequest request, Caller caller) {
        PullRequests.Found found = pullRequests.get(request.pullRequestId());
        String title = title(request.title());
        PullRequest changed = pullRequests.change(found.repository(), found.pullRequest().id(),
                before -> PullRequestLife.open(before).titled(title, repositories.now()));
        return UpdatePullRequestTitleResponse.builder().pullRequest(shape(changed)).build();
    }

    private UpdatePullRequestDescriptionResponse describe(UpdatePullRequestDescriptionRequest request, Caller caller) {
        PullRequests.Found found = pullRequests.get(request.pullRequestId());
        String description = description(request.description());
        PullRequest changed = pullRequests.change(found.repository(), found.pullRequest().id(),
                before -> PullRequestLife.open(before).described(description, repositories.now()));
        return UpdatePullRequestDescriptionResponse.builder().pullRequest(shape(changed)).build();
    }

    /** "The only valid operations are to update the status from OPEN to OPEN, OPEN to CLOSED or from CLOSED to CLOSED." */
    private UpdatePullRequestStatusResponse status(UpdatePullRequestStatusRequest request, Caller caller) {
        BareRepository repository = pullRequests.get(request.pullRequestId()).repository();
        PullRequestStatusEnum wanted = request.pullRequestStatus();
        if (wanted == null) {
            throw PullRequestStatusRequiredException.builder().message("A pull request status is required.").build();
        }
        if (wanted == PullRequestStatusEnum.UNKNOWN_TO_SDK_VERSION) {
            throw InvalidPullRequestStatusException.builder().message("The specified pull request status is not valid: "
                    + request.pullRequestStatusAsString() + ", expected one of " + PullRequestStatusEnum.knownValues()).build();
        }
        repository.changes().lock();
        try {
            PullRequest pullRequest = pullRequests.get(request.pullRequestId()).pullRequest();
            if (!pullRequest.open() && wanted == PullRequestStatusEnum.OPEN) {
                throw InvalidPullRequestStatusUpdateException.builder()
                        .message("A closed pull request cannot be opened again.").build();
            }
            PullRequest updated = pullRequest.status() == wanted ? pullRequest : life.closed(repository, pullRequest, caller);
            return UpdatePullRequestStatusResponse.builder().pullRequest(shape(updated)).build();
        } finally {
            repository.changes().unlock();
        }
    }

    private software.amazon.awssdk.services.codecommit.model.PullRequest shape(PullRequest pullRequest) {
        BareRepository repository = pullRequests.get(pullRequest.id()).repository();
        PullRequest now = PullRequestTips.now(repository, pullRequest);
        return PullRequests.shape(now, repository.name(), approvals.rules(now));
    }

    private static String title(@Nullable String given) {
        if (given == null || given.isEmpty()) {
            throw TitleRequiredException.builder().message("A pull request title is required. It cannot be empty or null.").build();
        }
        if (given.length() > LONGEST_TITLE) {
            throw InvalidTitleException.builder().message("The title has more than " + LONGEST_TITLE + " characters.").build();
        }
        return given;
    }

    private static @Nullable String description(@Nullable String given) {
        if (given != null && given.length() > LONGEST_DESCRIPTION) {
            throw InvalidDescriptionException.builder()
                    .message("The description has more than " + LONGEST_DESCRIPTION + " characters.").build();
        }
        return given == null || given.isEmpty() ? null : given;
    }
}
