package dev.signalbox.local.logs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.signalbox.local.cloudwatch.Metrics.Measurement;
import dev.signalbox.local.cloudwatch.Metrics.Sample;

/** Metrics inside log lines, in CloudWatch's embedded metric format. A line that is none, or breaks its rules, measures nothing. */
final class EmbeddedMetrics {

    /** AWS: at most 100 metrics in a directive, 100 values in a metric, 30 dimensions in a set. */
    private static final int MOST = 100;
    private static final int MOST_DIMENSIONS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private EmbeddedMetrics() {
    }

    static List<Measurement> in(String line) {
        if (!line.contains("\"_aws\"")) {
            return List.of();
        }
        JsonNode document;
        try {
            document = JSON.readTree(line);
        } catch (JsonProcessingException _) {
            return List.of();
        }
        List<Measurement> found = new ArrayList<>();
        JsonNode about = document.path("_aws");
        if (about.path("Timestamp").isIntegralNumber()) {
            Instant time = Instant.ofEpochMilli(about.path("Timestamp").longValue());
            for (JsonNode directive : about.path("CloudWatchMetrics")) {
                List<Map<String, String>> sets = StreamSupport.stream(directive.path("Dimensions").spliterator(), false)
                        .filter(names -> names.size() <= MOST_DIMENSIONS && names.valueStream().allMatch(name ->
                        document.path(name.asText()).isTextual()))
                        .map(names -> dimensions(names, document)).toList();
                for (JsonNode metric : directive.path("Metrics")) {
                    List<Sample> samples = samples(document.path(metric.path("Name").asText()));
                    if (directive.path("Metrics").size() <= MOST && directive.path("Namespace").isTextual() && !samples.isEmpty()) {
                        sets.forEach(set -> found.add(new Measurement(directive.path("Namespace").asText(), metric.path("Name").asText(),
                                set,
                                time, metric.path("Unit").asText("None"), samples)));
                    }
                }
            }
        }
        return found;
    }

    private static Map<String, String> dimensions(JsonNode names, JsonNode document) {
        Map<String, String> dimensions = new HashMap<>();
        names.forEach(name -> dimensions.put(name.asText(), document.path(name.asText()).asText()));
        return dimensions;
    }

    private static List<Sample> samples(JsonNode value) {
        if (value.isNumber()) {
            return List.of(new Sample(value.doubleValue(), 1));
        }
        boolean numbers = value.isArray() && value.size() <= MOST && value.valueStream().allMatch(JsonNode::isNumber);
        return numbers ? value.valueStream().map(number -> new Sample(number.doubleValue(), 1)).toList() : List.of();
    }
}
