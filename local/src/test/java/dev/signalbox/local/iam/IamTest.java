package dev.signalbox.local.iam;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.template.Stack;
import dev.signalbox.local.template.TemplateProblem;

class IamTest {

    private static final String TEMPLATE = """
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: worker
                  AssumeRolePolicyDocument:
                    Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }
                  Policies:
                    - PolicyName: Work
                      PolicyDocument:
                        Statement:
                          - { Effect: Allow, Action: 'codecommit:Git*', Resource: 'arn:aws:codecommit:us-east-1:123456789012:*' }
                          - { Effect: Deny, Action: 'codecommit:GitPush', Resource: '*',
                              Condition: { StringLike: { 'codecommit:References': 'refs/heads/release/*' } } }
                          - { Effect: Allow, Action: ['codebuild:StartBuild'], Resource: 'arn:aws:codebuild:us-east-1:123456789012:project/*',
                              Condition: { StringEquals: { 'aws:ResourceTag/signalbox:stack': signalbox } } }
                          - { Effect: Allow, Action: 'kms:Decrypt', Resource: '*' }
              Rule: { Type: 'AWS::Events::Rule', Properties: { Name: rule } }
              Key:
                Type: AWS::KMS::Key
                Properties:
                  KeyPolicy:
                    Statement: { Effect: Allow, Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' }
              LonelyKey: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [] } } }
              Function: { Type: 'AWS::Serverless::Function', Properties: { FunctionName: work, Role: !GetAtt Role.Arn } }
              RuleMayInvoke:
                Type: AWS::Lambda::Permission
                Properties: { FunctionName: !Ref Function, Action: 'lambda:InvokeFunction', Principal: events.amazonaws.com, SourceArn: !GetAtt Rule.Arn }
            """;
    private static final String REPOSITORY = "arn:aws:codecommit:us-east-1:123456789012:orders";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:letters";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:work";

    private final ResourcePolicies policies = new ResourcePolicies();
    private final Caller worker = new Caller.RoleSession("arn:aws:iam::123456789012:role/worker", "session");
    private final Caller ada = new Caller.User("123456789012", "ada");
    @TempDir
    private Path folder;
    private Stack stack;
    private Iam iam;

    @BeforeEach
    void load() throws IOException {
        Path file = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
        stack = Stack.load(file, "test", new Account("123456789012", "us-east-1"), URI.create("http://localhost:1"), Map.of());
        stack.ofType("AWS::KMS::Key").forEach(key -> policies.put(key.arn(), List.of(key.properties().path("KeyPolicy"))));
        iam = new Iam(policies);
        iam.deploy(stack);
    }

    @Test
    void aRoleMayWhatItsPoliciesAllowAndNothingElse() {
        assertAllowed(worker, new Permission("codecommit:GitPull", REPOSITORY));
        assertRefused(worker, new Permission("codecommit:GetFile", REPOSITORY));
        assertRefused(worker, new Permission("codecommit:GitPull", "arn:aws:codecommit:eu-west-1:123456789012:orders"));
    }

    @Test
    void aRefusalNamesCallerActionAndResource() {
        String said = assertRefused(worker, new Permission("codecommit:GetFile", REPOSITORY)).awsErrorDetails().errorMessage();
        assertTrue(said.contains("arn:aws:sts::123456789012:assumed-role/worker/session"), said);
        assertTrue(said.contains("codecommit:GetFile") && said.contains(REPOSITORY), said);
    }

    @Test
    void aDenyWinsOverAnAllow() {
        Permission push = new Permission("codecommit:GitPush", REPOSITORY);
        assertAllowed(worker, push.with("codecommit:References", "refs/heads/main"));
        assertRefused(worker, push.with("codecommit:References", "refs/heads/release/1"));
    }

    @Test
    void aConditionHoldsBackWhatLacksTheTag() {
        Permission start = new Permission("codebuild:StartBuild", "arn:aws:codebuild:us-east-1:123456789012:project/other");
        assertRefused(worker, start);
        assertRefused(worker, start.with("aws:ResourceTag/signalbox:stack", "another"));
        assertAllowed(worker, start.with("aws:ResourceTag/signalbox:stack", "signalbox"));
    }

    @Test
    void aUserAdministersUnlessAPolicyDenies() throws IOException {
        assertAllowed(ada, new Permission("sqs:PurgeQueue", QUEUE));
        policies.put(QUEUE, List.of(new ObjectMapper().readTree("""
                {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "sqs:PurgeQueue", "Resource": "%s"}}""".formatted(QUEUE))));
        assertRefused(ada, new Permission("sqs:PurgeQueue", QUEUE));
    }

