package dev.signalbox.local.secretsmanager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.time.Timeline;

class SecretsManagerTest {

    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private final Timeline timeline = new Timeline();
    private final List<Permission> asked = new ArrayList<>();
    private final Switchboard cloud = new Switchboard((caller, permission) -> asked.add(permission));

    @BeforeEach
    void start() {
        cloud.connect(new SecretsManager(ACCOUNT, timeline, new Keys(ACCOUNT, List.of(), new ResourcePolicies())).service());
    }

    @AfterEach
    void stop() {
        timeline.close();
    }

    private String create(String name, String value) {
        return ((CreateSecretResponse) cloud.call(ADA, CreateSecretRequest.builder().name(name).secretString(value).build())).arn();
    }

    private GetSecretValueResponse get(GetSecretValueRequest.Builder request) {
        return (GetSecretValueResponse) cloud.call(ADA, request.build());
    }

    @Test
    void aSecretIsFoundByNameByArnAndByArnWithoutItsEnd() {
        String arn = create("signalbox/app", "hush");
        assertTrue(arn.matches("arn:aws:secretsmanager:us-east-1:123456789012:secret:signalbox/app-[A-Za-z0-9]{6}"));
        for (String id : List.of("signalbox/app", arn, arn.substring(0, arn.length() - 7))) {
            assertEquals("hush", get(GetSecretValueRequest.builder().secretId(id)).secretString());
        }
        assertEquals(3, asked.stream().filter(new Permission("secretsmanager:GetSecretValue", arn)::equals).count());
    }

    @Test
    void theValueBeforeTheCurrentOneStaysReadable() {
        create("s", "one");
        cloud.call(ADA, PutSecretValueRequest.builder().secretId("s").secretString("two").build());
        assertEquals("two", get(GetSecretValueRequest.builder().secretId("s")).secretString());
        assertEquals("one", get(GetSecretValueRequest.builder().secretId("s").versionStage("AWSPREVIOUS")).secretString());
        cloud.call(ADA, PutSecretValueRequest.builder().secretId("s").secretString("three").build());
        assertEquals("two", get(GetSecretValueRequest.builder().secretId("s").versionStage("AWSPREVIOUS")).secretString());
    }

    @Test
    void theSameTokenTwiceIsTheSameVersion() {
        create("s", "one");
        var put = PutSecretValueRequest.builder().secretId("s").secretString("two").clientRequestToken("a".repeat(32)).build();
        assertEquals(cloud.call(ADA, put), cloud.call(ADA, put));
        assertThrows(ResourceExistsException.class, () -> cloud.call(ADA, put.toBuilder().secretString("other").build()));
    }

    @Test
    void aDeletedSecretIsClosedAndItsNameFreeAfterItsWindow() {
        create("s", "one");
        cloud.call(ADA, DeleteSecretRequest.builder().secretId("s").recoveryWindowInDays(7L).build());
        assertThrows(InvalidRequestException.class, () -> get(GetSecretValueRequest.builder().secretId("s")));
        assertFalse(((ListSecretsResponse) cloud.call(ADA, ListSecretsRequest.builder().build())).secretList().stream()
                .anyMatch(secret -> secret.name().equals("s")));
        timeline.turn(Duration.ofDays(8));
        Instant deadline = Instant.now().plusSeconds(10);
        while (true) {
            try {
                create("s", "again");
                break;
            } catch (ResourceExistsException early) {
                assertTrue(Instant.now().isBefore(deadline), early.getMessage());
                Thread.onSpinWait();
            }
        }
        assertEquals("again", get(GetSecretValueRequest.builder().secretId("s")).secretString());
    }

    @Test
    void whatIsWrongIsRefused() {
        create("s", "one");
        assertThrows(ResourceExistsException.class, () -> create("s", "two"));
        assertEquals("ResourceNotFoundException", assertThrows(ResourceNotFoundException.class,
                () -> get(GetSecretValueRequest.builder().secretId("nope"))).awsErrorDetails().errorCode());
        assertThrows(ResourceNotFoundException.class, () -> get(GetSecretValueRequest.builder().secretId("s").versionStage("AWSPREVIOUS")));
    }
}
