package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codecommit.model.Approval;
import software.amazon.awssdk.services.codecommit.model.ApprovalRule;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleContentRequiredException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleNameAlreadyExistsException;
import software.amazon.awssdk.services.codecommit.model.AssociateApprovalRuleTemplateWithRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.AssociateApprovalRuleTemplateWithRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.CannotDeleteApprovalRuleFromTemplateException;
import software.amazon.awssdk.services.codecommit.model.CannotModifyApprovalRuleFromTemplateException;
import software.amazon.awssdk.services.codecommit.model.CreateApprovalRuleTemplateRequest;
import software.amazon.awssdk.services.codecommit.model.CreateApprovalRuleTemplateResponse;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestApprovalRuleRequest;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestApprovalRuleResponse;
import software.amazon.awssdk.services.codecommit.model.DeletePullRequestApprovalRuleRequest;
import software.amazon.awssdk.services.codecommit.model.DeletePullRequestApprovalRuleResponse;
import software.amazon.awssdk.services.codecommit.model.EvaluatePullRequestApprovalRulesRequest;
import software.amazon.awssdk.services.codecommit.model.EvaluatePullRequestApprovalRulesResponse;
import software.amazon.awssdk.services.codecommit.model.Evaluation;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestApprovalStatesRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestApprovalStatesResponse;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestOverrideStateRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestOverrideStateResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleContentException;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleNameException;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalStateException;
import software.amazon.awssdk.services.codecommit.model.InvalidOverrideStatusException;
import software.amazon.awssdk.services.codecommit.model.InvalidRevisionIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidRuleContentSha256Exception;
import software.amazon.awssdk.services.codecommit.model.MaximumNumberOfApprovalsExceededException;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByFastForwardRequest;
import software.amazon.awssdk.services.codecommit.model.MergePullRequestByFastForwardResponse;
import software.amazon.awssdk.services.codecommit.model.NumberOfRulesExceededException;
import software.amazon.awssdk.services.codecommit.model.OverrideAlreadySetException;
import software.amazon.awssdk.services.codecommit.model.OverridePullRequestApprovalRulesRequest;
import software.amazon.awssdk.services.codecommit.model.OverridePullRequestApprovalRulesResponse;
import software.amazon.awssdk.services.codecommit.model.PullRequest;
import software.amazon.awssdk.services.codecommit.model.PullRequestAlreadyClosedException;
import software.amazon.awssdk.services.codecommit.model.PullRequestApprovalRulesNotSatisfiedException;
import software.amazon.awssdk.services.codecommit.model.PullRequestCannotBeApprovedByAuthorException;
import software.amazon.awssdk.services.codecommit.model.PullRequestDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RevisionNotCurrentException;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalRuleContentRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalRuleContentResponse;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalStateRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalStateResponse;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestStatusRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestStatusResponse;

import dev.signalbox.local.front.Caller;

class ApprovalOperationsTest {

    private static final Caller MALLORY = new Caller.User(Workbench.ACCOUNT.id(), "mallory");
    private static final Caller UNIT = check("unit");
    private static final Caller LINT = check("lint");
    private static final String CHECKS = RuleContentTest.rule(2, """
            , "ApprovalPoolMembers": ["%s", "%s"]""".formatted(UNIT.arn(), LINT.arn()));
    private static final String ANYBODY = RuleContentTest.rule(1, "");

    @TempDir
    Path folder;

    private Workbench bench;
    private PullRequestsAtHand pulls;
    private Path clone;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        pulls = new PullRequestsAtHand(bench);
        clone = bench.cloned("orders");
        bench.git(clone, "checkout", "-q", "-b", "topic");
        push();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aTemplateMakesItsRuleOnNewPullRequestsIntoItsBranches() {
        PullRequest earlier = pulls.create("topic");
        template("Checks on main", "\"refs/heads/main\"");
        template("Releases", "\"refs/heads/release/*\"");
        PullRequest pull = pulls.create("topic");
        ApprovalRule rule = pull.approvalRules().getFirst();
        assertEquals(1, pull.approvalRules().size());
        assertEquals("Checks on main", rule.approvalRuleName());
        assertEquals("Checks on main", rule.originApprovalRuleTemplate().approvalRuleTemplateName());
        assertEquals(RuleContent.of(rule.approvalRuleContent()).sha256(), rule.ruleContentSha256());
        assertEquals(pull.approvalRules(), pulls.get(pull.pullRequestId()).approvalRules());
        assertEquals(List.of(), pulls.get(earlier.pullRequestId()).approvalRules());
        assertEquals(List.of("Checks on main"), evaluate(pull).approvalRulesNotSatisfied());
    }

