package dev.signalbox.local.states;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Permission;

/**
 * The calls of Tasks, made as the machine's role under a session name of chance. What a call fails with becomes the error that
 * Step Functions names after the SDK's exception.
 */
final class Tasks {

    /** AWS cuts the Cause of a build's bad end here. */
    static final int LONGEST_CAUSE = 32_768;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final String BUILD_RULE = "rule/StepFunctionsGetEventForCodeBuildStartBuildRule";

    private final Account account;
    private final Calls calls;
    private final Gate gate;
    private final Executor threads;

    Tasks(Account account, Calls calls, Gate gate, Executor threads) {
        this.account = account;
        this.calls = calls;
        this.gate = gate;
        this.threads = threads;
    }

    /** A Task's attempt: what is called, by whom, and until when. */
    record Attempt(Integration integration, String roleArn, ObjectNode arguments, Scope scope, @Nullable Instant deadline) { }

    /**
     * Makes the call and waits for its result, and for what it started when the integration does.
     *
     * @param submitted told of the first answer of a Task that waits for more
     * @return empty when the deadline came first
     * @throws StateFailure when the call, or what it started, failed
     * @throws SubmitFailure when a Task that waits for more could not start it
     * @throws Ended when the scope ended first
     */
    Optional<JsonNode> run(Attempt attempt, Consumer<JsonNode> submitted) {
        var caller = new Caller.RoleSession(attempt.roleArn, UUID.randomUUID().toString().replace("-", ""));
        return attempt.integration.sync() ? build(attempt, caller, submitted)
                : attempt.scope.await(start(() -> call(attempt.integration, caller, attempt.arguments)), attempt.deadline);
    }

    /** Could not be started: told in the history as such. */
    static final class SubmitFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient StateFailure failure;

        SubmitFailure(StateFailure failure) {
            super(failure.getMessage(), null, false, false);
            this.failure = failure;
        }

