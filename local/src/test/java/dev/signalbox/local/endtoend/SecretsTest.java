package dev.signalbox.local.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryRequest;
import software.amazon.awssdk.services.ssm.model.ParameterType;

import dev.signalbox.local.endtoend.CloudInHand.Run;
import dev.signalbox.local.endtoend.CloudInHand.Told;

/** Secrets reach the builds that may have them, and nothing else. */
@OnTheLocalCloud
class SecretsTest {

    private final CloudInHand cloud;
    private final Repository repository;

    SecretsTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    private String parameter(String name, String value) {
        cloud.ssm.putParameter(request -> request.name(name).value(value).type(ParameterType.SECURE_STRING));
        return name;
    }

    private String secret(String name, String value) {
        cloud.secretsManager.createSecret(request -> request.name(name).secretString(value));
        return name;
    }

    private String push(String env, String... commands) {
        String commit = repository.commit("Use secrets", Map.of("buildspec.yml", Buildspecs.withEnv(env, commands)));
        repository.push();
        return commit;
    }

    private static String digest(String value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "exit 3"})
    void aSecretsValueIsInTheBuildAndNowhereElse(String last) throws IOException {
        String password = "canary-" + UUID.randomUUID();
        String key = "canary-" + UUID.randomUUID();
        String env = """
                parameter-store:
                  PASSWORD: %s
                secrets-manager:
                  KEY: %s:key
                """.formatted(parameter("/signalbox/" + repository.name(), password),
                secret("signalbox/" + repository.name(), "{\"key\": \"%s\"}".formatted(key)));
        String commit = push(env, "printf %s \"$PASSWORD$KEY\" | sha256sum", "echo password $PASSWORD key $KEY", last);
        Told told = cloud.toldOnce(repository, commit);
        assertEquals(last.equals("true") ? "passed" : "failed", told.verdict(), told.document()::toString);
        assertTrue(cloud.lines().stream().anyMatch(line -> line.text().contains(digest(password + key))), "the build had the values");
        assertTrue(cloud.lines().stream().anyMatch(line -> line.text().equals("password *** key ***")), "and could show them masked only");
        everything(commit).forEach((where, text) -> {
            assertFalse(text.contains(password), () -> "the parameter's value is in " + where);
            assertFalse(text.contains(key), () -> "the secret's value is in " + where);
        });
    }

    /** All that is kept or told of a commit's run, and of the whole cloud where the two are not kept apart. */
    private Map<String, String> everything(String commit) throws IOException {
        Run run = cloud.awaitRun(repository, commit);
        Map<String, String> everything = new LinkedHashMap<>();
        everything.put("the record of calls", Files.readString(cloud.record()));
        everything.put("the logs", cloud.lines().toString());
        everything.put("the events", cloud.events().toString());
        everything.put("the notification", cloud.told(repository.name()).toString());
        everything.put("the emails", cloud.emails().toString());
        everything.put("the execution", cloud.stepFunctions.describeExecution(request -> request.executionArn(run.arn())).toString());
        everything.put("the history", cloud.stepFunctions.getExecutionHistoryPaginator(
                GetExecutionHistoryRequest.builder().executionArn(run.arn()).build()).stream().toList().toString());
        everything.put("the build", cloud.builds(commit).toString());
        everything.put("the table", cloud.dynamoDb.scanPaginator(
                ScanRequest.builder().tableName(cloud.output("RunsTableName")).build()).items().stream().toList().toString());
        everything.put("the metrics", cloud.cloudWatch.listMetrics().toString());
        everything.values().forEach(text -> assertTrue(text.length() > 100, text));
        return everything;
    }

    @Test
    void aParameterOutsideThePrefixIsRefused() {
        cloud.expectRefusal("DefaultProjectRole", "ssm:GetParameters");
        String commit = push("parameter-store:\n  PASSWORD: " + parameter("/others/" + repository.name(), "x"), "true");
        Told told = cloud.toldOnce(repository, commit);
        assertRefused("ssm:GetParameters", told);
    }

    @Test
    void aSecretOutsideThePrefixIsRefused() {
        cloud.expectRefusal("DefaultProjectRole", "secretsmanager:GetSecretValue");
        String commit = push("secrets-manager:\n  KEY: " + secret("others/" + repository.name(), "x"), "true");
        Told told = cloud.toldOnce(repository, commit);
        assertRefused("secretsmanager:GetSecretValue", told);
    }

    private static void assertRefused(String action, Told told) {
        assertEquals("failed", told.verdict());
        assertEquals("DOWNLOAD_SOURCE", told.document().path("builds").path(0).path("failedPhase").asText());
        assertTrue(told.document().path("builds").path(0).path("reason").asText().contains(action), told.document()::toString);
    }

    @Test
    void aPullRequestsBuildReadsSourceAndWritesItsLog() {
        String commit = repository.commit("echo built for a pull request");
        repository.push();
        cloud.toldOnce(repository, commit);
        assertEquals(StatusType.SUCCEEDED, buildForAPullRequest(commit).buildStatus());
        assertTrue(cloud.lines().stream().anyMatch(line -> line.group().equals("/aws/codebuild/" + cloud.output("PullRequestProjectName"))
                && line.text().equals("built for a pull request")));
    }

    @Test
    void aPullRequestsBuildHasNoSecrets() {
        cloud.expectRefusal("PullRequestProjectRole", "ssm:GetParameters");
        cloud.expectRefusal("PullRequestProjectRole", "secretsmanager:GetSecretValue");
        String byParameter = push("parameter-store:\n  PASSWORD: " + parameter("/signalbox/" + repository.name(), "x"), "true");
        assertEquals("passed", cloud.toldOnce(repository, byParameter).verdict());
        assertEquals(StatusType.FAILED, buildForAPullRequest(byParameter).buildStatus());
        String bySecret = push("secrets-manager:\n  KEY: " + secret("signalbox/" + repository.name(), "x"), "true");
        assertEquals("passed", cloud.toldOnce(repository, bySecret).verdict());
        assertEquals(StatusType.FAILED, buildForAPullRequest(bySecret).buildStatus());
    }

    private Build buildForAPullRequest(String commit) {
        String id = cloud.codeBuild.startBuild(StartBuildRequest.builder().projectName(cloud.output("PullRequestProjectName"))
                .sourceTypeOverride("CODECOMMIT").sourceVersion(commit).buildspecOverride("buildspec.yml")
                .sourceLocationOverride("https://git-codecommit.us-east-1.amazonaws.com/v1/repos/" + repository.name()).build())
                .build().id();
        return cloud.await("the build's end", () -> Optional.of(cloud.codeBuild.batchGetBuilds(request -> request.ids(id))
                .builds().getFirst()).filter(Build::buildComplete));
    }
}
