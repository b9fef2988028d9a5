package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.DescribePullRequestEventsRequest;
import software.amazon.awssdk.services.codecommit.model.DescribePullRequestEventsResponse;
import software.amazon.awssdk.services.codecommit.model.IdempotencyParameterMismatchException;
import software.amazon.awssdk.services.codecommit.model.InvalidActorArnException;
import software.amazon.awssdk.services.codecommit.model.InvalidAuthorArnException;
import software.amazon.awssdk.services.codecommit.model.InvalidContinuationTokenException;
import software.amazon.awssdk.services.codecommit.model.InvalidDescriptionException;
import software.amazon.awssdk.services.codecommit.model.InvalidMaxResultsException;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestEventTypeException;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestStatusException;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestStatusUpdateException;
import software.amazon.awssdk.services.codecommit.model.InvalidReferenceNameException;
import software.amazon.awssdk.services.codecommit.model.InvalidTargetsException;
import software.amazon.awssdk.services.codecommit.model.InvalidTitleException;
import software.amazon.awssdk.services.codecommit.model.ListPullRequestsRequest;
import software.amazon.awssdk.services.codecommit.model.ListPullRequestsResponse;
import software.amazon.awssdk.services.codecommit.model.MultipleRepositoriesInPullRequestException;
import software.amazon.awssdk.services.codecommit.model.PullRequest;
import software.amazon.awssdk.services.codecommit.model.PullRequestAlreadyClosedException;
import software.amazon.awssdk.services.codecommit.model.PullRequestDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.PullRequestIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.PullRequestTarget;
import software.amazon.awssdk.services.codecommit.model.ReferenceDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.ReferenceNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.ReferenceTypeNotSupportedException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
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
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryNameRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryNameResponse;

import dev.signalbox.local.front.Caller;

class PullRequestOperationsTest {

    private static final Caller GRACE = new Caller.User(Workbench.ACCOUNT.id(), "grace");

    @TempDir
    Path folder;

    private Workbench bench;
    private PullRequestsAtHand pulls;
    private Path clone;
    private String base;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        pulls = new PullRequestsAtHand(bench);
        clone = bench.cloned("orders");
        base = bench.git(clone, "rev-parse", "HEAD");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private String topic(String name) {
        bench.git(clone, "checkout", "-q", "-B", name, base);
        String commit = bench.commit(clone, name + ".txt", name + "\n");
        bench.git(clone, "push", "-q", "origin", name);
        return commit;
    }

    @Test
    void aPullRequestIsWhatWasAskedFor() {
        String tip = topic("topic");
        PullRequest created = pulls.create("topic");
        assertEquals("1", created.pullRequestId());
        assertEquals("Add a greeting", created.title());
        assertEquals("Says hello to who calls.", created.description());
        assertEquals("OPEN", created.pullRequestStatusAsString());
        assertEquals("arn:aws:iam::123456789012:user/ada", created.authorArn());
        assertTrue(created.revisionId().matches("[0-9a-f]{64}"), created.revisionId());
        assertEquals(created.creationDate(), created.lastActivityDate());
        assertEquals(List.of(), created.approvalRules());
        assertEquals(List.of(PullRequestTarget.builder().repositoryName("orders")
                .sourceReference("refs/heads/topic").destinationReference("refs/heads/main")
                .sourceCommit(tip).destinationCommit(base).mergeBase(base).mergeMetadata(merge -> merge.isMerged(false)).build()),
                created.pullRequestTargets());
        assertEquals(created, pulls.get("1"));
    }

    @Test
    void numbersFollowEachOtherThroughTheAccount() {
        topic("topic");
        pulls.create("topic");
        Path other = bench.cloned("billing");
        bench.git(other, "push", "-q", "origin", "main:topic");
        assertEquals("2", pulls.create(CreatePullRequestRequest.builder().title("Another")
                .targets(target("billing", "refs/heads/topic"))).pullRequestId());
        assertEquals("3", pulls.create("topic").pullRequestId());
    }

