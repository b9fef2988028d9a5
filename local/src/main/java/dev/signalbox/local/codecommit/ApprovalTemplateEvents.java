package dev.signalbox.local.codecommit;

import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.local.Account;
import dev.signalbox.local.events.EventBus;
import dev.signalbox.local.front.Caller;

/**
 * AWS's events about templates of approval rules: {@code CodeCommit Approval Rule Template Change}, as the CodeCommit user guide shows
 * them ("Monitoring CodeCommit events in Amazon EventBridge"). Assumed, since its examples of batches show neither: an event about
 * several repositories has them all in {@code resources}, and in {@code repositories} each one's id by its name.
 */
final class ApprovalTemplateEvents {

    private final Account account;
    private final Repositories repositories;
    private final EventBus bus;

    ApprovalTemplateEvents(Account account, Repositories repositories, EventBus bus) {
        this.account = account;
        this.repositories = repositories;
        this.bus = bus;
    }

    /**
     * Tells of a template as it is now.
     *
     * @param event the detail's {@code event}, as {@code approvalRuleTemplateCreated}
     * @param concerned the repositories that it is about
     * @param did what has happened, as the notification ends
     */
    void tell(ApprovalTemplate template, Caller caller, String event, List<BareRepository> concerned, String did) {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        detail.put("event", event);
        detail.put("approvalRuleTemplateId", template.id());
        detail.put("approvalRuleTemplateName", template.name());
        detail.put("approvalRuleTemplateContentSha256", template.content().sha256());
        detail.put("callerUserArn", caller.arn());
        detail.put("creationDate", PullRequestEvents.date(template.createdAt()));
        detail.put("lastModifiedDate", PullRequestEvents.date(template.modifiedAt()));
        detail.put("notificationBody", "A approval rule template event occurred in the following AWS CodeCommit account: %s. User: %s. "
                .formatted(account.id(), caller.arn()) + "Additional information: " + did
                + ". For more information, go to the AWS CodeCommit console.");
        ObjectNode names = detail.putObject("repositories");
        concerned.forEach(repository -> names.put(repository.name(), repository.details().id()));
        bus.emit("aws.codecommit", "CodeCommit Approval Rule Template Change",
                concerned.stream().map(repository -> repositories.arn(repository.name())).toList(), detail);
    }
}
