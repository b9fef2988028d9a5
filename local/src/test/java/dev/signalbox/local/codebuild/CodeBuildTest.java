package dev.signalbox.local.codebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.BatchGetProjectsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetProjectsResponse;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.ExportedEnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.ListBuildsForProjectRequest;
import software.amazon.awssdk.services.codebuild.model.ListBuildsForProjectResponse;
import software.amazon.awssdk.services.codebuild.model.ListBuildsRequest;
import software.amazon.awssdk.services.codebuild.model.ListBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.ListProjectsRequest;
import software.amazon.awssdk.services.codebuild.model.ListProjectsResponse;
import software.amazon.awssdk.services.codebuild.model.ProjectSource;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.codebuild.model.StopBuildRequest;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.UnknownOperation;

class CodeBuildTest {

    private static final String ALL = "SUBMITTED QUEUED PROVISIONING DOWNLOAD_SOURCE INSTALL PRE_BUILD BUILD POST_BUILD"
            + " UPLOAD_ARTIFACTS FINALIZING COMPLETED";

    @TempDir
    Path folder;

    @AutoClose
    private Site site;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        site = new Site(folder);
    }

    // --- what a build is and shows

    @Test
    void aCommitIsBuilt() throws Exception {
        site.commit("buildspec.yml", Site.buildspec("echo \"hello from $CODEBUILD_RESOLVED_SOURCE_VERSION\"", "cat file; pwd"));
        String commit = site.commit("file", "first\n");
        site.commit("file", "second\n");
        Build build = site.run(StartBuildRequest.builder().sourceVersion(commit));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), site.log(build));
        assertEquals(ALL, Site.phases(build));
        assertEquals(commit, build.resolvedSourceVersion());
        assertEquals(commit, build.sourceVersion());
        assertEquals(1L, build.buildNumber());
        assertEquals("ada", build.initiator());
        assertEquals("COMPLETED", build.currentPhase());
        assertEquals(Site.ROLE, build.serviceRole());
        assertEquals("arn:aws:codebuild:us-east-1:123456789012:build/" + build.id(), build.arn());
        assertEquals("/aws/codebuild/signalbox-default", build.logs().groupName());
        assertEquals("signalbox-default:" + build.logs().streamName(), build.id());
        assertEquals("https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/"
                + "$252Faws$252Fcodebuild$252Fsignalbox-default/log-events/" + build.logs().streamName(), build.logs().deepLink());
        assertTrue(build.endTime().compareTo(build.startTime()) >= 0);
        String printed = site.printed(build);
        assertTrue(printed.startsWith("hello from " + commit + "\nfirst\n"), printed);
        String log = site.log(build);
        assertTrue(log.contains(" Running command echo \"hello from $CODEBUILD_RESOLVED_SOURCE_VERSION\"\n"), log);
        assertTrue(log.matches("(?s).*\\[Container\\] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} Entering phase BUILD\n.*"), log);
        assertTrue(log.contains("Phase complete: BUILD State: SUCCEEDED\n"), log);
        assertTrue(site.logWriters.stream().allMatch(writer -> writer.equals(new Caller.RoleSession(Site.ROLE,
                "AWSCodeBuild-" + build.logs().streamName()))));
        try (Stream<Path> left = Files.list(site.data.resolve("builds"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void theAnswerOfStartBuildIsAQueuedBuild() {
        Build build = site.startCommands("true");
        assertEquals("QUEUED", build.currentPhase());
        assertEquals(StatusType.IN_PROGRESS, build.buildStatus());
        assertFalse(build.buildComplete());
        assertEquals("SUBMITTED QUEUED", Site.phases(build));
        assertEquals(60, build.timeoutInMinutes());
        assertEquals(480, build.queuedTimeoutInMinutes());
    }

    @Test
    void aFailedCommandIsNamed() {
        Build build = site.run(Site.spec(Site.buildspec("echo before", "sh -c 'exit 3'", "echo never")));
        assertEquals(StatusType.FAILED, build.buildStatus());
        BuildPhase phase = Site.phase(build, BuildPhaseType.BUILD);
        assertEquals("COMMAND_EXECUTION_ERROR", phase.contexts().getFirst().statusCode());
        assertEquals("Error while executing command: sh -c 'exit 3'. Reason: exit status 3", phase.contexts().getFirst().message());
        assertEquals("before\n", site.printed(build));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "install   |           | INSTALL:FAILED",
        "pre_build |           | INSTALL PRE_BUILD:FAILED",
        "build     |           | INSTALL PRE_BUILD BUILD:FAILED POST_BUILD UPLOAD_ARTIFACTS",
        "post_build|           | INSTALL PRE_BUILD BUILD POST_BUILD:FAILED UPLOAD_ARTIFACTS",
        "install   | CONTINUE  | INSTALL:FAILED PRE_BUILD BUILD POST_BUILD UPLOAD_ARTIFACTS",
        "build     | ABORT     | INSTALL PRE_BUILD BUILD:FAILED",
    })
    void afterAFailureTheBuildGoesOnWhereCodeBuildGoesOn(String phase, String onFailure, String phases) {
        String spec = "version: 0.2\nphases:\n  " + phase + ":\n    commands: ['exit 1']\n"
                + "    finally: ['echo \"finally $CODEBUILD_BUILD_SUCCEEDING\"']\n"
                + (onFailure == null ? "" : "    on-failure: " + onFailure + "\n")
                + (phase.equals("post_build") ? "" : "  post_build: { commands: ['echo \"after $CODEBUILD_BUILD_SUCCEEDING\"'] }\n");
        Build build = site.run(Site.spec(spec));
        assertEquals("SUBMITTED QUEUED PROVISIONING DOWNLOAD_SOURCE " + phases + " FINALIZING COMPLETED",
                Site.phases(build), site.log(build));
        assertEquals(StatusType.FAILED, build.buildStatus());
        boolean after = phases.contains(" POST_BUILD ") && !phase.equals("post_build");
        assertEquals("finally 0\n" + (after ? "after 0\n" : ""), site.printed(build));
    }

    @Test
    void variablesAndDirectoryGoOnFromPhaseToPhase() {
        Build build = site.run(Site.spec("""
                version: 0.2
                env: { shell: bash, exported-variables: [TAG, MISSING] }
                phases:
                  install: { commands: ['mkdir below', 'cd below', 'TAG=v1', 'declare -a list=(a b)'] }
                  post_build: { commands: ['echo "$TAG ${list[1]} $(basename "$PWD")"'] }
                """));
        assertEquals("v1 b below\n", site.printed(build));
        assertEquals(List.of(ExportedEnvironmentVariable.builder().name("TAG").value("v1").build()), build.exportedEnvironmentVariables());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nothing.yml | YAML file does not exist",
        "../../outside.yml | YAML file does not exist",
        "broken.yml | broken.yml: line 1, column 10: version 0.1 is not in the local cloud: it runs version 0.2",
    })
    void aBuildspecThatCannotBeUsedFailsTheDownload(String path, String message) throws Exception {
        site.commit("broken.yml", "version: 0.1\nphases: {}\n");
        Build build = site.run(StartBuildRequest.builder().buildspecOverride(path));
        assertEquals("SUBMITTED QUEUED PROVISIONING DOWNLOAD_SOURCE:FAILED FINALIZING COMPLETED", Site.phases(build));
        assertEquals("YAML_FILE_ERROR: " + message, context(build, BuildPhaseType.DOWNLOAD_SOURCE));
        assertTrue(site.log(build).contains("Phase context status code: YAML_FILE_ERROR Message: " + message));
    }

    @Test
    void anotherBuildspecOfTheRepositoryCanBeAskedFor() throws Exception {
        site.commit("ci/unit.yml", Site.buildspec("echo unit"));
        assertEquals("unit\n", site.printed(site.run(StartBuildRequest.builder().buildspecOverride("ci/unit.yml"))));
    }

    @Test
    void aVersionThatIsNotThereFailsTheDownload() throws Exception {
        site.commit("buildspec.yml", Site.buildspec("true"));
        Build build = site.run(StartBuildRequest.builder().sourceVersion("nope"));
        assertEquals("CLIENT_ERROR: reference not found for primary source and source version nope",
                context(build, BuildPhaseType.DOWNLOAD_SOURCE));
        assertEquals(StatusType.FAILED, build.buildStatus());
    }

    @Test
    void aRoleThatMayNotPullFailsTheDownload() throws Exception {
        site.commit("buildspec.yml", Site.buildspec("true"));
        site.denied.add("codecommit:GitPull");
        Build build = site.run(StartBuildRequest.builder().sourceVersion("main"));
        assertTrue(context(build, BuildPhaseType.DOWNLOAD_SOURCE)
                .startsWith("CLIENT_ERROR: authorization failed for primary source and source version main: User: arn:aws:sts::"));
        assertTrue(site.asked.stream().anyMatch(asked -> asked.permission()
                .equals(new Permission("codecommit:GitPull", "arn:aws:codecommit:us-east-1:123456789012:orders"))));
    }

    @Test
    void aRoleThatMayNotLogFailsTheBuild() {
        site.denied.add("logs:CreateLogStream");
        Build build = site.run(Site.spec(Site.buildspec("true")));
        assertEquals("SUBMITTED QUEUED PROVISIONING:FAILED FINALIZING COMPLETED", Site.phases(build));
        assertTrue(context(build, BuildPhaseType.PROVISIONING).startsWith("ACCESS_DENIED: Service role " + Site.ROLE + " does not allow"));
    }

    // --- the environment

    @Test
    void commandsSeeACleanEnvironment() throws Exception {
        String commit = site.commit("buildspec.yml",
                Site.buildspec("env | cut -d= -f1 | sort", "echo \"HOME=$HOME\"; ls -A \"$HOME\""));
        Build build = site.run(StartBuildRequest.builder().sourceVersion(commit));
        Set<String> names = site.printed(build).lines().takeWhile(line -> !line.startsWith("HOME="))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(Set.of("AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_REGION",
                "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "CODEBUILD_BUILD_ARN", "CODEBUILD_BUILD_ID",
                "CODEBUILD_BUILD_IMAGE", "CODEBUILD_BUILD_NUMBER",
                "CODEBUILD_BUILD_SUCCEEDING", "CODEBUILD_BUILD_URL", "CODEBUILD_CI", "CODEBUILD_INITIATOR", "CODEBUILD_KMS_KEY_ID",
                "CODEBUILD_LOG_PATH", "CODEBUILD_PROJECT_ARN", "CODEBUILD_RESOLVED_SOURCE_VERSION", "CODEBUILD_SOURCE_REPO_URL",
                "CODEBUILD_SOURCE_VERSION", "CODEBUILD_SRC_DIR", "CODEBUILD_START_TIME", "COLOUR", "HOME", "LANG", "PATH", "PWD",
                "SIZE")), names);
        assertTrue(site.printed(build).endsWith("\n.gitconfig\n"), site.printed(build));
        assertFalse(site.printed(build).contains("HOME=" + System.getProperty("user.home") + "\n"));
    }

    @Test
    void aBuildsVariablesComeBeforeTheProjectsAndThoseBeforeTheBuildspecs() {
        Build build = site.run(Site.spec("""
                version: 0.2
                env: { variables: { COLOUR: green, SIZE: '1', SHAPE: round } }
                phases: { build: { commands: ['echo "$COLOUR $SIZE $SHAPE"'] } }
                """).environmentVariablesOverride(Site.variable("COLOUR", "blue", "PLAINTEXT")));
        assertEquals("blue 3 round\n", site.printed(build));
        assertEquals(List.of(Site.variable("COLOUR", "blue", "PLAINTEXT"), Site.variable("SIZE", "3", "PLAINTEXT")),
                build.environment().environmentVariables());
    }

    @Test
    void theRolesCredentialsAreGoodWhileTheBuildRuns() throws Exception {
        Path key = folder.resolve("key");
        Path go = folder.resolve("go");
        Build build = site.startCommands("echo \"$AWS_ACCESS_KEY_ID\" >'" + key + "'; while ! [ -e '" + go + "' ]; do sleep 0.01; done");
        String id = Await.value("the key", () -> text(key).filter(text -> text.endsWith("\n"))).strip();
        assertEquals(new Caller.RoleSession(Site.ROLE, "AWSCodeBuild-" + build.id().split(":")[1]), site.identities.behind(id));
        Files.createFile(go);
        site.completed(build.id());
        assertThrows(RuntimeException.class, () -> site.identities.behind(id));
    }

    // --- secrets

    @Test
    void secretsReachTheCommandsAndNothingElse() throws Exception {
        site.parameters.put("/orders/db", "hunter2-db");
        site.secrets.put("orders/app", "{\"key\": \"hunter2-app\", \"port\": 5432}");
        site.secrets.put("orders/pem", "-----BEGIN-----\nhunter2-pem\n-----END-----\n");
        Path seen = folder.resolve("seen");
        site.commit("buildspec.yml", """
                version: 0.2
                env:
                  parameter-store: { DB: /orders/db }
                  secrets-manager: { KEY: 'orders/app:key', PORT: 'orders/app:port' }
                  exported-variables: [DB]
                phases:
                  build:
                    commands:
                      - printf '%%s ' "$DB" "$KEY" "$PORT" >'%s'
                      - printf '%%s' "${DB%%-db}"; sleep 0.2; printf -- '-db\\n'
                      - echo "$KEY $PEM"; env
                      - sh -c 'exit 4' hunter2-app
                """.formatted(seen));
        Build build = site.run(StartBuildRequest.builder()
                .environmentVariablesOverride(Site.variable("PEM", "orders/pem", "SECRETS_MANAGER")));
        assertEquals("hunter2-db hunter2-app 5432 ", Files.readString(seen));
        String everything = site.log(build) + build + site.events;
        assertFalse(everything.contains("hunter2"), everything);
        assertTrue(site.printed(build).contains("***\n"), site.printed(build));
        assertTrue(build.environment().environmentVariables().contains(Site.variable("PEM", "orders/pem", "SECRETS_MANAGER")));
        assertEquals("COMMAND_EXECUTION_ERROR: Error while executing command: sh -c 'exit 4' ***. Reason: exit status 4",
                context(build, BuildPhaseType.BUILD));
        assertTrue(site.asked.stream().anyMatch(asked -> asked.permission().action().equals("ssm:GetParameters")
                && asked.caller() instanceof Caller.RoleSession session && session.roleArn().equals(Site.ROLE)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "PARAMETER_STORE | /nope    | Decrypted Variables Error: parameter does not exist: /nope",
        "SECRETS_MANAGER | nope     | Secrets Manager Error Message: Secrets Manager can't find the specified secret.",
        "SECRETS_MANAGER | app:nope | Secrets Manager Error Message: secret app has no key nope",
    })
    void aSecretThatIsNotThereFailsTheDownload(String type, String value, String message) {
        site.secrets.put("app", "{}");
        Build build = site.run(Site.spec(Site.buildspec("true")).environmentVariablesOverride(Site.variable("S", value, type)));
        assertEquals("SUBMITTED QUEUED PROVISIONING DOWNLOAD_SOURCE:FAILED FINALIZING COMPLETED", Site.phases(build));
        assertEquals(message, context(build, BuildPhaseType.DOWNLOAD_SOURCE));
    }

    @Test
    void aSecretThatTheRoleMayNotReadFailsTheDownload() {
        site.denied.add("ssm:GetParameters");
        Build build = site.run(Site.spec(Site.buildspec("true")).environmentVariablesOverride(Site.variable("S", "/x", "PARAMETER_STORE")));
        assertTrue(context(build, BuildPhaseType.DOWNLOAD_SOURCE).startsWith("Decrypted Variables Error: AccessDeniedException: User: "));
    }

    // --- ends

    @Test
    void aStoppedBuildLeavesNothingBehind() {
        Path daemon = folder.resolve("daemon");
        Build build = site.startCommands("setsid sh -c 'echo $$ >\"" + daemon + "\"; exec sleep 600' & sleep 600");
        String pid = Await.value("the daemon", () -> text(daemon).filter(text -> text.endsWith("\n"))).strip();
        site.switchboard.call(Site.ADA, StopBuildRequest.builder().id(build.id()).build());
        Build stopped = site.completed(build.id());
        assertEquals(StatusType.STOPPED, stopped.buildStatus());
        assertEquals("SUBMITTED QUEUED PROVISIONING DOWNLOAD_SOURCE INSTALL PRE_BUILD BUILD:STOPPED FINALIZING COMPLETED",
                Site.phases(stopped));
        Await.until("the end of " + pid, () -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
        assertFalse(Files.exists(site.data.resolve("builds").resolve(build.logs().streamName())));
        assertEquals(StatusType.STOPPED, site.build(build.id()).buildStatus());
    }

    @Test
    void closingStopsEveryBuildAndItsProcesses() {
        Path child = folder.resolve("child");
        Build running = site.startCommands("sh -c 'echo $$ >\"" + child + "\"; exec sleep 600'");
        String pid = Await.value("the child", () -> text(child).filter(text -> text.endsWith("\n"))).strip();
        site.builds.accountLimit(1);
        Build queued = site.startCommands("true");
        site.builds.close();
        Await.until("the end of " + pid, () -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
        assertEquals(StatusType.STOPPED, site.build(running.id()).buildStatus());
        assertEquals(StatusType.STOPPED, site.build(queued.id()).buildStatus());
        assertThrows(AccountLimitExceededException.class, () -> site.startCommands("true"));
    }

    @Test
    void aBuildThatTakesTooLongTimesOut() {
        Build build = site.start(Site.spec(Site.buildspec("sleep 600")).timeoutInMinutesOverride(5));
        site.inPhase(build.id(), BuildPhaseType.BUILD);
        site.timeline.turn(Duration.ofMinutes(4));
        assertFalse(site.build(build.id()).buildComplete());
        site.timeline.turn(Duration.ofMinutes(1));
        Build ended = site.completed(build.id());
        assertEquals(StatusType.TIMED_OUT, ended.buildStatus());
        assertEquals(StatusType.TIMED_OUT, Site.phase(ended, BuildPhaseType.BUILD).phaseStatus());
        assertEquals("BUILD_TIMED_OUT: Build has timed out.", context(ended, BuildPhaseType.BUILD));
    }

    @ParameterizedTest
    @EnumSource(value = StatusType.class, names = {"SUCCEEDED", "FAILED", "FAULT", "TIMED_OUT", "STOPPED"})
    void aBuildCanBeMadeToEndInAnyState(StatusType status) {
        Build running = site.startCommands("sleep 600");
        site.inPhase(running.id(), BuildPhaseType.BUILD);
        site.builds.end(running.id(), status);
        assertEquals(status, site.completed(running.id()).buildStatus());
        assertEquals(status, Site.phase(site.build(running.id()), BuildPhaseType.BUILD).phaseStatus());
        try (var _ = site.builds.hold(_ -> true)) {
            Build held = site.startCommands("true");
            site.inPhase(held.id(), BuildPhaseType.PROVISIONING);
            site.builds.end(held.arn(), status);
            assertEquals(status, site.completed(held.id()).buildStatus());
        }
    }

    @Test
    void aHeldBuildGoesOnWhenReleased() {
        CodeBuild.Hold hold = site.builds.hold(build -> build.buildNumber() == 1);
        Build held = site.startCommands("echo on");
        Build other = site.startCommands("echo other");
        assertEquals(StatusType.SUCCEEDED, site.completed(other.id()).buildStatus());
        assertEquals("PROVISIONING", site.build(held.id()).currentPhase());
        hold.release();
        assertEquals("on\n", site.printed(site.completed(held.id())));
    }

    @Test
    void troubleOfTheMachineIsAFault() throws Exception {
        Files.writeString(site.data.resolve("builds"), "a file where the folder should be");
        Build build = site.run(Site.spec(Site.buildspec("true")));
        assertEquals(StatusType.FAULT, build.buildStatus());
        assertEquals("SUBMITTED QUEUED PROVISIONING:FAULT FINALIZING COMPLETED", Site.phases(build));
    }

    // --- the queue

    @Test
    void buildsBeyondTheAccountLimitWaitAndThenRun() {
        site.builds.accountLimit(1);
        CodeBuild.Hold hold = site.builds.hold(_ -> true);
        Build first = site.startCommands("true");
        List<Build> waiting = new ArrayList<>();
        for (int place = 0; place < 5; place++) {
            waiting.add(site.startCommands("true"));
        }
        AccountLimitExceededException refused = assertThrows(AccountLimitExceededException.class, () -> site.startCommands("true"));
        assertEquals("Cannot have more than 5 builds in queue for the account", refused.getMessage());
        site.inPhase(first.id(), BuildPhaseType.PROVISIONING);
        waiting.forEach(build -> assertEquals("QUEUED", site.build(build.id()).currentPhase()));
        hold.release();
        waiting.forEach(build -> assertEquals(StatusType.SUCCEEDED, site.completed(build.id()).buildStatus()));
        assertEquals(6L, site.build(waiting.getLast().id()).buildNumber());
    }

    @Test
    void aBuildThatWaitsTooLongTimesOutInTheQueue() {
        site.builds.accountLimit(1);
        try (var _ = site.builds.hold(_ -> true)) {
            Build first = site.startCommands("true");
            site.inPhase(first.id(), BuildPhaseType.PROVISIONING);
            Build waiting = site.start(Site.spec(Site.buildspec("true")).queuedTimeoutInMinutesOverride(5));
            site.timeline.turn(Duration.ofMinutes(5));
            Build ended = site.completed(waiting.id());
            assertEquals(StatusType.TIMED_OUT, ended.buildStatus());
            assertEquals("SUBMITTED QUEUED:TIMED_OUT COMPLETED", Site.phases(ended));
            assertFalse(site.build(first.id()).buildComplete());
        }
    }

    @Test
    void aQueuedBuildCanBeStopped() {
        site.builds.accountLimit(0);
        assertThrows(AccountLimitExceededException.class, () -> site.startCommands("true"));
        site.builds.accountLimit(1);
        try (var _ = site.builds.hold(_ -> true)) {
            site.startCommands("true");
            Build waiting = site.startCommands("true");
            site.switchboard.call(Site.ADA, StopBuildRequest.builder().id(waiting.id()).build());
            assertEquals("SUBMITTED QUEUED:STOPPED COMPLETED", Site.phases(site.completed(waiting.id())));
        }
    }

    @Test
    void aProjectsOwnLimitRefusesAtOnce() {
        try (var _ = site.builds.hold(_ -> true)) {
            Build first = site.start(Site.spec(Site.buildspec("true")).projectName("one-at-a-time"));
            AccountLimitExceededException refused = assertThrows(AccountLimitExceededException.class,
                    () -> site.start(Site.spec(Site.buildspec("true")).projectName("one-at-a-time")));
            assertTrue(refused.getMessage().contains("one-at-a-time"), refused.getMessage());
            assertEquals(List.of(first.id()), ((ListBuildsResponse) site.switchboard.call(Site.ADA,
                    ListBuildsRequest.builder().build())).ids());
            site.builds.end(first.id(), StatusType.STOPPED);
            site.completed(first.id());
            site.start(Site.spec(Site.buildspec("true")).projectName("one-at-a-time"));
        }
    }

    // --- requests

    @Test
    void theSameTokenIsTheSameBuildForFiveMinutes() {
        StartBuildRequest.Builder request = Site.spec(Site.buildspec("true")).idempotencyToken("claim-1");
        Build first = site.start(request);
        assertEquals(first.id(), site.start(request).id());
        InvalidInputException refused = assertThrows(InvalidInputException.class,
                () -> site.start(Site.spec(Site.buildspec("false")).idempotencyToken("claim-1")));
        assertTrue(refused.getMessage().contains("claim-1"), refused.getMessage());
        site.timeline.turn(Duration.ofMinutes(5));
        assertNotEquals(first.id(), site.start(request).id());
    }

    static Stream<StartBuildRequest.Builder> wrongRequests() {
        return Stream.of(
                Site.spec(Site.buildspec("true")).timeoutInMinutesOverride(4),
                Site.spec(Site.buildspec("true")).timeoutInMinutesOverride(2161),
                Site.spec(Site.buildspec("true")).queuedTimeoutInMinutesOverride(481),
                Site.spec("buildspec.yml"),
                StartBuildRequest.builder().sourceLocationOverride("https://example.com/v1/repos/orders"),
                StartBuildRequest.builder().sourceLocationOverride("orders"),
                StartBuildRequest.builder().sourceTypeOverride("FLOPPY"),
                StartBuildRequest.builder().reportBuildStatusOverride(true),
                StartBuildRequest.builder().gitCloneDepthOverride(-1),
                Site.spec(Site.buildspec("true")).environmentTypeOverride("ABACUS"),
                Site.spec(Site.buildspec("true")).computeTypeOverride("BUILD_GENERAL1_TINY"),
                Site.spec(Site.buildspec("true")).imagePullCredentialsTypeOverride("NOBODY"),
                Site.spec(Site.buildspec("true")).encryptionKeyOverride("my key"),
                Site.spec(Site.buildspec("true")).logsConfigOverride(logs -> logs.s3Logs(s3 -> s3.status("ENABLED"))),
                Site.spec(Site.buildspec("true")).logsConfigOverride(logs -> logs.s3Logs(s3 -> s3.status("PERHAPS"))),
                Site.spec(Site.buildspec("true")).logsConfigOverride(logs -> logs.cloudWatchLogs(own -> own.status("PERHAPS"))),
                Site.spec(Site.buildspec("true")).environmentVariablesOverride(Site.variable("A", "b", "RUMOUR")));
    }

    @ParameterizedTest
    @MethodSource("wrongRequests")
    void wrongRequestsAreRefused(StartBuildRequest.Builder request) {
        assertThrows(InvalidInputException.class, () -> site.start(request));
        assertEquals(List.of(), site.events);
    }

    static Stream<StartBuildRequest.Builder> lackingRequests() {
        return Stream.of(
                StartBuildRequest.builder().sourceTypeOverride("GITHUB"),
                StartBuildRequest.builder().buildspecOverride("arn:aws:s3:::bucket/buildspec.yml"),
                StartBuildRequest.builder().serviceRoleOverride(Site.ROLE),
                StartBuildRequest.builder().debugSessionEnabled(true),
                StartBuildRequest.builder().autoRetryLimitOverride(1),
                StartBuildRequest.builder().artifactsOverride(artifacts -> artifacts.type("CODEPIPELINE")),
                StartBuildRequest.builder().artifactsOverride(artifacts -> artifacts.type("S3").location("artifacts")
                        .bucketOwnerAccess("FULL")),
                StartBuildRequest.builder().logsConfigOverride(logs -> logs.s3Logs(s3 -> s3.status("ENABLED").location("artifacts")
                        .bucketOwnerAccess("READ_ONLY"))),
                StartBuildRequest.builder().cacheOverride(cache -> cache.type("LOCAL")),
                StartBuildRequest.builder().secondarySourcesOverride(ProjectSource.builder().type("CODECOMMIT").build()));
    }

    @ParameterizedTest
    @MethodSource("lackingRequests")
    void whatTheLocalCloudLacksIsRefusedByName(StartBuildRequest.Builder request) {
        UnknownOperation refused = assertThrows(UnknownOperation.class, () -> site.start(request));
        assertTrue(refused.awsErrorDetails().errorMessage().startsWith("The local cloud has no codebuild:StartBuild"),
                refused.getMessage());
    }

    @Test
    void overridesAreShown() {
        Build build = site.run(Site.spec(Site.buildspec("true")).imageOverride("other:1").computeTypeOverride("BUILD_GENERAL1_LARGE")
                .privilegedModeOverride(true).environmentTypeOverride("LINUX_CONTAINER").timeoutInMinutesOverride(7)
                .artifactsOverride(artifacts -> artifacts.type("NO_ARTIFACTS"))
                .logsConfigOverride(logs -> logs.cloudWatchLogs(own -> own.status("ENABLED").groupName("own").streamName("prefix"))));
        assertEquals("other:1", build.environment().image());
        assertEquals("BUILD_GENERAL1_LARGE", build.environment().computeTypeAsString());
        assertTrue(build.environment().privilegedMode());
        assertEquals(7, build.timeoutInMinutes());
        assertEquals("own", build.logs().groupName());
        assertEquals("prefix/" + build.id().split(":")[1], build.logs().streamName());
        assertEquals(StatusType.SUCCEEDED, build.buildStatus());
    }

    @Test
    void aBuildWithoutLogsRuns() {
        Build build = site.run(Site.spec(Site.buildspec("true"))
                .logsConfigOverride(logs -> logs.cloudWatchLogs(own -> own.status("DISABLED"))));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus());
        assertNull(build.logs().groupName());
        assertEquals(Map.of(), site.logs);
    }

    @Test
    void whatIsUnknownIsNotFound() {
        assertThrows(ResourceNotFoundException.class, () -> site.start(StartBuildRequest.builder().projectName("nope")));
        assertThrows(ResourceNotFoundException.class,
                () -> site.switchboard.call(Site.ADA, StopBuildRequest.builder().id("nope:1").build()));
        assertThrows(ResourceNotFoundException.class,
                () -> site.switchboard.call(Site.ADA, ListBuildsForProjectRequest.builder().projectName("nope").build()));
        var builds = (BatchGetBuildsResponse) site.switchboard.call(Site.ADA, BatchGetBuildsRequest.builder().ids("nope:1").build());
        assertEquals(List.of("nope:1"), builds.buildsNotFound());
        var projects = (BatchGetProjectsResponse) site.switchboard.call(Site.ADA,
                BatchGetProjectsRequest.builder().names("nope", "signalbox-default").build());
        assertEquals(List.of("nope"), projects.projectsNotFound());
        var project = projects.projects().getFirst();
        assertEquals("arn:aws:codebuild:us-east-1:123456789012:project/signalbox-default", project.arn());
        assertEquals(480, project.queuedTimeoutInMinutes());
    }

    @Test
    void permissionsAreAskedOnTheProjectWithItsTags() {
        Build build = site.startCommands("true");
        assertTrue(site.asked.contains(new Site.Asked(Site.ADA, new Permission("codebuild:StartBuild",
                "arn:aws:codebuild:us-east-1:123456789012:project/signalbox-default",
                Map.of("aws:ResourceTag/signalbox:stack", "signalbox")))));
        site.build(build.id());
        assertTrue(site.asked.contains(new Site.Asked(Site.ADA, new Permission("codebuild:BatchGetBuilds",
                "arn:aws:codebuild:us-east-1:123456789012:project/signalbox-default",
                Map.of("aws:ResourceTag/signalbox:stack", "signalbox")))));
    }

    @Test
    void buildsAreListedByHundreds() {
        site.builds.accountLimit(100);
        List<String> started = new ArrayList<>();
        for (int number = 0; number < 101; number++) {
            String id = site.start(Site.spec(Site.buildspec("true"))).id();
            site.builds.end(id, StatusType.STOPPED);
            started.add(id);
        }
        String other = site.start(Site.spec(Site.buildspec("true")).projectName("one-at-a-time")).id();
        var all = (ListBuildsResponse) site.switchboard.call(Site.ADA, ListBuildsRequest.builder().build());
        assertEquals(100, all.ids().size());
        assertEquals(other, all.ids().getFirst());
        var rest = (ListBuildsResponse) site.switchboard.call(Site.ADA, ListBuildsRequest.builder().nextToken(all.nextToken()).build());
        assertEquals(List.of(started.get(1), started.get(0)), rest.ids());
        assertNull(rest.nextToken());
        var ascending = (ListBuildsForProjectResponse) site.switchboard.call(Site.ADA,
                ListBuildsForProjectRequest.builder().projectName("signalbox-default").sortOrder("ASCENDING").build());
        assertEquals(started.subList(0, 100), ascending.ids());
        assertThrows(InvalidInputException.class,
                () -> site.switchboard.call(Site.ADA, ListBuildsRequest.builder().nextToken("?").build()));
        var projects = (ListProjectsResponse) site.switchboard.call(Site.ADA, ListProjectsRequest.builder().build());
        assertEquals(List.of("keeper", "one-at-a-time", "signalbox-default"), projects.projects());
    }

    @Test
    void theInitiatorIsTheCaller() {
        Build bySession = site.start(new Caller.RoleSession("arn:aws:iam::123456789012:role/run", "abc"),
                Site.spec(Site.buildspec("true")));
        assertEquals("run/abc", bySession.initiator());
        Build byService = site.start(new Caller.Service("states.amazonaws.com",
                "arn:aws:states:us-east-1:123456789012:stateMachine:run", "123456789012"), Site.spec(Site.buildspec("true")));
        assertEquals("states/run", byService.initiator());
    }

    // --- events

    @Test
    void everyPhaseAndBothStatesAreTold() {
        site.timeline.turn(Duration.ofDays(1));
        site.parameters.put("/s", "hunter2");
        Build build = site.run(Site.spec(Site.buildspec("exit 2"))
                .environmentVariablesOverride(Site.variable("S", "/s", "PARAMETER_STORE")));
        Await.until("the last event", () -> site.events.getLast().detail().path("build-status").asText().equals("FAILED"));
        List<String> told = site.events.stream().map(event -> event.detail().has("completed-phase")
                ? event.detail().get("completed-phase").asText() + ":" + event.detail().get("completed-phase-status").asText()
                : event.detail().get("build-status").asText()).toList();
        assertEquals(List.of("IN_PROGRESS", "SUBMITTED:SUCCEEDED", "QUEUED:SUCCEEDED", "PROVISIONING:SUCCEEDED",
                "DOWNLOAD_SOURCE:SUCCEEDED",
                "INSTALL:SUCCEEDED", "PRE_BUILD:SUCCEEDED", "BUILD:FAILED", "POST_BUILD:SUCCEEDED", "UPLOAD_ARTIFACTS:SUCCEEDED",
                "FINALIZING:SUCCEEDED", "FAILED"), told);
        Site.Event last = site.events.getLast();
        assertEquals("CodeBuild Build State Change", last.detailType());
        assertEquals(List.of(build.arn()), last.resources());
        assertEquals(build.arn(), last.detail().get("build-id").asText());
        assertEquals("signalbox-default", last.detail().get("project-name").asText());
        assertEquals("COMPLETED", last.detail().get("current-phase").asText());
        JsonNode information = last.detail().get("additional-information");
        assertTrue(information.get("build-complete").booleanValue());
        assertEquals("1.0", information.get("build-number").toString());
        assertTrue(information.get("build-start-time").asText().matches("[A-Z][a-z]{2} \\d{1,2}, \\d{4} \\d{1,2}:\\d\\d:\\d\\d [AP]M"),
                information.toString());
        assertEquals("[{\"name\":\"COLOUR\",\"value\":\"red\",\"type\":\"PLAINTEXT\"},"
                + "{\"name\":\"SIZE\",\"value\":\"3\",\"type\":\"PLAINTEXT\"},"
                + "{\"name\":\"S\",\"value\":\"/s\",\"type\":\"PARAMETER_STORE\"}]",
                information.get("environment").get("environment-variables").toString());
        assertEquals(build.logs().streamName(), information.get("logs").get("stream-name").asText());
        JsonNode failed = information.get("phases").get(6);
        assertEquals("BUILD", failed.get("phase-type").asText());
        assertEquals("[\"COMMAND_EXECUTION_ERROR: Error while executing command: exit 2. Reason: exit status 2\"]",
                failed.get("phase-context").toString());
        Site.Event phase = site.events.get(7);
        assertEquals("CodeBuild Build Phase Change", phase.detailType());
        assertEquals("[COMMAND_EXECUTION_ERROR: Error while executing command: exit 2. Reason: exit status 2]",
                phase.detail().get("completed-phase-context").asText());
        assertEquals("1", phase.detail().get("version").asText());
    }

    @Test
    void theBuildIsCompleteBeforeItsEndIsToldAndTheLogBeforeThat() {
        Build build = site.run(Site.spec(Site.buildspec("echo last line")));
        assertTrue(site.printed(build).endsWith("last line\n"), site.log(build));
    }

    @Test
    void outputCanBeFollowedWhileTheBuildRuns() {
        Path go = folder.resolve("go");
        Build build = site.startCommands("echo working; while ! [ -e '" + go + "' ]; do sleep 0.01; done");
        Await.until("the line", () -> site.printed(site.build(build.id())).equals("working\n"));
        assertFalse(site.build(build.id()).buildComplete());
        site.builds.end(build.id(), StatusType.STOPPED);
        site.completed(build.id());
    }

    @Test
    void aBuildGoesOnWhenItsLogIsLost() {
        site.losesLogs = true;
        Build build = site.run(Site.spec(Site.buildspec("i=0; while [ $i -lt 30000 ]; do echo $i; i=$((i+1)); done")));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus());
    }

    @Test
    void aVeryLongLineIsLogged() {
        Build build = site.run(Site.spec(Site.buildspec("head -c 3000000 /dev/zero | tr '\\0' x; echo")));
        assertEquals(3_000_000, site.printed(build).replace("\n", "").length());
    }

    // --- runtimes

    @Test
    void runtimesAreMetByWhatIsInstalled() {
        int here = Runtime.version().feature();
        Build build = site.run(Site.spec("""
                version: 0.2
                phases:
                  install: { runtime-versions: { java: corretto%d } }
                  build: { commands: ['java -version 2>&1 | head -n 1', 'test -x "$JAVA_HOME/bin/java"'] }
                """.formatted(here)));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), site.log(build));
        assertTrue(site.printed(build).contains("\"" + here), site.log(build));
        assertTrue(site.log(build).contains("Selecting 'java' runtime version 'corretto" + here + "' based on manual selections..."));
    }

    @Test
    void aRuntimeOfAnotherVersionIsUsedWithAWarning() {
        Build build = site.run(Site.spec("version: 0.2\nphases: { install: { runtime-versions: { java: corretto999 } } }\n"));
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), site.log(build));
        assertTrue(site.log(build).contains("WARNING: runtime-versions asks for java corretto999; this machine has "), site.log(build));
    }

    private static String context(Build build, BuildPhaseType type) {
        return Site.phase(build, type).contexts().stream().map(context -> context.statusCode() + ": " + context.message())
                .collect(Collectors.joining("; "));
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
