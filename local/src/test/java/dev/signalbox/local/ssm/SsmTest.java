package dev.signalbox.local.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.SsmException;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.time.Timeline;

class SsmTest {

    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private final Timeline timeline = new Timeline();
    private final List<Permission> asked = new ArrayList<>();
    private final Switchboard cloud = new Switchboard((caller, permission) -> asked.add(permission));

    @BeforeEach
    void start() {
        cloud.connect(new Ssm(ACCOUNT, timeline, new Keys(ACCOUNT, List.of(), new ResourcePolicies()), List.of()).service());
    }

    @AfterEach
    void stop() {
        timeline.close();
    }

    private void put(String name, String value, ParameterType type, boolean overwrite) {
        cloud.call(ADA, PutParameterRequest.builder().name(name).value(value).type(type).overwrite(overwrite).build());
    }

    private Parameter get(String name, boolean open) {
        return ((GetParameterResponse) cloud.call(ADA, GetParameterRequest.builder().name(name).withDecryption(open).build())).parameter();
    }

    @Test
    void everyVersionStaysReadable() {
        put("/signalbox/db", "one", ParameterType.STRING, false);
        put("/signalbox/db", "two", ParameterType.STRING, true);
        assertEquals("two", get("/signalbox/db", false).value());
        assertEquals(2, get("/signalbox/db", false).version());
        assertEquals("one", get("/signalbox/db:1", false).value());
        assertEquals("two", get("arn:aws:ssm:us-east-1:123456789012:parameter/signalbox/db", false).value());
        assertTrue(asked.contains(new Permission("ssm:GetParameter", "arn:aws:ssm:us-east-1:123456789012:parameter/signalbox/db")));
        assertThrows(ParameterVersionNotFoundException.class, () -> get("/signalbox/db:3", false));
    }

    @Test
    void aSecureStringTellsNothingUnlessDecrypted() {
        put("secret", "hush", ParameterType.SECURE_STRING, false);
        assertNotEquals("hush", get("secret", false).value());
        assertEquals("hush", get("secret", true).value());
    }

    @Test
    void aKeyOfTheUsersIsItsReadersToUse() {
        cloud.call(ADA, PutParameterRequest.builder().name("keyed").value("v").type(ParameterType.SECURE_STRING).keyId("k1").build());
        get("keyed", true);
        assertTrue(asked.stream().anyMatch(permission -> permission.action().equals("kms:Decrypt")
                && permission.resource().equals("arn:aws:kms:us-east-1:123456789012:key/k1")));
    }

    @Test
    void severalAreFoundAndTheMissingNamed() {
        put("a", "1", ParameterType.STRING, false);
        var found = (GetParametersResponse) cloud.call(ADA, GetParametersRequest.builder().names("a", "b").build());
        assertEquals(List.of("a"), found.parameters().stream().map(Parameter::name).toList());
        assertEquals(List.of("b"), found.invalidParameters());
    }

    @Test
    void aPathGivesAllBelowItOnceOverAllPages() {
        for (int i = 0; i < 23; i++) {
            put("/app/p" + i, "v", ParameterType.STRING, false);
        }
        put("/app/deep/er", "v", ParameterType.STRING, false);
        put("/application", "v", ParameterType.STRING, false);
        assertEquals(23, below("/app", false));
        assertEquals(24, below("/app", true));
    }

    private int below(String path, boolean recursive) {
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            var page = (GetParametersByPathResponse) cloud.call(ADA,
                    GetParametersByPathRequest.builder().path(path).recursive(recursive).nextToken(token).build());
            page.parameters().forEach(parameter -> names.add(parameter.name()));
            token = page.nextToken();
        } while (token != null);
        assertEquals(names.size(), names.stream().distinct().count());
        return names.size();
    }

    @Test
    void whatIsWrongIsRefused() {
        put("taken", "1", ParameterType.STRING, false);
        assertThrows(ParameterAlreadyExistsException.class, () -> put("taken", "2", ParameterType.STRING, false));
        assertEquals("ParameterNotFound",
                assertThrows(ParameterNotFoundException.class, () -> get("nope", false)).awsErrorDetails().errorCode());
        assertThrows(SsmException.class, () -> put("aws/mine", "1", ParameterType.STRING, false));
        cloud.call(ADA, DeleteParameterRequest.builder().name("taken").build());
        assertThrows(ParameterNotFoundException.class, () -> cloud.call(ADA, DeleteParameterRequest.builder().name("taken").build()));
    }
}