    @Test
    void theSameTokenAndWordsCreateOnce() {
        topic("topic");
        PullRequest first = pulls.create(PullRequestsAtHand.request("topic").clientRequestToken("once"));
        retitle("1", "Another title");
        PullRequest again = pulls.create(PullRequestsAtHand.request("topic").clientRequestToken("once"));
        assertEquals(first.pullRequestId(), again.pullRequestId());
        assertEquals("once", again.clientRequestToken());
        assertThrows(IdempotencyParameterMismatchException.class,
                () -> pulls.create(PullRequestsAtHand.request("topic").title("Else").clientRequestToken("once")));
        assertEquals(List.of("1"), listed(ListPullRequestsRequest.builder()).pullRequestIds());
    }

    @Test
    void whatCannotBeAPullRequestIsRefused() {
        topic("topic");
        bench.git(clone, "tag", "v1");
        bench.git(clone, "push", "-q", "origin", "v1");
        refused(TitleRequiredException.class, PullRequestsAtHand.request("topic").title(""));
        refused(InvalidTitleException.class, PullRequestsAtHand.request("topic").title("x".repeat(151)));
        refused(InvalidDescriptionException.class, PullRequestsAtHand.request("topic").description("x".repeat(10_241)));
        refused(TargetsRequiredException.class, PullRequestsAtHand.request("topic").targets(List.of()));
        refused(InvalidTargetsException.class, PullRequestsAtHand.request("topic").targets(target("orders", "a"), target("orders", "b")));
        refused(MultipleRepositoriesInPullRequestException.class,
                PullRequestsAtHand.request("topic").targets(target("orders", "a"), target("billing", "a")));
        refused(RepositoryDoesNotExistException.class, PullRequestsAtHand.request("topic").targets(target("gone", "topic")));
        refused(ReferenceNameRequiredException.class, PullRequestsAtHand.request(""));
        refused(ReferenceDoesNotExistException.class, PullRequestsAtHand.request("gone"));
        refused(InvalidReferenceNameException.class, PullRequestsAtHand.request("a..b"));
        refused(ReferenceTypeNotSupportedException.class, PullRequestsAtHand.request("refs/tags/v1"));
        refused(SourceAndDestinationAreSameException.class, PullRequestsAtHand.request("main"));
        assertEquals(List.of(), listed(ListPullRequestsRequest.builder()).pullRequestIds());
        assertEquals("1", pulls.create(PullRequestsAtHand.request("topic").title("x".repeat(150)).description("x".repeat(10_240)))
                .pullRequestId());
    }

    @Test
    void aPullRequestThatIsNotThereIsToldByName() {
        assertThrows(PullRequestDoesNotExistException.class, () -> pulls.get("1"));
        assertThrows(PullRequestIdRequiredException.class, () -> pulls.get(""));
        assertThrows(InvalidPullRequestIdException.class, () -> pulls.get("../1"));
        assertThrows(PullRequestDoesNotExistException.class, () -> pulls.history("1"));
    }

    @Test
    void listsAreByStatusAndAuthorAndPageByPage() {
        topic("topic");
        List.of("1", "2", "3").forEach(_ -> pulls.create("topic"));
        update("2", "CLOSED");
        bench.callAs(GRACE, software.amazon.awssdk.services.codecommit.model.CreatePullRequestResponse.class,
                PullRequestsAtHand.request("topic").build());
        assertEquals(List.of("4", "3", "2", "1"), listed(ListPullRequestsRequest.builder()).pullRequestIds());
        assertEquals(List.of("2"), listed(ListPullRequestsRequest.builder().pullRequestStatus("CLOSED")).pullRequestIds());
        assertEquals(List.of("4"), listed(ListPullRequestsRequest.builder().authorArn(GRACE.arn())).pullRequestIds());
        ListPullRequestsResponse first = listed(ListPullRequestsRequest.builder().pullRequestStatus("OPEN").maxResults(2));
        ListPullRequestsResponse second = listed(ListPullRequestsRequest.builder().pullRequestStatus("OPEN").maxResults(2)
                .nextToken(first.nextToken()));
        assertEquals(List.of("4", "3"), first.pullRequestIds());
        assertEquals(List.of("1"), second.pullRequestIds());
        assertNull(second.nextToken());
        assertThrows(InvalidContinuationTokenException.class,
                () -> listed(ListPullRequestsRequest.builder().nextToken(first.nextToken())));
        assertThrows(InvalidPullRequestStatusException.class, () -> listed(ListPullRequestsRequest.builder().pullRequestStatus("DONE")));
        assertThrows(InvalidAuthorArnException.class, () -> listed(ListPullRequestsRequest.builder().authorArn("grace")));
        assertThrows(InvalidMaxResultsException.class, () -> listed(ListPullRequestsRequest.builder().maxResults(0)));
    }

