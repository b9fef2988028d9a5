package dev.signalbox.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import dev.signalbox.verdict.Noted;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.RunEnd;
import dev.signalbox.verdict.RunFacts;

/**
 * What the state machine asks of Conclude.
 *
 * @param execution the ARN of the execution that asks
 * @param input     that execution's input, whole
 * @param noted     how its builds ended, as far as it noted it
 * @param trouble   an unexpected error inside it, by name and cause; empty when there was none
 */
record ConcludeRequest(String execution, JsonNode input, List<Noted> noted, String trouble) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A run that was ended from outside, for which another one concludes. */
    record Ended(String arn, String run, RunEnd.Status status, String cause) {
    }

    /** @throws IllegalArgumentException naming the member that is missing or wrong */
    static ConcludeRequest read(InputStream payload) throws IOException {
        JsonNode request = JSON.readTree(payload);
        List<Noted> noted = new ArrayList<>();
        for (JsonNode outcome : request.path("outcomes")) {
            noted.add(new Noted(required(outcome, "name"), outcome.path("required").asBoolean(true),
                    Outcome.valueOf(required(outcome, "outcome")), text(outcome, "id"), text(outcome, "reason")));
        }
        return new ConcludeRequest(required(request, "execution"), request.path("input"), noted, text(request, "trouble"));
    }

    /** The run that was ended from outside, when this one is there to conclude it. */
    Optional<Ended> ended() {
        JsonNode ended = input.path("ended");
        return ended.isMissingNode() ? Optional.empty() : Optional.of(new Ended(required(ended, "arn"), required(ended, "run"),
                RunEnd.Status.valueOf(required(ended, "status")), text(ended, "cause")));
    }

    /** Why the plan of this run was refused, when it was. */
    static @Nullable String refusal(JsonNode input) {
        return input.has("refusal") ? required(input.path("refusal"), "reason") : null;
    }

    /** Another run's input. */
    static JsonNode input(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The facts in a run's input. */
    static RunFacts facts(String arn, JsonNode input) {
        List<RunFacts.Planned> plan = new ArrayList<>();
        for (JsonNode wave : input.path("waves")) {
            for (JsonNode build : wave.path("builds")) {
                plan.add(new RunFacts.Planned(required(build, "name"), text(build, "project"), build.path("required").asBoolean(true)));
            }
        }
        return new RunFacts(required(input.path("run"), "id"), arn, required(input, "repository"), text(input, "branch"),
                text(input, "commit"), required(input, "trigger"), text(input, "actor"), text(input, "author"), text(input, "title"),
                Instant.parse(required(input, "triggeredAt")), plan);
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asText("");
    }

    private static String required(JsonNode node, String member) {
        String value = text(node, member);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("The request to conclude a run lacks '" + member + "'");
        }
        return value;
    }
}
