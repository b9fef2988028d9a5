package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

import dev.signalbox.local.endtoend.CloudInHand.Told;

/** A run of many builds: what it leads to, and what it costs. */
@OnTheLocalCloud
class LargeRunTest {

    private static final int CELLS = 20;
    private static final int STATES_OF_ONE_BUILD = 8;
    private static final int STATES_OF_EACH_FURTHER = 3;
    private static final int HISTORY_LIMIT = 25_000;

    private final CloudInHand cloud;
    private final Repository repository;

    LargeRunTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    @Test
    void threeWavesAMatrixOfTwentyAndOneThatFails() {
        String numbers = IntStream.rangeClosed(1, CELLS).mapToObj(number -> "'" + number + "'").collect(Collectors.joining(", "));
        String commit = repository.commit("Many", Map.of(".signalbox.yml", """
                version: 1
                builds:
                  lint: { on: { push: {} } }
                  unit: { on: { push: {} }, needs: [lint], matrix: { N: [%s] } }
                  docs: { on: { push: {} }, needs: [unit], required: false }
                  package: { on: { push: {} }, needs: [unit] }
                """.formatted(numbers), "buildspec.yml", Buildspecs.of("test \"$N\" != 7")));
        repository.push();
        Told told = cloud.toldOnce(repository, commit);
        assertEquals("failed", told.verdict());
        Map<String, String> outcomes = told.outcomesByName();
        assertEquals(CELLS + 3, outcomes.size());
        assertEquals("SUCCEEDED", outcomes.get("lint"));
        assertEquals("FAILED", outcomes.get("unit (N=7)"));
        assertEquals(List.of("SKIPPED", "SKIPPED"), List.of(outcomes.get("docs"), outcomes.get("package")));
        assertEquals(CELLS, Collections.frequency(outcomes.values(), "SUCCEEDED"));
        List<HistoryEvent> history = cloud.history(told.document().path("run").path("arn").asText());
        long entered = history.stream().map(HistoryEvent::stateEnteredEventDetails).filter(Objects::nonNull).count();
        assertTrue(entered <= STATES_OF_ONE_BUILD + STATES_OF_EACH_FURTHER * CELLS, () -> entered + " states");
        assertTrue(history.size() < HISTORY_LIMIT / 50, () -> history.size() + " events");
    }
}
