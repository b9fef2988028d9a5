package dev.signalbox.local.codecommit;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplate;

/**
 * A template that makes approval rules on the new pull requests of its repositories.
 *
 * @param id a UUID, kept when the template is renamed
 * @param user the ARN of who changed it last
 * @param repositories the ids of those that it is associated with; some may be gone
 */
record ApprovalTemplate(String id, String name, @Nullable String description, RuleContent content, String user, Instant createdAt,
        Instant modifiedAt, Set<String> repositories) {

    ApprovalTemplate {
        repositories = Set.copyOf(repositories);
    }

    ApprovalTemplate named(String newName, String by, Instant now) {
        return new ApprovalTemplate(id, newName, description, content, by, createdAt, now, repositories);
    }

    ApprovalTemplate described(String newDescription, String by, Instant now) {
        return new ApprovalTemplate(id, name, newDescription, content, by, createdAt, now, repositories);
    }

    ApprovalTemplate asking(RuleContent newContent, String by, Instant now) {
        return new ApprovalTemplate(id, name, description, newContent, by, createdAt, now, repositories);
    }

    /** An association is no change of the template: its date and its user stay. */
    ApprovalTemplate with(String repository) {
        Set<String> more = new TreeSet<>(repositories);
        more.add(repository);
        return new ApprovalTemplate(id, name, description, content, user, createdAt, modifiedAt, more);
    }

    ApprovalTemplate without(String repository) {
        Set<String> fewer = new TreeSet<>(repositories);
        fewer.remove(repository);
        return new ApprovalTemplate(id, name, description, content, user, createdAt, modifiedAt, fewer);
    }

    ApprovalRuleTemplate shape() {
        return ApprovalRuleTemplate.builder().approvalRuleTemplateId(id).approvalRuleTemplateName(name)
                .approvalRuleTemplateDescription(description).approvalRuleTemplateContent(content.text())
                .ruleContentSha256(content.sha256()).lastModifiedUser(user).creationDate(createdAt).lastModifiedDate(modifiedAt).build();
    }
}
