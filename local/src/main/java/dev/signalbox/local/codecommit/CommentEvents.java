package dev.signalbox.local.codecommit;

import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.local.Account;
import dev.signalbox.local.events.EventBus;
import dev.signalbox.local.front.Caller;

/**
 * AWS's events about comments: {@code CodeCommit Comment on Pull Request} and {@code CodeCommit Comment on Commit}, as the CodeCommit
 * user guide shows them ("Monitoring CodeCommit events in Amazon EventBridge"). What a comment says is not in them.
 */
final class CommentEvents {

    private final Account account;
    private final Repositories repositories;
    private final EventBus bus;

    CommentEvents(Account account, Repositories repositories, EventBus bus) {
        this.account = account;
        this.repositories = repositories;
        this.bus = bus;
    }

    void created(BareRepository repository, PostedComment comment, Caller caller) {
        tell(repository, comment, caller, "Created", "made a comment");
    }

    void updated(BareRepository repository, PostedComment comment, Caller caller) {
        tell(repository, comment, caller, "Updated", "updated a comment or replied to a comment");
    }

    private void tell(BareRepository repository, PostedComment comment, Caller caller, String what, String did) {
        CommentPlace place = comment.place();
        boolean pullRequest = place.pullRequestId() != null;
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("event", (pullRequest ? "commentOnPullRequest" : "commentOnCommit") + what);
        detail.put("repositoryName", repository.name());
        detail.put("repositoryId", repository.details().id());
        detail.put("commentId", comment.id());
        if (comment.inReplyTo() != null) {
            detail.put("inReplyTo", comment.inReplyTo());
        }
        if (pullRequest) {
            detail.put("pullRequestId", place.pullRequestId());
        }
        if (place.before() != null) {
            detail.put("beforeCommitId", place.before());
        }
        detail.put("afterCommitId", place.after());
        detail.put("callerUserArn", caller.arn());
        detail.put("notificationBody", "A comment event occurred in the following AWS CodeCommit repository: %s. The user %s %s. "
                .formatted(repository.name(), caller.arn(), did) + "The comment was made on the following "
                + (pullRequest ? "Pull Request: " + place.pullRequestId() : "comment ID: " + comment.id())
                + ". For more information, go to the AWS CodeCommit console " + console(repository, comment));
        bus.emit("aws.codecommit", "CodeCommit Comment on " + (pullRequest ? "Pull Request" : "Commit"),
                List.of(repositories.arn(repository.name())), detail);
    }

    private String console(BareRepository repository, PostedComment comment) {
        CommentPlace place = comment.place();
        String page = place.pullRequestId() != null ? "pull-requests/" + place.pullRequestId() + "/activity#" + comment.id()
                : place.before() == null ? "commit/" + place.after() : "compare/" + place.before() + "/.../" + place.after();
        return "https://%s.console.aws.amazon.com/codesuite/codecommit/repositories/%s/%s?region=%s"
                .formatted(account.region(), repository.name(), page, account.region());
    }
}
