package dev.signalbox.functions;

import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.DimensionSet;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

import dev.signalbox.tell.Measurements;

/**
 * Writes measurements to standard output in CloudWatch's embedded metric format, one line a run: namespace {@code Signalbox},
 * the one dimension {@code Service}, as Powertools and the template's alarm spell it.
 */
final class ConcludeMeter implements Measurements.Meter {

    @Override
    public void count(Measurements measurements) {
        Metrics metrics = MetricsFactory.getMetricsInstance();
        metrics.setNamespace("Signalbox");
        metrics.setDefaultDimensions(DimensionSet.of("Service", "signalbox"));
        for (Measurements.Measure measure : measurements.measures()) {
            metrics.addMetric(measure.name(), measure.value(), switch (measure.unit()) {
                case COUNT -> MetricUnit.COUNT;
                case SECONDS -> MetricUnit.SECONDS;
            });
        }
        measurements.properties().forEach(metrics::addMetadata);
        metrics.flush();
    }
}
