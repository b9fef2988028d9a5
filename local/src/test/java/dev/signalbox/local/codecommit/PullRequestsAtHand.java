package dev.signalbox.local.codecommit;

import java.util.List;

import software.amazon.awssdk.services.codecommit.model.CreatePullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.DescribePullRequestEventsRequest;
import software.amazon.awssdk.services.codecommit.model.DescribePullRequestEventsResponse;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.PullRequest;
import software.amazon.awssdk.services.codecommit.model.PullRequestEvent;
import software.amazon.awssdk.services.codecommit.model.PullRequestTarget;
import software.amazon.awssdk.services.codecommit.model.Target;

/** The calls that tests of pull requests make again and again, as Ada, in the repository {@code orders}. */
record PullRequestsAtHand(Workbench bench) {

    static CreatePullRequestRequest.Builder request(String source) {
        return CreatePullRequestRequest.builder().title("Add a greeting").description("Says hello to who calls.")
                .targets(Target.builder().repositoryName("orders").sourceReference(source).build());
    }

    PullRequest create(String source) {
        return create(request(source));
    }

    PullRequest create(CreatePullRequestRequest.Builder request) {
        return bench.call(CreatePullRequestResponse.class, request.build()).pullRequest();
    }

    PullRequest get(String id) {
        return bench.call(GetPullRequestResponse.class, GetPullRequestRequest.builder().pullRequestId(id).build()).pullRequest();
    }

    PullRequestTarget target(String id) {
        return get(id).pullRequestTargets().getFirst();
    }

    List<PullRequestEvent> history(String id) {
        return bench.call(DescribePullRequestEventsResponse.class, DescribePullRequestEventsRequest.builder().pullRequestId(id).build())
                .pullRequestEvents();
    }

    /** The types of the events in its history. */
    List<String> types(String id) {
        return history(id).stream().map(PullRequestEvent::pullRequestEventTypeAsString).toList();
    }
}