    @Test
    void titleAndDescriptionChangeWhileItIsOpenAndAreNoEvent() {
        topic("topic");
        PullRequest created = pulls.create("topic");
        bench.events.clear();
        assertEquals("Greet", retitle("1", "Greet").title());
        assertEquals("Hello.", describe("1", "Hello.").description());
        assertEquals(created.revisionId(), pulls.get("1").revisionId());
        assertThrows(TitleRequiredException.class, () -> retitle("1", ""));
        assertThrows(InvalidTitleException.class, () -> retitle("1", "x".repeat(151)));
        assertThrows(InvalidDescriptionException.class, () -> describe("1", "x".repeat(10_241)));
        assertEquals(List.of(), bench.events);
        update("1", "CLOSED");
        assertThrows(PullRequestAlreadyClosedException.class, () -> retitle("1", "Late"));
        assertThrows(PullRequestAlreadyClosedException.class, () -> describe("1", "Late"));
        assertEquals("Greet", pulls.get("1").title());
    }

    @Test
    void aClosedOneNeverOpensAgainAndClosesOnce() {
        topic("topic");
        pulls.create("topic");
        assertEquals("OPEN", update("1", "OPEN").pullRequestStatusAsString());
        assertEquals("CLOSED", update("1", "CLOSED").pullRequestStatusAsString());
        assertEquals("CLOSED", update("1", "CLOSED").pullRequestStatusAsString());
        assertThrows(InvalidPullRequestStatusUpdateException.class, () -> update("1", "OPEN"));
        assertThrows(InvalidPullRequestStatusException.class, () -> update("1", "MERGED"));
        assertEquals(List.of("PULL_REQUEST_CREATED", "PULL_REQUEST_STATUS_CHANGED"), pulls.types("1"));
        assertEquals(1, bench.events.stream().filter(event -> event.text("event").equals("pullRequestStatusChanged")).count());
    }

    @Test
    void itsHistoryCanBeAskedForByTypeAndActorPageByPage() {
        topic("topic");
        pulls.create("topic");
        bench.callAs(GRACE, UpdatePullRequestStatusResponse.class,
                UpdatePullRequestStatusRequest.builder().pullRequestId("1").pullRequestStatus("CLOSED").build());
        assertEquals("CLOSED", history(DescribePullRequestEventsRequest.builder().actorArn(GRACE.arn())).pullRequestEvents().getFirst()
                .pullRequestStatusChangedEventMetadata().pullRequestStatusAsString());
        assertEquals(base, history(DescribePullRequestEventsRequest.builder().pullRequestEventType("PULL_REQUEST_CREATED"))
                .pullRequestEvents().getFirst().pullRequestCreatedEventMetadata().mergeBase());
        DescribePullRequestEventsResponse first = history(DescribePullRequestEventsRequest.builder().maxResults(1));
        DescribePullRequestEventsResponse second = history(DescribePullRequestEventsRequest.builder().maxResults(1)
                .nextToken(first.nextToken()));
        assertEquals(List.of("PULL_REQUEST_CREATED", "PULL_REQUEST_STATUS_CHANGED"),
                List.of(first.pullRequestEvents().getFirst().pullRequestEventTypeAsString(),
                        second.pullRequestEvents().getFirst().pullRequestEventTypeAsString()));
        assertNull(second.nextToken());
        assertThrows(InvalidActorArnException.class, () -> history(DescribePullRequestEventsRequest.builder().actorArn("grace")));
        assertThrows(InvalidPullRequestEventTypeException.class,
                () -> history(DescribePullRequestEventsRequest.builder().pullRequestEventType("PULL_REQUEST_REOPENED")));
        assertThrows(InvalidMaxResultsException.class, () -> history(DescribePullRequestEventsRequest.builder().maxResults(0)));
    }