    @Test
    void aRuleOfATemplateCanBeNeitherChangedNorDeleted() {
        template("Checks on main", "\"refs/heads/main\"");
        PullRequest pull = pulls.create("topic");
        assertThrows(CannotModifyApprovalRuleFromTemplateException.class, () -> update(pull, "Checks on main", ANYBODY, null));
        assertThrows(CannotDeleteApprovalRuleFromTemplateException.class, () -> delete(pull, "Checks on main"));
        assertFalse(evaluate(pull).approved());
    }

    @Test
    void itIsMergedOnlyWhenEveryNamedCheckHasVoted() {
        PullRequest pull = pulls.create("topic");
        rule(pull, "checks", CHECKS);
        vote(UNIT, pull, "APPROVE");
        vote(MALLORY, pull, "APPROVE");
        vote(new Caller.RoleSession("arn:aws:iam::123456789012:role/Other", "lint"), pull, "APPROVE");
        assertFalse(evaluate(pull).approved());
        assertThrows(PullRequestApprovalRulesNotSatisfiedException.class, () -> merge(pull));
        vote(LINT, pull, "APPROVE");
        assertTrue(evaluate(pull).approved());
        assertEquals(List.of("checks"), evaluate(pull).approvalRulesSatisfied());
        assertTrue(merge(pull).pullRequestTargets().getFirst().mergeMetadata().isMerged());
    }

    @Test
    void allRulesMustBeSatisfied() {
        PullRequest pull = pulls.create("topic");
        assertTrue(evaluate(pull).approved());
        rule(pull, "checks", CHECKS);
        rule(pull, "anybody", ANYBODY);
        vote(MALLORY, pull, "APPROVE");
        assertEquals(List.of("anybody"), evaluate(pull).approvalRulesSatisfied());
        assertEquals(List.of("checks"), evaluate(pull).approvalRulesNotSatisfied());
        assertFalse(evaluate(pull).approved());
    }

    @Test
    void aVoteIsTheCallersAndCanBeTakenBack() {
        PullRequest pull = pulls.create("topic");
        vote(UNIT, pull, "APPROVE");
        assertEquals(List.of("arn:aws:sts::123456789012:assumed-role/Checks/unit"), approvers(pull));
        Sample.assertLike("pull-request-approved.json", bench.events.getLast());
        assertEquals("arn:aws:sts::123456789012:assumed-role/Checks/unit", bench.events.getLast().text("callerUserArn"));
        int told = bench.events.size();
        vote(UNIT, pull, "APPROVE");
        vote(LINT, pull, "REVOKE");
        assertEquals(told, bench.events.size());
        vote(UNIT, pull, "REVOKE");
        assertEquals(List.of(), approvers(pull));
        Sample.assertLike("pull-request-approval-revoked.json", bench.events.getLast());
        assertEquals("REVOKE", bench.events.getLast().text("approvalStatus"));
        assertEquals(List.of("PULL_REQUEST_APPROVAL_STATE_CHANGED", "PULL_REQUEST_APPROVAL_STATE_CHANGED"),
                pulls.types(pull.pullRequestId()).stream().filter(type -> type.contains("APPROVAL")).toList());
    }

