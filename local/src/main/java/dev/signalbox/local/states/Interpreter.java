package dev.signalbox.local.states;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.MapIterationEventDetails;
import software.amazon.awssdk.services.sfn.model.StateExitedEventDetails;

import dev.signalbox.local.states.Definition.Catcher;
import dev.signalbox.local.states.Definition.Handling;
import dev.signalbox.local.states.Definition.Leaving;
import dev.signalbox.local.states.Definition.Retrier;
import dev.signalbox.local.states.Definition.Rule;
import dev.signalbox.local.states.Definition.State;
import dev.signalbox.local.states.Expressions.Bindings;
import dev.signalbox.local.time.Timeline;

/** Goes through the states of one execution and writes its history. */
final class Interpreter {

    /** The most bytes that a state's input or output may have. */
    static final int DATA_LIMIT = 256 * 1024;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int INLINE_MAP_AT_ONCE = 40;

    private final StateMachine machine;
    private final ObjectNode executionContext;
    private final String region;
    private final History history;
    private final Timeline timeline;
    private final Tasks tasks;
    private final Executor threads;

    /** @param executionContext {@code $states.context.Execution} */
    Interpreter(StateMachine machine, ObjectNode executionContext, String region, History history, Timeline timeline, Tasks tasks,
            Executor threads) {
        this.machine = machine;
        this.executionContext = executionContext;
        this.region = region;
        this.history = history;
        this.timeline = timeline;
        this.tasks = tasks;
        this.threads = threads;
    }

    /** Where a branch is in the history. */
    static final class Track {
        private long last;

        Track(long last) {
            this.last = last;
        }

        long last() {
            return last;
        }
    }

    /**
     * Runs a definition to its end.
     *
     * @param outer variables in reach that this definition does not assign
     * @param item {@code $states.context.Map} inside a Map's iteration
     * @return the last state's output
     * @throws StateFailure when a state fails and nothing catches it
     * @throws Ended when the scope ends
     */
    JsonNode run(Definition definition, JsonNode input, Map<String, JsonNode> outer, @Nullable ObjectNode item, Scope scope, Track track) {
        Map<String, JsonNode> variables = new HashMap<>(outer);
        JsonNode data = input;
        String name = definition.startAt();
        while (true) {
            State state = definition.states().get(name);
            if (scope.ended() || state == null) {
                throw new Ended();
            }
            Left left = new Visit(state, data, variables, item, scope, track).go();
            variables.putAll(left.assigned);
            data = left.output;
            if (left.next == null) {
                return data;
            }
            name = left.next;
        }
    }

    /** How a state was left. */
    private record Left(JsonNode output, Map<String, JsonNode> assigned, @Nullable String next) { }

    /** The end of one branch of a Map or Parallel: an output, or what it failed with. */
    private record BranchEnd(int index, Track track, @Nullable JsonNode output, @Nullable RuntimeException failure) { }

    /** One passage through one state. */
    private final class Visit {
        private final State state;
        private final JsonNode input;
        private final Map<String, JsonNode> variables;
        private final @Nullable ObjectNode item;
        private final Scope scope;
        private final Track track;
        private final Instant entered = timeline.now();
        private final long enteredId;
        private int retryCount;

        Visit(State state, JsonNode input, Map<String, JsonNode> variables, @Nullable ObjectNode item, Scope scope, Track track) {
            this.state = state;
            this.input = input;
            this.variables = variables;
            this.item = item;
            this.scope = scope;
            this.track = track;
            add(state.type() + "StateEntered", event -> event.stateEnteredEventDetails(details -> details
                    .name(state.name()).input(input.toString()).inputDetails(whole -> whole.truncated(false))));
            enteredId = track.last;
        }

        Left go() {
            return switch (state) {
                case State.Pass pass -> exit(leave(pass.leaving(), "", bindings(), input, pass.next()));
                case State.Succeed succeed -> exit(leave(new Leaving(succeed.output(), null), "", bindings(), input, null));
                case State.Fail fail -> throw failed(fail);
                case State.Choice choice -> exit(choose(choice));
                case State.Wait pause -> {
                    sleep(pause);
                    yield exit(leave(pause.leaving(), "", bindings(), input, pause.next()));
                }
                case State.Task task -> exit(handled(task.handling(), () -> call(task)));
                case State.Each each -> exit(handled(each.handling(), () -> iterate(each)));
                case State.Parallel parallel -> exit(handled(parallel.handling(), () -> branch(parallel)));
            };
        }

