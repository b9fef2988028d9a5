package dev.signalbox.local.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

import dev.signalbox.local.Account;
import dev.signalbox.local.cloudwatch.Metrics.Measurement;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

class LogsTest {

    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private static final String GROUP = "/aws/lambda/route";

    /** A cloud of one service, with memory of what it measured, told and asked. */
    private static final class Cloud implements AutoCloseable {
        final Timeline timeline = new Timeline();
        final List<Measurement> measured = new ArrayList<>();
        final List<Permission> asked = new ArrayList<>();
        final Switchboard calls = new Switchboard((caller, permission) -> asked.add(permission));
        final Logs logs = new Logs(new Account("123456789012", "us-east-1"), timeline, measured::add, List.of(
                new Resource("Group", "AWS::Logs::LogGroup", GROUP, Map.of(), JsonNodeFactory.instance.objectNode().put("RetentionInDays",
                        30))));

        Cloud() {
            calls.connect(logs.service());
            stream("s");
        }

        void stream(String name) {
            calls.call(ADA, CreateLogStreamRequest.builder().logGroupName(GROUP).logStreamName(name).build());
        }

        void put(String stream, String... lines) {
            long now = Instant.parse("2026-11-23T09:00:00Z").toEpochMilli();
            calls.call(ADA, PutLogEventsRequest.builder().logGroupName(GROUP).logStreamName(stream).logEvents(
                    IntStream.range(0, lines.length).mapToObj(i -> InputLogEvent.builder().timestamp(now + i).message(lines[i]).build())
                            .toList())
                    .build());
        }

        GetLogEventsResponse get(GetLogEventsRequest.Builder request) {
            return (GetLogEventsResponse) calls.call(ADA, request.logGroupName(GROUP).logStreamName("s").build());
        }

        FilterLogEventsResponse filter(FilterLogEventsRequest.Builder request) {
            return (FilterLogEventsResponse) calls.call(ADA, request.logGroupName(GROUP).build());
        }

        List<String> matching(String pattern) {
            return filter(FilterLogEventsRequest.builder().filterPattern(pattern)).events().stream().map(FilteredLogEvent::message)
                    .toList();
        }

        @Override
        public void close() {
            timeline.close();
        }
    }

    @Property(tries = 40)
    void pagesOfAStreamHoldEveryLineOnce(@ForAll @IntRange(min = 0, max = 25) int lines, @ForAll @IntRange(min = 1, max = 7) int page) {
        try (Cloud cloud = new Cloud()) {
            List<String> written = IntStream.range(0, lines).mapToObj(i -> "line " + i).toList();
            cloud.put("s", written.toArray(String[]::new));
            List<String> read = new ArrayList<>();
            GetLogEventsResponse answer = cloud.get(GetLogEventsRequest.builder().limit(page).startFromHead(true));
            String token = "";
            while (!answer.nextForwardToken().equals(token)) {
                answer.events().stream().map(OutputLogEvent::message).forEach(read::add);
                token = answer.nextForwardToken();
                answer = cloud.get(GetLogEventsRequest.builder().limit(page).startFromHead(true).nextToken(token));
            }
            assertEquals(written, read);
        }
    }

    @Property(tries = 40)
    void pagesOfAFilteredGroupHoldEveryLineOnce(@ForAll @IntRange(min = 0, max = 20) int lines, @ForAll @IntRange(min = 1,
            max = 7) int page) {
        try (Cloud cloud = new Cloud()) {
            cloud.stream("t");
            String[] written = IntStream.range(0, lines).mapToObj(i -> "line " + i).toArray(String[]::new);
            cloud.put("s", written);
            cloud.put("t", written);
            List<String> read = new ArrayList<>();
            String token = null;
            do {
                FilterLogEventsResponse answer = cloud.filter(FilterLogEventsRequest.builder().limit(page).nextToken(token));
                answer.events().forEach(event -> read.add(event.logStreamName() + event.message()));
                token = answer.nextToken();
            } while (token != null);
            assertEquals(2 * lines, read.size());
            assertEquals(2 * lines, read.stream().distinct().count());
        }
    }

    @Example
    void theLastLinesComeUnlessTheFirstAreAskedFor() {
        try (Cloud cloud = new Cloud()) {
            cloud.put("s", "a", "b", "c");
            assertEquals(List.of("b", "c"), cloud.get(GetLogEventsRequest.builder().limit(2)).events().stream()
                    .map(OutputLogEvent::message).toList());
            GetLogEventsResponse last = cloud.get(GetLogEventsRequest.builder().limit(1));
            GetLogEventsResponse before = cloud.get(GetLogEventsRequest.builder().limit(1).nextToken(last.nextBackwardToken()));
            assertEquals("b", before.events().getFirst().message());
        }
    }