    @Test
    void aNewRevisionDropsVotesAndOverride() {
        PullRequest pull = pulls.create("topic");
        rule(pull, "checks", CHECKS);
        vote(UNIT, pull, "APPROVE");
        vote(LINT, pull, "APPROVE");
        override(pull, "OVERRIDE");
        push();
        PullRequest newer = pulls.get(pull.pullRequestId());
        assertFalse(evaluate(newer).approved());
        assertEquals(List.of(), approvers(newer));
        assertEquals(List.of(), approvers(pull));
        assertFalse(overridden(newer).overridden());
        assertThrows(PullRequestApprovalRulesNotSatisfiedException.class, () -> merge(newer));
        assertThrows(RevisionNotCurrentException.class, () -> vote(UNIT, pull, "APPROVE"));
        assertThrows(RevisionNotCurrentException.class, () -> override(pull, "OVERRIDE"));
        assertThrows(RevisionNotCurrentException.class, () -> evaluate(pull));
        assertEquals(1, newer.approvalRules().size());
    }

    @Test
    void theAuthorHasNoVote() {
        PullRequest pull = pulls.create("topic");
        assertThrows(PullRequestCannotBeApprovedByAuthorException.class, () -> vote(Workbench.ADA, pull, "APPROVE"));
        assertEquals(List.of(), approvers(pull));
    }

    @Test
    void whatIsClosedIsNotVotedOn() {
        PullRequest pull = pulls.create("topic");
        rule(pull, "anybody", ANYBODY);
        vote(MALLORY, pull, "APPROVE");
        bench.call(UpdatePullRequestStatusResponse.class, UpdatePullRequestStatusRequest.builder().pullRequestId(pull.pullRequestId())
                .pullRequestStatus("CLOSED").build());
        assertThrows(PullRequestAlreadyClosedException.class, () -> vote(UNIT, pull, "APPROVE"));
        assertThrows(PullRequestAlreadyClosedException.class, () -> vote(MALLORY, pull, "REVOKE"));
        assertThrows(PullRequestAlreadyClosedException.class, () -> override(pull, "OVERRIDE"));
        assertThrows(PullRequestAlreadyClosedException.class, () -> rule(pull, "more", ANYBODY));
        assertThrows(PullRequestAlreadyClosedException.class, () -> update(pull, "anybody", CHECKS, null));
        assertThrows(PullRequestAlreadyClosedException.class, () -> delete(pull, "anybody"));
        assertEquals(1, approvers(pull).size());
        assertTrue(evaluate(pull).approved());
    }

    @Test
    void anOverrideSetsAllRulesAside() {
        PullRequest pull = pulls.create("topic");
        rule(pull, "checks", CHECKS);
        assertNull(overridden(pull).overrider());
        override(pull, "OVERRIDE");
        Sample.assertLike("pull-request-approval-rules-overridden.json", bench.events.getLast());
        assertEquals(MALLORY.arn(), overridden(pull).overrider());
        assertTrue(evaluate(pull).overridden() && evaluate(pull).approved());
        assertEquals(List.of("checks"), evaluate(pull).approvalRulesNotSatisfied());
        assertThrows(OverrideAlreadySetException.class, () -> override(pull, "OVERRIDE"));
        override(pull, "REVOKE");
        assertEquals("REVOKE", bench.events.getLast().text("overrideStatus"));
        assertFalse(overridden(pull).overridden());
        assertThrows(PullRequestApprovalRulesNotSatisfiedException.class, () -> merge(pull));
        override(pull, "OVERRIDE");
        assertTrue(merge(pull).pullRequestTargets().getFirst().mergeMetadata().isMerged());
    }

    @Test
    void aRulesLifeIsTold() {
        PullRequest pull = pulls.create("topic");
        ApprovalRule made = rule(pull, "One approver", ANYBODY);
        assertEquals(Workbench.ADA.arn(), made.lastModifiedUser());
        assertEquals(List.of(made), pulls.get(pull.pullRequestId()).approvalRules());
        Sample.assertLike("pull-request-approval-rule-created.json", bench.events.getLast());
        ApprovalRule updated = update(pull, "One approver", CHECKS, made.ruleContentSha256());
        assertEquals(made.approvalRuleId(), updated.approvalRuleId());
        assertEquals(CHECKS, updated.approvalRuleContent());
        Sample.assertLike("pull-request-approval-rule-updated.json", bench.events.getLast());
        assertEquals(updated.ruleContentSha256(), bench.events.getLast().text("approvalRuleContentSha256"));
        assertThrows(InvalidRuleContentSha256Exception.class, () -> update(pull, "One approver", ANYBODY, made.ruleContentSha256()));
        assertEquals(made.approvalRuleId(), delete(pull, "One approver"));
        Sample.assertLike("pull-request-approval-rule-deleted.json", bench.events.getLast());
        assertNull(delete(pull, "One approver"));
        assertEquals(List.of(), pulls.get(pull.pullRequestId()).approvalRules());
        assertThrows(ApprovalRuleDoesNotExistException.class, () -> update(pull, "One approver", ANYBODY, null));
        assertEquals(List.of("PULL_REQUEST_APPROVAL_RULE_CREATED", "PULL_REQUEST_APPROVAL_RULE_DELETED",
                "PULL_REQUEST_APPROVAL_RULE_UPDATED"),
                pulls.types(pull.pullRequestId()).stream().filter(type -> type.contains("RULE")).sorted().toList());
    }

