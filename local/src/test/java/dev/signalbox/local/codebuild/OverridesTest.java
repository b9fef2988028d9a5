package dev.signalbox.local.codebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;

/** What a build sees of what StartBuild asked for. */
class OverridesTest {

    @AutoClose
    private Site site;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException, InterruptedException {
        site = new Site(folder);
    }

    @Test
    void theBuildKnowsWhatItIs() throws Exception {
        String commit = site.commit("buildspec.yml", Site.buildspec("env | grep '^CODEBUILD_' | sort"));
        Build build = site.run(StartBuildRequest.builder().sourceVersion("refs/heads/main^{" + commit + "}").imageOverride("other:1")
                .encryptionKeyOverride("alias/ours"));
        List<String> shown = site.printed(build).lines().filter(line -> !line.startsWith("CODEBUILD_SRC_DIR=")).toList();
        assertEquals(List.of(
                "CODEBUILD_BUILD_ARN=" + build.arn(),
                "CODEBUILD_BUILD_ID=" + build.id(),
                "CODEBUILD_BUILD_IMAGE=other:1",
                "CODEBUILD_BUILD_NUMBER=1",
                "CODEBUILD_BUILD_SUCCEEDING=1",
                "CODEBUILD_BUILD_URL=https://us-east-1.console.aws.amazon.com/codebuild/home?region=us-east-1#/builds/" + build.id()
                        + "/view/new",
                "CODEBUILD_CI=true",
                "CODEBUILD_INITIATOR=ada",
                "CODEBUILD_KMS_KEY_ID=alias/ours",
                "CODEBUILD_LOG_PATH=" + build.logs().streamName(),
                "CODEBUILD_PROJECT_ARN=arn:aws:codebuild:us-east-1:123456789012:project/signalbox-default",
                "CODEBUILD_RESOLVED_SOURCE_VERSION=" + commit,
                "CODEBUILD_SOURCE_REPO_URL=" + Site.LOCATION,
                "CODEBUILD_SOURCE_VERSION=refs/heads/main^{" + commit + "}",
                "CODEBUILD_START_TIME=" + build.startTime().toEpochMilli()), shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "refs/heads/main", "v1", "refs/tags/v1", "COMMIT", "refs/heads/main^{COMMIT}", "refs/tags/v1^{COMMIT}"})
    void everyFormOfAVersionIsFetched(String form) throws Exception {
        String commit = site.commit("buildspec.yml", Site.buildspec("git log --oneline | wc -l | tr -d ' '"));
        site.git("tag", "-a", "-m", "One", "v1");
        String version = form.replace("COMMIT", commit);
        Build build = site.run(StartBuildRequest.builder().sourceVersion(version));
        assertEquals(commit, build.resolvedSourceVersion(), site.log(build));
        assertEquals(version, build.sourceVersion());
        assertEquals("1\n", site.printed(build));
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "1, 1", "2, 2"})
    void aCloneCanBeShallow(int depth, String commits) throws Exception {
        site.commit("buildspec.yml", Site.buildspec("git log --oneline | wc -l | tr -d ' '"));
        site.commit("a", "a");
        site.commit("b", "b");
        Build build = site.run(StartBuildRequest.builder().sourceVersion("main").gitCloneDepthOverride(depth));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), site.log(build));
        assertEquals(depth, build.source().gitCloneDepth());
        assertEquals(commits + "\n", site.printed(build));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "orders/app                             | orders/app | -          | -",
        "orders/app:key                         | orders/app | -          | -",
        "orders/app:key:AWSPREVIOUS             | orders/app | AWSPREVIOUS | -",
        "orders/app:key::some-version           | orders/app | -          | some-version",
        "orders/app::AWSPREVIOUS                | orders/app | AWSPREVIOUS | -",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf:key | "
            + "arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf | - | -",
    })
    void aSecretIsReadInTheFormThatNamesIt(String reference, String id, String stage, String version) {
        List<GetSecretValueRequest> requests = new CopyOnWriteArrayList<>();
        site.switchboard.intercept((_, _, _, request) -> {
            if (request instanceof GetSecretValueRequest secret) {
                requests.add(secret);
            }
        });
        site.secrets.put(id, "{\"key\":\"hunter2\"}");
        Build build = site.run(Site.spec(Site.buildspec("printf %s \"$S\" | wc -c | tr -d ' '", "echo \"$S\""))
                .environmentVariablesOverride(Site.variable("S", reference, "SECRETS_MANAGER")));
        assertEquals(List.of(GetSecretValueRequest.builder().secretId(id).versionStage(stage).versionId(version).build()), requests);
        assertEquals((reference.contains(":key") ? "7" : "17") + "\n***\n", site.printed(build));
        assertFalse((site.log(build) + build + site.events).contains("hunter2"));
    }

    @Test
    void aVariableMayBeAsLongAsCodeBuildTakesIt() {
        Build build = site.run(Site.spec(Site.buildspec("printf %s \"$S\" | wc -c | tr -d ' '"))
                .environmentVariablesOverride(Site.variable("S", "x".repeat(4_096), "PLAINTEXT")));
        assertEquals("4096\n", site.printed(build));
        assertTrue(assertThrows(InvalidInputException.class, () ->
                site.start(Site.spec(Site.buildspec("true"))
                        .environmentVariablesOverride(Site.variable("S", "x".repeat(4_097), "PLAINTEXT"))))
                .getMessage().contains("EnvironmentVariable should be at most 4096 characters"));
    }

    @Test
    void aMachineThatIsAskedForIsShownAndHasNoEffect() {
        Build build = site.run(Site.spec(Site.buildspec("echo \"$CODEBUILD_BUILD_IMAGE\"")).imageOverride("other:1")
                .environmentTypeOverride("LINUX_GPU_CONTAINER").computeTypeOverride("BUILD_GENERAL1_2XLARGE").privilegedModeOverride(true)
                .imagePullCredentialsTypeOverride("SERVICE_ROLE").timeoutInMinutesOverride(2160).queuedTimeoutInMinutesOverride(5));
        assertEquals("other:1\n", site.printed(build));
        assertEquals("LINUX_GPU_CONTAINER BUILD_GENERAL1_2XLARGE true SERVICE_ROLE", build.environment().typeAsString() + " "
                + build.environment().computeTypeAsString() + " " + build.environment().privilegedMode() + " "
                + build.environment().imagePullCredentialsTypeAsString());
        assertTrue(build.timeoutInMinutes() == 2160 && build.queuedTimeoutInMinutes() == 5);
    }
}
