package dev.signalbox.functions;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import dev.signalbox.pullrequest.Progress;

/**
 * What CodeBuild tells of a pull request's build that is at work: {@code CodeBuild Build State Change} and
 * {@code CodeBuild Build Phase Change}, whose members are those of the CodeBuild user guide, "Build notifications input format reference".
 *
 * @param at when CodeBuild told it
 * @param build the name of the build, as the run's plan has it
 */
record BuildEvent(Instant at, String repository, String pullRequest, String run, String build, Progress.Running progress) {

    private static final Set<String> ENDS = Set.of("FINALIZING", "COMPLETED");

    /** In the order in which a build goes through them. */
    private static final List<String> PHASES = List.of("SUBMITTED", "QUEUED", "PROVISIONING", "DOWNLOAD_SOURCE", "INSTALL", "PRE_BUILD",
            "BUILD", "POST_BUILD", "UPLOAD_ARTIFACTS", "FINALIZING", "COMPLETED");

    /** As in {@code Sep 1, 2017 4:12:29 PM}. The guide names no time zone; only the order of times counts here. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM d, yyyy h:mm:ss a", Locale.US);

    /**
     * Reads an event; empty where it is about no pull request's build, or about its end, which the run itself tells: what comes
     * after its artifacts are up is over at once.
     *
     * @throws IllegalArgumentException naming the member that is missing
     */
    static Optional<BuildEvent> read(JsonNode event) {
        JsonNode detail = event.path("detail");
        JsonNode information = detail.path("additional-information");
        String pullRequest = variable(information, "SIGNALBOX_PULL_REQUEST");
        String phase = phase(detail);
        if (pullRequest.isEmpty() || phase.isEmpty() || ENDS.contains(phase)) {
            return Optional.empty();
        }
        String location = required(information.path("source"), "location");
        String build = required(detail, "build-id");
        return Optional.of(new BuildEvent(
                Instant.parse(required(event, "time")), location.substring(location.lastIndexOf('/') + 1), pullRequest,
                variable(information, "SIGNALBOX_RUN"), variable(information, "SIGNALBOX_BUILD"),
                new Progress.Running(phase, build.substring(build.indexOf('/') + 1), log(information), started(information))));
    }

    /** When the build began, as far as the event tells: to the second. */
    private static Instant started(JsonNode information) {
        try {
            String time = information.path("build-start-time").asText().replace('\u202f', ' ');
            return LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException notKnown) {
            return Instant.EPOCH;
        }
    }

    /** The phase that a build is in: after one that is complete, the next. */
    private static String phase(JsonNode detail) {
        String completed = detail.path("completed-phase").asText();
        if (!completed.isEmpty()) {
            int next = PHASES.indexOf(completed) + 1;
            return next == 0 ? "" : PHASES.get(Math.min(next, PHASES.size() - 1));
        }
        return detail.path("build-status").asText().equals("IN_PROGRESS") ? detail.path("current-phase").asText("SUBMITTED") : "";
    }

    private static String variable(JsonNode information, String name) {
        for (JsonNode variable : information.path("environment").path("environment-variables")) {
            if (variable.path("name").asText().equals(name)) {
                return variable.path("value").asText();
            }
        }
        return "";
    }

    /** Until a build has a log, its link leads nowhere. */
    private static String log(JsonNode information) {
        JsonNode logs = information.path("logs");
        return logs.path("stream-name").asText().isEmpty() || logs.path("stream-name").isNull() ? "" : logs.path("deep-link").asText();
    }

    private static String required(JsonNode node, String member) {
        String value = node.path(member).asText("");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("The event of a build lacks '" + member + "'");
        }
        return value;
    }
}