    @Test
    void aRuleThatIsNoneIsRefused() {
        PullRequest pull = pulls.create("topic");
        rule(pull, "rule", ANYBODY);
        assertThrows(ApprovalRuleNameAlreadyExistsException.class, () -> rule(pull, "rule", CHECKS));
        assertThrows(InvalidApprovalRuleNameException.class, () -> rule(pull, "a/b", CHECKS));
        assertThrows(InvalidApprovalRuleContentException.class, () -> rule(pull, "other", "{}"));
        assertThrows(InvalidApprovalRuleContentException.class, () -> update(pull, "rule", "{}", null));
        assertThrows(InvalidApprovalRuleContentException.class, () -> rule(pull, "other", """
                {"Version": "2018-11-08", "DestinationReferences": ["refs/heads/main"],
                 "Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": 1}]}"""));
        assertThrows(ApprovalRuleContentRequiredException.class, () -> rule(pull, "other", ""));
        assertThrows(PullRequestDoesNotExistException.class,
                () -> rule(pull.toBuilder().pullRequestId("99").build(), "other", ANYBODY));
    }

    @Test
    void aPullRequestHasAtMostThirtyRules() {
        PullRequest pull = pulls.create("topic");
        IntStream.range(0, 30).forEach(i -> rule(pull, "rule " + i, ANYBODY));
        assertThrows(NumberOfRulesExceededException.class, () -> rule(pull, "one more", ANYBODY));
    }

    @Test
    void aRevisionHasAtMost200Approvals() {
        PullRequest pull = pulls.create("topic");
        IntStream.range(0, 200).forEach(i -> vote(check("c" + i), pull, "APPROVE"));
        assertThrows(MaximumNumberOfApprovalsExceededException.class, () -> vote(UNIT, pull, "APPROVE"));
        vote(check("c0"), pull, "REVOKE");
        vote(UNIT, pull, "APPROVE");
    }

    @Test
    void aRequestThatMakesNoSenseIsRefused() {
        PullRequest pull = pulls.create("topic");
        assertThrows(InvalidApprovalStateException.class, () -> vote(UNIT, pull, "ABSTAIN"));
        assertThrows(InvalidOverrideStatusException.class, () -> override(pull, "MAYBE"));
        PullRequest wrong = pull.toBuilder().revisionId("latest").build();
        assertThrows(InvalidRevisionIdException.class, () -> vote(UNIT, wrong, "APPROVE"));
        assertThrows(InvalidRevisionIdException.class, () -> approvers(wrong));
        assertThrows(InvalidRevisionIdException.class, () -> evaluate(wrong));
        assertThrows(InvalidRevisionIdException.class, () -> overridden(wrong));
    }

    @Test
    void rulesAndVotesOutliveTheCloud() {
        template("Checks on main", "\"refs/heads/main\"");
        PullRequest pull = pulls.create("topic");
        rule(pull, "anybody", ANYBODY);
        vote(UNIT, pull, "APPROVE");
        override(pull, "OVERRIDE");
        Evaluation before = evaluate(pull);
        List<ApprovalRule> rules = pulls.get(pull.pullRequestId()).approvalRules();
        bench.close();
        bench = new Workbench(folder);
        pulls = new PullRequestsAtHand(bench);
        assertEquals(rules, pulls.get(pull.pullRequestId()).approvalRules());
        assertEquals(before, evaluate(pull));
        assertEquals(List.of(UNIT.arn()), approvers(pull));
        assertEquals(MALLORY.arn(), overridden(pull).overrider());
    }

