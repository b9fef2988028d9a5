package dev.signalbox.local.states;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StartBuildResponse;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.codebuild.model.StopBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StopBuildResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryRequest;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.time.Timeline;

/** Step Functions among fakes with memory of the services that its Tasks call. */
final class Neighbours implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    static final String ROLE = "arn:aws:iam::123456789012:role/runs";
    static final Caller ADA = new Caller.User("123456789012", "ada");
    static final String MACHINE = ACCOUNT.arn("states", "stateMachine:m");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final Timeline timeline = new Timeline();
    final List<ObjectNode> statusChanges = new CopyOnWriteArrayList<>();
    final List<StartBuildRequest> starts = new CopyOnWriteArrayList<>();
    final List<String> stopped = new CopyOnWriteArrayList<>();
    final List<Caller> callers = new CopyOnWriteArrayList<>();
    final List<JsonNode> invocations = new CopyOnWriteArrayList<>();
    final List<PublishRequest> published = new CopyOnWriteArrayList<>();
    final List<PutEventsRequestEntry> put = new CopyOnWriteArrayList<>();
    private final Map<String, Build> builds = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Switchboard switchboard;
    private final StepFunctions stepFunctions;

    /** How the next builds end, by the order of their starts; one that is not told runs on. */
    volatile Function<StartBuildRequest, @Nullable StatusType> ending = _ -> StatusType.SUCCEEDED;
    /** Builds at once that the account allows. */
    volatile int limit = 60;
    /** Why no build can be started; empty: they can. */
    volatile String refusal = "";
    volatile Function<JsonNode, InvokeResponse> function = payload -> answer(payload);
    volatile Runnable beforePublish = () -> { };
    volatile int failedEntries;
    /** Text of a build that comes from elsewhere. */
    volatile String initiator = "ada";

    Neighbours(String definition) {
        this(definition, Gate.open());
    }

    Neighbours(String definition, Gate gate) {
        switchboard = new Switchboard((caller, permission) -> {
            if (caller instanceof Caller.RoleSession) {
                callers.add(caller);
            }
            gate.check(caller, permission);
        });
        stepFunctions = new StepFunctions(ACCOUNT, timeline, switchboard, gate,
                (_, _, _, detail) -> statusChanges.add(detail),
                List.of(new StateMachine("m", MACHINE, ROLE, json(definition), timeline.now())));
        switchboard.connect(stepFunctions.service());
        switchboard.connect(new Service("codebuild", "codebuild", Protocol.JSON_1_1, List.of(
                Operation.of(StartBuildRequest::builder, _ -> List.of(new Permission("codebuild:StartBuild", "*")),
                        (r, _) -> startBuild(r)),
                Operation.of(BatchGetBuildsRequest::builder, _ -> List.of(new Permission("codebuild:BatchGetBuilds", "*")), (r, _) ->
                        BatchGetBuildsResponse.builder().builds(r.ids().stream().map(builds::get).toList()).build()),
                Operation.of(StopBuildRequest::builder, _ -> List.of(new Permission("codebuild:StopBuild", "*")),
                        (r, _) -> stopBuild(r)))));
        switchboard.connect(new Service("lambda", "lambda", Protocol.REST_JSON, List.of(
                Operation.of(InvokeRequest::builder, _ -> List.of(), (r, _) -> {
                    JsonNode payload = json(r.payload().asUtf8String());
                    invocations.add(payload);
                    return function.apply(payload);
                }))));
        switchboard.connect(new Service("sns", "sns", Protocol.QUERY, List.of(
                Operation.of(PublishRequest::builder, _ -> List.of(), (r, _) -> {
                    beforePublish.run();
                    published.add(r);
                    return PublishResponse.builder().messageId("1").build();
                }))));
        switchboard.connect(new Service("events", "events", Protocol.JSON_1_1, List.of(
                Operation.of(PutEventsRequest::builder, _ -> List.of(), (r, _) -> {
                    put.addAll(r.entries());
                    return PutEventsResponse.builder().failedEntryCount(failedEntries).build();
                }))));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException wrong) {
            throw new IllegalArgumentException(text, wrong);
        }
    }

    static InvokeResponse answer(JsonNode payload) {
        return InvokeResponse.builder().statusCode(200).executedVersion("$LATEST")
                .payload(SdkBytes.fromUtf8String(payload.toString())).build();
    }

    static InvokeResponse error(String payload) {
        return InvokeResponse.builder().statusCode(200).functionError("Unhandled").payload(SdkBytes.fromUtf8String(payload)).build();
    }

    Switchboard switchboard() {
        return switchboard;
    }

    String start(String name, String input) {
        var answer = (StartExecutionResponse) switchboard.call(ADA, StartExecutionRequest.builder()
                .stateMachineArn(MACHINE).name(name).input(input).build());
        return answer.executionArn();
    }

    /** Starts an execution and waits for its end. */
    DescribeExecutionResponse run(String input) {
        return ended(start("e", input));
    }

    DescribeExecutionResponse describe(String arn) {
        return (DescribeExecutionResponse) switchboard.call(ADA, DescribeExecutionRequest.builder().executionArn(arn).build());
    }

    DescribeExecutionResponse ended(String arn) {
        await("the end of " + arn, () -> describe(arn).status() != ExecutionStatus.RUNNING);
        return describe(arn);
    }

    List<HistoryEvent> history(String arn) {
        var events = new ArrayList<HistoryEvent>();
        String token = null;
        do {
            var page = (GetExecutionHistoryResponse) switchboard.call(ADA,
                    GetExecutionHistoryRequest.builder().executionArn(arn).maxResults(1000).nextToken(token).build());
            events.addAll(page.events());
            token = page.nextToken();
        } while (token != null);
        return events;
    }

    List<String> types(String arn) {
        return history(arn).stream().map(HistoryEvent::typeAsString).toList();
    }

    List<String> entered(String arn) {
        return history(arn).stream().filter(event -> event.stateEnteredEventDetails() != null)
                .map(event -> event.stateEnteredEventDetails().name()).toList();
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits until something is due within a time, and turns the clock to it; tells how far that was. */
    Duration turnToWhatIsDueWithin(Duration time) {
        await("something due within " + time, () -> {
            Instant next = timeline.next();
            return next != null && next.isBefore(timeline.now().plus(time));
        });
        Instant next = Objects.requireNonNull(timeline.next());
        Duration left = Duration.between(timeline.now(), next);
        timeline.turn(left.isNegative() ? Duration.ZERO : left);
        await("the turn", () -> !next.equals(timeline.next()));
        return left;
    }

    /** Turns the clock to whatever falls due within a time, again and again, until something is so. */
    void turnUntil(String what, BooleanSupplier condition, Duration within) {
        await(what, () -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            Instant next = timeline.next();
            Instant now = timeline.now();
            if (next != null && next.isAfter(now) && next.isBefore(now.plus(within))) {
                timeline.turn(Duration.between(now, next));
            }
            return false;
        });
    }

    /** Lets a build that runs on end. */
    void end(int build, StatusType status) {
        await("build " + build, () -> builds.size() > build);
        List<String> ids = List.copyOf(builds.keySet());
        builds.compute(ids.get(build), (_, running) -> ended(running, status));
    }

    private static Build ended(Build build, StatusType status) {
        return build.toBuilder().buildStatus(status).buildComplete(true).currentPhase("COMPLETED").build();
    }

    private synchronized StartBuildResponse startBuild(StartBuildRequest request) {
        starts.add(request);
        if (!refusal.isEmpty()) {
            throw InvalidInputException.builder().message(refusal).build();
        }
        long running = builds.values().stream().filter(build -> !build.buildComplete()).count();
        if (running >= limit) {
            throw AccountLimitExceededException.builder()
                    .message("Cannot have more than " + limit + " builds in queue for the account").build();
        }
        String id = request.projectName() + ":" + builds.size();
        Build build = Build.builder().id(id).arn(ACCOUNT.arn("codebuild", "build/" + id)).projectName(request.projectName())
                .buildStatus(StatusType.IN_PROGRESS).buildComplete(false).currentPhase("BUILD").initiator(initiator).build();
        StatusType status = ending.apply(request);
        builds.put(id, status == null ? build : ended(build, status));
        return StartBuildResponse.builder().build(build).build();
    }

    private StopBuildResponse stopBuild(StopBuildRequest request) {
        stopped.add(request.id());
        return StopBuildResponse.builder().build(builds.compute(request.id(), (_, build) -> ended(build, StatusType.STOPPED))).build();
    }

    @Override
    public void close() {
        stepFunctions.close();
        timeline.close();
    }
}
