package dev.signalbox.local.codecommit;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplate;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateNameAlreadyExistsException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleTemplateNameException;
import software.amazon.awssdk.services.codecommit.model.MaximumRuleTemplatesAssociatedWithRepositoryException;
import software.amazon.awssdk.services.codecommit.model.NumberOfRuleTemplatesExceededException;

import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Shapes;

/** The account's templates of approval rules, and which repositories each is for. They are kept beside the repositories. */
final class ApprovalTemplates {

    private static final String FOLDER = "approval-rule-templates";
    private static final String SHAPE = "template";
    private static final String REPOSITORIES = "repositories";
    private static final int MOST = 1000;
    private static final int MOST_OF_A_REPOSITORY = 25;

    private final Repositories repositories;
    private final JsonFolder files;
    private final Map<String, ApprovalTemplate> byName = new ConcurrentHashMap<>();

    /** Takes up what an earlier run left. */
    ApprovalTemplates(Repositories repositories) {
        this.repositories = repositories;
        files = new JsonFolder(repositories.folder().resolve(FOLDER));
        files.all().stream().map(ApprovalTemplates::read).forEach(template -> byName.put(template.name(), template));
    }

    /**
     * A template's name as it must be.
     *
     * @throws ApprovalRuleTemplateNameRequiredException without one
     * @throws InvalidApprovalRuleTemplateNameException for one that no template can have
     */
    static String valid(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw ApprovalRuleTemplateNameRequiredException.builder().message("An approval rule template name is required.").build();
        }
        if (!RuleNames.valid(name)) {
            throw InvalidApprovalRuleTemplateNameException.builder()
                    .message("The specified approval rule template name is not valid: " + name).build();
        }
        return name;
    }

    List<ApprovalTemplate> all() {
        return byName.values().stream().sorted(Comparator.comparing(ApprovalTemplate::name)).toList();
    }

    Optional<ApprovalTemplate> find(@Nullable String name) {
        return Optional.ofNullable(byName.get(valid(name)));
    }

    /** @throws ApprovalRuleTemplateDoesNotExistException when there is none of that name */
    ApprovalTemplate get(@Nullable String name) {
        return find(name).orElseThrow(() -> ApprovalRuleTemplateDoesNotExistException.builder()
                .message("Approval rule template " + name + " does not exist").build());
    }

    /** The templates that a repository is associated with. */
    List<ApprovalTemplate> of(BareRepository repository) {
        return all().stream().filter(template -> template.repositories().contains(repository.details().id())).toList();
    }

    /** The repositories that a template is associated with, without those that are gone. */
    List<BareRepository> repositories(ApprovalTemplate template) {
        return repositories.sorted(Comparator.comparing(BareRepository::name))
                .filter(repository -> template.repositories().contains(repository.details().id())).toList();
    }

    /** @throws NumberOfRuleTemplatesExceededException above 1,000 */
    synchronized void add(ApprovalTemplate template) {
        free(template.name());
        if (byName.size() >= MOST) {
            throw NumberOfRuleTemplatesExceededException.builder()
                    .message("There can be at most " + MOST + " approval rule templates.").build();
        }
        keep(template);
    }

    /** Changes a template; the work may throw an operation's error, and then nothing has changed. */
    synchronized ApprovalTemplate change(@Nullable String name, UnaryOperator<ApprovalTemplate> work) {
        ApprovalTemplate before = get(name);
        ApprovalTemplate after = work.apply(before);
        if (!after.name().equals(before.name())) {
            free(after.name());
        }
        keep(after);
        if (!after.name().equals(before.name())) {
            byName.remove(before.name());
        }
        return after;
    }

    /**
     * Makes a template one of a repository's.
     *
     * @return whether it was not so before
     * @throws MaximumRuleTemplatesAssociatedWithRepositoryException when the repository has 25
     */
    synchronized boolean associate(String name, BareRepository repository) {
        String id = repository.details().id();
        if (get(name).repositories().contains(id)) {
            return false;
        }
        if (of(repository).size() >= MOST_OF_A_REPOSITORY) {
            throw MaximumRuleTemplatesAssociatedWithRepositoryException.builder().message("The maximum number of approval rule templates "
                    + "for a repository is " + MOST_OF_A_REPOSITORY + ".").build();
        }
        keep(get(name).with(id));
        return true;
    }

    /** @return whether it was so before */
    synchronized boolean disassociate(String name, BareRepository repository) {
        String id = repository.details().id();
        if (!get(name).repositories().contains(id)) {
            return false;
        }
        keep(get(name).without(id));
        return true;
    }

    synchronized void remove(ApprovalTemplate template) {
        byName.remove(template.name());
        files.delete(template.id());
    }

    private void free(String name) {
        if (byName.containsKey(name)) {
            throw ApprovalRuleTemplateNameAlreadyExistsException.builder()
                    .message("An approval rule template named " + name + " already exists").build();
        }
    }

    private void keep(ApprovalTemplate template) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.set(SHAPE, Shapes.write(template.shape(), Naming.OF_THE_MODEL));
        var ids = document.putArray(REPOSITORIES);
        template.repositories().stream().sorted().forEach(ids::add);
        files.write(template.id(), document);
        byName.put(template.name(), template);
    }

    private static ApprovalTemplate read(JsonNode document) {
        ApprovalRuleTemplate shape = Shapes.read(ApprovalRuleTemplate.builder(), document.path(SHAPE), Naming.OF_THE_MODEL);
        Set<String> ids = new HashSet<>();
        document.path(REPOSITORIES).forEach(id -> ids.add(id.asText()));
        return new ApprovalTemplate(shape.approvalRuleTemplateId(), shape.approvalRuleTemplateName(),
                shape.approvalRuleTemplateDescription(), RuleContent.of(shape.approvalRuleTemplateContent()), shape.lastModifiedUser(),
                shape.creationDate(), shape.lastModifiedDate(), ids);
    }
}
