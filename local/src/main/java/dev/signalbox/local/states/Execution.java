package dev.signalbox.local.states;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

import dev.signalbox.local.events.EventBus;
import dev.signalbox.local.time.Timeline;

/** One execution: it ends once, whoever ends it, and tells the bus when its status changes. */
final class Execution {

    /** Above this, EventBridge's events leave input or output out. */
    static final int LONGEST_TOLD = 248 * 1024;

    private final StateMachine machine;
    private final Definition definition;
    private final String arn;
    private final String name;
    private final String inputText;
    private final JsonNode input;
    private final Timeline timeline;
    private final EventBus bus;
    private final History history;
    private final Scope scope;
    private final Instant started;
    private ExecutionStatus status = ExecutionStatus.RUNNING;
    private @Nullable Instant stopped;
    private @Nullable String output;
    private @Nullable String error;
    private @Nullable String cause;
    private Timeline.@Nullable Appointment limit;

    Execution(StateMachine machine, Definition definition, String arn, String name, String inputText, JsonNode input, Timeline timeline,
            EventBus bus) {
        this.machine = machine;
        this.definition = definition;
        this.arn = arn;
        this.name = name;
        this.inputText = inputText;
        this.input = input;
        this.timeline = timeline;
        this.bus = bus;
        this.started = timeline.now();
        this.scope = new Scope(timeline);
        this.history = new History(timeline, () -> fail(0, StateFailure.RUNTIME,
                "The execution reached the maximum number of history events (" + History.LIMIT + ")."));
    }

    /** Tells that it runs, and runs. */
    void start(String region, Tasks tasks, Executor threads) {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        context.put("Id", arn).put("Name", name).put("RoleArn", machine.roleArn()).put("StartTime", started.toString())
                .put("RedriveCount", 0).set("Input", input);
        var interpreter = new Interpreter(machine, context, region, history, timeline, tasks, threads);
        long first = history.add(HistoryEventType.EXECUTION_STARTED, 0, event -> event.executionStartedEventDetails(details -> details
                .input(inputText).inputDetails(whole -> whole.truncated(false)).roleArn(machine.roleArn())));
        tell();
        Long seconds = definition.timeoutSeconds();
        if (seconds != null) {
            synchronized (this) {
                limit = timeline.at(started.plusSeconds(seconds), this::timeOut);
            }
        }
        threads.execute(() -> run(interpreter, new Interpreter.Track(first)));
    }

    /** StopExecution; when it has ended already, nothing changes. */
    void stop(@Nullable String why, @Nullable String because) {
        end(ExecutionStatus.ABORTED, null, why, because, HistoryEventType.EXECUTION_ABORTED, 0,
                event -> event.executionAbortedEventDetails(details -> details.error(why).cause(because)));
    }

    /** Ends it without a word to anybody: the local cloud closes. */
    void abandon() {
        synchronized (this) {
            if (limit != null) {
                limit.cancel();
            }
        }
        scope.end();
    }

    String arn() {
        return arn;
    }

    String name() {
        return name;
    }

    StateMachine machine() {
        return machine;
    }

    String inputText() {
        return inputText;
    }

    Instant started() {
        return started;
    }

    synchronized ExecutionStatus status() {
        return status;
    }

    synchronized @Nullable Instant stopped() {
        return stopped;
    }

    synchronized @Nullable String output() {
        return output;
    }

    synchronized @Nullable String error() {
        return error;
    }

    synchronized @Nullable String cause() {
        return cause;
    }

    List<HistoryEvent> events() {
        return history.events();
    }

    private void run(Interpreter interpreter, Interpreter.Track track) {
        try {
            JsonNode result = interpreter.run(definition, input, Map.of(), null, scope, track);
            end(ExecutionStatus.SUCCEEDED, result.toString(), null, null, HistoryEventType.EXECUTION_SUCCEEDED, track.last(),
                    event -> event.executionSucceededEventDetails(details -> details
                            .output(result.toString()).outputDetails(whole -> whole.truncated(false))));
        } catch (StateFailure failure) {
            fail(track.last(), failure.error(), failure.cause());
        } catch (Ended | RejectedExecutionException _) {
            // whoever ended it has said so
        } catch (RuntimeException unexpected) {
            fail(track.last(), StateFailure.RUNTIME, unexpected.toString());
        }
    }

    private void fail(long previous, String why, String because) {
        String told = because.isEmpty() ? null : because;
        end(ExecutionStatus.FAILED, null, why, told, HistoryEventType.EXECUTION_FAILED, previous,
                event -> event.executionFailedEventDetails(details -> details.error(why).cause(told)));
    }

    /** AWS names the error in the history only. */
    private void timeOut() {
        end(ExecutionStatus.TIMED_OUT, null, null, null, HistoryEventType.EXECUTION_TIMED_OUT, 0,
                event -> event.executionTimedOutEventDetails(details -> details.error(StateFailure.TIMEOUT)));
    }

    private void end(ExecutionStatus how, @Nullable String result, @Nullable String why, @Nullable String because, HistoryEventType type,
            long previous, Consumer<HistoryEvent.Builder> details) {
        synchronized (this) {
            if (status != ExecutionStatus.RUNNING) {
                return;
            }
            history.close(type, previous, details);
            status = how;
            stopped = timeline.now();
            output = result;
            error = why;
            cause = because;
            if (limit != null) {
                limit.cancel();
            }
        }
        scope.end();
        tell();
    }

    private void tell() {
        bus.emit("aws.states", "Step Functions Execution Status Change", List.of(arn), detail());
    }

    private synchronized ObjectNode detail() {
        ObjectNode detail = JsonNodeFactory.instance.objectNode();
        int inputLength = escaped(inputText);
        int outputLength = output == null ? 0 : escaped(output);
        boolean tellOutput = outputLength <= LONGEST_TOLD;
        boolean tellInput = inputLength + (tellOutput ? outputLength : 0) <= LONGEST_TOLD;
        detail.put("executionArn", arn).put("stateMachineArn", machine.arn()).put("name", name).put("status", status.toString());
        detail.put("startDate", started.toEpochMilli()).put("stopDate", stopped == null ? null : (Long) stopped.toEpochMilli());
        detail.put("input", tellInput ? inputText : null).put("output", tellOutput ? output : null);
        detail.putNull("stateMachineVersionArn").putNull("stateMachineAliasArn");
        detail.put("redriveCount", 0).putNull("redriveDate");
        detail.put("redriveStatus", redriveStatus()).put("redriveStatusReason", redriveStatusReason());
        detail.putObject("inputDetails").put("included", tellInput);
        if (output == null) {
            detail.putNull("outputDetails");
        } else {
            detail.putObject("outputDetails").put("included", tellOutput);
        }
        return detail.put("error", error).put("cause", cause);
    }

    synchronized String redriveStatus() {
        return redriveStatusReason() == null ? "REDRIVABLE" : "NOT_REDRIVABLE";
    }

    synchronized @Nullable String redriveStatusReason() {
        return switch (status) {
            case RUNNING, SUCCEEDED -> "Execution is " + status + " and cannot be redriven";
            default -> null;
        };
    }

    private static int escaped(String text) {
        return JsonNodeFactory.instance.textNode(text).toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
