package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;

import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.iam.Iam;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.template.Stack;

/** What the template's policy for people holds back, and what it leaves, for somebody who may otherwise do everything. */
class ProtectedBranchesTest {

    private static final String REPOSITORY = "arn:aws:codecommit:us-east-1:123456789012:orders";
    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private static final Caller GRACE = new Caller.User("123456789012", "grace");

    private final Stack stack = Project.stack(Map.of("ProtectedBranches", "refs/heads/main, refs/heads/release/*"));
    private final Iam iam = new Iam(new ResourcePolicies());

    @BeforeEach
    void attach() {
        iam.deploy(stack);
        Switchboard switchboard = new Switchboard(iam);
        switchboard.connect(iam.service("123456789012"));
        switchboard.call(GRACE,
                AttachUserPolicyRequest.builder().userName("ada").policyArn(stack.output("ProtectedBranchesPolicyArn")).build());
    }

    private static Permission on(String action, String reference) {
        return new Permission("codecommit:" + action, REPOSITORY).with("codecommit:References", reference);
    }

    private void assertRefusedToAdaAlone(Permission permission) {
        assertThrows(AccessDenied.class, () -> iam.check(ADA, permission), permission.action());
        assertDoesNotThrow(() -> iam.check(GRACE, permission), permission.action());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateBranch", "CreateCommit", "DeleteBranch", "DeleteFile", "GitPush", "MergeBranchesByFastForward",
        "MergeBranchesBySquash", "MergeBranchesByThreeWay", "PutFile"})
    void aProtectedBranchIsChangedByPullRequestsOnly(String action) {
        assertRefusedToAdaAlone(on(action, "refs/heads/main"));
        assertRefusedToAdaAlone(on(action, "refs/heads/release/1"));
        assertRefusedToAdaAlone(on(action, "refs/heads/signalbox/merge/pull-request-1"));
        for (String other : List.of("refs/heads/topic", "refs/heads/signalbox/topic", "refs/tags/signalbox/merge/1", "refs/heads/main2", "refs/heads/topic/main", "refs/tags/main")) {
            assertDoesNotThrow(() -> iam.check(ADA, on(action, other)), action + " " + other);
        }
    }

    /** git's first request names no reference. */
    @Test
    void whatNamesNoReferenceIsAllowed() {
        assertDoesNotThrow(() -> iam.check(ADA, new Permission("codecommit:GitPull", REPOSITORY)));
        assertDoesNotThrow(() -> iam.check(ADA, new Permission("codecommit:GitPush", REPOSITORY)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MergePullRequestByFastForward", "MergePullRequestBySquash", "MergePullRequestByThreeWay", "CreatePullRequest",
        "UpdatePullRequestApprovalState"})
    void aPullRequestIsMergedWhereItsRulesAllowIt(String action) {
        assertDoesNotThrow(() -> iam.check(ADA, on(action, "refs/heads/main")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OverridePullRequestApprovalRules", "DeleteRepository"})
    void theRulesOfARepositoryStayInForce(String action) {
        assertRefusedToAdaAlone(new Permission("codecommit:" + action, REPOSITORY));
    }

    /** Whether AWS asks for the repository or for no resource: its documents do not agree. */
    @ParameterizedTest
    @ValueSource(strings = {"DisassociateApprovalRuleTemplateFromRepository", "BatchDisassociateApprovalRuleTemplateFromRepositories",
        "DeleteApprovalRuleTemplate", "UpdateApprovalRuleTemplateContent", "UpdateApprovalRuleTemplateDescription",
        "UpdateApprovalRuleTemplateName"})
    void templatesStayAsTheyAre(String action) {
        assertRefusedToAdaAlone(new Permission("codecommit:" + action, "*"));
        assertRefusedToAdaAlone(new Permission("codecommit:" + action, REPOSITORY));
    }

    @Test
    void onlySignalboxVotesForAnything() {
        String role = stack.output("ChecksRoleArn");
        Permission assume = new Permission("sts:AssumeRole", role).with("sts:RoleSessionName", "unit");
        String denied = assertThrows(AccessDenied.class, () -> iam.check(ADA, assume)).awsErrorDetails().errorMessage();
        assertTrue(denied.contains("explicit deny"), denied);
        String notNamed = assertThrows(AccessDenied.class, () -> iam.check(GRACE, assume)).awsErrorDetails().errorMessage();
        assertTrue(notNamed.contains("no resource-based policy"), notNamed);
        for (String ours : List.of("RouteRole", "ConcludeRole", "MonitorRole")) {
            assertDoesNotThrow(() -> iam.check(session(ours), assume), ours);
        }
        for (String other : List.of("DefaultProjectRole", "PullRequestProjectRole", "RunRole", "ChecksRole")) {
            assertThrows(AccessDenied.class, () -> iam.check(session(other), assume), other);
        }
    }

    @Test
    void whoVotesDoesNothingElse() {
        for (String action : List.of("PostCommentForPullRequest", "UpdateComment", "UpdatePullRequestApprovalState")) {
            assertDoesNotThrow(() -> iam.check(session("ChecksRole"), new Permission("codecommit:" + action, REPOSITORY)), action);
        }
        for (String action : List.of("GitPull", "GitPush", "MergePullRequestByFastForward", "OverridePullRequestApprovalRules")) {
            assertThrows(AccessDenied.class,
                    () -> iam.check(session("ChecksRole"), new Permission("codecommit:" + action, REPOSITORY)), action);
        }
    }

    @Test
    void mainIsProtectedUnlessTheOwnerSaysOtherwise() {
        assertEquals("[\"refs/heads/main\"]", Project.resource("ProtectedBranchesPolicy").properties()
                .at("/PolicyDocument/Statement/0/Condition/StringLikeIfExists").path("codecommit:References").toString());
    }

    private Caller session(String role) {
        return new Caller.RoleSession(stack.resources().get(role).arn(), "session");
    }
}
