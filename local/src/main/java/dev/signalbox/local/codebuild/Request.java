package dev.signalbox.local.codebuild;

import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.CacheType;
import software.amazon.awssdk.services.codebuild.model.CloudWatchLogsConfig;
import software.amazon.awssdk.services.codebuild.model.ComputeType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.ImagePullCredentialsType;
import software.amazon.awssdk.services.codebuild.model.LogsConfig;
import software.amazon.awssdk.services.codebuild.model.LogsConfigStatusType;
import software.amazon.awssdk.services.codebuild.model.LogsLocation;
import software.amazon.awssdk.services.codebuild.model.ProjectArtifacts;
import software.amazon.awssdk.services.codebuild.model.ProjectEnvironment;
import software.amazon.awssdk.services.codebuild.model.ProjectSource;
import software.amazon.awssdk.services.codebuild.model.S3LogsConfig;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StatusType;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.UnknownOperation;

/** A request for a build: the project with what the request puts in its place, checked. */
record Request(Account account, URI endpoint, Project project, StartBuildRequest request) {

    /** The build, and what of it is kept. */
    record Wanted(Build build, Outputs outputs) { }

    private static final int SHORTEST = 5;
    private static final int LONGEST = 2160;
    private static final int LONGEST_QUEUED = 480;

    private static final Set<String> KNOWN = Set.of("projectName", "sourceVersion", "sourceTypeOverride", "sourceLocationOverride",
            "buildspecOverride", "environmentVariablesOverride", "timeoutInMinutesOverride", "queuedTimeoutInMinutesOverride",
            "idempotencyToken", "artifactsOverride", "secondaryArtifactsOverride", "encryptionKeyOverride", "logsConfigOverride",
            "gitCloneDepthOverride", "environmentTypeOverride", "imageOverride", "computeTypeOverride", "privilegedModeOverride",
            "imagePullCredentialsTypeOverride", "reportBuildStatusOverride");
    private static final int MOST_SECONDARY_ARTIFACTS = 12;
    /** Of a value. Source: the error that CodeBuild answers with, as wolfeidau/buildkite-serverless-agent#35 quotes it. */
    private static final int LONGEST_VARIABLE = 4_096;
    private static final Pattern KEY = Pattern.compile("arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:(key|alias)/.+|alias/.+");

