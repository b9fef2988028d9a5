package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import dev.signalbox.tell.Measurements.Measure;
import dev.signalbox.tell.Measurements.Unit;
import dev.signalbox.tell.Measurements;

class ConcludeMeterTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aRunIsOneLineOfTheEmbeddedMetricFormat() throws IOException {
        List<JsonNode> lines = written(new Measurements(
                List.of(new Measure("Runs", 1, Unit.COUNT), new Measure("RunsFailed", 0, Unit.COUNT),
                        new Measure("TimeToFeedback", 90.5, Unit.SECONDS)),
                Map.of("repository", "orders", "project", List.of("signalbox-default"))));
        assertEquals(1, lines.size());
        JsonNode directive = lines.getFirst().path("_aws").path("CloudWatchMetrics").path(0);
        assertEquals("Signalbox", directive.path("Namespace").asText());
        assertEquals("[[\"Service\"]]", directive.path("Dimensions").toString());
        Map<String, String> units = new TreeMap<>();
        directive.path("Metrics").forEach(metric -> units.put(metric.path("Name").asText(), metric.path("Unit").asText()));
        assertEquals(Map.of("Runs", "Count", "RunsFailed", "Count", "TimeToFeedback", "Seconds"), units);
        assertEquals("signalbox", lines.getFirst().path("Service").asText());
        assertEquals(90.5, lines.getFirst().path("TimeToFeedback").asDouble());
        assertEquals("orders", lines.getFirst().path("repository").asText());
    }

    @Test
    void whatOneRunWasCountedWithIsGoneInTheNext() throws IOException {
        List<JsonNode> lines = written(
                new Measurements(List.of(new Measure("Runs", 1, Unit.COUNT), new Measure("RunDuration", 5, Unit.SECONDS)),
                        Map.of("branch", "main")),
                new Measurements(List.of(new Measure("Runs", 1, Unit.COUNT)), Map.of()));
        assertEquals(2, lines.size());
        assertFalse(lines.getLast().has("RunDuration"));
        assertFalse(lines.getLast().has("branch"));
        assertEquals(1, lines.getLast().path("Runs").asInt());
    }

    private static List<JsonNode> written(Measurements... runs) throws IOException {
        try (Console console = new Console()) {
            for (Measurements run : runs) {
                new ConcludeMeter().count(run);
            }
            List<JsonNode> lines = new ArrayList<>();
            for (String line : console.text().lines().toList()) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        }
    }
}