    @Test
    void pullRequestsOutliveTheCloudAndTheRepositorysName() {
        topic("topic");
        pulls.create(PullRequestsAtHand.request("topic").clientRequestToken("once"));
        pulls.create("topic");
        update("2", "CLOSED");
        bench.call(UpdateRepositoryNameResponse.class, UpdateRepositoryNameRequest.builder().oldName("orders").newName("sales").build());
        List<PullRequest> before = List.of(pulls.get("1"), pulls.get("2"));
        var history = pulls.history("2");
        assertEquals("sales", pulls.target("1").repositoryName());
        bench.close();
        bench = new Workbench(folder);
        pulls = new PullRequestsAtHand(bench);
        assertEquals(before, List.of(pulls.get("1"), pulls.get("2")));
        assertEquals(history, pulls.history("2"));
        assertThrows(IdempotencyParameterMismatchException.class,
                () -> pulls.create(PullRequestsAtHand.request("topic").targets(target("sales", "topic")).clientRequestToken("once")));
        assertEquals("3", pulls.create(PullRequestsAtHand.request("topic").targets(target("sales", "topic"))).pullRequestId());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeletedRepositoryTakesItsPullRequestsAndTheirNumbersAlong(boolean restarted) {
        topic("topic");
        pulls.create("topic");
        bench.call(DeleteRepositoryResponse.class, DeleteRepositoryRequest.builder().repositoryName("orders").build());
        if (restarted) {
            bench.close();
            bench = new Workbench(folder);
            pulls = new PullRequestsAtHand(bench);
        }
        assertThrows(PullRequestDoesNotExistException.class, () -> pulls.get("1"));
        Path other = bench.cloned("billing");
        bench.git(other, "push", "-q", "origin", "main:topic");
        assertNotEquals("1", pulls.create(PullRequestsAtHand.request("topic").targets(target("billing", "topic"))).pullRequestId());
    }

    private static Target target(String repository, String source) {
        return Target.builder().repositoryName(repository).sourceReference(source).build();
    }

    private void refused(Class<? extends AwsServiceException> error, CreatePullRequestRequest.Builder request) {
        assertThrows(error, () -> pulls.create(request));
    }

    private ListPullRequestsResponse listed(ListPullRequestsRequest.Builder request) {
        return bench.call(ListPullRequestsResponse.class, request.repositoryName("orders").build());
    }

    private DescribePullRequestEventsResponse history(DescribePullRequestEventsRequest.Builder request) {
        return bench.call(DescribePullRequestEventsResponse.class, request.pullRequestId("1").build());
    }

    private PullRequest update(String id, String status) {
        return bench.call(UpdatePullRequestStatusResponse.class,
                UpdatePullRequestStatusRequest.builder().pullRequestId(id).pullRequestStatus(status).build()).pullRequest();
    }

    private PullRequest retitle(String id, String title) {
        return bench.call(UpdatePullRequestTitleResponse.class,
                UpdatePullRequestTitleRequest.builder().pullRequestId(id).title(title).build()).pullRequest();
    }

    private PullRequest describe(String id, String description) {
        return bench.call(UpdatePullRequestDescriptionResponse.class,
                UpdatePullRequestDescriptionRequest.builder().pullRequestId(id).description(description).build()).pullRequest();
    }
}
