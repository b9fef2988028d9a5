package dev.signalbox.local.codecommit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateContentRequiredException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateInUseException;
import software.amazon.awssdk.services.codecommit.model.CreateApprovalRuleTemplateRequest;
import software.amazon.awssdk.services.codecommit.model.CreateApprovalRuleTemplateResponse;
import software.amazon.awssdk.services.codecommit.model.DeleteApprovalRuleTemplateRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteApprovalRuleTemplateResponse;
import software.amazon.awssdk.services.codecommit.model.GetApprovalRuleTemplateRequest;
import software.amazon.awssdk.services.codecommit.model.GetApprovalRuleTemplateResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleTemplateContentException;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleTemplateDescriptionException;
import software.amazon.awssdk.services.codecommit.model.InvalidRuleContentSha256Exception;
import software.amazon.awssdk.services.codecommit.model.ListApprovalRuleTemplatesRequest;
import software.amazon.awssdk.services.codecommit.model.ListApprovalRuleTemplatesResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateContentRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateContentResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateDescriptionRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateDescriptionResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateNameRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateNameResponse;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/**
 * The operations on templates of approval rules. A change of a template leaves the rules as they are that it has made before. The
 * permissions know no resources: policies must say {@code *} (CodeCommit user guide, "Permissions for actions on approval rule
 * templates").
 */
final class ApprovalTemplateOperations {

    private static final int LONGEST_DESCRIPTION = 1000;
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final Repositories repositories;
    private final ApprovalTemplates templates;
    private final ApprovalTemplateEvents events;