        private Bindings bindings() {
            ObjectNode context = NODES.objectNode();
            context.set("Execution", executionContext);
            context.putObject("StateMachine").put("Id", machine.arn()).put("Name", machine.name());
            context.putObject("State").put("Name", state.name()).put("EnteredTime", entered.toString()).put("RetryCount", retryCount);
            if (item != null) {
                context.set("Map", item);
            }
            ObjectNode states = NODES.objectNode();
            states.set("input", input);
            states.set("context", context);
            return new Bindings(states, variables);
        }

        private JsonNode fill(JsonNode template, String location, Bindings bindings) {
            return located(() -> Expressions.fill(template, location, bindings));
        }

        private <T> T located(Supplier<T> evaluation) {
            try {
                return evaluation.get();
            } catch (StateFailure failure) {
                throw evaluationFailed(failure);
            }
        }

        private StateFailure evaluationFailed(StateFailure failure) {
            String cause = "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
                    .formatted(state.name(), enteredId, failure.cause());
            add("EvaluationFailed", event -> event.evaluationFailedEventDetails(details -> details
                    .state(state.name()).error(failure.error()).cause(cause).location(failure.location())));
            return new StateFailure(failure.error(), cause, failure.location());
        }

        private Left leave(Leaving leaving, String at, Bindings bindings, JsonNode byDefault, @Nullable String next) {
            JsonNode output = leaving.output() == null ? byDefault : fill(leaving.output(), at + "Output", bindings);
            if (size(output) > DATA_LIMIT) {
                throw tooMuch("output");
            }
            Map<String, JsonNode> assigned = new LinkedHashMap<>();
            if (leaving.assign() != null) {
                fill(leaving.assign(), at + "Assign", bindings).properties()
                        .forEach(entry -> assigned.put(entry.getKey(), entry.getValue()));
            }
            return new Left(output, assigned, next);
        }

        private Left exit(Left left) {
            add(state.type() + "StateExited", event -> event.stateExitedEventDetails(details -> {
                details.name(state.name()).output(left.output.toString()).outputDetails(whole -> whole.truncated(false));
                assigned(details, left.assigned);
            }));
            return left;
        }

        private StateFailure failed(State.Fail fail) {
            Bindings bindings = bindings();
            return new StateFailure(text(fail.error(), "Error", bindings), text(fail.cause(), "Cause", bindings));
        }

        private String text(@Nullable JsonNode template, String location, Bindings bindings) {
            if (template == null) {
                return "";
            }
            JsonNode value = fill(template, location, bindings);
            if (!value.isTextual()) {
                throw evaluationFailed(Expressions.wrongType(template, location, "string", value));
            }
            return value.textValue();
        }

        private Left choose(State.Choice choice) {
            Bindings bindings = bindings();
            for (int index = 0; index < choice.rules().size(); index++) {
                Rule rule = choice.rules().get(index);
                String at = "Choices[" + index + "]/";
                if (located(() -> Expressions.holds(rule.condition(), at + "Condition", bindings))) {
                    return leave(rule.leaving(), at, bindings, input, rule.next());
                }
            }
            if (choice.otherwise() == null) {
                throw new StateFailure("States.NoChoiceMatched",
                        "An error occurred while executing the state '%s' (entered at the event id #%d). No choice rule matched."
                                .formatted(state.name(), enteredId));
            }
            return leave(choice.leaving(), "", bindings, input, choice.otherwise());
        }

        private void sleep(State.Wait pause) {
            Bindings bindings = bindings();
            Instant until = pause.seconds() != null
                    ? entered.plusSeconds(number(pause.seconds(), "Seconds", bindings, 0))
                    : time(pause.timestamp(), bindings);
            try {
                scope.sleepUntil(until);
            } catch (Ended ended) {
                aborted("WaitStateAborted");
                throw ended;
            }
        }

