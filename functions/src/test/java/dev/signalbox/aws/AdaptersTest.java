package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.CodeCommitException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.EncryptionKeyUnavailableException;
import software.amazon.awssdk.services.codecommit.model.FileDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileTooLargeException;
import software.amazon.awssdk.services.codecommit.model.GetCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommitResponse;
import software.amazon.awssdk.services.codecommit.model.GetFileRequest;
import software.amazon.awssdk.services.codecommit.model.GetFileResponse;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.UserInfo;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionLimitExceededException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryRequest;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StopExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StopExecutionResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

import dev.signalbox.plan.Commit;
import dev.signalbox.run.Executions.State;
import dev.signalbox.run.Gone;
import dev.signalbox.run.RunId;
import dev.signalbox.run.RunRecord;
import dev.signalbox.run.SourceFile;
import dev.signalbox.run.StartRefused;

class AdaptersTest {

    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final RunId RUN = new RunId("push-1");

    @Test
    void aFileIsPresentAbsentOrTooLarge() throws Gone {
        FakeCodeCommit codeCommit = new FakeCodeCommit();
        CodeCommitRepositories repositories = new CodeCommitRepositories(codeCommit);
        codeCommit.files.put("orders c1 a.yml", "text");
        SourceFile.Present present = assertInstanceOf(SourceFile.Present.class, repositories.file("orders", "c1", "a.yml"));
        assertArrayEquals("text".getBytes(StandardCharsets.UTF_8), present.content());
        assertInstanceOf(SourceFile.Absent.class, repositories.file("orders", "c1", "b.yml"));
        codeCommit.failure = FileTooLargeException.builder().build();
        assertInstanceOf(SourceFile.TooLarge.class, repositories.file("orders", "c1", "a.yml"));
    }

    @Test
    void whatIsGoneIsToldApartFromWhatMayPass() {
        FakeCodeCommit codeCommit = new FakeCodeCommit();
        CodeCommitRepositories repositories = new CodeCommitRepositories(codeCommit);
        codeCommit.failure = RepositoryDoesNotExistException.builder().build();
        assertThrows(Gone.class, () -> repositories.file("orders", "c1", "a.yml"));
        assertThrows(Gone.class, () -> repositories.commit("orders", "c1"));
        codeCommit.failure = CommitDoesNotExistException.builder().build();
        assertThrows(Gone.class, () -> repositories.file("orders", "c1", "a.yml"));
        codeCommit.failure = CommitIdDoesNotExistException.builder().build();
        assertThrows(Gone.class, () -> repositories.commit("orders", "c1"));
        codeCommit.failure = EncryptionKeyUnavailableException.builder().build();
        assertThrows(EncryptionKeyUnavailableException.class, () -> repositories.file("orders", "c1", "a.yml"));
    }

    @Test
    void aCommitIsSummedUp() throws Gone {
        assertEquals(new Commit("Ada", "", "Add a greeting\n"), new CodeCommitRepositories(new FakeCodeCommit()).commit("orders", "c1"));
    }

    @Test
    void aRecordIsKeptOnceAndExpires() {
        FakeTable dynamo = new FakeTable();
        DynamoRunRecords records = new DynamoRunRecords(dynamo, "runs");
        RunRecord record = new RunRecord(RUN, "orders", "main", "c1", "e1", NOW);
        assertEquals(Optional.empty(), records.keep(record));
        assertEquals(Optional.of(record), records.keep(new RunRecord(RUN, "orders", "topic", "c2", "e2", NOW.plusSeconds(1))));
        assertEquals(Map.of("pk", AttributeValue.fromS("run#push-1"), "repository", AttributeValue.fromS("orders"),
                "branch", AttributeValue.fromS("main"), "commit", AttributeValue.fromS("c1"), "event", AttributeValue.fromS("e1"),
                "decided", AttributeValue.fromS("2026-11-23T09:00:00Z"), "expires", AttributeValue.fromN("1803200400")),
                dynamo.items.get("run#push-1"));
    }

