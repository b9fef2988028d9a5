package dev.signalbox.local.codebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.LogsConfig;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A build's log in S3. */
class LogFileTest {

    @AutoClose
    private Site site;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException, InterruptedException {
        site = new Site(folder);
    }

    private static LogsConfig inS3(String location, boolean plain) {
        return LogsConfig.builder().s3Logs(s3 -> s3.status("ENABLED").location(location).encryptionDisabled(plain)).build();
    }

    private String log(String key) throws IOException {
        byte[] zipped = site.switchboard.transfer(Site.ADA, GetObjectRequest.builder().bucket("artifacts").key(key).build(), new byte[0])
                .asByteArray();
        return new String(new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String uuid(Build build) {
        return build.id().split(":")[1];
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "artifacts                      | UUID.gz",
        "artifacts/build-log            | build-log/UUID.gz",
        "arn:aws:s3:::artifacts/a/b/    | a/b/UUID.gz",
    })
    void theLogIsOneObjectNamedAfterTheBuild(String location, String key) throws IOException {
        Build build = site.run(Site.spec(Site.buildspec("echo hello")).logsConfigOverride(inS3(location, false)));
        String placed = key.replace("UUID", uuid(build));
        assertEquals("arn:aws:s3:::artifacts/" + placed, build.logs().s3LogsArn());
        assertEquals("https://s3.console.aws.amazon.com/s3/object/artifacts/" + placed + "?region=us-east-1", build.logs().s3DeepLink());
        assertEquals(site.log(build), log(placed));
        assertTrue(log(placed).contains("\nhello\n"), () -> site.log(build));
    }

    @Test
    void theLogCanBeInS3Only() throws IOException {
        Build build = site.run(Site.spec(Site.buildspec("exit 3")).logsConfigOverride(
                inS3("artifacts", false).toBuilder().cloudWatchLogs(own -> own.status("DISABLED")).build()));
        assertEquals(StatusType.FAILED, build.buildStatus());
        assertEquals(Map.of(), site.logs);
        assertTrue(log(uuid(build) + ".gz").contains("Reason: exit status 3"));
    }

    @Test
    void secretsAreMaskedThereToo() throws IOException {
        site.parameters.put("/s", "hunter2");
        Build build = site.run(Site.spec(Site.buildspec("echo \"it is $S\"")).logsConfigOverride(inS3("artifacts", false))
                .environmentVariablesOverride(Site.variable("S", "/s", "PARAMETER_STORE")));
        assertTrue(log(uuid(build) + ".gz").contains("\nit is ***\n"));
        assertFalse(log(uuid(build) + ".gz").contains("hunter2"));
    }

    @Test
    void theBuildsKeyEncryptsIt() {
        String key = "arn:aws:kms:us-east-1:123456789012:key/ours";
        Build build = site.run(Site.spec(Site.buildspec("true")).logsConfigOverride(inS3("artifacts", false)).encryptionKeyOverride(key));
        Build plain = site.run(Site.spec(Site.buildspec("true")).logsConfigOverride(inS3("artifacts", true)).encryptionKeyOverride(key));
        assertEquals(key, keyOf(build));
        assertEquals(Site.BUCKETS_KEY, keyOf(plain));
        assertTrue(plain.logs().s3Logs().encryptionDisabled());
    }

    private String keyOf(Build build) {
        return ((GetObjectResponse) site.switchboard.transfer(Site.ADA,
                GetObjectRequest.builder().bucket("artifacts").key(uuid(build) + ".gz").build(), new byte[0]).response()).ssekmsKeyId();
    }

    @Test
    void aLogThatCannotBeWrittenFailsTheBuild() {
        site.denied.add("s3:PutObject");
        Build build = site.run(Site.spec(Site.buildspec("true")).logsConfigOverride(inS3("artifacts", false)));
        assertEquals(StatusType.FAILED, build.buildStatus());
        String message = Site.phase(build, BuildPhaseType.FINALIZING).contexts().getFirst().message();
        assertTrue(message.startsWith("Error in FINALIZING phase: AccessDenied: "), message);
    }

    @Test
    void withoutALogInS3NoneIsShown() {
        Build build = site.run(Site.spec(Site.buildspec("true")));
        assertEquals("DISABLED", build.logs().s3Logs().statusAsString());
        assertNull(build.logs().s3LogsArn());
    }
}