        private Instant time(@Nullable JsonNode template, Bindings bindings) {
            String words = text(template, "Timestamp", bindings);
            try {
                return OffsetDateTime.parse(words).toInstant();
            } catch (DateTimeParseException _) {
                throw evaluationFailed(new StateFailure(StateFailure.QUERY,
                        "The field 'Timestamp' must be a time as in 2026-11-23T09:00:00Z, and is " + words + ".", "Timestamp"));
            }
        }

        private long number(JsonNode template, String location, Bindings bindings, long least) {
            JsonNode value = fill(template, location, bindings);
            if (!value.isIntegralNumber() || value.longValue() < least) {
                throw evaluationFailed(Expressions.wrongType(template, location, least == 0 ? "number" : "positive number", value));
            }
            return value.longValue();
        }

        /** Repeats what Retry asks to repeat, and goes where Catch says. */
        private Left handled(Handling handling, Supplier<Left> attempt) {
            int[] used = new int[handling.retry().size()];
            while (true) {
                try {
                    return attempt.get();
                } catch (StateFailure failure) {
                    if (!again(handling, used, failure)) {
                        return caught(handling, failure);
                    }
                }
            }
        }

        private boolean again(Handling handling, int[] used, StateFailure failure) {
            for (int index = 0; index < used.length; index++) {
                Retrier retrier = handling.retry().get(index);
                if (failure.fits(retrier.errors())) {
                    if (used[index] >= retrier.maxAttempts()) {
                        return false;
                    }
                    double seconds = retrier.delaySeconds(used[index]++);
                    double chosen = retrier.fullJitter() ? ThreadLocalRandom.current().nextDouble() * seconds : seconds;
                    scope.sleepUntil(timeline.now().plus(Duration.ofNanos(Math.round(chosen * 1e9))));
                    retryCount++;
                    return true;
                }
            }
            return false;
        }

        private Left caught(Handling handling, StateFailure failure) {
            for (int index = 0; index < handling.catches().size(); index++) {
                Catcher catcher = handling.catches().get(index);
                if (failure.fits(catcher.errors())) {
                    ObjectNode error = NODES.objectNode().put("Error", failure.error()).put("Cause", failure.cause());
                    return leave(catcher.leaving(), "Catch[" + index + "]/", bindings().with("errorOutput", error), error, catcher.next());
                }
            }
            throw failure;
        }

        private Left call(State.Task task) {
            Bindings bindings = bindings();
            Integration integration = task.integration();
            JsonNode arguments = task.arguments() == null ? input : fill(task.arguments(), "Arguments", bindings);
            if (!(arguments instanceof ObjectNode object)) {
                throw evaluationFailed(Expressions.wrongType(arguments, "Arguments", "object", arguments));
            }
            if (size(arguments) > DATA_LIMIT) {
                throw tooMuch("arguments");
            }
            Long timeout = task.timeoutSeconds() == null ? null : (Long) number(task.timeoutSeconds(), "TimeoutSeconds", bindings, 1);
            add("TaskScheduled", event -> event.taskScheduledEventDetails(details -> details
                    .resourceType(integration.resourceType()).resource(integration.resource()).region(region)
                    .parameters(arguments.toString()).timeoutInSeconds(timeout)));
            add("TaskStarted", event -> event.taskStartedEventDetails(details -> details
                    .resourceType(integration.resourceType()).resource(integration.resource())));
            Instant deadline = timeout == null ? null : timeline.now().plusSeconds(timeout);
            JsonNode result = perform(new Tasks.Attempt(integration, machine.roleArn(), object, scope, deadline));
            add("TaskSucceeded", event -> event.taskSucceededEventDetails(details -> details
                    .resourceType(integration.resourceType()).resource(integration.resource())
                    .output(result.toString()).outputDetails(whole -> whole.truncated(false))));
            return leave(task.leaving(), "", bindings.with("result", result), result, task.next());
        }