    /**
     * The build that is asked for, before its first phase and without its number.
     *
     * @throws software.amazon.awssdk.services.codebuild.model.InvalidInputException for values that CodeBuild refuses
     * @throws UnknownOperation for what the local cloud does not have
     */
    Wanted build(String initiator, Instant now) {
        refuseUnknown();
        String uuid = UUID.randomUUID().toString();
        String id = project.name() + ":" + uuid;
        var model = project.model();
        Outputs outputs = outputs(uuid);
        return new Wanted(Build.builder()
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
                .artifacts(outputs.shownPrimary())
                .secondaryArtifacts(outputs.shownSecondary())
                .cache(model.cache())
                .environment(environment())
                .serviceRole(model.serviceRole())
                .logs(logs(uuid))
                .timeoutInMinutes(minutes(request.timeoutInMinutesOverride(), LONGEST, "timeoutInMinutesOverride")
                        .orElse(model.timeoutInMinutes()))
                .queuedTimeoutInMinutes(minutes(request.queuedTimeoutInMinutesOverride(), LONGEST_QUEUED, "queuedTimeoutInMinutesOverride")
                        .orElse(model.queuedTimeoutInMinutes()))
                .initiator(initiator)
                .encryptionKey(encryptionKey())
                .build(), outputs);
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
        if (model.cache().type() != CacheType.NO_CACHE) {
            throw lacking("StartBuild of a project with a cache (" + project.name() + ")");
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
        if (request.gitCloneDepthOverride() != null && request.gitCloneDepthOverride() < 0) {
            throw CodeBuild.invalid("Invalid gitCloneDepthOverride: " + request.gitCloneDepthOverride() + "; it must be at least 0");
        }
        if (own.gitSubmodulesConfig() != null && Boolean.TRUE.equals(own.gitSubmodulesConfig().fetchSubmodules())) {
            throw lacking("StartBuild with Git submodules");
        }
        return own.toBuilder().type(type).location(location).buildspec(buildspec)
                .gitCloneDepth(Optional.ofNullable(request.gitCloneDepthOverride()).orElse(own.gitCloneDepth())).build();
    }

    private Outputs outputs(String uuid) {
        Optional<Output> primary = Output.of(Optional.ofNullable(request.artifactsOverride()).orElse(project.model().artifacts()),
                project.name(), uuid);
        List<ProjectArtifacts> wanted = request.hasSecondaryArtifactsOverride() ? request.secondaryArtifactsOverride()
                : project.model().secondaryArtifacts();
        if (wanted.size() > MOST_SECONDARY_ARTIFACTS) {
            throw CodeBuild.invalid("Invalid artifacts: at most " + MOST_SECONDARY_ARTIFACTS + " secondary artifacts");
        }
        Set<String> identifiers = new HashSet<>();
        for (ProjectArtifacts secondary : wanted) {
            String identifier = secondary.artifactIdentifier();
            if (identifier == null || identifier.isEmpty() || !identifiers.add(identifier)) {
                throw CodeBuild.invalid("Invalid artifacts: every secondary artifact needs an artifactIdentifier of its own");
            }
        }
        return new Outputs(primary,
                wanted.stream().flatMap(secondary -> Output.of(secondary, project.name(), uuid).stream()).toList());
    }

    private String encryptionKey() {
        String key = Optional.ofNullable(request.encryptionKeyOverride()).orElse(project.model().encryptionKey());
        if (!KEY.matcher(key).matches()) {
            throw CodeBuild.invalid("Invalid encryption key: " + key + " is neither a key's ARN nor an alias");
        }
        return key;
    }

    private ProjectEnvironment environment() {
        known(request.environmentTypeOverride(), EnvironmentType.UNKNOWN_TO_SDK_VERSION, request.environmentTypeOverrideAsString());
        known(request.computeTypeOverride(), ComputeType.UNKNOWN_TO_SDK_VERSION, request.computeTypeOverrideAsString());
        known(request.imagePullCredentialsTypeOverride(), ImagePullCredentialsType.UNKNOWN_TO_SDK_VERSION,
                request.imagePullCredentialsTypeOverrideAsString());
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

    private static <T extends Enum<T>> void known(@Nullable T value, T unknown, @Nullable String text) {
        if (value == unknown) {
            throw CodeBuild.invalid("Invalid %s: %s".formatted(unknown.getDeclaringClass().getSimpleName(), text));
        }
    }

    private static EnvironmentVariable typed(EnvironmentVariable variable) {
        if (variable.type() == EnvironmentVariableType.UNKNOWN_TO_SDK_VERSION) {
            throw CodeBuild.invalid("Invalid environment variable type: " + variable.typeAsString());
        }
        if (variable.value() != null && variable.value().length() > LONGEST_VARIABLE) {
            throw CodeBuild.invalid("EnvironmentVariable should be at most %d characters".formatted(LONGEST_VARIABLE));
        }
        return variable.type() == null ? variable.toBuilder().type(EnvironmentVariableType.PLAINTEXT).build() : variable;
    }

    private LogsLocation logs(String uuid) {
        LogsConfig wanted = Optional.ofNullable(request.logsConfigOverride()).or(() -> Optional.ofNullable(project.model().logsConfig()))
                .orElseGet(() -> LogsConfig.builder().build());
        LogsLocation.Builder location = LogsLocation.builder();
        CloudWatchLogsConfig config = Optional.ofNullable(wanted.cloudWatchLogs())
                .orElseGet(() -> CloudWatchLogsConfig.builder().status(LogsConfigStatusType.ENABLED).build());
        known(config.status(), LogsConfigStatusType.UNKNOWN_TO_SDK_VERSION, config.statusAsString());
        location.cloudWatchLogs(config);
        if (config.status() != LogsConfigStatusType.DISABLED) {
            String group = Optional.ofNullable(config.groupName()).orElse("/aws/codebuild/" + project.name());
            String stream = Optional.ofNullable(config.streamName()).map(prefix -> prefix + "/" + uuid).orElse(uuid);
            location.groupName(group).streamName(stream)
                    .deepLink("https://console.aws.amazon.com/cloudwatch/home?region=%s#logsV2:log-groups/log-group/%s/log-events/%s"
                            .formatted(account.region(), console(group), console(stream)))
                    .cloudWatchLogsArn(account.arn("logs", "log-group:" + group + ":log-stream:" + stream));
        }
        S3LogsConfig file = Optional.ofNullable(wanted.s3Logs())
                .orElseGet(() -> S3LogsConfig.builder().status(LogsConfigStatusType.DISABLED).build());
        LogFile.place(file, uuid).ifPresent(place -> location.s3LogsArn("arn:aws:s3:::" + place)
                .s3DeepLink("https://s3.console.aws.amazon.com/s3/object/%s?region=%s".formatted(place, account.region())));
        return location.s3Logs(file.toBuilder().encryptionDisabled(Boolean.TRUE.equals(file.encryptionDisabled())).build()).build();
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

    static UnknownOperation lacking(String what) {
        return new UnknownOperation("The local cloud has no codebuild:" + what + ".");
    }
}
