package dev.signalbox.local.command;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateInUseException;

/** The approval rule templates of an account and region, as CodeCommit keeps them. */
final class ApprovalTemplates {

    /** CodeCommit's quota of templates of one repository; a pull request has at most as many rules by templates, and 30 in all. */
    static final int MOST_OF_A_REPOSITORY = 25;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A template.
     *
     * @param content as JSON; missing when it is none
     * @param sha256 guards against changes that somebody makes in between
     */
    record Kept(String name, String description, JsonNode content, String sha256) {

        /** What the command made it for; empty for a template of somebody else. */
        Optional<CheckTemplate> purpose() {
            return CheckTemplate.of(description);
        }

        /**
         * Whether its rule is on pull requests into a branch, and counts the approval of a session of a role without naming it.
         *
         * @param session its ARN
         */
        boolean counts(String branch, String session) {
            JsonNode references = content.path("DestinationReferences");
            return (references.isEmpty()
                    || references.valueStream().anyMatch(reference -> reference.asText().equals("refs/heads/" + branch)))
                    && content.path("Statements").valueStream().map(statement -> statement.path("ApprovalPoolMembers"))
                            .anyMatch(pool -> pool.isEmpty() || pool.valueStream().anyMatch(member -> fits(member.asText(), session)));
        }

        /** A session goes by {@code ROLE/SESSION} in the form {@code CodeCommitApprovers:ACCOUNT:NAME}. */
        private static boolean fits(String member, String session) {
            String[] parts = member.split(":", 3);
            String pattern = parts[0].equals("CodeCommitApprovers") && parts.length == 3
                    ? "arn:*:sts::" + parts[1] + ":assumed-role/" + parts[2] : member;
            return member.contains("*") && Wildcards.fit(pattern, session);
        }
    }

    private final CodeCommitClient codeCommit;

    ApprovalTemplates(CodeCommitClient codeCommit) {
        this.codeCommit = codeCommit;
    }

    /** The templates that a repository's pull requests get rules of. */
    List<Kept> of(String repository) {
        return codeCommit.listAssociatedApprovalRuleTemplatesForRepositoryPaginator(list -> list.repositoryName(repository)).stream()
                .flatMap(page -> page.approvalRuleTemplateNames().stream()).flatMap(name -> named(name).stream()).toList();
    }

    Optional<Kept> named(String name) {
        try {
            var found = codeCommit.getApprovalRuleTemplate(get -> get.approvalRuleTemplateName(name)).approvalRuleTemplate();
            String description = found.approvalRuleTemplateDescription();
            return Optional.of(new Kept(name, description == null ? "" : description, json(found.approvalRuleTemplateContent()),
                    found.ruleContentSha256()));
        } catch (ApprovalRuleTemplateDoesNotExistException _) {
            return Optional.empty();
        }
    }

    void make(CheckTemplate template, VotingRole role) {
        codeCommit.createApprovalRuleTemplate(create -> create.approvalRuleTemplateName(template.name())
                .approvalRuleTemplateDescription(template.description())
                .approvalRuleTemplateContent(template.content(role).toString()));
    }

    void putRight(Kept kept, CheckTemplate template, VotingRole role) {
        codeCommit.updateApprovalRuleTemplateContent(update -> update.approvalRuleTemplateName(kept.name())
                .newRuleContent(template.content(role).toString()).existingRuleContentSha256(kept.sha256()));
    }

    void apply(String name, String repository) {
        codeCommit.associateApprovalRuleTemplateWithRepository(
                associate -> associate.approvalRuleTemplateName(name).repositoryName(repository));
    }

    void takeAway(String name, String repository) {
        codeCommit.disassociateApprovalRuleTemplateFromRepository(
                disassociate -> disassociate.approvalRuleTemplateName(name).repositoryName(repository));
    }

    /** Whether another repository than this one has a template. */
    boolean hasOthers(String name, String repository) {
        return codeCommit.listRepositoriesForApprovalRuleTemplatePaginator(list -> list.approvalRuleTemplateName(name)).stream()
                .flatMap(page -> page.repositoryNames().stream()).anyMatch(other -> !other.equals(repository));
    }

    /** Deletes a template, unless a repository has it by now. */
    void delete(String name) {
        try {
            codeCommit.deleteApprovalRuleTemplate(delete -> delete.approvalRuleTemplateName(name));
        } catch (ApprovalRuleTemplateInUseException _) {
            // Somebody applied it to another repository in between: it stays for that one.
        }
    }

    private static JsonNode json(String content) {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }
}