        private JsonNode perform(Tasks.Attempt attempt) {
            Integration integration = attempt.integration();
            try {
                Optional<JsonNode> result = tasks.run(attempt, first -> add("TaskSubmitted", event -> event
                        .taskSubmittedEventDetails(details -> details.resourceType(integration.resourceType())
                                .resource(integration.resource()).output(first.toString())
                                .outputDetails(whole -> whole.truncated(false)))));
                if (result.isEmpty()) {
                    add("TaskTimedOut", event -> event.taskTimedOutEventDetails(details -> details
                            .resourceType(integration.resourceType()).resource(integration.resource()).error(StateFailure.TIMEOUT)));
                    throw new StateFailure(StateFailure.TIMEOUT, "");
                }
                if (size(result.get()) > DATA_LIMIT) {
                    throw failed(integration, tooMuch("result"));
                }
                return result.get();
            } catch (Tasks.SubmitFailure refused) {
                StateFailure failure = refused.failure();
                add("TaskSubmitFailed", event -> event.taskSubmitFailedEventDetails(details -> details
                        .resourceType(integration.resourceType()).resource(integration.resource())
                        .error(failure.error()).cause(failure.cause())));
                throw failure;
            } catch (StateFailure failure) {
                throw failure.error().equals(StateFailure.TIMEOUT) || failure.error().equals(StateFailure.DATA_LIMIT)
                        ? failure : failed(integration, failure);
            } catch (Ended ended) {
                aborted("TaskStateAborted");
                throw ended;
            }
        }

        private StateFailure failed(Integration integration, StateFailure failure) {
            add("TaskFailed", event -> event.taskFailedEventDetails(details -> details
                    .resourceType(integration.resourceType()).resource(integration.resource())
                    .error(failure.error()).cause(failure.cause())));
            return failure;
        }

        private Left iterate(State.Each each) {
            Bindings bindings = bindings();
            JsonNode items = each.items() == null ? input : fill(each.items(), "Items", bindings);
            if (!items.isArray()) {
                throw evaluationFailed(Expressions.wrongType(each.items() == null ? items : each.items(), "Items", "array", items));
            }
            long asked = each.maxConcurrency() == null ? 0 : number(each.maxConcurrency(), "MaxConcurrency", bindings, 0);
            int atOnce = (int) (asked == 0 ? INLINE_MAP_AT_ONCE : Math.min(asked, INLINE_MAP_AT_ONCE));
            add("MapStateStarted", event -> event.mapStateStartedEventDetails(details -> details.length(items.size())));
            ArrayNode results = fork("Map", items.size(), atOnce, index -> {
                ObjectNode map = NODES.objectNode();
                map.putObject("Item").put("Index", index).set("Value", items.get(index));
                return (branchScope, branchTrack) -> {
                    JsonNode data = each.itemSelector() == null ? items.get(index) : selected(each.itemSelector(), map, branchTrack);
                    return run(each.processor(), data, variables, map, branchScope, branchTrack);
                };
            });
            return leave(each.leaving(), "", bindings.with("result", results), results, each.next());
        }

        private JsonNode selected(JsonNode selector, ObjectNode map, Track branchTrack) {
            Bindings outside = bindings();
            ObjectNode context = ((ObjectNode) outside.states().get("context")).deepCopy();
            context.set("Map", map);
            try {
                return Expressions.fill(selector, "ItemSelector", outside.with("context", context));
            } catch (StateFailure failure) {
                branchTrack.last = history.add(HistoryEventType.EVALUATION_FAILED, branchTrack.last, event -> event
                        .evaluationFailedEventDetails(details -> details.state(state.name()).error(failure.error())
                                .cause(failure.cause()).location(failure.location())));
                throw failure;
            }
        }

        private Left branch(State.Parallel parallel) {
            Bindings bindings = bindings();
            JsonNode data = parallel.arguments() == null ? input : fill(parallel.arguments(), "Arguments", bindings);
            add("ParallelStateStarted", _ -> { });
            int branches = parallel.branches().size();
            ArrayNode results = fork("Parallel", branches, branches, index -> (branchScope, branchTrack) ->
                    run(parallel.branches().get(index), data, variables, item, branchScope, branchTrack));
            return leave(parallel.leaving(), "", bindings.with("result", results), results, parallel.next());
        }