        StateFailure failure() {
            return failure;
        }
    }

    private <T> CompletableFuture<T> start(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads);
    }

    private Optional<JsonNode> build(Attempt attempt, Caller caller, Consumer<JsonNode> submitted) {
        CompletableFuture<JsonNode> started = start(() -> {
            for (String action : new String[] {"events:PutTargets", "events:PutRule", "events:DescribeRule"}) {
                mayDo(attempt.integration, caller, action);
            }
            return call(attempt.integration, caller, attempt.arguments);
        });
        boolean over = false;
        try {
            Optional<JsonNode> first;
            try {
                first = attempt.scope.await(started, attempt.deadline);
            } catch (StateFailure failure) {
                throw new SubmitFailure(failure);
            }
            if (first.isEmpty()) {
                return Optional.empty();
            }
            submitted.accept(first.get());
            String id = first.get().path("Build").path("Id").asText();
            Optional<JsonNode> build = awaitEnd(attempt, caller, id);
            over = build.isPresent();
            return build.map(Tasks::result);
        } finally {
            if (!over) {
                started.thenAcceptAsync(answer -> stop(caller, answer.path("Build").path("Id").asText()), threads);
            }
        }
    }

    /** A build that a role may not look at is waited for in vain, as on AWS. */
    private Optional<JsonNode> awaitEnd(Attempt attempt, Caller caller, String id) {
        ObjectNode ids = JsonNodeFactory.instance.objectNode();
        ids.putArray("Ids").add(id);
        while (true) {
            Optional<JsonNode> seen = attempt.scope.await(start(() -> look(caller, ids)), attempt.deadline);
            if (seen.isEmpty()) {
                return Optional.empty();
            }
            if (seen.get().path("BuildComplete").asBoolean(false)) {
                return seen;
            }
            var pause = new CompletableFuture<Boolean>().completeOnTimeout(true, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
            if (attempt.scope.await(pause, attempt.deadline).isEmpty()) {
                return Optional.empty();
            }
        }
    }

    private JsonNode look(Caller caller, ObjectNode ids) {
        try {
            return calls.call(caller, "codebuild", "BatchGetBuilds", ids).path("Builds").path(0);
        } catch (SdkException _) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private static JsonNode result(JsonNode build) {
        if (!build.path("BuildStatus").asText().equals("SUCCEEDED")) {
            String cause = sorted(build).toString();
            throw new StateFailure(StateFailure.TASK_FAILED, cause.substring(0, Math.min(LONGEST_CAUSE, cause.length())));
        }
        return JsonNodeFactory.instance.objectNode().set("Build", build);
    }

    private void stop(Caller caller, String id) {
        try {
            calls.call(caller, "codebuild", "StopBuild", JsonNodeFactory.instance.objectNode().put("Id", id));
        } catch (SdkException _) {
            // best effort, as on AWS: the build may have ended, or the role may not stop it
        }
    }

    private void mayDo(Integration integration, Caller caller, String action) {
        try {
            gate.check(caller, new Permission(action, account.arn("events", BUILD_RULE)));
        } catch (AccessDenied denied) {
            throw failure(integration, denied);
        }
    }

    private JsonNode call(Integration integration, Caller caller, ObjectNode arguments) {
        try {
            ObjectNode answer = calls.call(caller, integration.called(), integration.action(), sent(integration, arguments));
            return received(integration, answer);
        } catch (SdkException wrong) {
            throw failure(integration, wrong);
        }
    }

    /** Optimised integrations take JSON where the API takes text. */
    private static ObjectNode sent(Integration integration, ObjectNode arguments) {
        ObjectNode sent = arguments.deepCopy();
        if (integration.sdk()) {
            return sent;
        }
        switch (integration.service()) {
            case "lambda" -> {
                if (sent.has("Payload")) {
                    sent.put("Payload", Base64.getEncoder().encodeToString(
                            sent.get("Payload").toString().getBytes(StandardCharsets.UTF_8)));
                }
            }
            case "sns" -> text(sent, "Message");
            case "sqs" -> text(sent, "MessageBody");
            case "events" -> sent.path("Entries").forEach(entry -> {
                if (entry instanceof ObjectNode object) {
                    text(object, "Detail");
                }
            });
            default -> { }
        }
        return sent;
    }

    private static void text(ObjectNode holder, String member) {
        JsonNode value = holder.get(member);
        if (value != null && !value.isTextual()) {
            holder.put(member, value.toString());
        }
    }

    private static JsonNode received(Integration integration, ObjectNode answer) {
        if (integration.sdk()) {
            return answer;
        }
        if (integration.service().equals("lambda")) {
            return answered(answer);
        }
        if (integration.service().equals("events") && answer.path("FailedEntryCount").asInt(0) > 0) {
            throw new StateFailure("EventBridge.FailedEntry", answer.toString());
        }
        return answer;
    }

    private static JsonNode answered(ObjectNode answer) {
        JsonNode payload = payload(answer);
        if (answer.has("FunctionError")) {
            String error = payload.path("errorType").asText("");
            throw new StateFailure(error.isEmpty() ? "Lambda.Unknown" : error, payload.toString());
        }
        answer.set("Payload", payload);
        return answer;
    }

    private static JsonNode payload(ObjectNode answer) {
        try {
            JsonNode payload = JSON.readTree(answer.path("Payload").binaryValue());
            return payload.isMissingNode() ? JsonNodeFactory.instance.nullNode() : payload;
        } catch (IOException | IllegalArgumentException wrong) {
            throw new StateFailure("Lambda.Unknown", "The function's answer is no JSON: " + wrong.getMessage());
        }
    }

    private static StateFailure failure(Integration integration, SdkException wrong) {
        if (!(wrong instanceof AwsServiceException refused)) {
            return new StateFailure(integration.prefix() + ".SdkClientException", String.valueOf(wrong.getMessage()));
        }
        String type = refused.getClass().getSimpleName();
        boolean declared = refused.getClass().getName().startsWith("software.amazon.awssdk.services.")
                && refused.getClass().getSuperclass() != AwsServiceException.class;
        String error = declared ? integration.prefix() + "." + type : integration.generalError();
        var details = refused.awsErrorDetails();
        String message = details != null && details.errorMessage() != null ? details.errorMessage() : String.valueOf(refused.getMessage());
        int status = refused.statusCode() == 0 ? 400 : refused.statusCode();
        return new StateFailure(error, "%s (Service: %s, Status Code: %d, Request ID: %s)"
                .formatted(message, integration.prefix(), status, UUID.randomUUID()));
    }

    /** Keys in alphabetical order at every level, as AWS writes a Cause. */
    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(entry -> members.put(entry.getKey(), sorted(entry.getValue())));
            ObjectNode sorted = JsonNodeFactory.instance.objectNode();
            members.forEach(sorted::set);
            return sorted;
        }
        if (node.isArray()) {
            ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> sorted.add(sorted(item)));
            return sorted;
        }
        return node;
    }
}
