package dev.signalbox.local.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

import dev.signalbox.local.front.Fault;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.time.Timeline;

/**
 * Metrics in memory, each value as it was measured: statistics are exact. Metric math, alarms and dashboards are not here and are
 * refused by name.
 */
public final class CloudWatch implements Metrics {

    private record Key(String namespace, String name, Map<String, String> dimensions) { }

    private static final int PAGE = 500;
    /** AWS: a GetMetricStatistics call gives at most 1,440 data points. */
    private static final long MOST_POINTS = 1_440;

    private final Timeline timeline;
    private final Map<Key, List<Measurement>> all = new ConcurrentHashMap<>();

    public CloudWatch(Timeline timeline) {
        this.timeline = timeline;
    }

    public Service service() {
        return new Service("cloudwatch", "monitoring", Protocol.JSON_1_0, List.of(
                Operation.of(PutMetricDataRequest::builder, r -> List.of(new Permission("cloudwatch:PutMetricData", "*")
                        .with("cloudwatch:namespace", r.namespace())), (r, caller) -> put(r)),
                Operation.of(ListMetricsRequest::builder, r -> List.of(new Permission("cloudwatch:ListMetrics", "*")), (r, caller) ->
                        list(r)),
                Operation.of(GetMetricDataRequest::builder, r -> List.of(new Permission("cloudwatch:GetMetricData", "*")), (r, caller) ->
                        data(r)),
                Operation.of(GetMetricStatisticsRequest::builder, r -> List.of(new Permission("cloudwatch:GetMetricStatistics", "*")),
                        (r, caller) -> statistics(r))));
    }

    @Override
    public void put(Measurement measurement) {
        all.computeIfAbsent(new Key(measurement.namespace(), measurement.name(), measurement.dimensions()),
                _ -> new CopyOnWriteArrayList<>()).add(measurement);
    }

    private PutMetricDataResponse put(PutMetricDataRequest request) {
        if (request.hasEntityMetricData()) {
            throw new UnknownOperation("The local cloud has no entities in cloudwatch:PutMetricData");
        }
        if (request.namespace().startsWith("AWS/")) {
            throw invalid("The value AWS/ for parameter Namespace is invalid.");
        }
        List<Measurement> measurements = request.metricData().stream().map(datum -> measurement(request.namespace(), datum)).toList();
        measurements.forEach(this::put);
        return PutMetricDataResponse.builder().build();
    }

    private Measurement measurement(String namespace, MetricDatum datum) {
        if (datum.statisticValues() != null) {
            throw new UnknownOperation("The local cloud takes no StatisticValues in cloudwatch:PutMetricData");
        }
        List<Sample> samples = new ArrayList<>();
        if (datum.value() != null) {
            samples.add(new Sample(datum.value(), 1));
        }
        if (datum.hasCounts() && datum.counts().size() != datum.values().size()) {
            throw Fault.of(InvalidParameterCombinationException.builder(), "InvalidParameterCombination",
                    "The parameters MetricData.member.Values and MetricData.member.Counts must be of the same size.");
        }
        for (int i = 0; i < datum.values().size(); i++) {
            samples.add(new Sample(datum.values().get(i), datum.hasCounts() ? datum.counts().get(i) : 1));
        }
        if (samples.isEmpty() || samples.stream().anyMatch(sample -> !Double.isFinite(sample.value()))) {
            throw invalid("The parameter MetricData.member.Value must be a finite number.");
        }
        return new Measurement(namespace, datum.metricName(), dimensions(datum.dimensions()),
                datum.timestamp() == null ? timeline.now() : datum.timestamp(), datum.unit() == null ? "None" : datum.unitAsString(),
                        samples);
    }

    private static Map<String, String> dimensions(List<Dimension> dimensions) {
        return dimensions.stream().collect(Collectors.toMap(Dimension::name, Dimension::value, (_, last) -> last));
    }

