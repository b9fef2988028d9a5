package dev.signalbox.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.Glob;
import dev.signalbox.rules.Patterns;
import dev.signalbox.verdict.Audience;
import dev.signalbox.verdict.Gate;
import dev.signalbox.verdict.Noted;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.RunEnd;
import dev.signalbox.verdict.RunFacts;

/**
 * What the state machine asks of Conclude.
 *
 * @param execution  the ARN of the execution that asks
 * @param input      that execution's input, whole
 * @param noted      how its builds ended, as far as it noted it
 * @param trouble    an unexpected error inside it, by name and cause; empty when there was none
 * @param failedFast the build that did not pass, so that the others of its wave were stopped; empty when there was none
 * @param tries      how often it has asked in vain
 */
record ConcludeRequest(String execution, JsonNode input, List<Noted> noted, String trouble, String failedFast, int tries) {

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
        return new ConcludeRequest(required(request, "execution"), request.path("input"), noted, text(request, "trouble"),
                text(request, "failedFast"),
                request.path("tries").asInt(0));
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

    /** Why what was proposed can't pass as it is, when that is so. */
    static @Nullable String rejection(JsonNode input) {
        return input.has("rejection") ? required(input.path("rejection"), "reason") : null;
    }

    /** What is wrong with what was built, whatever the builds say; empty: nothing. */
    static String flaw(JsonNode input) {
        return text(input, "flaw");
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
                String name = required(build, "name");
                plan.add(new RunFacts.Planned(name, build.path("check").asText(check(name)), text(build, "project"),
                        build.path("required").asBoolean(true), gate(build.path("gate"))));
            }
        }
        return new RunFacts(required(input.path("run"), "id"), arn, required(input, "repository"), text(input, "branch"),
                text(input, "tag"), text(input, "commit"), required(input, "trigger"), text(input, "schedule"), text(input, "actor"),
                text(input, "author"), text(input, "title"), Instant.parse(required(input, "triggeredAt")), plan,
                audience(input.path("notify")), proposal(input));
    }

    /** The check that a build is of, whose cell in brackets may follow it. */
    private static String check(String build) {
        return build.split(" ", 2)[0];
    }

    private static RunFacts.@Nullable Proposal proposal(JsonNode input) {
        JsonNode node = input.path("pullRequest");
        return node.isMissingNode() ? null : new RunFacts.Proposal(required(node, "id"), required(node, "revision"),
                required(node, "source"), required(node, "target"), text(node, "targetCommit"), text(node, "mergeBranch"),
                input.path("attempt").asInt(1));
    }

    /** A gate of zero asks for nothing. */
    private static Gate gate(JsonNode gate) {
        long tests = gate.path("tests").asLong(0);
        return new Gate(percent(gate.path("coverage").path("lines")), percent(gate.path("coverage").path("branches")),
                tests > 0 ? tests : null);
    }

    private static @Nullable BigDecimal percent(JsonNode number) {
        return number.isNumber() && number.decimalValue().signum() > 0 ? number.decimalValue() : null;
    }

    private static Audience audience(JsonNode notify) {
        if (!notify.isArray()) {
            return Audience.EVERYBODY;
        }
        List<Audience.Interest> interests = new ArrayList<>();
        for (JsonNode interest : notify) {
            List<Glob> branches = texts(interest.path("branches")).stream().map(Glob::of).toList();
            interests.add(new Audience.Interest(Set.copyOf(texts(interest.path("on"))),
                    branches.isEmpty() ? null : new Patterns(branches)));
        }
        return new Audience(interests);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
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
