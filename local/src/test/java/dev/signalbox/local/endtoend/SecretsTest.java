package dev.signalbox.local.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

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

    @ParameterizedTest
    @ValueSource(strings = {"true", "exit 3"})
    void aSecretThatTheRulesGiveIsInTheBuildAndNowhereElse(String last) throws IOException {
        String password = "canary-" + UUID.randomUUID();
        String key = "canary-" + UUID.randomUUID();
        String commit = repository.commit("Use secrets", Map.of(".signalbox.yml", """
                version: 1
                builds:
                  unit:
                    on: { push: {}, schedule: [{ cron: '0 0 1 1 ? *', inputs: { SIZE: small } }] }
                    matrix: { SIDE: [left, right] }
                    env: { PASSWORD: { parameter: %s }, KEY: { secret: '%s:key' } }
                    artifacts: {}
                    logs: { cloudwatch: true, s3: true }
                    gate: { tests: 1 }
                """.formatted(parameter("/signalbox/" + repository.name(), password),
                        secret("signalbox/" + repository.name(), "{\"key\": \"%s\"}".formatted(key))),
                "buildspec.yml", Buildspecs.of("printf %s \"$PASSWORD$KEY\" | sha256sum >digest", "cat digest", "printenv", last)
                        + "artifacts: { files: [digest] }\nreports: { unit: { files: [junit.xml] } }\n",
                "junit.xml", "<testsuite name='s' tests='1'><testcase classname='c' name='works' time='0.1'/></testsuite>\n"));
        repository.push();
        Told told = cloud.toldOnce(repository, commit);
        assertEquals(last.equals("true") ? "passed" : "failed", told.verdict(), told.document()::toString);
        told.document().path("builds").forEach(build ->
                assertTrue(cloud.log(build).contains(digest(password + key) + "  -"), "the build had the values"));
        Map<String, String> everything = everything(commit);
        everything.put("the objects", objects());
        assertTrue(everything.get("the objects").contains(digest(password + key)), "what the build keeps is among them");
        everything.put("the schedules", cloud.schedules(repository).toString());
        everything.put("the undelivered", cloud.undelivered().toString());
        everything.put("the metrics' values", cloud.lines().stream().filter(line -> line.text().contains("\"_aws\"")).toList().toString());
        everything.forEach((where, text) -> {
            assertFalse(text.contains(password), () -> "the parameter's value is in " + where);
            assertFalse(text.contains(key), () -> "the secret's value is in " + where);
        });
        repository.commit("Without a schedule", Map.of(".signalbox.yml", "version: 1\nbuilds:\n  unit: { on: { manual: {} } }\n"));
        repository.push();
        cloud.awaitThat("no schedule", () -> cloud.schedules(repository).isEmpty());
    }

    /** All that lies in the stack's bucket, names and contents. */
    private String objects() {
        String bucket = cloud.output("ArtifactsBucketName");
        StringBuilder all = new StringBuilder();
        cloud.s3.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().forEach(object -> {
            byte[] bytes = cloud.s3.getObjectAsBytes(request -> request.bucket(bucket).key(object.key())).asByteArray();
            all.append(object.key()).append('\n').append(new String(unpacked(bytes), ISO_8859_1)).append('\n');
        });
        return all.toString();
    }

    /** CodeBuild packs the logs that it keeps. */
    private static byte[] unpacked(byte[] bytes) {
        if (bytes.length < 2 || bytes[0] != (byte) GZIPInputStream.GZIP_MAGIC) {
            return bytes;
        }
        try (GZIPInputStream packed = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return packed.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void aSecretOfTheRulesOutsideThePrefixIsRefusedWithTheFix() {
        String commit = pushRules("env: { PASSWORD: { parameter: %s } }".formatted(parameter("/others/" + repository.name(), "x")));
        Told told = cloud.toldOnce(repository, commit);
        assertEquals("errored", told.verdict(), told.document()::toString);
        assertTrue(told.reason().contains("'PASSWORD'") && told.reason().contains("begins with /signalbox/"), told::reason);
        assertEquals(List.of(), cloud.builds(commit));
        String other = pushRules("env: { KEY: { secret: others } }");
        assertTrue(cloud.toldOnce(repository, other).reason().contains("signalbox/"));
    }

    @Test
    void aProjectOfOthersIsRefusedWithTheFix() {
        cloud.expectRefusal("RunRole", "codebuild:StartBuild");
        Told told = cloud.toldOnce(repository, pushRules("project: payroll"));
        assertEquals("errored", told.verdict(), told.document()::toString);
        String words = told.document().toString();
        assertTrue(words.contains("payroll") && words.contains("signalbox:stack"), words);
    }

    private String pushRules(String words) {
        String commit = repository.commit("Ask for too much", Map.of(
                ".signalbox.yml", "version: 1\nbuilds:\n  unit: { on: { push: {} }, %s }\n".formatted(words),
                "buildspec.yml", Buildspecs.of("true")));
        repository.push();
        return commit;
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
