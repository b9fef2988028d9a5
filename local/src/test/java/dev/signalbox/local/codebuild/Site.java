package dev.signalbox.local.codebuild;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StartBuildResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

import dev.signalbox.local.Account;
import dev.signalbox.local.codebuild.run.GitSource;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.s3.S3;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

/** CodeBuild among fakes with memory: logs, parameters, secrets, a bus, and a bare repository on disk. */
final class Site implements AutoCloseable {

    static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    static final String ROLE = "arn:aws:iam::123456789012:role/builder";
    static final Caller ADA = new Caller.User("123456789012", "ada");
    static final String BUCKETS_KEY = "arn:aws:kms:us-east-1:123456789012:key/buckets-own";
    static final String LOCATION = "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/orders";
    private static final RuntimeException NO_GROUP =
            software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException.builder().message("no group").build();
    private static final ObjectMapper JSON = new ObjectMapper();

    record Event(String detailType, List<String> resources, ObjectNode detail) { }

    record Asked(Caller caller, Permission permission) { }

    final Timeline timeline = new Timeline();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final List<Caller> logWriters = new CopyOnWriteArrayList<>();
    final Map<String, List<InputLogEvent>> logs = new ConcurrentHashMap<>();
    final Map<String, String> parameters = new ConcurrentHashMap<>();
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    final List<String> denied = new CopyOnWriteArrayList<>();
    final Identities identities = new Identities(ACCOUNT.id());
    final Switchboard switchboard = new Switchboard(this::check);
    volatile boolean losesLogs;
    final Path data;
    final Path repository;
    final CodeBuild builds;

    Site(Path folder) throws IOException, InterruptedException {
        data = Files.createDirectory(folder.resolve("data of builds"));
        repository = Files.createDirectory(folder.resolve("orders.git"));
        git("init", "-q", "-b", "main", ".");
        git("config", "user.name", "Ada");
        git("config", "user.email", "ada@example.com");
        Gate gate = this::check;
        ResourcePolicies policies = new ResourcePolicies();
        Keys keys = new Keys(ACCOUNT, List.of(), policies);
        builds = new CodeBuild(ACCOUNT, timeline, switchboard,
                (_, detailType, resources, detail) -> events.add(new Event(detailType, resources, detail.deepCopy())),
                identities, gate, keys,
                List.of(project("signalbox-default", "{}"), project("one-at-a-time", "{\"ConcurrentBuildLimit\": \"1\"}"),
                        project("keeper", """
                                {"Artifacts": {"Type": "S3", "Location": "artifacts", "Path": "kept", "NamespaceType": "BUILD_ID"},
                                 "SecondaryArtifacts": [{"Type": "S3", "Location": "artifacts", "ArtifactIdentifier": "docs",
                                     "Name": "docs.zip", "Packaging": "ZIP", "EncryptionDisabled": true}]}""")),
                data, () -> URI.create("http://127.0.0.1:4566"), new GitSource(_ -> repository.toString()));
        switchboard.connect(builds.service());
        switchboard.connect(new S3(ACCOUNT, timeline, policies, keys, folder.resolve("buckets"), List.of(new Resource("Artifacts",
                "AWS::S3::Bucket", "artifacts", Map.of(), bucket()))).service());
        switchboard.connect(new Service("logs", "logs", Protocol.JSON_1_1, List.of(
                Operation.of(CreateLogGroupRequest::builder, allowed("logs:CreateLogGroup"), (request, _) -> {
                    logs.put(request.logGroupName(), new CopyOnWriteArrayList<>());
                    return CreateLogGroupResponse.builder().build();
                }),
                Operation.of(CreateLogStreamRequest::builder, allowed("logs:CreateLogStream"), (request, caller) -> {
                    logWriters.add(caller);
                    if (!logs.containsKey(request.logGroupName())) {
                        throw NO_GROUP;
                    }
                    logs.put(request.logGroupName() + " " + request.logStreamName(), new CopyOnWriteArrayList<>());
                    return CreateLogStreamResponse.builder().build();
                }),
                Operation.of(PutLogEventsRequest::builder, _ -> List.of(), (request, _) -> {
                    if (losesLogs) {
                        throw new IllegalStateException("no room");
                    }
                    logs.get(request.logGroupName() + " " + request.logStreamName()).addAll(request.logEvents());
                    return PutLogEventsResponse.builder().build();
                }))));
        switchboard.connect(new Service("ssm", "ssm", Protocol.JSON_1_1, List.of(
                Operation.of(GetParametersRequest::builder, allowed("ssm:GetParameters"), (request, _) ->
                        GetParametersResponse.builder()
                                .parameters(request.names().stream().filter(parameters::containsKey)
                                        .map(name -> Parameter.builder().name(name).value(parameters.get(name)).build()).toList())
                                .invalidParameters(request.names().stream().filter(name -> !parameters.containsKey(name)).toList())
                                .build()))));
        switchboard.connect(new Service("secretsmanager", "secretsmanager", Protocol.JSON_1_1, List.of(
                Operation.of(GetSecretValueRequest::builder, allowed("secretsmanager:GetSecretValue"), (request, _) -> {
                    String value = secrets.get(request.secretId());
                    if (value == null) {
                        throw ResourceNotFoundException.builder().message("Secrets Manager can't find the specified secret.").build();
                    }
                    return GetSecretValueResponse.builder().name(request.secretId()).secretString(value).build();
                }))));
    }

