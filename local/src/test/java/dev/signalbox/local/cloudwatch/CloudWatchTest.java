package dev.signalbox.local.cloudwatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.time.Timeline;

class CloudWatchTest {

    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
    private final Timeline timeline = new Timeline();
    private final CloudWatch watch = new CloudWatch(timeline);
    private final Switchboard cloud = new Switchboard(Gate.open());

    @BeforeEach
    void start() {
        cloud.connect(watch.service());
        for (int i = 1; i <= 10; i++) {
            watch.put(new Metrics.Measurement("Signalbox", "RunDuration", Map.of("Service", "s"), NINE.plusSeconds(i), "Seconds",
                    List.of(new Metrics.Sample(i, 1))));
        }
        watch.put(new Metrics.Measurement("Signalbox", "RunDuration", Map.of("Service", "s"), NINE.plusSeconds(60), "Seconds",
                List.of(new Metrics.Sample(100, 1))));
    }

    @AfterEach
    void stop() {
        timeline.close();
    }

    private List<Double> values(String statistic) {
        return data(MetricDataQuery.builder().id("q").metricStat(MetricStat.builder().stat(statistic).period(60).metric(Metric.builder()
                .namespace("Signalbox").metricName("RunDuration").dimensions(Dimension.builder().name("Service").value("s").build())
                .build())
                .build()).build()).metricDataResults().getFirst().values();
    }

    private GetMetricDataResponse data(MetricDataQuery query) {
        return (GetMetricDataResponse) cloud.call(ADA, GetMetricDataRequest.builder().startTime(NINE).endTime(NINE.plusSeconds(120))
                .metricDataQueries(query).build());
    }

    @Test
    void statisticsAreExactAndTheNewestComesFirst() {
        assertEquals(List.of(100.0, 55.0), values("Sum"));
        assertEquals(List.of(100.0, 5.5), values("Average"));
        assertEquals(List.of(100.0, 1.0), values("Minimum"));
        assertEquals(List.of(100.0, 10.0), values("Maximum"));
        assertEquals(List.of(1.0, 10.0), values("SampleCount"));
        assertEquals(List.of(100.0, 9.0), values("p90"));
        assertThrows(UnknownOperation.class, () -> values("tm99"));
        assertThrows(UnknownOperation.class, () -> data(MetricDataQuery.builder().id("e").expression("a+b").build()));
    }

    @Test
    void statisticsOfOneMetricAreThoseAsked() {
        var answer = (GetMetricStatisticsResponse) cloud.call(ADA, GetMetricStatisticsRequest.builder().namespace("Signalbox")
                .metricName("RunDuration").dimensions(Dimension.builder().name("Service").value("s").build()).startTime(NINE)
                .endTime(NINE.plusSeconds(60)).period(60).statistics(Statistic.SUM).build());
        assertEquals(1, answer.datapoints().size());
        assertEquals(55.0, answer.datapoints().getFirst().sum());
        assertEquals("Seconds", answer.datapoints().getFirst().unitAsString());
    }

    @Test
    void everyMetricIsListedOnceOverAllPages() {
        for (int i = 0; i < 1_203; i++) {
            cloud.call(ADA, PutMetricDataRequest.builder().namespace("Many").metricData(
                    MetricDatum.builder().metricName("m" + i).value(1.0).build()).build());
        }
        Set<String> names = new HashSet<>();
        int listed = 0;
        String token = null;
        do {
            var page = (ListMetricsResponse) cloud.call(ADA, ListMetricsRequest.builder().namespace("Many").nextToken(token).build());
            page.metrics().forEach(metric -> names.add(metric.metricName()));
            listed += page.metrics().size();
            token = page.nextToken();
        } while (token != null);
        assertEquals(1_203, names.size());
        assertEquals(1_203, listed);
    }

    @Test
    void aListIsNarrowedByDimension() {
        var some = (ListMetricsResponse) cloud.call(ADA, ListMetricsRequest.builder().metricName("RunDuration")
                .dimensions(DimensionFilter.builder().name("Service").build()).build());
        assertEquals(1, some.metrics().size());
        var none = (ListMetricsResponse) cloud.call(ADA, ListMetricsRequest.builder()
                .dimensions(DimensionFilter.builder().name("Service").value("other").build()).build());
        assertEquals(0, none.metrics().size());
    }

    @Test
    void awsOwnNamespacesAreNotOursToFill() {
        assertThrows(InvalidParameterValueException.class, () -> cloud.call(ADA, PutMetricDataRequest.builder().namespace("AWS/Lambda")
                .metricData(MetricDatum.builder().metricName("m").value(1.0).build()).build()));
    }
}
