package dev.signalbox.local.codecommit;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ApprovalRule;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestIdException;
import software.amazon.awssdk.services.codecommit.model.PullRequestDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.PullRequestIdRequiredException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;

/**
 * The account's pull requests. Each is a file in its repository's folder, and goes with it. They change only while
 * {@link BareRepository#changes()} of their repository is held, as refs do.
 */
final class PullRequests {

    /** Hears what happens to pull requests, after it is kept and told to the bus; the repository's changes are held meanwhile. */
    interface Follower {
        /** A new one. */
        default void created(BareRepository repository, PullRequest pullRequest, Caller caller) { }

        /** Its source branch has moved: votes for the revision of before count no longer. */
        default void revised(BareRepository repository, PullRequest pullRequest, Caller caller) { }

        /** It was closed or merged. */
        default void closed(BareRepository repository, PullRequest pullRequest, Caller caller) { }
    }

    /** A pull request and the repository it is in. */
    record Found(BareRepository repository, PullRequest pullRequest) { }

    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");
    private static final String FOLDER = "pull-requests";
    private static final String LAST = "last-pull-request";

    private final Repositories repositories;
    private final JsonFolder numbers;
    private final Map<String, Found> byId = new ConcurrentHashMap<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private long last;

    /** Takes up what an earlier run left in the repositories' folders. */
    PullRequests(Repositories repositories) {
        this.repositories = repositories;
        numbers = new JsonFolder(repositories.folder());
        numbers.all().forEach(document -> last = Math.max(last, document.path(LAST).asLong()));
        for (BareRepository repository : repositories.all()) {
            files(repository).all().stream().map(KeptPullRequest::read)
                    .forEach(pullRequest -> byId.put(pullRequest.id(), new Found(repository, pullRequest)));
        }
    }

    void follow(Follower follower) {
        followers.add(follower);
    }

    List<Follower> followers() {
        return followers;
    }

    /**
     * The pull request of an id.
     *
     * @throws PullRequestIdRequiredException without an id
     * @throws InvalidPullRequestIdException unless it is a number
     * @throws PullRequestDoesNotExistException when there is none, or its repository is gone
     */
    Found get(@Nullable String id) {
        if (id == null || id.isEmpty()) {
            throw PullRequestIdRequiredException.builder().message("A pull request ID is required.").build();
        }
        if (!ID.matcher(id).matches()) {
            throw InvalidPullRequestIdException.builder().message("The specified pull request ID is not valid: " + id).build();
        }
        return find(id).orElseThrow(() ->
                PullRequestDoesNotExistException.builder().message("Pull request " + id + " does not exist").build());
    }

    Optional<Found> find(String id) {
        return Optional.ofNullable(byId.get(id)).filter(found -> current(found.repository()));
    }

    /** The permission for an action on a pull request: its resource is the repository; of one that is not there, any. */
    Permission may(String action, @Nullable String id) {
        return new Permission("codecommit:" + action,
                repositories.arn(find(String.valueOf(id)).map(found -> found.repository().name()).orElse("*")));
    }

    /** The pull requests of a repository, the newest first. */
    List<PullRequest> of(BareRepository repository) {
        return byId.values().stream().filter(found -> found.repository() == repository).map(Found::pullRequest)
                .sorted(Comparator.comparing((PullRequest each) -> Long.parseLong(each.id())).reversed()).toList();
    }

    /** All in all repositories that are there. */
    List<Found> all() {
        return byId.values().stream().filter(found -> current(found.repository())).toList();
    }

    /** Keeps a new one; its number follows the last, also of those that are gone. */
    PullRequest add(BareRepository repository, Function<String, PullRequest> made) {
        repository.changes().lock();
        try {
            return keep(repository, made.apply(nextId()));
        } finally {
            repository.changes().unlock();
        }
    }

    /**
     * Keeps what becomes of a pull request. The work may throw an operation's error: then nothing has changed.
     *
     * @throws PullRequestDoesNotExistException when its repository was deleted meanwhile
     */
    PullRequest change(BareRepository repository, String id, UnaryOperator<PullRequest> work) {
        repository.changes().lock();
        try {
            return keep(repository, work.apply(get(id).pullRequest()));
        } finally {
            repository.changes().unlock();
        }
    }

    /** AWS's shape of a pull request. */
    static software.amazon.awssdk.services.codecommit.model.PullRequest shape(PullRequest pullRequest, String repository,
            List<ApprovalRule> rules) {
        return software.amazon.awssdk.services.codecommit.model.PullRequest.builder()
                .pullRequestId(pullRequest.id()).title(pullRequest.title()).description(pullRequest.description())
                .creationDate(pullRequest.createdAt()).lastActivityDate(pullRequest.lastActivityAt())
                .pullRequestStatus(pullRequest.status()).authorArn(pullRequest.author())
                .pullRequestTargets(pullRequest.target().shape(repository))
                .clientRequestToken(Optional.ofNullable(pullRequest.token()).map(PullRequest.Token::value).orElse(null))
                .revisionId(pullRequest.revisionId()).approvalRules(rules).build();
    }

    private boolean current(BareRepository repository) {
        return repositories.find(repository.name()).filter(found -> found == repository).isPresent();
    }

    private PullRequest keep(BareRepository repository, PullRequest pullRequest) {
        files(repository).write(pullRequest.id(), KeptPullRequest.write(pullRequest, repository.name()));
        byId.put(pullRequest.id(), new Found(repository, pullRequest));
        return pullRequest;
    }

    private synchronized String nextId() {
        last++;
        numbers.write(LAST, JsonNodeFactory.instance.objectNode().put(LAST, last));
        return String.valueOf(last);
    }

    private static JsonFolder files(BareRepository repository) {
        return new JsonFolder(repository.folder().resolve(FOLDER));
    }
}