    ApprovalTemplateOperations(Repositories repositories, ApprovalTemplates templates, ApprovalTemplateEvents events) {
        this.repositories = repositories;
        this.templates = templates;
        this.events = events;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(CreateApprovalRuleTemplateRequest::builder, _ -> may("CreateApprovalRuleTemplate"), this::create),
                Operation.of(GetApprovalRuleTemplateRequest::builder, _ -> may("GetApprovalRuleTemplate"), this::get),
                Operation.of(ListApprovalRuleTemplatesRequest::builder, _ -> may("ListApprovalRuleTemplates"), this::listed),
                Operation.of(UpdateApprovalRuleTemplateContentRequest::builder,
                        _ -> may("UpdateApprovalRuleTemplateContent"), this::updateContent),
                Operation.of(UpdateApprovalRuleTemplateDescriptionRequest::builder,
                        _ -> may("UpdateApprovalRuleTemplateDescription"), this::updateDescription),
                Operation.of(UpdateApprovalRuleTemplateNameRequest::builder, _ -> may("UpdateApprovalRuleTemplateName"), this::rename),
                Operation.of(DeleteApprovalRuleTemplateRequest::builder, _ -> may("DeleteApprovalRuleTemplate"), this::delete));
    }

    static List<Permission> may(String action) {
        return List.of(new Permission("codecommit:" + action, "*"));
    }

    private CreateApprovalRuleTemplateResponse create(CreateApprovalRuleTemplateRequest request, Caller caller) {
        String name = ApprovalTemplates.valid(request.approvalRuleTemplateName());
        RuleContent content = content(request.approvalRuleTemplateContent());
        var now = repositories.now();
        ApprovalTemplate created = new ApprovalTemplate(UUID.randomUUID().toString(), name,
                description(request.approvalRuleTemplateDescription()), content, caller.arn(), now, now, Set.of());
        templates.add(created);
        events.tell(created, caller, "approvalRuleTemplateCreated", List.of(),
                "An approval rule template with the following name has been created: " + name + ". The ID of the created template is: "
                        + created.id());
        return CreateApprovalRuleTemplateResponse.builder().approvalRuleTemplate(created.shape()).build();
    }

    private GetApprovalRuleTemplateResponse get(GetApprovalRuleTemplateRequest request, Caller caller) {
        return GetApprovalRuleTemplateResponse.builder()
                .approvalRuleTemplate(templates.get(request.approvalRuleTemplateName()).shape()).build();
    }

    private ListApprovalRuleTemplatesResponse listed(ListApprovalRuleTemplatesRequest request, Caller caller) {
        List<String> names = templates.all().stream().map(ApprovalTemplate::name).toList();
        Pages<String> page = Pages.of("approval rule templates", names, Pages.size(request.maxResults(), PAGE, LARGEST_PAGE),
                request.nextToken());
        return ListApprovalRuleTemplatesResponse.builder().approvalRuleTemplateNames(page.items()).nextToken(page.next()).build();
    }

    private UpdateApprovalRuleTemplateContentResponse updateContent(UpdateApprovalRuleTemplateContentRequest request, Caller caller) {
        ApprovalTemplate updated = templates.change(request.approvalRuleTemplateName(), template -> {
            checkSha256(request.existingRuleContentSha256(), template.content());
            return template.asking(content(request.newRuleContent()), caller.arn(), repositories.now());
        });
        tellUpdated(updated, caller);
        return UpdateApprovalRuleTemplateContentResponse.builder().approvalRuleTemplate(updated.shape()).build();
    }

    private UpdateApprovalRuleTemplateDescriptionResponse updateDescription(UpdateApprovalRuleTemplateDescriptionRequest request,
            Caller caller) {
        ApprovalTemplate updated = templates.change(request.approvalRuleTemplateName(), template -> template.described(
                Optional.ofNullable(description(request.approvalRuleTemplateDescription())).orElse(""), caller.arn(), repositories.now()));
        tellUpdated(updated, caller);
        return UpdateApprovalRuleTemplateDescriptionResponse.builder().approvalRuleTemplate(updated.shape()).build();
    }

    private UpdateApprovalRuleTemplateNameResponse rename(UpdateApprovalRuleTemplateNameRequest request, Caller caller) {
        String name = ApprovalTemplates.valid(request.newApprovalRuleTemplateName());
        ApprovalTemplate updated = templates.change(request.oldApprovalRuleTemplateName(),
                template -> template.named(name, caller.arn(), repositories.now()));
        tellUpdated(updated, caller);
        return UpdateApprovalRuleTemplateNameResponse.builder().approvalRuleTemplate(updated.shape()).build();
    }

    /** Deleting again what is gone is answered without an id, as the API reference has it. */
    private DeleteApprovalRuleTemplateResponse delete(DeleteApprovalRuleTemplateRequest request, Caller caller) {
        Optional<ApprovalTemplate> found = templates.find(request.approvalRuleTemplateName());
        found.ifPresent(template -> {
            if (!templates.repositories(template).isEmpty()) {
                throw ApprovalRuleTemplateInUseException.builder().message("The approval rule template is associated with one or more "
                        + "repositories. You cannot delete a template that is associated with a repository.").build();
            }
            templates.remove(template);
            events.tell(template, caller, "approvalRuleTemplateDeleted", List.of(),
                    "An approval rule template with the following name has been deleted: " + template.name()
                            + ". The ID of the deleted template is: " + template.id());
        });
        return DeleteApprovalRuleTemplateResponse.builder().approvalRuleTemplateId(found.map(ApprovalTemplate::id).orElse(null)).build();
    }

    private void tellUpdated(ApprovalTemplate template, Caller caller) {
        events.tell(template, caller, "approvalRuleTemplateUpdated", templates.repositories(template),
                "An approval rule template with the following name has been updated: " + template.name()
                        + ". The ID of the updated template is: " + template.id() + ". The after rule template content SHA256 is "
                        + template.content().sha256());
    }

    static void checkSha256(@Nullable String expected, RuleContent content) {
        if (expected != null && !expected.equals(content.sha256())) {
            throw InvalidRuleContentSha256Exception.builder()
                    .message("The SHA-256 hash signature for the rule content is not valid: " + expected).build();
        }
    }

    private static RuleContent content(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw ApprovalRuleTemplateContentRequiredException.builder().message("Approval rule template content is required.").build();
        }
        try {
            return RuleContent.of(text);
        } catch (RuleContent.Invalid invalid) {
            throw InvalidApprovalRuleTemplateContentException.builder()
                    .message("The approval rule template content is not valid: " + invalid.getMessage()).build();
        }
    }

    private static @Nullable String description(@Nullable String text) {
        if (text != null && text.length() > LONGEST_DESCRIPTION) {
            throw InvalidApprovalRuleTemplateDescriptionException.builder().message("The description of an approval rule template has at "
                    + "most " + LONGEST_DESCRIPTION + " characters.").build();
        }
        return text;
    }
}
