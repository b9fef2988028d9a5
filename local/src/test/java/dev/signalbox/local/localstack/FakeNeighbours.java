package dev.signalbox.local.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StartBuildResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.Switchboard;

/** CodeBuild and Conclude as {@link LocalStack#ANSWERS} says, so that the local cloud's Tasks get the answers that LocalStack's get. */
final class FakeNeighbours {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode answers;
    private final JsonNode cases;
    private volatile String now = "";

    FakeNeighbours(String machine) {
        try (InputStream file = FakeNeighbours.class.getResourceAsStream(LocalStack.ANSWERS)) {
            answers = JSON.readTree(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        cases = answers.path("StateMachines").path(machine).path("TestCases");
    }

    /** Answers from now on as a case says. */
    void answerAs(String testCase) {
        now = testCase;
    }

    /** Takes the place of the local cloud's own services. */
    void connectTo(Switchboard switchboard) {
        switchboard.connect(new Service("codebuild", "codebuild", Protocol.JSON_1_1, List.of(
                Operation.of(StartBuildRequest::builder, _ -> List.of(), (_, _) -> startBuild()),
                Operation.of(BatchGetBuildsRequest::builder, _ -> List.of(),
                        (_, _) -> BatchGetBuildsResponse.builder().builds(build()).build()))));
        switchboard.connect(new Service("lambda", "lambda", Protocol.REST_JSON, List.of(
                Operation.of(InvokeRequest::builder, _ -> List.of(), (_, _) -> invoke()))));
    }

    private JsonNode answer(String state) {
        return answers.path("MockedResponses").path(cases.path(now).path(state).textValue()).elements().next();
    }

    private StartBuildResponse startBuild() {
        JsonNode thrown = answer("Start the build and wait").path("Throw");
        String cause = thrown.path("Cause").asText();
        String message = cause.replaceAll(" \\(Service: .*", "");
        switch (thrown.path("Error").asText("")) {
            case "", "StandIn.TaskFailed" -> {
                return StartBuildResponse.builder().build(build()).build();
            }
            case "CodeBuild.ResourceNotFoundException" -> throw ResourceNotFoundException.builder().message(message).build();
            case "CodeBuild.AccountLimitExceededException" -> throw AccountLimitExceededException.builder().message(message).build();
            default -> throw new IllegalStateException(thrown.toString());
        }
    }

    private Build build() {
        JsonNode answer = answer("Start the build and wait");
        JsonNode build = answer.has("Return") ? answer.path("Return").path("Build") : json(cause(answer));
        return Build.builder().id(text(build, "Id")).arn(text(build, "Arn")).projectName(text(build, "ProjectName"))
                .initiator(text(build, "Initiator")).currentPhase(text(build, "CurrentPhase")).buildStatus(text(build, "BuildStatus"))
                .buildComplete(true).build();
    }

    /** LocalStack takes a variable's text for the inside of a literal, so quotes stand escaped in the answer. */
    private static String cause(JsonNode answer) {
        return json("\"" + answer.path("Throw").path("Cause").textValue() + "\"").textValue();
    }

    private InvokeResponse invoke() {
        JsonNode answer = answer("Conclude the run");
        if (answer.has("Throw")) {
            return InvokeResponse.builder().statusCode(200).functionError("Unhandled")
                    .payload(SdkBytes.fromUtf8String(answer.path("Throw").path("Cause").textValue())).build();
        }
        return InvokeResponse.builder().statusCode(200).executedVersion("$LATEST")
                .payload(SdkBytes.fromUtf8String(answer.path("Return").path("Payload").toString())).build();
    }

    private static @Nullable String text(JsonNode build, String member) {
        return build.path(member).textValue();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
