package dev.signalbox.local.sts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.ProvidedContext;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

import dev.signalbox.local.Account;
import dev.signalbox.local.codebuild.Await;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownKey;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.iam.Iam;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.template.Stack;
import dev.signalbox.local.time.Timeline;

class StsTest {

    private static final String TEMPLATE = """
            Resources:
              Conclude:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: conclude
                  AssumeRolePolicyDocument:
                    Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }
                  Policies:
                    - PolicyName: Assume
                      PolicyDocument:
                        Statement:
                          - { Effect: Allow, Action: 'sts:AssumeRole', Resource: !GetAtt Anybody.Arn }
              Stranger:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: stranger
                  AssumeRolePolicyDocument:
                    Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }
              Check:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: check
                  AssumeRolePolicyDocument:
                    Statement:
                      - { Effect: Allow, Principal: { AWS: !GetAtt Conclude.Arn }, Action: 'sts:AssumeRole',
                          Condition: { StringNotEquals: { 'sts:RoleSessionName': admin } } }
              Anybody:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: anybody
                  MaxSessionDuration: 7200
                  AssumeRolePolicyDocument:
                    Statement: { Effect: Allow, Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'sts:AssumeRole' }
              Partner:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: partner
                  AssumeRolePolicyDocument:
                    Statement: { Effect: Allow, Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole',
                                 Condition: { StringEquals: { 'sts:ExternalId': 'shared-secret' } } }
            """;
    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private static final Caller CONCLUDE = session("conclude", "conclude-function");
    private static final Caller STRANGER = session("stranger", "stranger-function");

    private final Account account = new Account("123456789012", "us-east-1");
    private final Identities identities = new Identities(account.id());
    private final Timeline timeline = new Timeline();
    @TempDir
    private Path folder;
    private Switchboard switchboard;

    @BeforeEach
    void open() throws IOException {
        Path file = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
        Stack stack = Stack.load(file, "test", account, URI.create("http://localhost:1"), Map.of());
        Iam iam = new Iam(new ResourcePolicies());
        iam.deploy(stack);
        switchboard = new Switchboard(iam);
        switchboard.connect(new Sts(account, timeline, identities, stack.ofType("AWS::IAM::Role")).service());
    }

    @AfterEach
    void close() {
        timeline.close();
    }

    @Test
    void aUserIsToldWhoItIsWhateverPoliciesSay() {
        GetCallerIdentityResponse identity = identity(ADA);
        assertEquals("123456789012", identity.account());
        assertEquals("arn:aws:iam::123456789012:user/ada", identity.arn());
        assertTrue(identity.userId().matches("AIDA[0-9A-F]{17}"), identity.userId());
    }

    @Test
    void aSessionIsToldItsRolesIdAndItsName() {
        GetCallerIdentityResponse identity = identity(STRANGER);
        assertEquals("arn:aws:sts::123456789012:assumed-role/stranger/stranger-function", identity.arn());
        assertTrue(identity.userId().matches("AROA[0-9A-F]{17}:stranger-function"), identity.userId());
    }

    @Test
    void credentialsAreThoseOfTheNamedSession() {
        AssumeRoleResponse assumed = assume(CONCLUDE, "check", "unit");
        Caller behind = identities.behind(assumed.credentials().accessKeyId());
        assertEquals(session("check", "unit"), behind);
        assertEquals("arn:aws:sts::123456789012:assumed-role/check/unit", behind.arn());
        assertEquals(behind.arn(), assumed.assumedRoleUser().arn());
        assertEquals(identity(behind).userId(), assumed.assumedRoleUser().assumedRoleId());
    }

    @Test
    void whomTheTrustPolicyDoesNotNameIsRefused() {
        for (Caller other : new Caller[] {STRANGER, ADA}) {
            String said = assertThrows(AccessDenied.class, () -> assume(other, "check", "unit")).awsErrorDetails().errorMessage();
            assertTrue(said.startsWith("User: " + other.arn() + " is not authorized to perform: sts:AssumeRole on resource: "
                    + "arn:aws:iam::123456789012:role/check"), said);
        }
        assertThrows(AccessDenied.class, () -> assume(ADA, "no-such-role", "unit"));
    }

    @Test
    void aTrustInTheAccountLetsUsersAndThoseRolesWhosePoliciesSaySo() {
        assume(ADA, "anybody", "ada");
        assume(CONCLUDE, "anybody", "unit");
        assertThrows(AccessDenied.class, () -> assume(STRANGER, "anybody", "unit"));
    }

