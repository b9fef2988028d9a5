package dev.signalbox.local.codecommit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import software.amazon.awssdk.services.codecommit.model.AssociateApprovalRuleTemplateWithRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.AssociateApprovalRuleTemplateWithRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.BatchAssociateApprovalRuleTemplateWithRepositoriesError;
import software.amazon.awssdk.services.codecommit.model.BatchAssociateApprovalRuleTemplateWithRepositoriesRequest;
import software.amazon.awssdk.services.codecommit.model.BatchAssociateApprovalRuleTemplateWithRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.BatchDisassociateApprovalRuleTemplateFromRepositoriesError;
import software.amazon.awssdk.services.codecommit.model.BatchDisassociateApprovalRuleTemplateFromRepositoriesRequest;
import software.amazon.awssdk.services.codecommit.model.BatchDisassociateApprovalRuleTemplateFromRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.CodeCommitException;
import software.amazon.awssdk.services.codecommit.model.DisassociateApprovalRuleTemplateFromRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.DisassociateApprovalRuleTemplateFromRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.ListAssociatedApprovalRuleTemplatesForRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.ListAssociatedApprovalRuleTemplatesForRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesForApprovalRuleTemplateRequest;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesForApprovalRuleTemplateResponse;
import software.amazon.awssdk.services.codecommit.model.MaximumRepositoryNamesExceededException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNamesRequiredException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;

/**
 * The operations that say which repositories a template of approval rules is for. What is so already is answered as if it had been
 * done, and no event tells of it.
 */
final class AssociationOperations {

    private static final int NAMES_AT_ONCE = 100;
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    /** A repository of a batch that was refused. */
    private record Failed(String repository, String code, String message) { }

    /** What came of a batch: the names that were not refused, and the repositories of those for which something changed. */
    private record Done(List<String> names, List<BareRepository> changed, List<Failed> failed) { }

    private final Repositories repositories;
    private final ApprovalTemplates templates;
    private final ApprovalTemplateEvents events;