    @Test
    void aServiceNeedsTheResourcesOwnWord() throws IOException {
        Caller topic = new Caller.Service("sns.amazonaws.com", "arn:aws:sns:us-east-1:123456789012:news", "123456789012");
        assertRefused(topic, new Permission("sqs:SendMessage", QUEUE));
        policies.put(QUEUE, List.of(new ObjectMapper().readTree("""
                {"Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*",
                  "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:*:*:news"}}}]}""")));
        assertAllowed(topic, new Permission("sqs:SendMessage", QUEUE));
        assertRefused(new Caller.Service("sns.amazonaws.com", "arn:aws:sns:us-east-1:123456789012:gossip", "123456789012"),
                new Permission("sqs:SendMessage", QUEUE));
    }

    @Test
    void aFunctionsPermissionLetsJustItsRuleIn() {
        String rule = stack.resources().get("Rule").arn();
        assertAllowed(new Caller.Service("events.amazonaws.com", rule, "123456789012"), new Permission("lambda:InvokeFunction", FUNCTION));
        assertRefused(new Caller.Service("events.amazonaws.com", rule + "2", "123456789012"), new Permission("lambda:InvokeFunction", FUNCTION));
        assertRefused(new Caller.Service("sns.amazonaws.com", rule, "123456789012"), new Permission("lambda:InvokeFunction", FUNCTION));
    }

    @Test
    void aRoleThatItsServiceMayNotAssumeIsAProblemOfTheTemplate() throws IOException {
        Path file = Files.writeString(folder.resolve("template.yaml"), TEMPLATE.replace("lambda.amazonaws.com", "codebuild.amazonaws.com"));
        Stack wrong = Stack.load(file, "test", new Account("123456789012", "us-east-1"), URI.create("http://localhost:1"), Map.of());
        assertEquals("Role does not let lambda.amazonaws.com assume it for Function.",
                assertThrows(TemplateProblem.class, () -> iam.deploy(wrong)).getMessage());
    }

    @Test
    void aRoleLetsJustTheServicesOfItsTrustPolicyAssumeIt() {
        String role = "arn:aws:iam::123456789012:role/worker";
        assertTrue(iam.lets(new Caller.Service("lambda.amazonaws.com", FUNCTION, "123456789012"), role));
        assertFalse(iam.lets(new Caller.Service("scheduler.amazonaws.com", FUNCTION, "123456789012"), role));
        assertFalse(iam.lets(new Caller.Service("lambda.amazonaws.com", FUNCTION, "123456789012"), role + "2"));
    }

    @Test
    void aKeyCountsARolesPolicyOnlyWhereItsOwnLetsTheAccountDecide() {
        assertAllowed(worker, new Permission("kms:Decrypt", stack.resources().get("Key").arn()));
        assertRefused(worker, new Permission("kms:Decrypt", stack.resources().get("LonelyKey").arn()));
    }

    @Test
    void anUnknownConditionOperatorIsRefusedByName() throws IOException {
        policies.put(QUEUE, List.of(new ObjectMapper().readTree("""
                {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"DateLessThan": {"a": "b"}}}]}""")));
        UnknownOperation refused = assertThrows(UnknownOperation.class, () -> iam.check(ada, new Permission("sqs:SendMessage", QUEUE)));
        assertTrue(refused.awsErrorDetails().errorMessage().contains("DateLessThan"));
    }

    @Test
    void everyDecisionIsHeard() {
        var heard = new ArrayList<String>();
        iam.listen((caller, permission, allowed) -> heard.add(caller.arn() + " " + permission.action() + " " + allowed));
        assertAllowed(worker, new Permission("codecommit:GitPull", REPOSITORY));
        assertRefused(worker, new Permission("codecommit:GetFile", REPOSITORY));
        assertEquals(List.of("arn:aws:sts::123456789012:assumed-role/worker/session codecommit:GitPull true",
                "arn:aws:sts::123456789012:assumed-role/worker/session codecommit:GetFile false"), heard);
    }

    private void assertAllowed(Caller caller, Permission permission) {
        assertDoesNotThrow(() -> iam.check(caller, permission));
    }

    private AccessDenied assertRefused(Caller caller, Permission permission) {
        return assertThrows(AccessDenied.class, () -> iam.check(caller, permission));
    }
}
