package dev.signalbox.local.cloudwatch;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where measurements go. */
@FunctionalInterface
public interface Metrics {

    /**
     * Values of one metric at one time.
     *
     * @param dimensions names and values; with namespace and name they identify the metric
     * @param unit one of CloudWatch's units; {@code None} where there is none
     * @param values each with how often it was measured
     */
    record Measurement(String namespace, String name, Map<String, String> dimensions, Instant time, String unit, List<Sample> values) {

        public Measurement {
            dimensions = Map.copyOf(dimensions);
            values = List.copyOf(values);
        }
    }

    /**
     * A value and how often it was measured.
     *
     * @param count at least 1 in effect; fractions are CloudWatch's to allow
     */
    record Sample(double value, double count) { }

    void put(Measurement measurement);
}