    private static <I> Function<I, List<Permission>> allowed(String action) {
        return _ -> List.of(new Permission(action, "*"));
    }

    private void check(Caller caller, Permission permission) {
        asked.add(new Asked(caller, permission));
        if (denied.contains(permission.action())) {
            throw new AccessDenied(caller, permission, "the test says so");
        }
    }

    /** Of a bucket with a key of its own. */
    private static ObjectNode bucket() {
        ObjectNode properties = JSON.createObjectNode();
        properties.putObject("BucketEncryption").putArray("ServerSideEncryptionConfiguration").addObject()
                .putObject("ServerSideEncryptionByDefault").put("SSEAlgorithm", "aws:kms").put("KMSMasterKeyID", BUCKETS_KEY);
        return properties;
    }

    private static Resource project(String name, String more) {
        try {
            ObjectNode properties = (ObjectNode) JSON.readTree("""
                    {"Name": "%s", "Description": "builds", "ServiceRole": "builder",
                     "Source": {"Type": "CODECOMMIT", "Location": "%s"},
                     "Artifacts": {"Type": "NO_ARTIFACTS"}, "TimeoutInMinutes": 60, "QueuedTimeoutInMinutes": "480",
                     "Environment": {"Type": "ARM_CONTAINER", "Image": "aws/codebuild/standard:7.0", "ComputeType": "BUILD_GENERAL1_SMALL",
                        "EnvironmentVariables": [{"Name": "COLOUR", "Value": "red"}, {"Name": "SIZE", "Value": 3, "Type": "PLAINTEXT"}]},
                     "Tags": [{"Key": "signalbox:stack", "Value": "signalbox"}]}""".formatted(name, LOCATION));
            properties.setAll((ObjectNode) JSON.readTree(more));
            return new Resource(name, "AWS::CodeBuild::Project", name,
                    Map.of("Arn", ACCOUNT.arn("codebuild", "project/" + name)), properties);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    String git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).directory(repository.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", words) + ": " + output);
        }
        return output;
    }

    /** Commits a file. @return the commit */
    String commit(String file, String text) throws IOException, InterruptedException {
        Files.createDirectories(repository.resolve(file).getParent());
        Files.writeString(repository.resolve(file), text);
        git("add", "-A");
        git("commit", "-q", "-m", "Change " + file);
        return git("rev-parse", "HEAD");
    }

    Build start(StartBuildRequest.Builder request) {
        return start(ADA, request);
    }

    Build start(Caller caller, StartBuildRequest.Builder request) {
        StartBuildRequest built = request.build();
        StartBuildRequest named = built.projectName() == null ? built.toBuilder().projectName("signalbox-default").build() : built;
        return ((StartBuildResponse) switchboard.call(caller, named)).build();
    }

    /** Starts a build of inline commands, each a step of the phase BUILD. */
    Build startCommands(String... commands) {
        return start(spec(buildspec(commands)));
    }

    static String buildspec(String... commands) {
        StringBuilder text = new StringBuilder("version: 0.2\nphases:\n  build:\n    commands:\n");
        for (String command : commands) {
            text.append("      - |\n").append(command.indent(8));
        }
        return text.toString();
    }

    /** A build without source. */
    static StartBuildRequest.Builder spec(String buildspec) {
        return StartBuildRequest.builder().sourceTypeOverride("NO_SOURCE").buildspecOverride(buildspec);
    }

    Build run(StartBuildRequest.Builder request) {
        return completed(start(request).id());
    }

    Build build(String id) {
        return ((BatchGetBuildsResponse) switchboard.call(ADA, BatchGetBuildsRequest.builder().ids(id).build())).builds().getFirst();
    }

    Build completed(String id) {
        return Await.value("the end of " + id, () -> Optional.of(build(id)).filter(Build::buildComplete));
    }

    Build inPhase(String id, BuildPhaseType phase) {
        return Await.value(phase + " of " + id,
                () -> Optional.of(build(id)).filter(build -> build.currentPhase().equals(phase.toString())));
    }

    String log(Build build) {
        return logs.getOrDefault(build.logs().groupName() + " " + build.logs().streamName(), List.of()).stream()
                .map(InputLogEvent::message).collect(Collectors.joining());
    }

    /** What the commands printed: the log without CodeBuild's own lines. */
    String printed(Build build) {
        return log(build).lines().filter(line -> !line.startsWith("[Container] ")).map(line -> line + "\n").collect(Collectors.joining());
    }

    static String phases(Build build) {
        return build.phases().stream().map(phase -> phase.phaseTypeAsString()
                + (phase.phaseStatus() == null || phase.phaseStatusAsString().equals("SUCCEEDED") ? "" : ":" + phase.phaseStatusAsString()))
                .collect(Collectors.joining(" "));
    }

    static BuildPhase phase(Build build, BuildPhaseType type) {
        return build.phases().stream().filter(phase -> phase.phaseType() == type).findFirst().orElseThrow();
    }

    static EnvironmentVariable variable(String name, String value, String type) {
        return EnvironmentVariable.builder().name(name).value(value).type(type).build();
    }

    @Override
    public void close() {
        builds.close();
        timeline.close();
    }
}
