package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplate;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateContentRequiredException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateInUseException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateNameAlreadyExistsException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleTemplateNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.AssociateApprovalRuleTemplateWithRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.AssociateApprovalRuleTemplateWithRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.BatchAssociateApprovalRuleTemplateWithRepositoriesRequest;
import software.amazon.awssdk.services.codecommit.model.BatchAssociateApprovalRuleTemplateWithRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.BatchDisassociateApprovalRuleTemplateFromRepositoriesRequest;
import software.amazon.awssdk.services.codecommit.model.BatchDisassociateApprovalRuleTemplateFromRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.CreateApprovalRuleTemplateRequest;
import software.amazon.awssdk.services.codecommit.model.CreateApprovalRuleTemplateResponse;
import software.amazon.awssdk.services.codecommit.model.DeleteApprovalRuleTemplateRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteApprovalRuleTemplateResponse;
import software.amazon.awssdk.services.codecommit.model.DeleteRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.DisassociateApprovalRuleTemplateFromRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.DisassociateApprovalRuleTemplateFromRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.GetApprovalRuleTemplateRequest;
import software.amazon.awssdk.services.codecommit.model.GetApprovalRuleTemplateResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleTemplateContentException;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleTemplateDescriptionException;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleTemplateNameException;
import software.amazon.awssdk.services.codecommit.model.InvalidMaxResultsException;
import software.amazon.awssdk.services.codecommit.model.InvalidRuleContentSha256Exception;
import software.amazon.awssdk.services.codecommit.model.ListApprovalRuleTemplatesRequest;
import software.amazon.awssdk.services.codecommit.model.ListApprovalRuleTemplatesResponse;
import software.amazon.awssdk.services.codecommit.model.ListAssociatedApprovalRuleTemplatesForRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.ListAssociatedApprovalRuleTemplatesForRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesForApprovalRuleTemplateRequest;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesForApprovalRuleTemplateResponse;
import software.amazon.awssdk.services.codecommit.model.MaximumRepositoryNamesExceededException;
import software.amazon.awssdk.services.codecommit.model.MaximumRuleTemplatesAssociatedWithRepositoryException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateContentRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateContentResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateDescriptionRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateDescriptionResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateNameRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateApprovalRuleTemplateNameResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryNameRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryNameResponse;

class ApprovalTemplatesTest {

    private static final String CONTENT = RuleContentTest.rule(1, "");
    private static final String NAME = "Two approvers for main";

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        bench.create("orders");
        bench.create("stock");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aTemplateIsWhatItWasMadeOf() {
        ApprovalRuleTemplate made = create(NAME);
        assertEquals(NAME, made.approvalRuleTemplateName());
        assertEquals(CONTENT, made.approvalRuleTemplateContent());
        assertEquals(RuleContent.of(CONTENT).sha256(), made.ruleContentSha256());
        assertEquals("Why", made.approvalRuleTemplateDescription());
        assertEquals(Workbench.ADA.arn(), made.lastModifiedUser());
        assertEquals(made, get(NAME));
        Sample.assertLike("approval-rule-template-created.json", bench.events.getLast());
        assertEquals(made.ruleContentSha256(), bench.events.getLast().text("approvalRuleTemplateContentSha256"));
    }

