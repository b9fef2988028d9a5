package dev.signalbox.local.scheduler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.scheduler.SchedulerClient;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.FrontDoor;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.iam.Iam;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.lambda.FakeQueues;
import dev.signalbox.local.template.Stack;
import dev.signalbox.local.time.Timeline;

/** A scheduler behind the front door, under a template's roles; its neighbours keep what they are called with. */
final class Desk implements AutoCloseable {

    static final Account ACCOUNT = new Account("123456789012", "us-east-1");

    /** What a function was invoked with. */
    record Invocation(Caller by, InvokeRequest request) {
        JsonNode event() {
            try {
                return new ObjectMapper().readTree(request.payload().asUtf8String());
            } catch (JsonProcessingException wrong) {
                throw new AssertionError(request.toString(), wrong);
            }
        }
    }

    final Timeline timeline = new Timeline();
    final FakeQueues queues = new FakeQueues();
    /** What the next invocations fail with. */
    final BlockingQueue<AwsServiceException> failures = new LinkedBlockingQueue<>();
    final Stack stack;
    final Scheduler scheduler;
    private final Identities identities = new Identities(ACCOUNT.id());
    private final BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
    private final FrontDoor door;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();

    Desk(Path folder, String template) {
        try {
            stack = Stack.load(Files.writeString(folder.resolve("template.yaml"), template), "desk", ACCOUNT,
                    URI.create("http://localhost:1"), Map.of());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Iam iam = new Iam(new ResourcePolicies());
        iam.deploy(stack);
        Switchboard calls = new Switchboard(iam);
        scheduler = new Scheduler(ACCOUNT, timeline, calls, iam);
        calls.connect(scheduler.service());
        calls.connect(queues.service());
        calls.connect(new Service("lambda", "lambda", Protocol.REST_JSON, List.of(Operation.<InvokeRequest>of(InvokeRequest::builder,
                request -> List.of(new Permission("lambda:InvokeFunction", request.functionName())), (request, caller) -> {
                    invocations.add(new Invocation(caller, request));
                    AwsServiceException failure = failures.poll();
                    if (failure != null) {
                        throw failure;
                    }
                    return InvokeResponse.builder().statusCode(202).build();
                }))));
        door = new FrontDoor(0, calls, identities, Optional.empty());
        door.open();
    }

    String role(String logicalId) {
        return stack.resources().get(logicalId).arn();
    }

    /** A client whose calls the user ada makes. */
    SchedulerClient client() {
        return client(AwsBasicCredentials.create("ada", "local"));
    }

    /** A client whose calls a session of a role makes. */
    SchedulerClient clientOf(String logicalId) {
        Identities.Credentials issued = identities.issue(new Caller.RoleSession(role(logicalId), "session"));
        return client(AwsSessionCredentials.create(issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken()));
    }

    private SchedulerClient client(AwsCredentials credentials) {
        return SchedulerClient.builder().endpointOverride(door.endpoint()).region(Region.US_EAST_1).httpClient(http)
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries -> retries.maxAttempts(1)))
                .credentialsProvider(StaticCredentialsProvider.create(credentials)).build();
    }

    Invocation next() throws InterruptedException {
        Invocation next = invocations.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no invocation in a minute");
        }
        return next;
    }

    /** The {@code at} of so many invocations, whose input has that member. */
    List<String> times(int count) throws InterruptedException {
        List<String> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            times.add(next().event().path("at").asText());
        }
        return times;
    }

    boolean wasInvoked() {
        return !invocations.isEmpty();
    }

    void turnTo(Instant time) {
        timeline.turn(Duration.between(timeline.now(), time));
    }

    /** Turns the clock to the next appointment, once there is one. */
    void turnToNext() {
        await("an appointment", () -> timeline.next() != null);
        Instant next = timeline.next();
        if (next == null) {
            throw new AssertionError("the appointment is gone");
        }
        Duration wait = Duration.between(timeline.now(), next);
        timeline.turn(wait.isNegative() ? Duration.ZERO : wait);
    }

    static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("not seen in a minute: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        door.close();
        http.close();
        scheduler.close();
        timeline.close();
    }
}