    private ListMetricsResponse list(ListMetricsRequest request) {
        List<Key> found = all.keySet().stream()
                .filter(key -> request.namespace() == null || request.namespace().equals(key.namespace()))
                .filter(key -> request.metricName() == null || request.metricName().equals(key.name()))
                .filter(key -> request.dimensions().stream().allMatch(filter -> matches(filter, key.dimensions())))
                .sorted(Comparator.comparing(Key::namespace).thenComparing(Key::name).thenComparing(key -> shown(key.dimensions())
                .toString()))
                .toList();
        int from = request.nextToken() == null ? 0 : offset(request.nextToken());
        int to = Math.min(found.size(), from + PAGE);
        return ListMetricsResponse.builder().metrics(found.subList(Math.min(from, to), to).stream().map(key -> Metric.builder()
                        .namespace(key.namespace()).metricName(key.name()).dimensions(shown(key.dimensions())).build()).toList())
                .nextToken(to < found.size() ? Integer.toString(to) : null).build();
    }

    private static int offset(String token) {
        if (!token.matches("\\d{1,9}")) {
            throw invalid("The parameter NextToken is invalid.");
        }
        return Integer.parseInt(token);
    }

    private static boolean matches(DimensionFilter filter, Map<String, String> dimensions) {
        String value = dimensions.get(filter.name());
        return value != null && (filter.value() == null || filter.value().equals(value));
    }

    private static List<Dimension> shown(Map<String, String> dimensions) {
        return new TreeMap<>(dimensions).entrySet().stream()
                .map(dimension -> Dimension.builder().name(dimension.getKey()).value(dimension.getValue()).build()).toList();
    }

    private GetMetricDataResponse data(GetMetricDataRequest request) {
        if (!request.startTime().isBefore(request.endTime())) {
            throw invalidData("The parameter StartTime must be less than the parameter EndTime.");
        }
        if (request.nextToken() != null) {
            throw Fault.of(InvalidNextTokenException.builder(), "InvalidNextToken", "Invalid nextToken");
        }
        boolean ascending = request.scanBy() == ScanBy.TIMESTAMP_ASCENDING;
        List<MetricDataResult> results = new ArrayList<>();
        for (MetricDataQuery query : request.metricDataQueries()) {
            if (query.expression() != null) {
                throw new UnknownOperation("The local cloud has no metric math: " + query.expression());
            }
            MetricStat wanted = query.metricStat();
            if (wanted == null) {
                throw invalidData("The parameter MetricDataQueries.member.MetricStat or Expression is required.");
            }
            TreeMap<Instant, List<Sample>> points = points(
                    new Key(wanted.metric().namespace(), wanted.metric().metricName(), dimensions(wanted.metric().dimensions())),
                    request.startTime(), request.endTime(), period(wanted.period()), wanted.unitAsString());
            if (!Boolean.FALSE.equals(query.returnData())) {
                Map<Instant, List<Sample>> ordered = ascending ? points : points.descendingMap();
                results.add(MetricDataResult.builder().id(query.id())
                        .label(query.label() == null ? wanted.metric().metricName() : query.label())
                        .timestamps(ordered.keySet()).values(ordered.values().stream().map(samples -> statistic(wanted.stat(), samples))
                        .toList())
                        .statusCode(StatusCode.COMPLETE).build());
            }
        }
        return GetMetricDataResponse.builder().metricDataResults(results).build();
    }

