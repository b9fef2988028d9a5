package dev.signalbox.local.codebuild;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildArtifacts;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;
import software.amazon.awssdk.services.codebuild.model.ProjectArtifacts;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import dev.signalbox.local.front.Caller;

class ArtifactsTest {

    private static final String KEY = "arn:aws:kms:us-east-1:123456789012:key/ours";

    @TempDir
    private Path folder;
    @AutoClose
    private Site site;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        site = new Site(folder);
    }

    /** A build that makes two files in a folder {@code out}. @param artifacts a flow mapping */
    private static StartBuildRequest.Builder makes(String artifacts) {
        return Site.spec("""
                version: 0.2
                env: { variables: { COLOUR_OF_OUTPUT: green } }
                phases: { build: { commands: ['mkdir -p out/below', 'echo one >out/one', 'echo two >out/below/two', 'SHAPE=round'] } }
                artifacts: %s
                """.formatted(artifacts));
    }

    private static ProjectArtifacts to(Consumer<ProjectArtifacts.Builder> more) {
        return ProjectArtifacts.builder().type("S3").location("artifacts").name("name").applyMutation(more).build();
    }

    private List<String> keys() {
        return ((ListObjectsV2Response) site.switchboard.call(Site.ADA, ListObjectsV2Request.builder().bucket("artifacts").build()))
                .contents().stream().map(S3Object::key).toList();
    }

    private byte[] content(String key) {
        return site.switchboard.transfer(Site.ADA, GetObjectRequest.builder().bucket("artifacts").key(key).build(), new byte[0])
                .asByteArray();
    }

    private HeadObjectResponse head(String key) {
        return (HeadObjectResponse) site.switchboard.call(Site.ADA, HeadObjectRequest.builder().bucket("artifacts").key(key).build());
    }

    private static String uuid(Build build) {
        return build.id().split(":")[1];
    }

    private static String context(Build build, BuildPhaseType phase) {
        return Site.phase(build, phase).contexts().stream().map(ArtifactsTest::text).collect(Collectors.joining());
    }

    private static String text(PhaseContext context) {
        return context.statusCode() + ": " + context.message();
    }

    private boolean asked(Build build, String action, String resource) {
        return site.asked.stream().anyMatch(asked -> asked.caller().equals(new Caller.RoleSession(Site.ROLE, "AWSCodeBuild-" + uuid(build)))
                && asked.permission().action().equals(action) && asked.permission().resource().equals(resource));
    }

    // --- what lands where

    @Test
    void theProjectsArtifactsAreKept() {
        StartBuildRequest.Builder request = makes("""
                { files: ['out/**/*'], secondary-artifacts: { docs: { files: [one], base-directory: out } } }""").projectName("keeper");
        Build started = site.start(request);
        String place = "arn:aws:s3:::artifacts/kept/" + uuid(started) + "/keeper";
        assertEquals(place, started.artifacts().location());
        Build build = site.completed(started.id());
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), site.log(build));
        String kept = "kept/" + uuid(build) + "/keeper/out/";
        assertEquals(List.of("docs.zip", kept + "below/two", kept + "one"), keys());
        assertEquals("two\n", new String(content(kept + "below/two"), StandardCharsets.UTF_8));
        assertEquals(BuildArtifacts.builder().location(place).overrideArtifactName(false).encryptionDisabled(false).build(),
                build.artifacts());
        BuildArtifacts docs = build.secondaryArtifacts().getFirst();
        assertEquals("arn:aws:s3:::artifacts/docs.zip docs true", docs.location() + " " + docs.artifactIdentifier() + " "
                + docs.encryptionDisabled());
        assertTrue(asked(build, "s3:PutObject", "arn:aws:s3:::artifacts/" + kept + "one"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "MyArtifacts  | BUILD_ID | MyArtifact.zip | ZIP  | MyArtifacts/UUID/MyArtifact.zip",
        "MyArtifacts  | NONE     | MyArtifact.zip | ZIP  | MyArtifacts/MyArtifact.zip",
        "             |          | /              | NONE | one",
        "MyArtifacts  | BUILD_ID | /              | NONE | MyArtifacts/UUID/one",
        "/a//b/       |          | c/             | NONE | a/b/c/one",
        "             |          |                |      | signalbox-default/one",
        "             | BUILD_ID | builds/1       | ZIP  | UUID/builds/1",
    })
    void theKeyIsPathBuildAndName(String path, String namespace, String name, String packaging, String key) {
        Build build = site.run(makes("{ files: [one], base-directory: out }").artifactsOverride(ProjectArtifacts.builder().type("S3")
                .location("artifacts").path(path).namespaceType(namespace).name(name).packaging(packaging).build()));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), site.log(build));
        String placed = key.replace("UUID", uuid(build));
        assertEquals(List.of(placed), keys());
        String shown = "ZIP".equals(packaging) ? placed : placed.replaceFirst("/?one$", "");
        assertEquals("arn:aws:s3:::artifacts" + (shown.isEmpty() ? "" : "/" + shown), build.artifacts().location());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "true  | v-$(printf 1)-$COLOUR_OF_OUTPUT-${SHAPE}/$CODEBUILD_BUILD_NUMBER | v-1-green-round/1",
        "true  | '' | name",
        "true  | it's `echo here` | it's here",
        "false | other | name",
    })
    void theBuildspecNamesTheArtifactWhereItMay(boolean override, String name, String expected) {
        Build build = site.run(makes("{ files: [out/one], name: \"" + name + "\", discard-paths: yes }")
                .artifactsOverride(to(more -> more.overrideArtifactName(override))));
        assertEquals(List.of(expected + "/one"), keys(), site.log(build));
        assertEquals("arn:aws:s3:::artifacts/" + expected, build.artifacts().location());
        assertEquals(override, build.artifacts().overrideArtifactName());
    }

    @Test
    void aZipHoldsTheFilesAndIsMeasured() throws Exception {
        Build build = site.run(makes("{ files: ['**/*'], base-directory: $CODEBUILD_SRC_DIR/out, exclude-paths: [below/no*] }")
                .buildspecOverride("""
                        version: 0.2
                        phases: { build: { commands: ['mkdir -p out/below', 'echo run >out/below/run', 'chmod 755 out/below/run',
                            'echo >out/below/not'] } }
                        artifacts: { files: ['**/*'], base-directory: $CODEBUILD_SRC_DIR/out, exclude-paths: [below/no*] }
                        """).artifactsOverride(to(more -> more.packaging("ZIP").name("all.zip"))));
        byte[] zip = content("all.zip");
        assertEquals(digest("MD5", zip), build.artifacts().md5sum(), site.log(build));
        assertEquals(digest("SHA-256", zip), build.artifacts().sha256sum());
        Path file = Files.write(folder.resolve("all.zip"), zip);
        try (FileSystem opened = FileSystems.newFileSystem(file, Map.of("enablePosixFileAttributes", "true"));
                Stream<Path> all = Files.walk(opened.getPath("/"))) {
            assertEquals(List.of("/below/run"), all.filter(Files::isRegularFile).map(Path::toString).toList());
            assertTrue(Files.getPosixFilePermissions(opened.getPath("/below/run")).contains(PosixFilePermission.OWNER_EXECUTE));
        }
        Await.until("the last event", () -> site.events.getLast().detail().path("build-status").asText().equals("SUCCEEDED"));
        JsonNode told = site.events.getLast().detail().at("/additional-information/artifact");
        assertEquals("{\"md5sum\":\"%s\",\"sha256sum\":\"%s\",\"location\":\"arn:aws:s3:::artifacts/all.zip\"}"
                .formatted(digest("MD5", zip), digest("SHA-256", zip)), told.toString());
    }

    private static String digest(String algorithm, byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    }

    @Test
    void aBuildMayKeepNothing() {
        Build build = site.run(makes("{ files: [out/one] }").projectName("keeper")
                .artifactsOverride(none -> none.type("NO_ARTIFACTS")).secondaryArtifactsOverride(List.of()));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus());
        assertEquals(List.of(), keys());
        assertEquals("", build.artifacts().location());
        assertTrue(site.log(build).contains("WARNING: the buildspec's artifacts have no effect"), site.log(build));
    }

    @Test
    void aSecondaryArtifactThatTheBuildspecLacksIsWarnedOf() {
        Build build = site.run(makes("{ files: [out/one] }").artifactsOverride(to(_ -> { }))
                .secondaryArtifactsOverride(to(more -> more.artifactIdentifier("docs").name("docs"))));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus());
        assertEquals(List.of("name/out/one"), keys());
        assertTrue(site.log(build).contains("WARNING: the buildspec has no secondary artifact docs"), site.log(build));
    }

    // --- what goes wrong

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{ files: [missing] }                                        | no matching artifact paths found",
        "{ files: ['**/*'], base-directory: missing }                | no matching base directory path found for missing",
        "{ secondary-artifacts: { docs: { files: ['**/*'] } } }      | no definition for primary artifacts in buildspec",
        "                                                            | no definition for primary artifacts in buildspec",
    })
    void anArtifactThatIsNotThereFailsTheBuild(String artifacts, String message) {
        Build build = site.run(makes(artifacts == null ? "" : artifacts).artifactsOverride(to(_ -> { })));
        assertEquals("SUBMITTED QUEUED PROVISIONING DOWNLOAD_SOURCE INSTALL PRE_BUILD BUILD POST_BUILD UPLOAD_ARTIFACTS:FAILED"
                + " FINALIZING COMPLETED", Site.phases(build));
        assertEquals("CLIENT_ERROR: " + message, context(build, BuildPhaseType.UPLOAD_ARTIFACTS));
        assertEquals(StatusType.FAILED, build.buildStatus());
        assertEquals(List.of(), keys());
    }

    @Test
    void artifactsOfAFailedBuildAreKept() {
        Build build = site.run(Site.spec("""
                version: 0.2
                phases: { build: { commands: ['echo trace >trace', 'exit 1'] } }
                artifacts: { files: [trace] }
                """).artifactsOverride(to(_ -> { })));
        assertEquals(StatusType.FAILED, build.buildStatus());
        assertEquals(StatusType.SUCCEEDED, Site.phase(build, BuildPhaseType.UPLOAD_ARTIFACTS).phaseStatus());
        assertEquals(List.of("name/trace"), keys());
    }

    @Test
    void aRoleThatMayNotWriteFailsTheBuild() {
        site.denied.add("s3:PutObject");
        Build build = site.run(makes("{ files: [out/one] }").artifactsOverride(to(_ -> { })));
        String context = context(build, BuildPhaseType.UPLOAD_ARTIFACTS);
        assertTrue(context.startsWith("CLIENT_ERROR: Error in UPLOAD_ARTIFACTS phase: AccessDenied: User: arn:aws:sts::"), context);
        assertEquals(StatusType.FAILED, build.buildStatus());
    }

    @Test
    void aBucketThatIsNotThereFailsTheBuild() {
        Build build = site.run(makes("{ files: [out/one] }").artifactsOverride(to(more -> more.location("nowhere"))));
        assertEquals("CLIENT_ERROR: Error in UPLOAD_ARTIFACTS phase: NoSuchBucket: The specified bucket does not exist",
                context(build, BuildPhaseType.UPLOAD_ARTIFACTS));
    }

    // --- encryption

    @Test
    void theBuildsKeyEncryptsAndNotTheBuckets() {
        Build build = site.run(makes("{ files: [out/one] }").artifactsOverride(to(_ -> { })));
        assertEquals("arn:aws:kms:us-east-1:123456789012:alias/aws/s3", head("name/out/one").ssekmsKeyId());
        assertFalse(asked(build, "kms:GenerateDataKey", Site.BUCKETS_KEY));
    }

    @Test
    void aKeyOfTheRequestIsUsedAsTheRole() {
        Build build = site.run(makes("{ files: [out/one] }").artifactsOverride(to(_ -> { })).encryptionKeyOverride(KEY));
        assertEquals(KEY, head("name/out/one").ssekmsKeyId());
        assertEquals(KEY, build.encryptionKey());
        assertTrue(asked(build, "kms:GenerateDataKey", KEY));
        assertFalse(asked(build, "kms:Decrypt", KEY));
        site.denied.add("kms:GenerateDataKey");
        Build refused = site.run(makes("{ files: [out/one] }").artifactsOverride(to(_ -> { })).encryptionKeyOverride(KEY));
        assertTrue(context(refused, BuildPhaseType.UPLOAD_ARTIFACTS).contains("AccessDenied"), site.log(refused));
    }

    @Test
    void withoutEncryptionTheBucketsKeyCounts() {
        Build build = site.run(makes("{ files: [out/one] }").artifactsOverride(to(more -> more.encryptionDisabled(true)))
                .encryptionKeyOverride(KEY));
        assertEquals(Site.BUCKETS_KEY, head("name/out/one").ssekmsKeyId());
        assertTrue(asked(build, "kms:GenerateDataKey", Site.BUCKETS_KEY));
        assertTrue(build.artifacts().encryptionDisabled());
    }

    @Test
    void aLargeArtifactNeedsTheKeyToDecryptToo() {
        StartBuildRequest.Builder request = Site.spec("""
                version: 0.2
                phases: { build: { commands: ['head -c 5242881 /dev/zero >large'] } }
                artifacts: { files: [large] }
                """).artifactsOverride(to(_ -> { })).encryptionKeyOverride(KEY);
        assertTrue(asked(site.run(request), "kms:Decrypt", KEY));
        assertArrayEquals(new byte[5_242_881], content("name/large"));
        site.denied.add("kms:Decrypt");
        Build refused = site.run(request.artifactsOverride(to(more -> more.name("second"))));
        assertTrue(context(refused, BuildPhaseType.UPLOAD_ARTIFACTS).contains("AccessDenied"), site.log(refused));
        assertEquals(List.of("name/large"), keys());
    }

    // --- requests

    static Stream<StartBuildRequest.Builder> wrongRequests() {
        return Stream.of(
                makes("").artifactsOverride(to(more -> more.location(null))),
                makes("").artifactsOverride(to(more -> more.location("arn:aws:s3:::artifacts"))),
                makes("").artifactsOverride(to(more -> more.type("CHEST"))),
                makes("").artifactsOverride(to(more -> more.packaging("TAR"))),
                makes("").artifactsOverride(to(more -> more.namespaceType("DATE"))),
                makes("").artifactsOverride(to(more -> more.bucketOwnerAccess("SOME"))),
                makes("").artifactsOverride(to(more -> more.packaging("ZIP").name("/"))),
                makes("").artifactsOverride(to(more -> more.type("NO_ARTIFACTS").encryptionDisabled(true))),
                makes("").secondaryArtifactsOverride(to(_ -> { })),
                makes("").secondaryArtifactsOverride(to(more -> more.artifactIdentifier("a")), to(more -> more.artifactIdentifier("a"))));
    }

    @ParameterizedTest
    @MethodSource("wrongRequests")
    void wrongRequestsAreRefused(StartBuildRequest.Builder request) {
        assertThrows(InvalidInputException.class, () -> site.start(request));
        assertEquals(List.of(), site.events);
    }

    @Test
    void aFolderHasNoChecksum() {
        Build build = site.run(makes("{ files: [out/one] }").artifactsOverride(to(_ -> { })));
        assertNull(build.artifacts().md5sum());
        GetObjectResponse object = (GetObjectResponse) site.switchboard.transfer(Site.ADA,
                GetObjectRequest.builder().bucket("artifacts").key("name/out/one").build(), new byte[0]).response();
        assertEquals(4, object.contentLength());
    }
}
