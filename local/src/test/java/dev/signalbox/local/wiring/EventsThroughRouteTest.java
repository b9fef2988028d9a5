package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

import dev.signalbox.local.endtoend.CloudInHand;
import dev.signalbox.local.endtoend.OnTheLocalCloud;

/** Every sample in {@code events/}, given to the deployed Route. */
@OnTheLocalCloud
class EventsThroughRouteTest {

    /** The first to come starts the run that tells it. */
    private static final Set<String> ENDS_OF_ONE_RUN = Set.of("started", "duplicate");

    private final CloudInHand cloud;

    EventsThroughRouteTest(CloudInHand cloud) {
        this.cloud = cloud;
    }

    /** All of them but those for Conclude and Monitor. */
    static Stream<String> samples() {
        return Project.files("events", ".json").stream().map(Path::getFileName).map(Path::toString)
                .filter(sample -> !sample.equals("conclude.json") && !sample.equals("build-phase-changed.json"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void leavesOneLineWithDecisionAndReason(String sample) {
        InvokeResponse answer = cloud.lambda.invoke(request -> request.functionName(cloud.output("RouteFunctionName"))
                .logType(LogType.TAIL).payload(SdkBytes.fromUtf8String(Project.text("events/" + sample))));
        assertNull(answer.functionError(), () -> answer.payload().asUtf8String());
        List<JsonNode> lines = new String(Base64.getDecoder().decode(answer.logResult()), StandardCharsets.UTF_8).lines()
                .filter(line -> line.startsWith("{")).map(CloudInHand::json).toList();
        assertEquals(1, lines.size(), lines::toString);
        Set<String> expected = sample.startsWith("run-") && !sample.equals("run-succeeded.json") ? ENDS_OF_ONE_RUN
                : Set.of(sample.equals("pull-request-approval-rules-overridden.json") ? "acted" : "ignored");
        assertTrue(expected.contains(lines.getFirst().path("decision").asText()), lines::toString);
        assertFalse(lines.getFirst().path("reason").asText().isBlank(), lines::toString);
        assertFalse(lines.getFirst().path("event").asText().isBlank(), lines::toString);
        cloud.turnUntil("the end of what it started: a run that concludes one that never was", Duration.ofSeconds(5), cloud::atRest);
    }
}
