package dev.signalbox.aws;

import java.time.Instant;
import java.util.Optional;

import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;

import dev.signalbox.run.Executions;
import dev.signalbox.run.RunId;
import dev.signalbox.run.StartRefused;

/**
 * Runs as executions of the run state machine: {@code StartExecution}, {@code DescribeExecution}, {@code StopExecution} and
 * {@code GetExecutionHistory}. DescribeExecution is eventually consistent, as its reference says. That StopExecution of an
 * execution which ended is no error is taken from the errors it declares, of which none says so.
 */
public final class StepFunctionsExecutions implements Executions {

    /** The state that publishes the verdict: once it was left, people know. */
    private static final String TELLING = "Tell people";
    /** What follows that state is a handful of events, its retries included: one page from the end holds them. */
    private static final int NEWEST = 1_000;

    private final SfnClient stepFunctions;
    private final String stateMachine;
    private final String executionPrefix;

    /** @param stateMachine its ARN */
    public StepFunctionsExecutions(SfnClient stepFunctions, String stateMachine) {
        this.stepFunctions = stepFunctions;
        this.stateMachine = stateMachine;
        this.executionPrefix = stateMachine.replace(":stateMachine:", ":execution:") + ":";
    }

    @Override
    public Optional<Instant> start(RunId run, String input) throws StartRefused {
        try {
            return Optional.of(stepFunctions
                    .startExecution(request -> request.stateMachineArn(stateMachine).name(run.value()).input(input)).startDate());
        } catch (ExecutionAlreadyExistsException known) {
            return Optional.empty();
        } catch (InvalidArnException | InvalidNameException | InvalidExecutionInputException | StateMachineDoesNotExistException refused) {
            throw new StartRefused(why(refused));
        }
    }

    private static String why(SfnException refused) {
        return refused.awsErrorDetails() == null ? String.valueOf(refused.getMessage()) : refused.awsErrorDetails().errorMessage();
    }

    @Override
    public boolean wasTold(String execution) {
        try {
            return stepFunctions
                    .getExecutionHistory(request -> request
                            .executionArn(execution).reverseOrder(true).maxResults(NEWEST).includeExecutionData(false))
                    .events().stream()
                    .anyMatch(event -> event.type() == HistoryEventType.TASK_STATE_EXITED
                            && event.stateExitedEventDetails().name().equals(TELLING));
        } catch (ExecutionDoesNotExistException forgotten) {
            return false;
        }
    }

    @Override
    public State state(RunId run) {
        try {
            ExecutionStatus status = stepFunctions.describeExecution(request -> request.executionArn(executionPrefix + run)).status();
            return status == ExecutionStatus.RUNNING ? State.AT_WORK : State.ENDED;
        } catch (ExecutionDoesNotExistException none) {
            return State.UNKNOWN;
        }
    }

    @Override
    public boolean stop(RunId run, String cause) {
        try {
            stepFunctions.stopExecution(request -> request.executionArn(executionPrefix + run).cause(cause));
            return true;
        } catch (ExecutionDoesNotExistException none) {
            return false;
        }
    }
}
