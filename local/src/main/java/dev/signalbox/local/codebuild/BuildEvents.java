package dev.signalbox.local.codebuild;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;

import dev.signalbox.local.events.EventBus;

/**
 * A build's events, in the form of the CodeBuild user guide's "Build notifications input format reference" and of
 * recorded events: numbers are written as {@code 60.0}, times as {@code Nov 23, 2026 9:00:00 AM}.
 */
final class BuildEvents {

    private static final String SOURCE = "aws.codebuild";
    private static final DateTimeFormatter US = DateTimeFormatter.ofPattern("MMM d, yyyy h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final EventBus bus;

    BuildEvents(EventBus bus) {
        this.bus = bus;
    }

    /** Tells the build's status. */
    void state(Build build) {
        ObjectNode detail = NODES.objectNode();
        detail.put("build-status", build.buildStatusAsString());
        detail.put("project-name", build.projectName());
        detail.put("build-id", build.arn());
        detail.set("additional-information", information(build));
        detail.put("current-phase", build.currentPhase());
        detail.put("current-phase-context", "[]");
        detail.put("version", "1");
        bus.emit(SOURCE, "CodeBuild Build State Change", List.of(build.arn()), detail);
    }

    /** Tells that a phase is over. */
    void phase(Build build, BuildPhase completed) {
        ObjectNode detail = NODES.objectNode();
        detail.put("completed-phase", completed.phaseTypeAsString());
        detail.put("project-name", build.projectName());
        detail.put("build-id", build.arn());
        detail.put("completed-phase-context", "[" + String.join(", ", contexts(completed)) + "]");
        detail.set("additional-information", information(build));
        detail.put("completed-phase-status", completed.phaseStatusAsString());
        detail.put("completed-phase-duration-seconds", completed.durationInSeconds().doubleValue());
        detail.put("version", "1");
        detail.put("completed-phase-start", time(completed.startTime()));
        detail.put("completed-phase-end", time(completed.endTime()));
        bus.emit(SOURCE, "CodeBuild Build Phase Change", List.of(build.arn()), detail);
    }

    private static ObjectNode information(Build build) {
        ObjectNode information = NODES.objectNode();
        information.putObject("cache").put("type", build.cache().typeAsString());
        information.put("timeout-in-minutes", build.timeoutInMinutes().doubleValue());
        information.put("build-number", build.buildNumber().doubleValue());
        information.put("build-complete", build.buildComplete());
        information.put("initiator", build.initiator());
        information.put("build-start-time", time(build.startTime()));
        ObjectNode source = information.putObject("source");
        put(source, "buildspec", build.source().buildspec());
        put(source, "location", build.source().location());
        source.put("type", build.source().typeAsString());
        put(information, "source-version", build.sourceVersion());
        ObjectNode artifact = information.putObject("artifact");
        put(artifact, "md5sum", build.artifacts().md5sum());
        put(artifact, "sha256sum", build.artifacts().sha256sum());
        artifact.put("location", Objects.requireNonNullElse(build.artifacts().location(), ""));
        information.set("environment", environment(build));
        ObjectNode logs = information.putObject("logs");
        put(logs, "group-name", build.logs().groupName());
        put(logs, "stream-name", build.logs().streamName());
        put(logs, "deep-link", build.logs().deepLink());
        ArrayNode phases = information.putArray("phases");
        build.phases().forEach(phase -> phases.add(phase(phase)));
        information.put("queued-timeout-in-minutes", build.queuedTimeoutInMinutes().doubleValue());
        return information;
    }

    private static ObjectNode environment(Build build) {
        ObjectNode environment = NODES.objectNode();
        environment.put("image", build.environment().image());
        environment.put("privileged-mode", Boolean.TRUE.equals(build.environment().privilegedMode()));
        put(environment, "image-pull-credentials-type", build.environment().imagePullCredentialsTypeAsString());
        environment.put("compute-type", build.environment().computeTypeAsString());
        environment.put("type", build.environment().typeAsString());
        ArrayNode variables = environment.putArray("environment-variables");
        for (EnvironmentVariable variable : build.environment().environmentVariables()) {
            variables.addObject().put("name", variable.name()).put("value", variable.value()).put("type", variable.typeAsString());
        }
        return environment;
    }

    private static ObjectNode phase(BuildPhase phase) {
        ObjectNode node = NODES.objectNode();
        if (phase.endTime() != null) {
            ArrayNode contexts = node.putArray("phase-context");
            contexts(phase).forEach(contexts::add);
            node.put("end-time", time(phase.endTime()));
            node.put("duration-in-seconds", phase.durationInSeconds().doubleValue());
            node.put("phase-status", phase.phaseStatusAsString());
        }
        node.put("start-time", time(phase.startTime()));
        node.put("phase-type", phase.phaseTypeAsString());
        return node;
    }

    private static List<String> contexts(BuildPhase phase) {
        return phase.contexts().stream().map(context -> context.statusCode() + ": " + context.message()).toList();
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static String time(Instant instant) {
        return US.format(instant);
    }
}
