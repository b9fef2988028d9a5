package dev.signalbox.local.codebuild;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.codebuild.model.ArtifactsType;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildArtifacts;
import software.amazon.awssdk.services.codebuild.model.CloudWatchLogsConfig;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.LogsConfig;
import software.amazon.awssdk.services.codebuild.model.LogsConfigStatusType;
import software.amazon.awssdk.services.codebuild.model.LogsLocation;
import software.amazon.awssdk.services.codebuild.model.ProjectArtifacts;
import software.amazon.awssdk.services.codebuild.model.ProjectEnvironment;
import software.amazon.awssdk.services.codebuild.model.ProjectSource;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StatusType;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.UnknownOperation;

/** A request for a build: the project with what the request puts in its place, checked. */
record Request(Account account, URI endpoint, Project project, StartBuildRequest request) {

    private static final int SHORTEST = 5;
    private static final int LONGEST = 2160;
    private static final int LONGEST_QUEUED = 480;

    private static final Set<String> KNOWN = Set.of("projectName", "sourceVersion", "sourceTypeOverride", "sourceLocationOverride",
            "buildspecOverride", "environmentVariablesOverride", "timeoutInMinutesOverride", "queuedTimeoutInMinutesOverride",
            "idempotencyToken", "artifactsOverride", "logsConfigOverride", "gitCloneDepthOverride", "environmentTypeOverride",
            "imageOverride", "computeTypeOverride", "privilegedModeOverride", "imagePullCredentialsTypeOverride",
            "reportBuildStatusOverride");

    /**
     * The build that is asked for, before its first phase and without its number.
     *
     * @throws software.amazon.awssdk.services.codebuild.model.InvalidInputException for values that CodeBuild refuses
     * @throws UnknownOperation for what the local cloud does not have
     */
    Build build(String initiator, Instant now) {
        refuseUnknown();
        String uuid = UUID.randomUUID().toString();
        String id = project.name() + ":" + uuid;
        var model = project.model();
        return Build.builder()
                .id(id)
                .arn(account.arn("codebuild", "build/" + id))
                .startTime(now)
                .buildStatus(StatusType.IN_PROGRESS)
                .buildComplete(false)
                .sourceVersion(Optional.ofNullable(request.sourceVersion()).filter(version -> !version.isEmpty())
                        .orElse(model.sourceVersion()))
                .projectName(project.name())
                .phases(List.of())
                .source(source())
                .artifacts(artifacts())
                .cache(model.cache())
                .environment(environment())
                .serviceRole(model.serviceRole())
                .logs(logs(uuid))
                .timeoutInMinutes(minutes(request.timeoutInMinutesOverride(), LONGEST, "timeoutInMinutesOverride")
                        .orElse(model.timeoutInMinutes()))
                .queuedTimeoutInMinutes(minutes(request.queuedTimeoutInMinutesOverride(), LONGEST_QUEUED, "queuedTimeoutInMinutesOverride")
                        .orElse(model.queuedTimeoutInMinutes()))
                .initiator(initiator)
                .encryptionKey(model.encryptionKey())
                .build();
    }

    private void refuseUnknown() {
        for (SdkField<?> field : request.sdkFields()) {
            Object value = field.getValueOrDefault(request);
            boolean nothing = value == null || value.equals(false) || value.equals(0)
                    || value instanceof List<?> list && list.isEmpty() || value instanceof Map<?, ?> map && map.isEmpty();
            if (!nothing && !KNOWN.contains(field.memberName())) {
                throw lacking("StartBuild with " + field.memberName());
            }
        }
        var model = project.model();
        if (model.hasSecondarySources() && !model.secondarySources().isEmpty()) {
            throw lacking("StartBuild of a project with SecondarySources (" + project.name() + ")");
        }
        if (model.hasSecondaryArtifacts() && !model.secondaryArtifacts().isEmpty()) {
            throw lacking("StartBuild of a project with SecondaryArtifacts (" + project.name() + ")");
        }
    }

    private ProjectSource source() {
        ProjectSource own = project.model().source();
        SourceType type = Optional.ofNullable(request.sourceTypeOverride()).orElse(own.type());
        String buildspec = Optional.ofNullable(request.buildspecOverride()).orElse(own.buildspec());
        if (buildspec != null && buildspec.startsWith("arn:")) {
            throw lacking("StartBuild with a buildspec in S3: " + buildspec);
        }
        String location = Optional.ofNullable(request.sourceLocationOverride())
                .orElse(request.sourceTypeOverride() == null || type == own.type() ? own.location() : null);
        switch (type) {
            case CODECOMMIT -> {
                if (location == null || CodeCommitLocation.repository(location, endpoint).isEmpty()) {
                    throw CodeBuild.invalid("Invalid project source: location must be a valid AWS CodeCommit repository URL");
                }
                if (request.reportBuildStatusOverride() != null) {
                    throw CodeBuild.invalid("reportBuildStatusOverride cannot be used with source type CODECOMMIT");
                }
            }
            case NO_SOURCE -> {
                if (buildspec == null || !Inline.is(buildspec)) {
                    throw CodeBuild.invalid("Invalid project source: a buildspec is required when the source type is NO_SOURCE");
                }
            }
            case UNKNOWN_TO_SDK_VERSION -> throw CodeBuild.invalid("Invalid source type: " + request.sourceTypeOverrideAsString());
            default -> throw lacking("StartBuild with a source of type " + type);
        }
        if (own.gitSubmodulesConfig() != null && Boolean.TRUE.equals(own.gitSubmodulesConfig().fetchSubmodules())) {
            throw lacking("StartBuild with Git submodules");
        }
        return own.toBuilder().type(type).location(location).buildspec(buildspec)
                .gitCloneDepth(Optional.ofNullable(request.gitCloneDepthOverride()).orElse(own.gitCloneDepth())).build();
    }