    private GetMetricStatisticsResponse statistics(GetMetricStatisticsRequest request) {
        Duration period = period(request.period());
        if (!request.startTime().isBefore(request.endTime())) {
            throw invalid("The parameter StartTime must be less than the parameter EndTime.");
        }
        if (Duration.between(request.startTime(), request.endTime()).dividedBy(period) > MOST_POINTS) {
            throw Fault.of(InvalidParameterCombinationException.builder(), "InvalidParameterCombination",
                    "You have requested more than " + MOST_POINTS + " datapoints. Reduce the time range or increase the period.");
        }
        if (!request.hasStatistics() && !request.hasExtendedStatistics()) {
            throw Fault.of(InvalidParameterCombinationException.builder(), "InvalidParameterCombination",
                    "At least one of the parameters Statistics and ExtendedStatistics must be specified.");
        }
        Key key = new Key(request.namespace(), request.metricName(), dimensions(request.dimensions()));
        List<Datapoint> points = new ArrayList<>();
        points(key, request.startTime(), request.endTime(), period, request.unitAsString()).forEach((time, samples) -> {
            Datapoint.Builder point = Datapoint.builder().timestamp(time).unit(unit(key, request.unitAsString()));
            for (String wanted : request.statisticsAsStrings()) {
                double value = statistic(wanted, samples);
                switch (wanted) {
                    case "Sum" -> point.sum(value);
                    case "Average" -> point.average(value);
                    case "Minimum" -> point.minimum(value);
                    case "Maximum" -> point.maximum(value);
                    default -> point.sampleCount(value);
                }
            }
            if (request.hasExtendedStatistics()) {
                Map<String, Double> extended = new HashMap<>();
                request.extendedStatistics().forEach(wanted -> extended.put(wanted, statistic(wanted, samples)));
                point.extendedStatistics(extended);
            }
            points.add(point.build());
        });
        return GetMetricStatisticsResponse.builder().label(request.metricName()).datapoints(points).build();
    }

    private String unit(Key key, @Nullable String wanted) {
        return wanted == null ? all.getOrDefault(key, List.of()).getFirst().unit() : wanted;
    }

    private static Duration period(Integer seconds) {
        if (seconds < 1 || seconds > 60 && seconds % 60 != 0 || seconds < 60 && !List.of(1, 5, 10, 20, 30).contains(seconds)) {
            throw invalid("The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.");
        }
        return Duration.ofSeconds(seconds);
    }

    /** The samples of each period that has any, by the period's beginning. */
    private TreeMap<Instant, List<Sample>> points(Key key, Instant start, Instant end, Duration period, @Nullable String unit) {
        TreeMap<Instant, List<Sample>> points = new TreeMap<>();
        long seconds = period.toSeconds();
        Instant first = Instant.ofEpochSecond(Math.floorDiv(start.getEpochSecond(), seconds) * seconds);
        for (Measurement measurement : all.getOrDefault(key, List.of())) {
            boolean wanted = !measurement.time().isBefore(first) && measurement.time().isBefore(end)
                    && (unit == null || unit.equals(measurement.unit()));
            if (wanted) {
                Instant at = Instant.ofEpochSecond(Math.floorDiv(measurement.time().getEpochSecond(), seconds) * seconds);
                points.computeIfAbsent(at, _ -> new ArrayList<>()).addAll(measurement.values());
            }
        }
        return points;
    }

    private static double statistic(String name, List<Sample> samples) {
        double sum = samples.stream().mapToDouble(sample -> sample.value() * sample.count()).sum();
        double count = samples.stream().mapToDouble(Sample::count).sum();
        return switch (name) {
            case "Sum" -> sum;
            case "SampleCount" -> count;
            case "Average" -> sum / count;
            case "Minimum" -> samples.stream().mapToDouble(Sample::value).min().orElseThrow();
            case "Maximum" -> samples.stream().mapToDouble(Sample::value).max().orElseThrow();
            default -> {
                if (!name.matches("p(100|\\d{1,2}(\\.\\d{1,10})?)")) {
                    throw new UnknownOperation("The local cloud has no statistic " + name);
                }
                yield percentile(Double.parseDouble(name.substring(1)), samples, count);
            }
        };
    }

    /** The smallest value that the given share of all samples does not exceed. */
    private static double percentile(double percent, List<Sample> samples, double count) {
        List<Sample> sorted = samples.stream().sorted(Comparator.comparingDouble(Sample::value)).toList();
        double seen = 0;
        for (Sample sample : sorted) {
            seen += sample.count();
            if (seen >= count * percent / 100) {
                return sample.value();
            }
        }
        return sorted.getLast().value();
    }

    private static AwsServiceException invalid(String message) {
        return Fault.of(InvalidParameterValueException.builder(), "InvalidParameterValue", message);
    }

    private static AwsServiceException invalidData(String message) {
        return Fault.of(CloudWatchException.builder(), "ValidationError", message);
    }
}
