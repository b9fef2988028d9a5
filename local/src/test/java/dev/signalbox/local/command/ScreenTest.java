package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final StringWriter shown = new StringWriter();
    private final Screen screen = new Screen(new Terminal(new PrintWriter(shown), false));

    @Test
    void aPhaseIsShownWhereItRanSomethingTookAWhileOrWentWrong() {
        log("00.000", "Entering phase INSTALL");
        log("00.010", "Phase complete: INSTALL State: SUCCEEDED");
        log("00.010", "Phase context status code:  Message: ");
        log("00.010", "Running command make test");
        screen.output("uuid", "1 test failed\n");
        log("34.010", "Phase complete: BUILD State: FAILED");
        log("34.010", "Phase context status code: COMMAND_EXECUTION_ERROR Message: "
                + "Error while executing command: make test. Reason: exit status 2");
        assertEquals("""
                          build | $ make test
                          build | 1 test failed
                   -  build  BUILD failed in 34 s
                          build | Error while executing command: make test. Reason: exit status 2
                """, lines());
    }

    @Test
    void aPushShowsItsRulesByTheirNamesInTheTemplate() {
        screen.event(json("""
                {"detail-type": "CodeCommit Repository State Change",
                 "detail": {"event": "referenceCreated", "referenceType": "branch",
                            "referenceName": "main\\u001b[31m"}}"""), List.of("PushRule"));
        assertEquals("   -  matched PushRule: referenceCreated branch main [31m\n", lines());
    }

    @Test
    void thePlanIsShownWithItsReasonsInColumns() {
        screen.event(json("""
                {"detail-type": "Step Functions Execution Status Change", "detail": {"status": "RUNNING", "name": "push-1", "input":
                 "{\\"reasons\\":[{\\"build\\":\\"unit\\",\\"runs\\":true,\\"reason\\":\\"push to main\\"},\
{\\"build\\":\\"release\\",\\"runs\\":false,\\"reason\\":\\"branches\\"}]}"}}"""),
                List.of());
        assertEquals("""
                   -  run push-1
                          unit     is built: push to main
                          release  is left out: branches
                """, lines());
    }

    @Test
    void waitingBeforeTheBuildIsShownWhenItTookAWhile() {
        screen.event(phase("QUEUED", "SUCCEEDED", "0.0"), List.of());
        screen.event(phase("QUEUED", "SUCCEEDED", "12.0"), List.of());
        screen.event(phase("FINALIZING", "SUCCEEDED", "3.0"), List.of());
        assertEquals("   -  build  QUEUED succeeded in 12 s\n", lines());
    }

    @Test
    void theMessageIsShownWithoutTheFooterThatAwsAdds() {
        screen.told("failed", "Failed: orders", "orders is broken\n\nCommit 1234567\n\n\n--\nIf you wish to stop ...");
        assertEquals("""

                   -  FAILED

                The message, as a subscriber gets it by email (without the footer that AWS adds):

                  | Subject: Failed: orders
                  |
                  | orders is broken
                  |
                  | Commit 1234567
                """, lines());
    }

    @Test
    void metricsHaveTheirUnits() {
        screen.metrics(List.of(new Screen.Metric("RunDuration", 38.74, "Seconds"), new Screen.Metric("Runs", 1, "Count"),
                new Screen.Metric("RunsFailed", 0, "Count")));
        assertEquals("""

                The metrics, in CloudWatch under Signalbox:

                  RunDuration      39 s
                  Runs             1
                  0: RunsFailed
                """, lines());
    }

    @Test
    void durationsAreAsShortAsTheyAreExact() {
        assertEquals(List.of("0.4 s", "9.9 s", "10 s", "59 s", "2 min 5 s"), List.of(Screen.duration(Duration.ofMillis(400)),
                Screen.duration(Duration.ofMillis(9_949)), Screen.duration(Duration.ofMillis(9_950)),
                Screen.duration(Duration.ofMillis(59_400)), Screen.duration(Duration.ofSeconds(125))));
    }

    private void log(String second, String text) {
        screen.output("project/uuid", "[Container] 2026/11/23 09:00:" + second + "000 " + text);
    }

    /** What was shown, without the time since the beginning. */
    private String lines() {
        return shown.toString().replaceAll("(?m)^ *\\d+\\.\\d s", "   -");
    }

    private static JsonNode phase(String phase, String status, String seconds) {
        return json("""
                {"detail-type": "CodeBuild Build Phase Change", "detail": {"completed-phase": "%s", "completed-phase-status": "%s",
                 "completed-phase-duration-seconds": %s, "completed-phase-context": "[]"}}""".formatted(phase, status, seconds));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