    private BuildArtifacts artifacts() {
        ProjectArtifacts wanted = Optional.ofNullable(request.artifactsOverride()).orElse(project.model().artifacts());
        if (wanted.type() != ArtifactsType.NO_ARTIFACTS) {
            throw lacking("StartBuild with artifacts of type " + wanted.typeAsString());
        }
        return BuildArtifacts.builder().location("").build();
    }

    private ProjectEnvironment environment() {
        ProjectEnvironment own = project.model().environment();
        Map<String, EnvironmentVariable> variables = new LinkedHashMap<>();
        own.environmentVariables().forEach(variable -> variables.put(variable.name(), typed(variable)));
        request.environmentVariablesOverride().forEach(variable -> variables.put(variable.name(), typed(variable)));
        return own.toBuilder()
                .type(Optional.ofNullable(request.environmentTypeOverrideAsString()).orElse(own.typeAsString()))
                .image(Optional.ofNullable(request.imageOverride()).orElse(own.image()))
                .computeType(Optional.ofNullable(request.computeTypeOverrideAsString()).orElse(own.computeTypeAsString()))
                .privilegedMode(Optional.ofNullable(request.privilegedModeOverride())
                        .orElse(Boolean.TRUE.equals(own.privilegedMode())))
                .imagePullCredentialsType(Optional.ofNullable(request.imagePullCredentialsTypeOverrideAsString())
                        .orElse(Optional.ofNullable(own.imagePullCredentialsTypeAsString()).orElse("CODEBUILD")))
                .environmentVariables(variables.values()).build();
    }

    private static EnvironmentVariable typed(EnvironmentVariable variable) {
        if (variable.type() == EnvironmentVariableType.UNKNOWN_TO_SDK_VERSION) {
            throw CodeBuild.invalid("Invalid environment variable type: " + variable.typeAsString());
        }
        return variable.type() == null ? variable.toBuilder().type(EnvironmentVariableType.PLAINTEXT).build() : variable;
    }

    private LogsLocation logs(String uuid) {
        LogsConfig wanted = Optional.ofNullable(request.logsConfigOverride()).or(() -> Optional.ofNullable(project.model().logsConfig()))
                .orElseGet(() -> LogsConfig.builder().build());
        if (wanted.s3Logs() != null && wanted.s3Logs().status() == LogsConfigStatusType.ENABLED) {
            throw lacking("StartBuild with logs in S3");
        }
        CloudWatchLogsConfig config = Optional.ofNullable(wanted.cloudWatchLogs())
                .orElseGet(() -> CloudWatchLogsConfig.builder().status(LogsConfigStatusType.ENABLED).build());
        if (config.status() == LogsConfigStatusType.DISABLED) {
            return LogsLocation.builder().cloudWatchLogs(config).build();
        }
        String group = Optional.ofNullable(config.groupName()).orElse("/aws/codebuild/" + project.name());
        String stream = Optional.ofNullable(config.streamName()).map(prefix -> prefix + "/" + uuid).orElse(uuid);
        return LogsLocation.builder().groupName(group).streamName(stream)
                .deepLink("https://console.aws.amazon.com/cloudwatch/home?region=%s#logsV2:log-groups/log-group/%s/log-events/%s"
                        .formatted(account.region(), console(group), console(stream)))
                .cloudWatchLogsArn(account.arn("logs", "log-group:" + group + ":log-stream:" + stream))
                .cloudWatchLogs(config).build();
    }

    private static String console(String name) {
        return name.replace("$", "$2524").replace("/", "$252F").replace("[", "$255B").replace("]", "$255D");
    }

    private static Optional<Integer> minutes(@Nullable Integer minutes, int longest, String name) {
        if (minutes != null && (minutes < SHORTEST || minutes > longest)) {
            throw CodeBuild.invalid("Invalid %s: %d minutes; it must be between %d and %d".formatted(name, minutes, SHORTEST, longest));
        }
        return Optional.ofNullable(minutes);
    }

    private static UnknownOperation lacking(String what) {
        return new UnknownOperation("The local cloud has no codebuild:" + what + ".");
    }
}
