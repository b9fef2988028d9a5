package dev.signalbox.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.time.Timeline;

/**
 * Events that functions get without anybody waiting for the answer: tried again after one minute and then after two, up to the
 * function's bounds; what is given up goes to the on-failure destination, as the function's role (AWS: "How Lambda handles
 * errors and retries with asynchronous invocation").
 */
final class AsynchronousInvocations implements AutoCloseable {

    private static final System.Logger CONSOLE = System.getLogger(AsynchronousInvocations.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Account account;
    private final Timeline timeline;
    private final Calls calls;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lambda-event-", 0).factory());

    AsynchronousInvocations(Account account, Timeline timeline, Calls calls) {
        this.account = account;
        this.timeline = timeline;
        this.calls = calls;
    }

    /** Takes an event. */
    void accept(Environments environments, Invocation invocation) {
        Instant taken = timeline.now();
        try {
            workers.execute(() -> attempt(environments, invocation, taken, 1));
        } catch (RejectedExecutionException closing) {
            throw ServiceException.builder().statusCode(500).message("The local cloud is closing.").cause(closing).build();
        }
    }

    private void attempt(Environments environments, Invocation invocation, Instant taken, int attempt) {
        Outcome outcome;
        try {
            outcome = environments.invoke(invocation);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        } catch (ServiceException trouble) {
            if (!workers.isShutdown()) {
                CONSOLE.log(System.Logger.Level.ERROR, "Request {0} is lost: {1}", invocation.id(), trouble.getMessage());
            }
            return;
        }
        if (!outcome.failed()) {
            return;
        }
        LambdaFunction function = environments.function();
        LambdaFunction.Asynchronous bounds = function.asynchronous();
        if (attempt > bounds.maximumRetries()) {
            giveUp(function, invocation, "RetriesExhausted", attempt, outcome);
            return;
        }
        Instant next = timeline.now().plus(Duration.ofMinutes(attempt));
        Instant end = taken.plus(bounds.maximumAge());
        if (next.isBefore(end)) {
            timeline.at(next, () -> attempt(environments, invocation, taken, attempt + 1));
        } else {
            timeline.at(end, () -> giveUp(function, invocation, "EventAgeExceeded", attempt, outcome));
        }
    }

    private void giveUp(LambdaFunction function, Invocation invocation, String condition, int attempts, Outcome last) {
        String queue = function.asynchronous().onFailure();
        if (queue == null) {
            return;
        }
        ObjectNode document = JSON.createObjectNode();
        document.put("version", "1.0").put("timestamp", timeline.now().truncatedTo(ChronoUnit.MILLIS).toString());
        document.putObject("requestContext").put("requestId", invocation.id()).put("functionArn", function.arn() + ":$LATEST")
                .put("condition", condition).put("approximateInvokeCount", attempts);
        document.set("requestPayload", json(invocation.payload()));
        document.putObject("responseContext").put("statusCode", 200).put("executedVersion", "$LATEST").put("functionError", "Unhandled");
        document.set("responsePayload", json(last.payload()));
        try {
            calls.call(new Caller.RoleSession(function.roleArn(), function.name()),
                    SendMessageRequest.builder().queueUrl(url(queue)).messageBody(document.toString()).build());
        } catch (AwsServiceException refusal) {
            CONSOLE.log(System.Logger.Level.ERROR, "The on-failure destination of function {0} is not told of request {1}: {2}",
                    function.name(), invocation.id(), refusal.getMessage());
        }
    }

    private String url(String queueArn) {
        return "https://sqs.%s.amazonaws.com/%s/%s".formatted(
                account.region(), account.id(), queueArn.substring(queueArn.lastIndexOf(':') + 1));
    }

    private static @Nullable JsonNode json(byte[] payload) {
        try {
            return JSON.readTree(payload);
        } catch (IOException wrong) {
            throw new UncheckedIOException(new String(payload, UTF_8), wrong);
        }
    }

    /** Takes no more events. Those under way end as their environments are closed; nobody is told of them. */
    void end() {
        workers.shutdown();
    }

    /** Waits for those under way. */
    @Override
    public void close() {
        workers.close();
    }
}