    @Test
    void theTrustPolicyMayAskForASessionNameAndAnExternalId() {
        assertThrows(AccessDenied.class, () -> assume(CONCLUDE, "check", "admin"));
        assertThrows(AccessDenied.class, () -> assume(ADA, "partner", "ada"));
        assertThrows(AccessDenied.class, () -> assume(ADA, "partner", "ada", r -> r.externalId("guess")));
        assume(ADA, "partner", "ada", r -> r.externalId("shared-secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b", "unit/lint", "größe", "a:b", "01234567890123456789012345678901234567890123456789012345678901234"})
    void aNameThatNoSessionCanHaveIsRefusedBeforeAnythingElse(String name) {
        StsException refused = assertThrows(StsException.class, () -> assume(STRANGER, "check", name));
        assertEquals("ValidationError", refused.awsErrorDetails().errorCode());
        assertTrue(refused.awsErrorDetails().errorMessage().startsWith("1 validation error detected: Value '" + name
                + "' at 'roleSessionName'"), refused.awsErrorDetails().errorMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "a+b=c,d.e@f-g_h", "0123456789012345678901234567890123456789012345678901234567890123"})
    void aNameThatASessionCanHaveIsTaken(String name) {
        assertTrue(assume(CONCLUDE, "check", name).assumedRoleUser().arn().endsWith("assumed-role/check/" + name));
    }

    @Test
    void credentialsEndAfterTheirTime() {
        AssumeRoleResponse assumed = assume(CONCLUDE, "check", "unit", r -> r.durationSeconds(900));
        String key = assumed.credentials().accessKeyId();
        timeline.turn(Duration.ofSeconds(890));
        assertEquals(session("check", "unit"), identities.behind(key));
        timeline.turn(Duration.ofSeconds(11));
        Await.until("the key's end", () -> {
            try {
                identities.behind(key);
                return false;
            } catch (UnknownKey _) {
                return true;
            }
        });
    }

    @Test
    void theirTimeHasBounds() {
        assertRefused(ADA, "anybody", 899);
        assertRefused(ADA, "anybody", 43201);
        assertRefused(ADA, "anybody", 7201);
        assertRefused(CONCLUDE, "anybody", 3601);
        assertRefused(CONCLUDE, "check", 7200);
        assume(ADA, "anybody", "ada", r -> r.durationSeconds(7200));
        assume(CONCLUDE, "anybody", "ada", r -> r.durationSeconds(3600));
    }

    @Test
    void whatWouldChangeTheSessionIsRefusedByName() {
        assertUnknown("Policy", r -> r.policy("{}"));
        assertUnknown("PolicyArns", r -> r.policyArns(PolicyDescriptorType.builder().arn("arn:aws:iam::aws:policy/Any").build()));
        assertUnknown("Tags", r -> r.tags(Tag.builder().key("a").value("b").build()));
        assertUnknown("TransitiveTagKeys", r -> r.transitiveTagKeys("a"));
        assertUnknown("SerialNumber", r -> r.serialNumber("arn:aws:iam::123456789012:mfa/ada"));
        assertUnknown("TokenCode", r -> r.tokenCode("123456"));
        assertUnknown("SourceIdentity", r -> r.sourceIdentity("ada"));
        assertUnknown("ProvidedContexts", r -> r.providedContexts(ProvidedContext.builder().contextAssertion("abcd").build()));
    }

    private void assertRefused(Caller caller, String role, int seconds) {
        StsException refused = assertThrows(StsException.class, () -> assume(caller, role, "unit", r -> r.durationSeconds(seconds)));
        assertEquals("ValidationError", refused.awsErrorDetails().errorCode(), () -> role + " " + seconds);
    }

    private void assertUnknown(String member, Consumer<AssumeRoleRequest.Builder> more) {
        assertEquals("The local cloud has no sts:AssumeRole with " + member + ".",
                assertThrows(UnknownOperation.class, () -> assume(ADA, "anybody", "ada", more)).awsErrorDetails().errorMessage());
    }

    private AssumeRoleResponse assume(Caller caller, String role, String session) {
        return assume(caller, role, session, _ -> { });
    }

    private AssumeRoleResponse assume(Caller caller, String role, String session, Consumer<AssumeRoleRequest.Builder> more) {
        return (AssumeRoleResponse) switchboard.call(caller, AssumeRoleRequest.builder()
                .roleArn("arn:aws:iam::123456789012:role/" + role).roleSessionName(session).applyMutation(more).build());
    }

    private GetCallerIdentityResponse identity(Caller caller) {
        return (GetCallerIdentityResponse) switchboard.call(caller, GetCallerIdentityRequest.builder().build());
    }

    private static Caller.RoleSession session(String role, String name) {
        return new Caller.RoleSession("arn:aws:iam::123456789012:role/" + role, name);
    }
}