        /**
         * Runs branches beside each other. The first that fails ends the others; its error is the state's.
         *
         * @param kind Map or Parallel; only a Map's branches have events of their own
         */
        private ArrayNode fork(String kind, int count, int atOnce, Function<Integer, Branch> branches) {
            boolean map = kind.equals("Map");
            Scope inner = scope.child();
            var ends = new LinkedBlockingQueue<BranchEnd>();
            JsonNode[] outputs = new JsonNode[count];
            RuntimeException failure = null;
            int started = 0;
            int running = 0;
            long from = track.last;
            try {
                while (running > 0 || failure == null && started < count) {
                    while (failure == null && started < count && running < atOnce) {
                        int index = started++;
                        var branchTrack = new Track(from);
                        if (map) {
                            iteration("MapIterationStarted", index, branchTrack);
                        }
                        Branch branch = branches.apply(index);
                        threads.execute(() -> ends.add(end(branch, index, inner, branchTrack)));
                        running++;
                    }
                    BranchEnd end = ends.take();
                    running--;
                    if (end.output != null) {
                        outputs[end.index] = end.output;
                        if (map) {
                            iteration("MapIterationSucceeded", end.index, end.track);
                        }
                        track.last = end.track.last;
                    } else if (failure == null && end.failure != null) {
                        failure = end.failure;
                        if (map && failure instanceof StateFailure) {
                            iteration("MapIterationFailed", end.index, end.track);
                        }
                        track.last = end.track.last;
                        inner.end();
                    } else if (map && !scope.ended()) {
                        iteration("MapIterationAborted", end.index, end.track);
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new Ended();
            } finally {
                inner.end();
            }
            if (scope.ended() || failure instanceof Ended) {
                aborted(kind + "StateAborted");
                throw new Ended();
            }
            if (failure != null) {
                add(kind + "StateFailed", _ -> { });
                throw failure;
            }
            add(kind + "StateSucceeded", _ -> { });
            ArrayNode results = NODES.arrayNode();
            for (JsonNode output : outputs) {
                results.add(output);
            }
            return results;
        }

        private BranchEnd end(Branch branch, int index, Scope inner, Track branchTrack) {
            try {
                return new BranchEnd(index, branchTrack, branch.run(inner, branchTrack), null);
            } catch (RuntimeException failure) {
                return new BranchEnd(index, branchTrack, null, failure);
            }
        }

        private void iteration(String type, int index, Track branchTrack) {
            MapIterationEventDetails details = MapIterationEventDetails.builder().name(state.name()).index(index).build();
            branchTrack.last = history.add(HistoryEventType.fromValue(type), branchTrack.last, event -> {
                switch (type) {
                    case "MapIterationStarted" -> event.mapIterationStartedEventDetails(details);
                    case "MapIterationSucceeded" -> event.mapIterationSucceededEventDetails(details);
                    case "MapIterationFailed" -> event.mapIterationFailedEventDetails(details);
                    default -> event.mapIterationAbortedEventDetails(details);
                }
            });
        }

        private StateFailure tooMuch(String what) {
            return new StateFailure(StateFailure.DATA_LIMIT, ("The state/task '%s' returned a result with a size exceeding the maximum "
                    + "number of bytes service limit: its %s.").formatted(state.name(), what));
        }

        private void add(String type, Consumer<HistoryEvent.Builder> details) {
            track.last = history.add(HistoryEventType.fromValue(type), track.last, details);
        }

        /** Told while the execution goes on without this branch; the end of an execution itself is told once, by its own event. */
        private void aborted(String type) {
            try {
                add(type, _ -> { });
            } catch (Ended _) {
                // the history is closed
            }
        }
    }

    /** What runs beside others. */
    @FunctionalInterface
    private interface Branch {
        JsonNode run(Scope scope, Track track);
    }

    private static void assigned(StateExitedEventDetails.Builder details, Map<String, JsonNode> assigned) {
        if (!assigned.isEmpty()) {
            var texts = new LinkedHashMap<String, String>();
            assigned.forEach((name, value) -> texts.put(name, value.toString()));
            details.assignedVariables(texts).assignedVariablesDetails(whole -> whole.truncated(false));
        }
    }

    private static int size(JsonNode data) {
        return data.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
