package dev.signalbox.local.codecommit;

import java.util.List;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.DescribePullRequestEventsRequest;
import software.amazon.awssdk.services.codecommit.model.DescribePullRequestEventsResponse;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidActorArnException;
import software.amazon.awssdk.services.codecommit.model.InvalidAuthorArnException;
import software.amazon.awssdk.services.codecommit.model.InvalidMaxResultsException;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestEventTypeException;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestStatusException;
import software.amazon.awssdk.services.codecommit.model.ListPullRequestsRequest;
import software.amazon.awssdk.services.codecommit.model.ListPullRequestsResponse;
import software.amazon.awssdk.services.codecommit.model.PullRequestEvent;
import software.amazon.awssdk.services.codecommit.model.PullRequestEventType;
import software.amazon.awssdk.services.codecommit.model.PullRequestStatusEnum;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/**
 * The operations that read pull requests. An ARN of nobody finds nothing: whether an identity exists is not known here, so
 * {@code AuthorDoesNotExistException} and {@code ActorDoesNotExistException} never come.
 */
final class PullRequestLookups {

    private static final int PAGE = 100;

    private final Repositories repositories;
    private final PullRequests pullRequests;
    private final Approvals approvals;

    PullRequestLookups(Repositories repositories, PullRequests pullRequests, Approvals approvals) {
        this.repositories = repositories;
        this.pullRequests = pullRequests;
        this.approvals = approvals;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(GetPullRequestRequest::builder,
                        r -> List.of(pullRequests.may("GetPullRequest", r.pullRequestId())), this::get),
                Operation.of(ListPullRequestsRequest::builder,
                        r -> List.of(new Permission("codecommit:ListPullRequests", repositories.arn(r.repositoryName()))), this::listed),
                Operation.of(DescribePullRequestEventsRequest::builder,
                        r -> List.of(pullRequests.may("DescribePullRequestEvents", r.pullRequestId())), this::events));
    }

    private GetPullRequestResponse get(GetPullRequestRequest request, Caller caller) {
        BareRepository repository = pullRequests.get(request.pullRequestId()).repository();
        // No push may come between the tip and the revision that it makes.
        repository.changes().lock();
        try {
            PullRequest now = PullRequestTips.now(repository, pullRequests.get(request.pullRequestId()).pullRequest());
            return GetPullRequestResponse.builder()
                    .pullRequest(PullRequests.shape(now, repository.name(), approvals.rules(now))).build();
        } finally {
            repository.changes().unlock();
        }
    }

    private ListPullRequestsResponse listed(ListPullRequestsRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        if (request.pullRequestStatus() == PullRequestStatusEnum.UNKNOWN_TO_SDK_VERSION) {
            throw InvalidPullRequestStatusException.builder().message("The specified pull request status is not valid: "
                    + request.pullRequestStatusAsString() + ", expected one of " + PullRequestStatusEnum.knownValues()).build();
        }
        if (noArn(request.authorArn())) {
            throw InvalidAuthorArnException.builder().message("The author's ARN is not valid: " + request.authorArn()).build();
        }
        List<String> ids = pullRequests.of(repository).stream()
                .filter(each -> request.pullRequestStatus() == null || each.status() == request.pullRequestStatus())
                .filter(each -> request.authorArn() == null || each.author().equals(request.authorArn()))
                .map(PullRequest::id).toList();
        var page = Pages.of("pull requests of " + repository.details().id() + " " + request.pullRequestStatusAsString() + " "
                + request.authorArn(), ids, size(request.maxResults()), request.nextToken());
        return ListPullRequestsResponse.builder().pullRequestIds(page.items()).nextToken(page.next()).build();
    }

    private DescribePullRequestEventsResponse events(DescribePullRequestEventsRequest request, Caller caller) {
        PullRequest pullRequest = pullRequests.get(request.pullRequestId()).pullRequest();
        if (request.pullRequestEventType() == PullRequestEventType.UNKNOWN_TO_SDK_VERSION) {
            throw InvalidPullRequestEventTypeException.builder().message("The specified pull request event type is not valid: "
                    + request.pullRequestEventTypeAsString() + ", expected one of " + PullRequestEventType.knownValues()).build();
        }
        if (noArn(request.actorArn())) {
            throw InvalidActorArnException.builder().message("The actor's ARN is not valid: " + request.actorArn()).build();
        }
        List<PullRequestEvent> wanted = pullRequest.events().stream()
                .filter(each -> request.pullRequestEventType() == null || each.pullRequestEventType() == request.pullRequestEventType())
                .filter(each -> request.actorArn() == null || each.actorArn().equals(request.actorArn())).toList();
        var page = Pages.of("events of " + pullRequest.id() + " " + request.pullRequestEventTypeAsString() + " " + request.actorArn(),
                wanted, size(request.maxResults()), request.nextToken());
        return DescribePullRequestEventsResponse.builder().pullRequestEvents(page.items()).nextToken(page.next()).build();
    }

    private static boolean noArn(@Nullable String given) {
        return given != null && !given.startsWith("arn:");
    }

    private static int size(@Nullable Integer given) {
        if (given != null && given < 1) {
            throw InvalidMaxResultsException.builder().message("The specified number of maximum results is not valid.").build();
        }
        return given == null ? PAGE : Math.min(PAGE, given);
    }
}
