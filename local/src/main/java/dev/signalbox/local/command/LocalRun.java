package dev.signalbox.local.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.local.LocalCloud;
import dev.signalbox.local.codecommit.GitOverHttp;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.sns.Mailbox;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.codecommit.model.CreateRepositoryRequest;

/** One push on a local cloud, watched to its end. */
final class LocalRun {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** How long the message may come after the verdict: people and programs are told one after the other. */
    private static final Duration MAIL_TAKES = Duration.ofSeconds(10);

    /** How the push ended. */
    private sealed interface End {
        record Verdict(String verdict) implements End { }

        record Nothing(String reason) implements End { }
    }

    private final LocalCloud cloud;
    private final Screen screen;
    private final BlockingQueue<End> end = new LinkedBlockingQueue<>();
    private final BlockingQueue<Mailbox.Email> mail = new LinkedBlockingQueue<>();

    LocalRun(LocalCloud cloud, Screen screen) {
        this.cloud = cloud;
        this.screen = screen;
    }

    /** @return the exit status: 0 passed, 1 not passed, 2 nothing was there to build */
    int of(Source source) throws InterruptedException {
        Caller developer = new Caller.User(cloud.account().id(), "developer");
        cloud.calls().call(developer, CreateRepositoryRequest.builder().repositoryName(source.name()).build());
        cloud.events().onEvent(this::event);
        cloud.logs().listen(this::logged);
        cloud.mailbox().listen(mail::add);
        screen.step("git push " + source.branch());
        source.push(cloud.endpoint() + GitOverHttp.PREFIX + source.name());
        return switch (end.take()) {
            case End.Nothing(String reason) -> {
                screen.step("nothing was built: " + reason);
                yield 2;
            }
            case End.Verdict(String verdict) -> {
                Mailbox.Email email = mail.poll(MAIL_TAKES.toSeconds(), TimeUnit.SECONDS);
                screen.told(verdict, email == null ? "" : email.subject(), email == null ? "(no message came)" : email.text());
                screen.metrics(metrics(developer));
                yield verdict.equals("passed") ? 0 : 1;
            }
        };
    }

    private void event(JsonNode event, List<String> rules) {
        screen.event(event, rules);
        if (event.path("source").asText().equals("signalbox") && event.path("detail").has("verdict")) {
            end.add(new End.Verdict(event.path("detail").path("verdict").asText()));
        }
    }

    private void logged(String group, String stream, Instant time, String line) {
        if (group.startsWith("/aws/codebuild/")) {
            screen.output(stream, line);
        } else if (group.endsWith(cloud.stack().output("RouteFunctionName"))) {
            JsonNode entry = read(line);
            switch (entry.path("decision").asText()) {
                case "ignored", "undelivered" -> end.add(new End.Nothing(entry.path("reason").asText()));
                default -> { }
            }
        }
    }

    private Map<String, Double> metrics(Caller developer) {
        Map<String, Double> sums = new TreeMap<>();
        ListMetricsResponse listed = (ListMetricsResponse) cloud.calls().call(developer, ListMetricsRequest.builder().namespace("Signalbox").build());
        for (Metric metric : listed.metrics()) {
            Instant now = cloud.timeline().now();
            GetMetricStatisticsResponse statistics = (GetMetricStatisticsResponse) cloud.calls().call(developer, GetMetricStatisticsRequest.builder()
                    .namespace(metric.namespace()).metricName(metric.metricName()).dimensions(metric.dimensions()).statistics(Statistic.SUM)
                    .period(86400).startTime(now.minus(Duration.ofDays(1))).endTime(now.plus(Duration.ofDays(1))).build());
            sums.put(metric.metricName(), statistics.datapoints().stream().mapToDouble(point -> point.sum()).sum());
        }
        return sums;
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }
}