    @Test
    void aNameIsThereOnce() {
        create(NAME);
        assertThrows(ApprovalRuleTemplateNameAlreadyExistsException.class, () -> create(NAME));
        assertThrows(ApprovalRuleTemplateNameRequiredException.class, () -> create(""));
        create(NAME.toUpperCase(Locale.ROOT));
        assertEquals(2, bench.events.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a.git", "a:b", "größe", "a\nb", "<b>"})
    void aNameThatNoTemplateCanHaveIsRefused(String name) {
        assertThrows(InvalidApprovalRuleTemplateNameException.class, () -> create(name));
        assertThrows(InvalidApprovalRuleTemplateNameException.class, () -> create("a".repeat(101)));
        assertThrows(InvalidApprovalRuleTemplateNameException.class, () -> get(name));
    }

    @Test
    void whatIsNoRuleMakesNoTemplate() {
        assertThrows(InvalidApprovalRuleTemplateContentException.class, () -> create(NAME, "{}", "Why"));
        assertThrows(ApprovalRuleTemplateContentRequiredException.class, () -> create(NAME, "", "Why"));
        assertThrows(InvalidApprovalRuleTemplateDescriptionException.class, () -> create(NAME, CONTENT, "x".repeat(1001)));
        assertThrows(ApprovalRuleTemplateDoesNotExistException.class, () -> get(NAME));
    }

    @Test
    void contentIsReplacedUnlessItIsNotWhatTheCallerHasSeen() {
        ApprovalRuleTemplate made = create(NAME);
        String two = RuleContentTest.rule(2, "");
        assertThrows(InvalidRuleContentSha256Exception.class, () -> update(two, "0".repeat(64)));
        assertThrows(InvalidApprovalRuleTemplateContentException.class, () -> update("{}", made.ruleContentSha256()));
        assertEquals(CONTENT, get(NAME).approvalRuleTemplateContent());
        assertEquals(two, update(two, made.ruleContentSha256()).approvalRuleTemplateContent());
        Sample.assertLike("approval-rule-template-updated.json", bench.events.getLast());
        assertEquals(2, bench.events.size());
    }

    @Test
    void aRenamedTemplateKeepsItsIdAndItsRepositories() {
        ApprovalRuleTemplate made = create(NAME);
        create("Other");
        associate(NAME, "orders");
        assertThrows(ApprovalRuleTemplateNameAlreadyExistsException.class, () -> rename(NAME, "Other"));
        assertEquals(made.approvalRuleTemplateId(), rename(NAME, "New").approvalRuleTemplateId());
        assertThrows(ApprovalRuleTemplateDoesNotExistException.class, () -> get(NAME));
        assertEquals(List.of("orders"), repositoriesOf("New"));
        assertEquals(List.of("New"), templatesOf("orders"));
        assertEquals("Because", bench.call(UpdateApprovalRuleTemplateDescriptionResponse.class,
                UpdateApprovalRuleTemplateDescriptionRequest.builder().approvalRuleTemplateName("New")
                        .approvalRuleTemplateDescription("Because").build()).approvalRuleTemplate().approvalRuleTemplateDescription());
    }

    @Test
    void onlyATemplateOfNoRepositoryCanBeDeleted() {
        ApprovalRuleTemplate made = create(NAME);
        associate(NAME, "orders");
        assertThrows(ApprovalRuleTemplateInUseException.class, () -> delete(NAME));
        disassociate(NAME, "orders");
        assertEquals(made.approvalRuleTemplateId(), delete(NAME));
        Sample.assertLike("approval-rule-template-deleted.json", bench.events.getLast());
        int told = bench.events.size();
        assertNull(delete(NAME));
        assertEquals(told, bench.events.size());
    }

    @Test
    void anAssociationIsToldOnce() {
        create(NAME);
        associate(NAME, "orders");
        Sample.assertLike("approval-rule-template-associated.json", bench.events.getLast());
        associate(NAME, "orders");
        assertEquals(2, bench.events.size());
        assertEquals(List.of(NAME), templatesOf("orders"));
        assertEquals(List.of(), templatesOf("stock"));
        disassociate(NAME, "orders");
        Sample.assertLike("approval-rule-template-disassociated.json", bench.events.getLast());
        disassociate(NAME, "orders");
        assertEquals(3, bench.events.size());
        assertEquals(List.of(), templatesOf("orders"));
        assertThrows(RepositoryDoesNotExistException.class, () -> associate(NAME, "nope"));
        assertThrows(ApprovalRuleTemplateDoesNotExistException.class, () -> associate("nope", "orders"));
    }

    @Test
    void aBatchDoesWhatItCanAndSaysWhatItCannot() {
        create(NAME);
        associate(NAME, "stock");
        var associated = bench.call(BatchAssociateApprovalRuleTemplateWithRepositoriesResponse.class,
                BatchAssociateApprovalRuleTemplateWithRepositoriesRequest.builder().approvalRuleTemplateName(NAME)
                        .repositoryNames("orders", "nope", "stock").build());
        assertEquals(List.of("orders", "stock"), associated.associatedRepositoryNames());
        assertEquals("nope", associated.errors().getFirst().repositoryName());
        assertEquals("RepositoryDoesNotExistException", associated.errors().getFirst().errorCode());
        Sample.assertLike("approval-rule-template-batch-associated.json", bench.events.getLast());
        assertEquals(1, bench.events.getLast().detail().path("repositories").size());

        var disassociated = bench.call(BatchDisassociateApprovalRuleTemplateFromRepositoriesResponse.class,
                BatchDisassociateApprovalRuleTemplateFromRepositoriesRequest.builder().approvalRuleTemplateName(NAME)
                        .repositoryNames("orders").build());
        assertEquals(List.of("orders"), disassociated.disassociatedRepositoryNames());
        Sample.assertLike("approval-rule-template-batch-disassociated.json", bench.events.getLast());
        assertThrows(MaximumRepositoryNamesExceededException.class, () -> bench.call(
                BatchAssociateApprovalRuleTemplateWithRepositoriesResponse.class,
                BatchAssociateApprovalRuleTemplateWithRepositoriesRequest.builder().approvalRuleTemplateName(NAME)
                        .repositoryNames(IntStream.range(0, 101).mapToObj(i -> "r" + i).toList()).build()));
    }

    @Test
    void aRepositoryHasAtMostTwentyFiveTemplates() {
        IntStream.range(0, 25).forEach(i -> {
            create("t" + i);
            associate("t" + i, "orders");
        });
        create("one more");
        assertThrows(MaximumRuleTemplatesAssociatedWithRepositoryException.class, () -> associate("one more", "orders"));
        associate("t1", "orders");
        associate("one more", "stock");
    }

    @Test
    void associationsFollowARenamedRepositoryAndEndWithADeletedOne() {
        create(NAME);
        associate(NAME, "orders");
        bench.call(UpdateRepositoryNameResponse.class, UpdateRepositoryNameRequest.builder().oldName("orders").newName("sales").build());
        assertEquals(List.of("sales"), repositoriesOf(NAME));
        bench.call(DeleteRepositoryResponse.class, DeleteRepositoryRequest.builder().repositoryName("sales").build());
        bench.create("sales");
        assertEquals(List.of(), repositoriesOf(NAME));
        assertEquals(List.of(), templatesOf("sales"));
        delete(NAME);
    }

    @Test
    void listsComeInPages() {
        IntStream.range(0, 5).forEach(i -> create("t" + i));
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            var page = bench.call(ListApprovalRuleTemplatesResponse.class,
                    ListApprovalRuleTemplatesRequest.builder().maxResults(2).nextToken(token).build());
            names.addAll(page.approvalRuleTemplateNames());
            token = page.nextToken();
        } while (token != null);
        assertEquals(List.of("t0", "t1", "t2", "t3", "t4"), names);
        assertThrows(InvalidMaxResultsException.class, () -> bench.call(ListApprovalRuleTemplatesResponse.class,
                ListApprovalRuleTemplatesRequest.builder().maxResults(0).build()));
    }

    @Test
    void templatesOutliveTheCloud() {
        ApprovalRuleTemplate made = create(NAME);
        associate(NAME, "orders");
        bench.close();
        bench = new Workbench(folder);
        assertEquals(made, get(NAME));
        assertEquals(List.of("orders"), repositoriesOf(NAME));
    }

    private ApprovalRuleTemplate create(String name) {
        return create(name, CONTENT, "Why");
    }

    private ApprovalRuleTemplate create(String name, String content, String description) {
        return bench.call(CreateApprovalRuleTemplateResponse.class, CreateApprovalRuleTemplateRequest.builder()
                .approvalRuleTemplateName(name).approvalRuleTemplateContent(content).approvalRuleTemplateDescription(description).build())
                .approvalRuleTemplate();
    }

    private ApprovalRuleTemplate get(String name) {
        return bench.call(GetApprovalRuleTemplateResponse.class,
                GetApprovalRuleTemplateRequest.builder().approvalRuleTemplateName(name).build()).approvalRuleTemplate();
    }

    private ApprovalRuleTemplate update(String content, String seen) {
        return bench.call(UpdateApprovalRuleTemplateContentResponse.class, UpdateApprovalRuleTemplateContentRequest.builder()
                .approvalRuleTemplateName(NAME).newRuleContent(content).existingRuleContentSha256(seen).build()).approvalRuleTemplate();
    }

    private ApprovalRuleTemplate rename(String from, String to) {
        return bench.call(UpdateApprovalRuleTemplateNameResponse.class, UpdateApprovalRuleTemplateNameRequest.builder()
                .oldApprovalRuleTemplateName(from).newApprovalRuleTemplateName(to).build()).approvalRuleTemplate();
    }

    private String delete(String name) {
        return bench.call(DeleteApprovalRuleTemplateResponse.class,
                DeleteApprovalRuleTemplateRequest.builder().approvalRuleTemplateName(name).build()).approvalRuleTemplateId();
    }

    private void associate(String name, String repository) {
        bench.call(AssociateApprovalRuleTemplateWithRepositoryResponse.class, AssociateApprovalRuleTemplateWithRepositoryRequest.builder()
                .approvalRuleTemplateName(name).repositoryName(repository).build());
    }

    private void disassociate(String name, String repository) {
        bench.call(DisassociateApprovalRuleTemplateFromRepositoryResponse.class,
                DisassociateApprovalRuleTemplateFromRepositoryRequest.builder().approvalRuleTemplateName(name)
                        .repositoryName(repository).build());
    }

    private List<String> repositoriesOf(String name) {
        return bench.call(ListRepositoriesForApprovalRuleTemplateResponse.class,
                ListRepositoriesForApprovalRuleTemplateRequest.builder().approvalRuleTemplateName(name).build()).repositoryNames();
    }

    private List<String> templatesOf(String repository) {
        return bench.call(ListAssociatedApprovalRuleTemplatesForRepositoryResponse.class,
                ListAssociatedApprovalRuleTemplatesForRepositoryRequest.builder().repositoryName(repository).build())
                .approvalRuleTemplateNames();
    }
}
