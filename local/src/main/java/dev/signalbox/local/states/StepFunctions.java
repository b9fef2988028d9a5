package dev.signalbox.local.states;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineRequest;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryRequest;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.ListExecutionsRequest;
import software.amazon.awssdk.services.sfn.model.ListExecutionsResponse;
import software.amazon.awssdk.services.sfn.model.ListStateMachinesRequest;
import software.amazon.awssdk.services.sfn.model.ListStateMachinesResponse;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineStatus;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.StopExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StopExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ValidationException;

import dev.signalbox.local.Account;
import dev.signalbox.local.events.EventBus;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.time.Timeline;

/**
 * Step Functions, standard machines only. Waiting is on the timeline; the machine's role makes every call of its Tasks. A name
 * is taken for 90 days after its execution has ended, and input has at most 256 KiB, as AWS's quotas say.
 */
public final class StepFunctions implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern FORBIDDEN_IN_NAMES = Pattern.compile("[\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cc}\\uFFFE\\uFFFF\\p{Cs}]");
    private static final Duration NAMES_STAY = Duration.ofDays(90);
    private static final int PAGE = 100;
    private static final int LONGEST_PAGE = 1000;

    private record Machine(StateMachine deployed, Definition definition) { }

    private final Account account;
    private final Timeline timeline;
    private final EventBus bus;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("states-", 0).factory());
    private final Tasks tasks;
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    /** By ARN, in the order of their starts. */
    private final Map<String, Execution> executions = new LinkedHashMap<>();

    /**
     * Loads the machines.
     *
     * @param gate asked for what a Task needs besides its own call, such as a rule that tells of a build's end
     * @throws InvalidDefinition naming everything in a definition that is wrong or not there
     */
    public StepFunctions(Account account, Timeline timeline, Calls calls, Gate gate, EventBus bus, List<StateMachine> machines) {
        this.account = account;
        this.timeline = timeline;
        this.bus = bus;
        this.tasks = new Tasks(account, calls, gate, threads);
        for (StateMachine machine : machines) {
            this.machines.put(machine.arn(), new Machine(machine, DefinitionReader.read(machine.name(), machine.definition())));
        }
    }

    public Service service() {
        return new Service("stepfunctions", "states", Protocol.JSON_1_0, List.of(
                Operation.of(StartExecutionRequest::builder, r -> on("states:StartExecution", r.stateMachineArn()),
                        (r, _) -> startExecution(r)),
                Operation.of(DescribeExecutionRequest::builder, r -> on("states:DescribeExecution", r.executionArn()),
                        (r, _) -> describeExecution(r)),
                Operation.of(ListExecutionsRequest::builder, r -> on("states:ListExecutions", r.stateMachineArn()),
                        (r, _) -> listExecutions(r)),
                Operation.of(GetExecutionHistoryRequest::builder, r -> on("states:GetExecutionHistory", r.executionArn()),
                        (r, _) -> getExecutionHistory(r)),
                Operation.of(StopExecutionRequest::builder, r -> on("states:StopExecution", r.executionArn()),
                        (r, _) -> stopExecution(r)),
                Operation.of(DescribeStateMachineRequest::builder, r -> on("states:DescribeStateMachine", r.stateMachineArn()),
                        (r, _) -> describeStateMachine(r)),
                Operation.of(ListStateMachinesRequest::builder, _ -> on("states:ListStateMachines", "*"),
                        (r, _) -> listStateMachines(r))));
    }

    /** Ends every execution without a word, and the threads with them. */
    @Override
    public void close() {
        synchronized (this) {
            executions.values().forEach(Execution::abandon);
        }
        threads.shutdownNow();
    }

    private static List<Permission> on(String action, @Nullable String arn) {
        return List.of(new Permission(action, arn == null ? "*" : arn));
    }

    private synchronized StartExecutionResponse startExecution(StartExecutionRequest request) {
        Machine machine = machine(request.stateMachineArn());
        String name = request.name() == null ? UUID.randomUUID().toString() : request.name();
        if (name.isEmpty() || name.length() > 80 || FORBIDDEN_IN_NAMES.matcher(name).find()) {
            throw refuse(InvalidNameException.builder(), "InvalidName", "Invalid Name: '" + name + "'");
        }
        String text = request.input() == null ? "{}" : request.input();
        if (text.getBytes(StandardCharsets.UTF_8).length > Interpreter.DATA_LIMIT) {
            throw refuse(ValidationException.builder(), "ValidationException", "1 validation error detected: Value at 'input' failed to "
                    + "satisfy constraint: Member must have length less than or equal to " + Interpreter.DATA_LIMIT);
        }
        String arn = account.arn("states", "execution:" + machine.deployed.name() + ":" + name);
        Execution known = executions.get(arn);
        if (known != null && !forgotten(known)) {
            if (known.status() == ExecutionStatus.RUNNING && known.inputText().equals(text)) {
                return StartExecutionResponse.builder().executionArn(arn).startDate(known.started()).build();
            }
            throw refuse(ExecutionAlreadyExistsException.builder(), "ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'");
        }
        var execution = new Execution(machine.deployed, machine.definition, arn, name, text, parsed(text), timeline, bus);
        executions.remove(arn);
        executions.put(arn, execution);
        execution.start(account.region(), tasks, threads);
        return StartExecutionResponse.builder().executionArn(arn).startDate(execution.started()).build();
    }

    private boolean forgotten(Execution execution) {
        var stopped = execution.stopped();
        return stopped != null && stopped.plus(NAMES_STAY).isBefore(timeline.now());
    }

    private static JsonNode parsed(String input) {
        try {
            JsonNode json = JSON.readTree(input);
            if (!json.isMissingNode()) {
                return json;
            }
        } catch (JsonProcessingException wrong) {
            throw refuse(InvalidExecutionInputException.builder(), "InvalidExecutionInput",
                    "Invalid State Machine Execution Input: '" + wrong.getOriginalMessage() + "'");
        }
        throw refuse(InvalidExecutionInputException.builder(), "InvalidExecutionInput",
                "Invalid State Machine Execution Input: 'No content to map due to end-of-input'");
    }

    private synchronized DescribeExecutionResponse describeExecution(DescribeExecutionRequest request) {
        Execution execution = execution(request.executionArn());
        boolean data = !"METADATA_ONLY".equals(request.includedDataAsString());
        var answer = DescribeExecutionResponse.builder();
        synchronized (execution) {
            answer.executionArn(execution.arn()).stateMachineArn(execution.machine().arn()).name(execution.name())
                    .status(execution.status()).startDate(execution.started()).stopDate(execution.stopped())
                    .inputDetails(details -> details.included(data)).error(execution.error()).cause(execution.cause()).redriveCount(0)
                    .redriveStatus(execution.redriveStatus()).redriveStatusReason(execution.redriveStatusReason());
            if (data) {
                answer.input(execution.inputText()).output(execution.output());
            }
            if (execution.output() != null) {
                answer.outputDetails(details -> details.included(data));
            }
        }
        return answer.build();
    }

    private synchronized ListExecutionsResponse listExecutions(ListExecutionsRequest request) {
        if (request.stateMachineArn() == null || request.mapRunArn() != null) {
            throw new UnknownOperation("The local cloud lists executions by stateMachineArn only.");
        }
        String machine = machine(request.stateMachineArn()).deployed.arn();
        List<ExecutionListItem> found = executions.values().stream()
                .filter(execution -> execution.machine().arn().equals(machine))
                .filter(execution -> request.statusFilter() == null || execution.status() == request.statusFilter())
                .map(execution -> ExecutionListItem.builder().executionArn(execution.arn()).stateMachineArn(machine)
                        .name(execution.name()).status(execution.status()).startDate(execution.started()).stopDate(execution.stopped())
                        .redriveCount(0).build())
                .toList().reversed();
        Page<ExecutionListItem> page = page(found, request.maxResults(), request.nextToken());
        return ListExecutionsResponse.builder().executions(page.items).nextToken(page.next).build();
    }

    private synchronized GetExecutionHistoryResponse getExecutionHistory(GetExecutionHistoryRequest request) {
        List<HistoryEvent> events = execution(request.executionArn()).events();
        List<HistoryEvent> ordered = Boolean.TRUE.equals(request.reverseOrder()) ? events.reversed() : events;
        Page<HistoryEvent> page = page(ordered, request.maxResults(), request.nextToken());
        boolean data = !Boolean.FALSE.equals(request.includeExecutionData());
        return GetExecutionHistoryResponse.builder()
                .events(data ? page.items : page.items.stream().map(StepFunctions::withoutData).toList())
                .nextToken(page.next).build();
    }

    /** Inputs and outputs go, as AWS says; what a task was asked stays, which is required of its event. */
    private static HistoryEvent withoutData(HistoryEvent event) {
        return event.toBuilder().applyMutation(bare -> {
            if (event.executionStartedEventDetails() != null) {
                bare.executionStartedEventDetails(event.executionStartedEventDetails().toBuilder().input(null).build());
            }
            if (event.executionSucceededEventDetails() != null) {
                bare.executionSucceededEventDetails(event.executionSucceededEventDetails().toBuilder().output(null).build());
            }
            if (event.stateEnteredEventDetails() != null) {
                bare.stateEnteredEventDetails(event.stateEnteredEventDetails().toBuilder().input(null).build());
            }
            if (event.stateExitedEventDetails() != null) {
                bare.stateExitedEventDetails(
                        event.stateExitedEventDetails().toBuilder().output(null).assignedVariables((Map<String, String>) null).build());
            }
            if (event.taskSubmittedEventDetails() != null) {
                bare.taskSubmittedEventDetails(event.taskSubmittedEventDetails().toBuilder().output(null).build());
            }
            if (event.taskSucceededEventDetails() != null) {
                bare.taskSucceededEventDetails(event.taskSucceededEventDetails().toBuilder().output(null).build());
            }
        }).build();
    }

    private StopExecutionResponse stopExecution(StopExecutionRequest request) {
        Execution execution;
        synchronized (this) {
            execution = execution(request.executionArn());
        }
        execution.stop(request.error(), request.cause());
        return StopExecutionResponse.builder().stopDate(execution.stopped()).build();
    }

    private DescribeStateMachineResponse describeStateMachine(DescribeStateMachineRequest request) {
        StateMachine machine = machine(request.stateMachineArn()).deployed;
        return DescribeStateMachineResponse.builder().stateMachineArn(machine.arn()).name(machine.name())
                .status(StateMachineStatus.ACTIVE).definition(machine.definition().toString()).roleArn(machine.roleArn())
                .type(StateMachineType.STANDARD).creationDate(machine.created()).build();
    }

    private ListStateMachinesResponse listStateMachines(ListStateMachinesRequest request) {
        List<StateMachineListItem> found = machines.values().stream().map(Machine::deployed)
                .map(machine -> StateMachineListItem.builder().stateMachineArn(machine.arn()).name(machine.name())
                        .type(StateMachineType.STANDARD).creationDate(machine.created()).build())
                .toList();
        Page<StateMachineListItem> page = page(found, request.maxResults(), request.nextToken());
        return ListStateMachinesResponse.builder().stateMachines(page.items).nextToken(page.next).build();
    }

    private Machine machine(@Nullable String arn) {
        checkArn(arn, "stateMachine");
        Machine machine = machines.get(arn);
        if (machine == null) {
            throw refuse(StateMachineDoesNotExistException.builder(), "StateMachineDoesNotExist",
                    "State Machine Does Not Exist: '" + arn + "'");
        }
        return machine;
    }

    private Execution execution(@Nullable String arn) {
        checkArn(arn, "execution");
        Execution execution = executions.get(arn);
        if (execution == null || forgotten(execution)) {
            throw refuse(ExecutionDoesNotExistException.builder(), "ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'");
        }
        return execution;
    }

    private static void checkArn(@Nullable String arn, String kind) {
        if (arn == null || !arn.matches("arn:aws[a-z-]*:states:[a-z0-9-]+:[0-9]{12}:" + kind + ":.+")) {
            throw refuse(InvalidArnException.builder(), "InvalidArn", "Invalid Arn: 'Invalid ARN: " + arn + "'");
        }
    }

    private record Page<T>(List<T> items, @Nullable String next) { }

    private static <T> Page<T> page(List<T> all, @Nullable Integer asked, @Nullable String token) {
        int size = asked == null || asked == 0 ? PAGE : asked;
        if (size < 0 || size > LONGEST_PAGE) {
            throw refuse(ValidationException.builder(), "ValidationException", "1 validation error detected: Value '" + size
                    + "' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to " + LONGEST_PAGE);
        }
        int from = token == null ? 0 : position(token);
        int to = Math.min(all.size(), from + size);
        if (from > all.size()) {
            throw invalidToken(token);
        }
        String next = to < all.size() ? Base64.getUrlEncoder().encodeToString(("from " + to).getBytes(StandardCharsets.UTF_8)) : null;
        return new Page<>(new ArrayList<>(all.subList(from, to)), next);
    }

    private static int position(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.matches("from [0-9]{1,9}")) {
                return Integer.parseInt(text.substring(5));
            }
        } catch (IllegalArgumentException _) {
            throw invalidToken(token);
        }
        throw invalidToken(token);
    }

    private static SfnException invalidToken(@Nullable String token) {
        return refuse(InvalidTokenException.builder(), "InvalidToken", "Invalid Token: '" + token + "'");
    }

    private static SfnException refuse(SfnException.Builder builder, String code, String message) {
        builder.message(message).statusCode(400);
        builder.awsErrorDetails(AwsErrorDetails.builder()
                .errorCode(code).errorMessage(message).serviceName("Sfn").build());
        return (SfnException) builder.build();
    }
}
