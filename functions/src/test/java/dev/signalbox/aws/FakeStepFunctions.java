package dev.signalbox.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryRequest;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** Executions in memory; their history comes in pages of two events, however many are asked for. */
public final class FakeStepFunctions implements SfnClient {

    private static final int PAGE = 2;

    public final Map<String, String> inputs = new HashMap<>();
    public final Map<String, List<HistoryEvent>> histories = new HashMap<>();

    @Override
    public DescribeExecutionResponse describeExecution(DescribeExecutionRequest request) {
        return DescribeExecutionResponse.builder().executionArn(request.executionArn())
                .input(known(inputs, request.executionArn())).build();
    }

    @Override
    public GetExecutionHistoryResponse getExecutionHistory(GetExecutionHistoryRequest request) {
        List<HistoryEvent> history = known(histories, request.executionArn());
        int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
        int to = Math.min(history.size(), from + PAGE);
        return GetExecutionHistoryResponse.builder().events(history.subList(from, to))
                .nextToken(to < history.size() ? Integer.toString(to) : null).build();
    }

    private static <T> T known(Map<String, T> map, String arn) {
        T value = map.get(arn);
        if (value == null) {
            throw ExecutionDoesNotExistException.builder().message("Execution Does Not Exist: '" + arn + "'").build();
        }
        return value;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        inputs.clear();
    }
}
