package dev.signalbox.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

import dev.signalbox.verdict.RunHistory;

/**
 * Reads executions of Step Functions: DescribeExecution, and GetExecutionHistory by pages of 1,000 events (its limit). An
 * execution that does not exist is the SDK's {@code ExecutionDoesNotExistException}.
 */
public final class StepFunctionsRunHistory implements RunHistory {

    private static final int EVENTS_A_PAGE = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SfnClient stepFunctions;

    public StepFunctionsRunHistory(SfnClient stepFunctions) {
        this.stepFunctions = stepFunctions;
    }

    @Override
    public String inputOf(String arn) {
        return stepFunctions.describeExecution(request -> request.executionArn(arn)).input();
    }

    @Override
    public List<Submitted> submitted(String arn) {
        List<Submitted> builds = new ArrayList<>();
        stepFunctions.getExecutionHistoryPaginator(request -> request.executionArn(arn).maxResults(EVENTS_A_PAGE)).events()
                .forEach(event -> submission(event).ifPresent(builds::add));
        return builds;
    }

    /** The output of a submission is StartBuild's answer with names in PascalCase; the build's variables are among it. */
    private static Optional<Submitted> submission(HistoryEvent event) {
        if (event.type() != HistoryEventType.TASK_SUBMITTED
                || !"codebuild".equals(event.taskSubmittedEventDetails().resourceType())
                || event.taskSubmittedEventDetails().output() == null) {
            return Optional.empty();
        }
        JsonNode build = parsed(event.taskSubmittedEventDetails().output()).path("Build");
        String id = build.path("Id").asText("");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        for (JsonNode variable : build.path("Environment").path("EnvironmentVariables")) {
            if (variable.path("Name").asText().equals(CodeBuildBuilds.NAME_VARIABLE)) {
                return Optional.of(new Submitted(id, variable.path("Value").asText("")));
            }
        }
        return Optional.of(new Submitted(id, ""));
    }

    private static JsonNode parsed(String output) {
        try {
            return JSON.readTree(output);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A submission in the history is not JSON", e);
        }
    }
}