    @Example
    void patternsFindWhatTheySay() {
        try (Cloud cloud = new Cloud()) {
            String json = "{\"level\":\"WARN\",\"reason\":\"no rules\",\"seconds\":12,\"run\":{\"id\":\"push-1\"}}";
            cloud.put("s", "ERROR no build", "WARN slow build", json, "fine");
            assertEquals(4, cloud.matching("").size());
            assertEquals(List.of("ERROR no build"), cloud.matching("ERROR build"));
            assertEquals(List.of("ERROR no build"), cloud.matching("\"no build\""));
            assertEquals(List.of("ERROR no build", "WARN slow build"), cloud.matching("?ERROR ?slow"));
            assertEquals(List.of("WARN slow build"), cloud.matching("build -ERROR"));
            assertEquals(List.of(json), cloud.matching("{ $.level = \"WARN\" }"));
            assertEquals(List.of(json), cloud.matching("{ $.run.id = \"push-*\" && $.seconds >= 12 }"));
            assertEquals(List.of(json), cloud.matching("{ ($.level = \"x\") || ($.seconds < 13) }"));
            assertEquals(List.of(), cloud.matching("{ $.level != \"WARN\" }"));
            assertThrows(UnknownOperation.class, () -> cloud.matching("[ip, user]"));
            assertThrows(UnknownOperation.class, () -> cloud.matching("%regex%"));
            assertThrows(UnknownOperation.class, () -> cloud.matching("{ $.a IS NULL }"));
        }
    }

    @Example
    void aLineIsToldAsItIsLogged() {
        try (Cloud cloud = new Cloud()) {
            List<String> told = new ArrayList<>();
            cloud.logs.listen((group, stream, time, message) -> told.add(group + " " + stream + " " + message));
            cloud.put("s", "hello");
            assertEquals(List.of(GROUP + " s hello"), told);
        }
    }

    @Example
    void anEmbeddedMetricBecomesOneForEachSetOfDimensions() {
        try (Cloud cloud = new Cloud()) {
            cloud.put("s", """
                    {"_aws":{"Timestamp":1795424400000,"CloudWatchMetrics":[{"Namespace":"Signalbox","Dimensions":[["Service"],[]],
                     "Metrics":[{"Name":"Runs","Unit":"Count"},{"Name":"Times","Unit":"Seconds"},{"Name":"Missing"}]}]},
                     "Service":"signalbox","Runs":1,"Times":[2,3.5]}""", "{\"_aws\": broken", "{\"_aws\":{}}");
            assertEquals(4, cloud.measured.size());
            Measurement times = cloud.measured.stream()
                    .filter(one -> one.name().equals("Times") && one.dimensions().equals(Map.of("Service", "signalbox"))).findFirst()
                    .orElseThrow();
            assertEquals(2, times.values().size());
            assertEquals("Seconds", times.unit());
            assertEquals(Instant.ofEpochMilli(1795424400000L), times.time());
        }
    }

    @Property(tries = 100)
    void noLineBreaksTheReader(@ForAll String line) {
        EmbeddedMetrics.in("{\"_aws\":" + line + "}");
        assertEquals(List.of(), EmbeddedMetrics.in(line.replace("_aws", "")));
    }

    @Example
    void whatIsWrongIsRefused() {
        try (Cloud cloud = new Cloud()) {
            assertThrows(ResourceAlreadyExistsException.class, () -> cloud.stream("s"));
            assertThrows(ResourceAlreadyExistsException.class, () ->
                    cloud.calls.call(ADA, CreateLogGroupRequest.builder().logGroupName(GROUP).build()));
            assertThrows(ResourceNotFoundException.class, () -> cloud.put("nope", "x"));
            assertThrows(InvalidParameterException.class, () -> cloud.calls.call(ADA, PutLogEventsRequest.builder().logGroupName(GROUP)
                    .logStreamName("s").logEvents(List.of(InputLogEvent.builder().timestamp(2L).message("b").build(),
                            InputLogEvent.builder().timestamp(1L).message("a").build())).build()));
        }
    }

    @Example
    void aStreamsPermissionNamesItAndTheTemplatesGroupsAreThere() {
        try (Cloud cloud = new Cloud()) {
            assertTrue(cloud.asked.contains(new Permission("logs:CreateLogStream",
                    "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/route:log-stream:s")));
            var groups = (DescribeLogGroupsResponse) cloud.calls.call(ADA, DescribeLogGroupsRequest.builder().logGroupNamePrefix("/aws/")
                    .build());
            assertEquals(30, groups.logGroups().getFirst().retentionInDays());
            assertFalse(groups.hasLogGroups() && groups.logGroups().size() != 1);
        }
    }
}