    AssociationOperations(Repositories repositories, ApprovalTemplates templates, ApprovalTemplateEvents events) {
        this.repositories = repositories;
        this.templates = templates;
        this.events = events;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(AssociateApprovalRuleTemplateWithRepositoryRequest::builder,
                        _ -> ApprovalTemplateOperations.may("AssociateApprovalRuleTemplateWithRepository"), this::associate),
                Operation.of(DisassociateApprovalRuleTemplateFromRepositoryRequest::builder,
                        _ -> ApprovalTemplateOperations.may("DisassociateApprovalRuleTemplateFromRepository"), this::disassociate),
                Operation.of(BatchAssociateApprovalRuleTemplateWithRepositoriesRequest::builder,
                        _ -> ApprovalTemplateOperations.may("BatchAssociateApprovalRuleTemplateWithRepositories"), this::associateAll),
                Operation.of(BatchDisassociateApprovalRuleTemplateFromRepositoriesRequest::builder,
                        _ -> ApprovalTemplateOperations.may("BatchDisassociateApprovalRuleTemplateFromRepositories"),
                        this::disassociateAll),
                Operation.of(ListAssociatedApprovalRuleTemplatesForRepositoryRequest::builder,
                        _ -> ApprovalTemplateOperations.may("ListAssociatedApprovalRuleTemplatesForRepository"), this::ofRepository),
                Operation.of(ListRepositoriesForApprovalRuleTemplateRequest::builder,
                        _ -> ApprovalTemplateOperations.may("ListRepositoriesForApprovalRuleTemplate"), this::ofTemplate));
    }

    private AssociateApprovalRuleTemplateWithRepositoryResponse associate(AssociateApprovalRuleTemplateWithRepositoryRequest request,
            Caller caller) {
        ApprovalTemplate template = templates.get(request.approvalRuleTemplateName());
        BareRepository repository = repositories.get(request.repositoryName());
        if (templates.associate(template.name(), repository)) {
            events.tell(template, caller, "approvalRuleTemplateAssociatedWithRepository", List.of(repository),
                    "An approval rule template has been associated with the following repository: [" + repository.name() + "]");
        }
        return AssociateApprovalRuleTemplateWithRepositoryResponse.builder().build();
    }

    private DisassociateApprovalRuleTemplateFromRepositoryResponse disassociate(
            DisassociateApprovalRuleTemplateFromRepositoryRequest request, Caller caller) {
        ApprovalTemplate template = templates.get(request.approvalRuleTemplateName());
        BareRepository repository = repositories.get(request.repositoryName());
        if (templates.disassociate(template.name(), repository)) {
            events.tell(template, caller, "approvalRuleTemplateDisassociatedFromRepository", List.of(repository),
                    "An approval rule template has been disassociated from the following repository: [" + repository.name() + "]");
        }
        return DisassociateApprovalRuleTemplateFromRepositoryResponse.builder().build();
    }

    private BatchAssociateApprovalRuleTemplateWithRepositoriesResponse associateAll(
            BatchAssociateApprovalRuleTemplateWithRepositoriesRequest request, Caller caller) {
        ApprovalTemplate template = templates.get(request.approvalRuleTemplateName());
        Done done = each(request.repositoryNames(), repository -> templates.associate(template.name(), repository));
        if (!done.changed().isEmpty()) {
            events.tell(template, caller, "batchAssociateApprovalRuleTemplateWithRepositories", done.changed(),
                    "An approval rule template has been batch associated with the following repository names: "
                            + done.changed().stream().map(BareRepository::name).toList());
        }
        return BatchAssociateApprovalRuleTemplateWithRepositoriesResponse.builder().associatedRepositoryNames(done.names())
                .errors(done.failed().stream().map(failed -> BatchAssociateApprovalRuleTemplateWithRepositoriesError.builder()
                        .repositoryName(failed.repository()).errorCode(failed.code()).errorMessage(failed.message()).build()).toList())
                .build();
    }

    private BatchDisassociateApprovalRuleTemplateFromRepositoriesResponse disassociateAll(
            BatchDisassociateApprovalRuleTemplateFromRepositoriesRequest request, Caller caller) {
        ApprovalTemplate template = templates.get(request.approvalRuleTemplateName());
        Done done = each(request.repositoryNames(), repository -> templates.disassociate(template.name(), repository));
        if (!done.changed().isEmpty()) {
            events.tell(template, caller, "batchDisassociateApprovalRuleTemplateFromRepositories", done.changed(),
                    "An approval rule template has been batch disassociated from the following repository names: "
                            + done.changed().stream().map(BareRepository::name).toList());
        }
        return BatchDisassociateApprovalRuleTemplateFromRepositoriesResponse.builder().disassociatedRepositoryNames(done.names())
                .errors(done.failed().stream().map(failed -> BatchDisassociateApprovalRuleTemplateFromRepositoriesError.builder()
                        .repositoryName(failed.repository()).errorCode(failed.code()).errorMessage(failed.message()).build()).toList())
                .build();
    }

    private ListAssociatedApprovalRuleTemplatesForRepositoryResponse ofRepository(
            ListAssociatedApprovalRuleTemplatesForRepositoryRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        Pages<String> page = Pages.of("approval rule templates of " + repository.details().id(),
                templates.of(repository).stream().map(ApprovalTemplate::name).toList(),
                Pages.size(request.maxResults(), PAGE, LARGEST_PAGE), request.nextToken());
        return ListAssociatedApprovalRuleTemplatesForRepositoryResponse.builder().approvalRuleTemplateNames(page.items())
                .nextToken(page.next()).build();
    }

    private ListRepositoriesForApprovalRuleTemplateResponse ofTemplate(ListRepositoriesForApprovalRuleTemplateRequest request,
            Caller caller) {
        ApprovalTemplate template = templates.get(request.approvalRuleTemplateName());
        Pages<String> page = Pages.of("repositories of " + template.id(),
                templates.repositories(template).stream().map(BareRepository::name).toList(),
                Pages.size(request.maxResults(), PAGE, LARGEST_PAGE), request.nextToken());
        return ListRepositoriesForApprovalRuleTemplateResponse.builder().repositoryNames(page.items()).nextToken(page.next()).build();
    }

    private Done each(List<String> names, Predicate<BareRepository> change) {
        if (names.isEmpty()) {
            throw RepositoryNamesRequiredException.builder().message("A list of repository names is required.").build();
        }
        if (names.size() > NAMES_AT_ONCE) {
            throw MaximumRepositoryNamesExceededException.builder()
                    .message("The maximum number of allowed repository names is " + NAMES_AT_ONCE + ".").build();
        }
        List<String> done = new ArrayList<>();
        List<BareRepository> changed = new ArrayList<>();
        List<Failed> failed = new ArrayList<>();
        for (String name : names) {
            try {
                BareRepository repository = repositories.get(name);
                if (change.test(repository)) {
                    changed.add(repository);
                }
                done.add(name);
            } catch (CodeCommitException refused) {
                failed.add(new Failed(name, refused.getClass().getSimpleName(), refused.getMessage()));
            }
        }
        return new Done(done, changed, failed);
    }
}
