package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.model.ParameterType;

import dev.signalbox.local.endtoend.CloudInHand.Told;

/** What the account says lies under what every repository says, and over it where it enforces. */
@OnTheLocalCloud
class AccountDefaultsTest {

    private static final String PARAMETER = "/signalbox/rules";

    private final CloudInHand cloud;
    private final Repository repository;

    AccountDefaultsTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    @AfterEach
    void accountSaysNothing() {
        cloud.ssm.deleteParameter(request -> request.name(PARAMETER));
    }

    private void account(String yaml) {
        cloud.ssm.putParameter(request -> request.name(PARAMETER).value(yaml).type(ParameterType.STRING).overwrite(true));
    }

    private Told push(String rules) {
        String commit = repository.commit("Change the rules", Map.of(".signalbox.yml", rules,
                "buildspec.yml", Buildspecs.of("echo $REGION $STAGE $OWNER")));
        repository.push();
        return cloud.toldOnce(repository, commit);
    }

    private void assertSaid(String line, Told told) {
        assertEquals("passed", told.verdict(), told.document()::toString);
        List<String> log = cloud.log(told.document().path("builds").path(0));
        assertTrue(log.contains(line), log::toString);
    }

    @Test
    void theAccountsDefaultsLieUnderTheRepositorys() {
        account("""
                version: 1
                defaults: { timeout: 20m, env: { REGION: eu, STAGE: test, OWNER: nobody } }
                """);
        Told told = push("""
                version: 1
                defaults: { env: { STAGE: production } }
                builds:
                  unit: { on: { push: {} }, env: { OWNER: ada } }
                """);
        assertSaid("eu production ada", told);
        assertEquals(20, cloud.builds(told).getFirst().timeoutInMinutes());
    }

    @Test
    void whatTheAccountEnforcesNoRepositorySets() {
        account("""
                version: 1
                enforced: { timeout: 10m, env: { REGION: us } }
                """);
        Told told = push("""
                version: 1
                builds:
                  unit: { on: { push: {} }, env: { STAGE: test, OWNER: ada } }
                """);
        assertSaid("us test ada", told);
        assertEquals(10, cloud.builds(told).getFirst().timeoutInMinutes());
        Told refused = push("""
                version: 1
                builds:
                  unit: { on: { push: {} }, timeout: 1h }
                """);
        assertEquals("errored", refused.verdict());
        assertTrue(refused.reason().contains(".signalbox.yml:3:") && refused.reason().contains("account"), refused::reason);
    }

    @Test
    void aMistakeOfTheAccountIsToldWithItsPlace() {
        account("version: 1\ndefalts: {}\n");
        Told told = push("version: 1\nbuilds:\n  unit: { on: { push: {} } }\n");
        assertEquals("errored", told.verdict());
        assertTrue(told.reason().contains("account defaults:2:1"), told::reason);
    }
}
