package dev.signalbox.local.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.codecommit.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import dev.signalbox.local.LocalCloud;
import dev.signalbox.local.codecommit.GitOverHttp;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.sns.Mailbox;
import dev.signalbox.local.template.Resource;

/** One push on a local cloud, watched to its end. */
final class LocalRun {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final QueueAttributeName WAITING = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
    /** How long the message may come after the verdict: people and programs are told one after the other. */
    private static final Duration MAIL_TAKES = Duration.ofSeconds(10);

    /** How the push ended. */
    private sealed interface End {
        record Verdict(String verdict) implements End { }

        /** Nothing was there to build. */
        record Nothing(String reason) implements End { }

        /** Signalbox itself broke. */
        record Broken(String reason) implements End { }
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
        screen.step("git push " + Terminal.clean(source.branch()));
        source.push(cloud.endpoint() + GitOverHttp.PREFIX + source.name());
        return switch (end(developer)) {
            case End.Nothing(String reason) -> {
                screen.step("nothing was built: " + Terminal.clean(reason));
                yield 2;
            }
            case End.Broken(String reason) -> {
                screen.step("no verdict: " + Terminal.clean(reason));
                yield 1;
            }
            case End.Verdict(String verdict) -> {
                Mailbox.Email email = mail.poll(MAIL_TAKES.toSeconds(), TimeUnit.SECONDS);
                screen.told(verdict, email == null ? "" : email.subject(), email == null ? "(no message came)" : email.text());
                screen.metrics(metrics(developer));
                yield verdict.equals("passed") ? 0 : 1;
            }
        };
    }

    /** Waits for the end. What came undelivered, whoever could not deliver it, lies in the queue: no verdict will follow. */
    private End end(Caller developer) throws InterruptedException {
        GetQueueAttributesRequest undelivered = GetQueueAttributesRequest.builder()
                .queueUrl(cloud.stack().output("UndeliveredQueueUrl")).attributeNames(WAITING).build();
        while (true) {
            End found = end.poll(1, TimeUnit.SECONDS);
            if (found != null) {
                return found;
            }
            GetQueueAttributesResponse queue = (GetQueueAttributesResponse) cloud.calls().call(developer, undelivered);
            if (end.isEmpty() && !queue.attributes().getOrDefault(WAITING, "0").equals("0")) {
                return new End.Broken("an event could not be delivered, and waits in the undelivered queue");
            }
        }
    }

    private void event(JsonNode event, List<String> rules) {
        screen.event(event, rules.stream().map(this::templateName).toList());
        JsonNode detail = event.path("detail");
        if (event.path("source").asText().equals("signalbox") && detail.has("verdict")) {
            end.add(new End.Verdict(detail.path("verdict").asText()));
        } else if (event.path("source").asText().equals("aws.codecommit") && rules.isEmpty()) {
            end.add(new End.Nothing("no rule matched the push"));
        } else if (detail.path("name").asText().startsWith("ended-")
                && !List.of("RUNNING", "SUCCEEDED").contains(detail.path("status").asText())) {
            end.add(new End.Broken("the run that was to tell the verdict ended " + detail.path("status").asText()));
        }
    }

    private String templateName(String rule) {
        return cloud.stack().ofType("AWS::Events::Rule").stream().filter(resource -> resource.physicalId().equals(rule))
                .map(Resource::logicalId).findFirst().orElse(rule);
    }

    private void logged(String group, String stream, Instant time, String line) {
        if (group.startsWith("/aws/codebuild/")) {
            screen.output(stream, line);
        } else if (group.endsWith(cloud.stack().output("RouteFunctionName"))) {
            JsonNode entry = read(line);
            switch (entry.path("decision").asText()) {
                case "ignored" -> end.add(new End.Nothing(entry.path("reason").asText()));
                case "undelivered" -> end.add(new End.Broken(entry.path("reason").asText()));
                default -> { }
            }
        }
    }

    private List<Screen.Metric> metrics(Caller developer) {
        List<Screen.Metric> sums = new ArrayList<>();
        ListMetricsResponse listed = (ListMetricsResponse) cloud.calls().call(developer,
                ListMetricsRequest.builder().namespace("Signalbox").build());
        for (Metric metric : listed.metrics()) {
            Instant now = cloud.timeline().now();
            GetMetricStatisticsResponse statistics = (GetMetricStatisticsResponse) cloud.calls().call(developer,
                    GetMetricStatisticsRequest.builder()
                    .namespace(metric.namespace()).metricName(metric.metricName()).dimensions(metric.dimensions()).statistics(Statistic.SUM)
                    .period(86400).startTime(now.minus(Duration.ofDays(1))).endTime(now.plus(Duration.ofDays(1))).build());
            sums.add(new Screen.Metric(metric.metricName(), statistics.datapoints().stream().mapToDouble(Datapoint::sum).sum(),
                    statistics.datapoints().stream().map(Datapoint::unitAsString).findFirst().orElse("None")));
        }
        sums.sort(Comparator.comparing(Screen.Metric::name));
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
