package dev.signalbox.local.iam;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.template.Stack;
import dev.signalbox.local.template.TemplateProblem;

class AttachmentsTest {

    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final String POLICY = "arn:aws:iam::123456789012:policy/no-pushes";
    private static final Permission PUSH = new Permission("codecommit:GitPush", "arn:aws:codecommit:us-east-1:123456789012:orders");
    private static final String ROLE = """
              Role:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: worker
                  AssumeRolePolicyDocument:
                    Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }
            """;
    private static final String MANAGED = """
              Managed:
                Type: AWS::IAM::ManagedPolicy
                Properties:
                  ManagedPolicyName: no-pushes
                  PolicyDocument: { Statement: { Effect: Deny, Action: 'codecommit:GitPush', Resource: '*' } }
            """;
    private static final String ALLOW = "PolicyDocument: { Statement: { Effect: Allow, Action: 'codecommit:GitPush', Resource: '*' } }";

    private final Iam iam = new Iam(new ResourcePolicies());
    private final Switchboard switchboard = new Switchboard(Gate.open());
    private final Caller ada = new Caller.User("123456789012", "ada");
    private final Caller worker = new Caller.RoleSession("arn:aws:iam::123456789012:role/worker", "session");
    @TempDir
    private Path folder;

    @BeforeEach
    void connect() {
        switchboard.connect(iam.service(ACCOUNT.id()));
    }

    private void deploy(String... resources) throws IOException {
        Path file = Files.writeString(folder.resolve("template.yaml"), "Resources:\n" + String.join("", resources));
        iam.deploy(Stack.load(file, "test", ACCOUNT, URI.create("http://localhost:1"), Map.of()));
    }

    private void assertAllowed(Caller caller) {
        assertDoesNotThrow(() -> iam.check(caller, PUSH));
    }

    private void assertRefused(Caller caller) {
        assertThrows(AccessDenied.class, () -> iam.check(caller, PUSH));
    }

    private static AttachUserPolicyRequest attach(String user, String policy) {
        return AttachUserPolicyRequest.builder().userName(user).policyArn(policy).build();
    }

    private static DetachUserPolicyRequest detach(String user) {
        return DetachUserPolicyRequest.builder().userName(user).policyArn(POLICY).build();
    }

    private List<AttachedPolicy> attachedToAda() {
        return ((ListAttachedUserPoliciesResponse) switchboard.call(ada,
                ListAttachedUserPoliciesRequest.builder().userName("ada").build())).attachedPolicies();
    }

    @Test
    void aUserHasAPolicyFromItsAttachmentToItsDetachment() throws IOException {
        deploy(MANAGED);
        assertAllowed(ada);
        switchboard.call(ada, attach("ada", POLICY));
        switchboard.call(ada, attach("ada", POLICY));
        assertRefused(ada);
        assertAllowed(new Caller.User("123456789012", "grace"));
        assertEquals(List.of(AttachedPolicy.builder().policyArn(POLICY).policyName("no-pushes").build()), attachedToAda());
        switchboard.call(ada, detach("ada"));
        assertAllowed(ada);
        assertEquals(List.of(), attachedToAda());
        assertThrows(NoSuchEntityException.class, () -> switchboard.call(ada, detach("ada")));
    }

    @Test
    void whatIsNotOfTheTemplateIsNotAttached() throws IOException {
        deploy(MANAGED);
        assertThrows(NoSuchEntityException.class,
                () -> switchboard.call(ada, attach("ada", "arn:aws:iam::aws:policy/AdministratorAccess")));
        assertThrows(InvalidInputException.class, () -> switchboard.call(ada, attach("a b", POLICY)));
        assertEquals("The local cloud has no iam:ListAttachedUserPolicies with PathPrefix.", assertThrows(UnknownOperation.class,
                () -> switchboard.call(ada, ListAttachedUserPoliciesRequest.builder().userName("ada").pathPrefix("/x/").build()))
                .awsErrorDetails().errorMessage());
    }

    @Test
    void aRoleHasThePoliciesThatTheTemplateGivesItFromOutside() throws IOException {
        deploy(ROLE, "  Policy:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyName: push\n      Roles: [!Ref Role]\n      "
                + ALLOW + "\n");
        assertAllowed(worker);
    }

    @Test
    void aRoleHasTheManagedPoliciesThatItNamesAndThoseThatNameIt() throws IOException {
        deploy(ROLE, "      Policies: [{ PolicyName: push, " + ALLOW + " }]\n", "      ManagedPolicyArns: [!Ref Managed]\n", MANAGED);
        assertRefused(worker);
        deploy(ROLE, "      Policies: [{ PolicyName: push, " + ALLOW + " }]\n", MANAGED, "      Roles: [!Ref Role]\n");
        assertRefused(worker);
    }

    @Test
    void aPolicyThatGoesElsewhereIsRefusedByName() {
        assertProblem("Role: the local cloud has no managed policy but the template's own: arn:aws:iam::aws:policy/ReadOnlyAccess",
                ROLE, "      ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess']\n");
        assertProblem("Managed goes to nobody, which is no role of the template.", MANAGED, "      Roles: [nobody]\n");
        assertProblem("Managed: the local cloud reads no Groups of a policy.", MANAGED, "      Groups: [people]\n");
    }

    private void assertProblem(String words, String... resources) {
        assertEquals(words, assertThrows(TemplateProblem.class, () -> deploy(resources)).getMessage());
    }
}
