package dev.signalbox.local.codecommit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.local.Account;
import dev.signalbox.local.events.EventBus;
import dev.signalbox.local.front.Caller;

/**
 * AWS's events about pull requests: {@code CodeCommit Pull Request State Change}. The detail's members, their words and their way
 * to write dates are those of the CodeCommit user guide, "Monitoring CodeCommit events in Amazon EventBridge".
 */
final class PullRequestEvents {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Account account;
    private final Repositories repositories;
    private final EventBus bus;

    PullRequestEvents(Account account, Repositories repositories, EventBus bus) {
        this.account = account;
        this.repositories = repositories;
        this.bus = bus;
    }

    /**
     * Tells of a pull request as it is now.
     *
     * @param event the detail's {@code event}, as {@code pullRequestCreated}
     * @param did what the caller did, as the notification says it between the caller and the link: {@code created pull request 7}
     * @param more puts the members that only this event has
     */
    void tell(BareRepository repository, PullRequest told, Caller caller, String event, String did, Consumer<ObjectNode> more) {
        PullRequest pullRequest = PullRequestTips.now(repository, told);
        PullRequest.Target target = pullRequest.target();
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("event", event);
        detail.put("pullRequestId", pullRequest.id());
        detail.putArray("repositoryNames").add(repository.name());
        detail.put("title", pullRequest.title());
        if (pullRequest.description() != null) {
            detail.put("description", pullRequest.description());
        }
        detail.put("author", pullRequest.author());
        detail.put("callerUserArn", caller.arn());
        detail.put("creationDate", date(pullRequest.createdAt()));
        detail.put("lastModifiedDate", date(pullRequest.lastActivityAt()));
        detail.put("pullRequestStatus", pullRequest.open() ? "Open" : "Closed");
        detail.put("isMerged", pullRequest.merged().isPresent() ? "True" : "False");
        detail.put("revisionId", pullRequest.revisionId());
        detail.put("sourceReference", target.sourceReference());
        detail.put("sourceCommit", target.sourceCommit());
        detail.put("destinationReference", target.destinationReference());
        detail.put("destinationCommit", target.destinationCommit());
        detail.put("notificationBody", notification(repository, pullRequest, caller, did));
        more.accept(detail);
        bus.emit("aws.codecommit", "CodeCommit Pull Request State Change", List.of(repositories.arn(repository.name())), detail);
    }

    private String notification(BareRepository repository, PullRequest pullRequest, Caller caller, String did) {
        return ("A pull request event occurred in the following AWS CodeCommit repository: %s. %s %s. For more information, go to the "
                + "AWS CodeCommit console https://%s.console.aws.amazon.com/codesuite/codecommit/repositories/%s/pull-requests/%s"
                + "?region=%s").formatted(repository.name(), caller.arn(), did, account.region(), repository.name(), pullRequest.id(),
                account.region());
    }

    /** A time as AWS writes it in events. */
    static String date(Instant time) {
        return DATE.format(time);
    }
}