    private void push() {
        bench.commit(clone, "change.txt", System.nanoTime() + "\n");
        bench.git(clone, "push", "-q", "origin", "topic");
    }

    private void template(String name, String destinations) {
        bench.call(CreateApprovalRuleTemplateResponse.class, CreateApprovalRuleTemplateRequest.builder().approvalRuleTemplateName(name)
                .approvalRuleTemplateContent("""
                        {"Version": "2018-11-08", "DestinationReferences": [%s],
                         "Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": 1, "ApprovalPoolMembers": ["%s"]}]}"""
                        .formatted(destinations, LINT.arn())).build());
        bench.call(AssociateApprovalRuleTemplateWithRepositoryResponse.class, AssociateApprovalRuleTemplateWithRepositoryRequest.builder()
                .approvalRuleTemplateName(name).repositoryName("orders").build());
    }

    private ApprovalRule rule(PullRequest pull, String name, String content) {
        return bench.call(CreatePullRequestApprovalRuleResponse.class, CreatePullRequestApprovalRuleRequest.builder()
                .pullRequestId(pull.pullRequestId()).approvalRuleName(name).approvalRuleContent(content).build()).approvalRule();
    }

    private ApprovalRule update(PullRequest pull, String name, String content, String seen) {
        return bench.call(UpdatePullRequestApprovalRuleContentResponse.class, UpdatePullRequestApprovalRuleContentRequest.builder()
                .pullRequestId(pull.pullRequestId()).approvalRuleName(name).newRuleContent(content).existingRuleContentSha256(seen).build())
                .approvalRule();
    }

    private String delete(PullRequest pull, String name) {
        return bench.call(DeletePullRequestApprovalRuleResponse.class, DeletePullRequestApprovalRuleRequest.builder()
                .pullRequestId(pull.pullRequestId()).approvalRuleName(name).build()).approvalRuleId();
    }

    private void vote(Caller caller, PullRequest pull, String state) {
        bench.callAs(caller, UpdatePullRequestApprovalStateResponse.class, UpdatePullRequestApprovalStateRequest.builder()
                .pullRequestId(pull.pullRequestId()).revisionId(pull.revisionId()).approvalState(state).build());
    }

    private void override(PullRequest pull, String status) {
        bench.callAs(MALLORY, OverridePullRequestApprovalRulesResponse.class, OverridePullRequestApprovalRulesRequest.builder()
                .pullRequestId(pull.pullRequestId()).revisionId(pull.revisionId()).overrideStatus(status).build());
    }

    private GetPullRequestOverrideStateResponse overridden(PullRequest pull) {
        return bench.call(GetPullRequestOverrideStateResponse.class, GetPullRequestOverrideStateRequest.builder()
                .pullRequestId(pull.pullRequestId()).revisionId(pull.revisionId()).build());
    }

    private Evaluation evaluate(PullRequest pull) {
        return bench.call(EvaluatePullRequestApprovalRulesResponse.class, EvaluatePullRequestApprovalRulesRequest.builder()
                .pullRequestId(pull.pullRequestId()).revisionId(pull.revisionId()).build()).evaluation();
    }

    private List<String> approvers(PullRequest pull) {
        return bench.call(GetPullRequestApprovalStatesResponse.class, GetPullRequestApprovalStatesRequest.builder()
                .pullRequestId(pull.pullRequestId()).revisionId(pull.revisionId()).build()).approvals().stream()
                .map(Approval::userArn).toList();
    }

    private PullRequest merge(PullRequest pull) {
        return bench.call(MergePullRequestByFastForwardResponse.class, MergePullRequestByFastForwardRequest.builder()
                .pullRequestId(pull.pullRequestId()).repositoryName("orders").build()).pullRequest();
    }

    private static Caller check(String name) {
        return new Caller.RoleSession("arn:aws:iam::123456789012:role/Checks", name);
    }
}