    @Test
    void whatARecordDoesNotKnowIsLeftOut() {
        FakeTable dynamo = new FakeTable();
        DynamoRunRecords records = new DynamoRunRecords(dynamo, "runs");
        records.keep(new RunRecord(RUN, "", "", "", "e1", NOW));
        assertEquals(Optional.of(new RunRecord(RUN, "", "", "", "e1", NOW)), records.keep(new RunRecord(RUN, "", "", "", "e2", NOW)));
        assertEquals(Set.of("pk", "event", "decided", "expires"), dynamo.items.values().iterator().next().keySet());
    }

    @Test
    void aStartSaysWhenTheRunBegan() throws StartRefused {
        FakeStepFunctions stepFunctions = new FakeStepFunctions();
        StepFunctionsExecutions executions = new StepFunctionsExecutions(stepFunctions, "arn:machine");
        assertEquals(Optional.of(NOW), executions.start(RUN, "{}"));
        assertEquals("arn:machine push-1 {}", stepFunctions.started.getFirst());
        stepFunctions.failure = ExecutionAlreadyExistsException.builder().build();
        assertEquals(Optional.empty(), executions.start(RUN, "{}"));
    }

    @Test
    void aStartThatCanNeverSucceedIsRefusedAndAnyOtherIsThrown() {
        FakeStepFunctions stepFunctions = new FakeStepFunctions();
        StepFunctionsExecutions executions = new StepFunctionsExecutions(stepFunctions, "arn:machine");
        stepFunctions.failure = StateMachineDoesNotExistException.builder().message("gone").build();
        assertEquals("gone", assertThrows(StartRefused.class, () -> executions.start(RUN, "{}")).getMessage());
        stepFunctions.failure = ExecutionLimitExceededException.builder().build();
        assertThrows(ExecutionLimitExceededException.class, () -> executions.start(RUN, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tell people", "Build the wave"})
    void aRunWasToldWhenItLeftTheStateThatTells(String state) {
        FakeStepFunctions stepFunctions = new FakeStepFunctions();
        stepFunctions.history.add(HistoryEvent.builder().type(HistoryEventType.EXECUTION_ABORTED).build());
        stepFunctions.history.add(HistoryEvent.builder().type(HistoryEventType.TASK_STATE_ENTERED)
                .stateEnteredEventDetails(details -> details.name("Tell people")).build());
        stepFunctions.history.add(HistoryEvent.builder().type(HistoryEventType.TASK_STATE_EXITED)
                .stateExitedEventDetails(details -> details.name(state)).build());
        assertEquals(state.equals("Tell people"), new StepFunctionsExecutions(stepFunctions, "arn:machine").wasTold("arn:execution"));
    }

    @Test
    void aRunThatStepFunctionsForgotWasNotTold() {
        FakeStepFunctions stepFunctions = new FakeStepFunctions();
        stepFunctions.failure = ExecutionDoesNotExistException.builder().build();
        assertFalse(new StepFunctionsExecutions(stepFunctions, "arn:machine").wasTold("arn:execution"));
    }

    @Test
    void anExecutionIsAtWorkEndedOrUnknown() {
        FakeStepFunctions stepFunctions = new FakeStepFunctions();
        StepFunctionsExecutions executions = new StepFunctionsExecutions(stepFunctions, "arn:stateMachine:runs");
        for (ExecutionStatus status : ExecutionStatus.knownValues()) {
            stepFunctions.status = status;
            assertEquals(status == ExecutionStatus.RUNNING ? State.AT_WORK : State.ENDED, executions.state(RUN));
        }
        assertEquals("arn:execution:runs:push-1", stepFunctions.asked.getLast());
        stepFunctions.failure = ExecutionDoesNotExistException.builder().build();
        assertEquals(State.UNKNOWN, executions.state(RUN));
    }

    @Test
    void aRunIsStoppedWithAWordWhy() {
        FakeStepFunctions stepFunctions = new FakeStepFunctions();
        StepFunctionsExecutions executions = new StepFunctionsExecutions(stepFunctions, "arn:stateMachine:runs");
        assertTrue(executions.stop(RUN, "Branch topic was deleted."));
        assertEquals(List.of("arn:execution:runs:push-1 Branch topic was deleted."), stepFunctions.asked);
        stepFunctions.failure = ExecutionDoesNotExistException.builder().build();
        assertFalse(executions.stop(RUN, "Branch topic was deleted."));
    }

    @Test
    void aMessageGoesToTheQueue() {
        List<String> sent = new ArrayList<>();
        SqsClient sqs = new SqsClient() {
            @Override
            public SendMessageResponse sendMessage(SendMessageRequest request) {
                sent.add(request.queueUrl() + " " + request.messageBody());
                return SendMessageResponse.builder().build();
            }

            @Override
            public String serviceName() {
                return "sqs";
            }

            @Override
            public void close() {
            }
        };
        new SqsUndelivered(sqs, "https://queue").send("{}");
        assertEquals(List.of("https://queue {}"), sent);
    }

    private static final class FakeCodeCommit implements CodeCommitClient {

        private final Map<String, String> files = new HashMap<>();
        private CodeCommitException failure = FileDoesNotExistException.builder().build();

        @Override
        public GetFileResponse getFile(GetFileRequest request) {
            String text = files.get(String.join(" ", request.repositoryName(), request.commitSpecifier(), request.filePath()));
            if (text == null || !(failure instanceof FileDoesNotExistException)) {
                throw failure;
            }
            return GetFileResponse.builder().commitId("c1").fileContent(SdkBytes.fromUtf8String(text)).build();
        }

        @Override
        public GetCommitResponse getCommit(GetCommitRequest request) {
            if (!(failure instanceof FileDoesNotExistException)) {
                throw failure;
            }
            return GetCommitResponse.builder().commit(software.amazon.awssdk.services.codecommit.model.Commit.builder()
                    .author(UserInfo.builder().name("Ada").build()).message("Add a greeting\n").build()).build();
        }

        @Override
        public String serviceName() {
            return "codecommit";
        }

        @Override
        public void close() {
        }
    }

    private static final class FakeStepFunctions implements SfnClient {

        private final List<String> started = new ArrayList<>();
        private final List<HistoryEvent> history = new ArrayList<>();
        private final List<String> asked = new ArrayList<>();
        private ExecutionStatus status = ExecutionStatus.RUNNING;
        private @Nullable RuntimeException failure;

        @Override
        public StartExecutionResponse startExecution(StartExecutionRequest request) {
            if (failure != null) {
                throw failure;
            }
            started.add(String.join(" ", request.stateMachineArn(), request.name(), request.input()));
            return StartExecutionResponse.builder().startDate(NOW).build();
        }

        @Override
        public DescribeExecutionResponse describeExecution(DescribeExecutionRequest request) {
            if (failure != null) {
                throw failure;
            }
            asked.add(request.executionArn());
            return DescribeExecutionResponse.builder().status(status).build();
        }

        @Override
        public StopExecutionResponse stopExecution(StopExecutionRequest request) {
            if (failure != null) {
                throw failure;
            }
            asked.add(request.executionArn() + " " + request.cause());
            return StopExecutionResponse.builder().stopDate(NOW).build();
        }

        @Override
        public GetExecutionHistoryResponse getExecutionHistory(GetExecutionHistoryRequest request) {
            if (failure != null) {
                throw failure;
            }
            assertTrue(request.reverseOrder());
            return GetExecutionHistoryResponse.builder().events(history).build();
        }

        @Override
        public String serviceName() {
            return "sfn";
        }

        @Override
        public void close() {
        }
    }
}
