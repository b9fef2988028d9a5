package dev.signalbox.local.logs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OrderBy;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

import dev.signalbox.local.Account;
import dev.signalbox.local.cloudwatch.Metrics;
import dev.signalbox.local.front.Fault;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

/** Log groups and their streams, in memory; nothing expires. Embedded metrics go to CloudWatch as the lines arrive. */
public final class Logs {

    /** Follows what is logged. */
    @FunctionalInterface
    public interface Listener {
        /** Hears of a line once it is stored, on the thread that logged it. */
        void logged(String group, String stream, Instant time, String message);
    }

    private record Event(String id, Instant time, Instant ingested, String message) { }

    private record Found(String stream, Event event) { }

    private static final class Stream {
        final Instant created;
        final List<Event> events = new ArrayList<>();

        Stream(Instant created) {
            this.created = created;
        }

        synchronized List<Event> sorted() {
            return events.stream().sorted(Comparator.comparing(Event::time)).toList();
        }

        synchronized void add(List<Event> more) {
            events.addAll(more);
        }
    }

    private record Group(Instant created, @Nullable Integer retention, Map<String, Stream> streams) { }

    private static final int LARGEST_PAGE = 10_000;

    private final Account account;
    private final Timeline timeline;
    private final Metrics metrics;
    private final Map<String, Group> groups = new ConcurrentSkipListMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private long order;

    /** Makes the template's log groups. */
    public Logs(Account account, Timeline timeline, Metrics metrics, List<Resource> resources) {
        this.account = account;
        this.timeline = timeline;
        this.metrics = metrics;
        for (Resource resource : resources) {
            if (resource.type().equals("AWS::Logs::LogGroup")) {
                int days = resource.properties().path("RetentionInDays").asInt();
                groups.put(resource.physicalId(), new Group(timeline.now(), days == 0 ? null : days, new ConcurrentSkipListMap<>()));
            }
        }
    }

    public Service service() {
        return new Service("logs", "logs", Protocol.JSON_1_1, List.of(
                Operation.of(CreateLogGroupRequest::builder, r -> on("CreateLogGroup", r.logGroupName(), ""), (r, caller) -> create(r)),
                Operation.of(CreateLogStreamRequest::builder, r -> on("CreateLogStream", r.logGroupName(), r.logStreamName()),
                        (r, caller) -> create(r)),
                Operation.of(PutLogEventsRequest::builder, r -> on("PutLogEvents", r.logGroupName(), r.logStreamName()), (r, caller) ->
                        put(r)),
                Operation.of(GetLogEventsRequest::builder, r -> on("GetLogEvents", name(r.logGroupName(), r.logGroupIdentifier()),
                        r.logStreamName()), (r, caller) -> get(r)),
                Operation.of(FilterLogEventsRequest::builder, r -> on("FilterLogEvents", name(r.logGroupName(), r.logGroupIdentifier()),
                        ""),
                        (r, caller) -> filter(r)),
                Operation.of(DescribeLogGroupsRequest::builder, r -> on("DescribeLogGroups", "", ""), (r, caller) -> describe(r)),
                Operation.of(DescribeLogStreamsRequest::builder, r -> on("DescribeLogStreams", name(r.logGroupName(),
                        r.logGroupIdentifier()),
                        ""), (r, caller) -> describe(r))));
    }

    /** Tells of every line from now on. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    private List<Permission> on(String action, String group, String stream) {
        return List.of(new Permission("logs:" + action, account.arn("logs", "log-group:" + group + ":log-stream:" + stream)));
    }

    private static String name(@Nullable String name, @Nullable String identifier) {
        if (name != null && identifier != null || name == null && identifier == null) {
            throw invalid("Exactly one of logGroupName and logGroupIdentifier must be specified.");
        }
        return name != null ? name : identifier.replaceFirst("^arn:[^:]+:logs:[^:]*:\\d*:log-group:", "").replaceFirst(":\\*$", "");
    }

    private Group group(String name) {
        Group found = groups.get(name);
        if (found == null) {
            throw missing("The specified log group does not exist.");
        }
        return found;
    }

    private Stream stream(String group, String name) {
        Stream found = group(group).streams().get(name);
        if (found == null) {
            throw missing("The specified log stream does not exist.");
        }
        return found;
    }

    private CreateLogGroupResponse create(CreateLogGroupRequest request) {
        if (!request.logGroupName().matches("[\\w./#-]{1,512}")) {
            throw invalid("1 validation error detected: Value '" + request.logGroupName() + "' at 'logGroupName' failed to satisfy"
                    + " constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+");
        }
        if (groups.putIfAbsent(request.logGroupName(), new Group(timeline.now(), null, new ConcurrentSkipListMap<>())) != null) {
            throw exists("The specified log group already exists");
        }
        return CreateLogGroupResponse.builder().build();
    }

    private CreateLogStreamResponse create(CreateLogStreamRequest request) {
        if (!request.logStreamName().matches("[^:*]{1,512}")) {
            throw invalid("1 validation error detected: Value '" + request.logStreamName() + "' at 'logStreamName' failed to satisfy"
                    + " constraint: Member must satisfy regular expression pattern: [^:*]*");
        }
        if (group(request.logGroupName()).streams().putIfAbsent(request.logStreamName(), new Stream(timeline.now())) != null) {
            throw exists("The specified log stream already exists");
        }
        return CreateLogStreamResponse.builder().build();
    }

    private PutLogEventsResponse put(PutLogEventsRequest request) {
        Stream stream = stream(request.logGroupName(), request.logStreamName());
        Instant now = timeline.now();
        List<Event> events = new ArrayList<>();
        long last = Long.MIN_VALUE;
        for (InputLogEvent event : request.logEvents()) {
            if (event.timestamp() < last) {
                throw invalid("Log events in a single PutLogEvents request must be in chronological order.");
            }
            if (event.message().isEmpty()) {
                throw invalid("Log event message must not be empty.");
            }
            last = event.timestamp();
            events.add(new Event("%056d".formatted(next()), Instant.ofEpochMilli(last), now, event.message()));
        }
        stream.add(events);
        for (Event event : events) {
            EmbeddedMetrics.in(event.message()).forEach(metrics::put);
            listeners.forEach(listener ->
                    listener.logged(request.logGroupName(), request.logStreamName(), event.time(), event.message()));
        }
        return PutLogEventsResponse.builder().nextSequenceToken("%056d".formatted(next())).build();
    }

    private synchronized long next() {
        return order++;
    }

    private GetLogEventsResponse get(GetLogEventsRequest request) {
        Instant start = request.startTime() == null ? Instant.MIN : Instant.ofEpochMilli(request.startTime());
        Instant end = request.endTime() == null ? Instant.MAX : Instant.ofEpochMilli(request.endTime());
        List<Event> events = stream(name(request.logGroupName(), request.logGroupIdentifier()), request.logStreamName()).sorted().stream()
                .filter(event -> !event.time().isBefore(start) && event.time().isBefore(end)).toList();
        int limit = limit(request.limit());
        String token = request.nextToken();
        int from;
        int to;
        if (token == null) {
            from = Boolean.TRUE.equals(request.startFromHead()) ? 0 : Math.max(0, events.size() - limit);
            to = Math.min(events.size(), from + limit);
        } else if (token.matches("[fb]/\\d{56}")) {
            int at = Math.min(Integer.parseInt(token.substring(2)), events.size());
            from = token.startsWith("f") ? at : Math.max(0, at - limit);
            to = token.startsWith("f") ? Math.min(events.size(), at + limit) : at;
        } else {
            throw invalid("The specified nextToken is invalid.");
        }
        return GetLogEventsResponse.builder().events(events.subList(from, to).stream().map(event -> OutputLogEvent.builder()
                        .timestamp(event.time().toEpochMilli()).ingestionTime(event.ingested().toEpochMilli()).message(event.message())
                        .build())
                .toList()).nextForwardToken("f/%056d".formatted(to)).nextBackwardToken("b/%056d".formatted(from)).build();
    }

    private static int limit(@Nullable Integer asked) {
        int limit = asked == null ? LARGEST_PAGE : asked;
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw invalid("1 validation error detected: Value '" + limit + "' at 'limit' failed to satisfy constraint: Member must be"
                    + " between 1 and " + LARGEST_PAGE);
        }
        return limit;
    }

    private FilterLogEventsResponse filter(FilterLogEventsRequest request) {
        Group group = group(name(request.logGroupName(), request.logGroupIdentifier()));
        if (request.hasLogStreamNames() && request.logStreamNamePrefix() != null) {
            throw invalid("logStreamNames and logStreamNamePrefix are mutually exclusive.");
        }
        Predicate<String> pattern = FilterPattern.of(request.filterPattern() == null ? "" : request.filterPattern());
        String prefix = request.logStreamNamePrefix() == null ? "" : request.logStreamNamePrefix();
        if (request.hasLogStreamNames()) {
            request.logStreamNames().stream().filter(name -> !group.streams().containsKey(name)).findFirst().ifPresent(_ -> {
                throw missing("The specified log stream does not exist.");
            });
        }
        List<Found> found = new ArrayList<>();
        group.streams().forEach((name, stream) -> {
            if (name.startsWith(prefix) && (!request.hasLogStreamNames() || request.logStreamNames().contains(name))) {
                stream.sorted().stream()
                        .filter(event -> request.startTime() == null || event.time().toEpochMilli() >= request.startTime())
                        .filter(event -> request.endTime() == null || event.time().toEpochMilli() <= request.endTime())
                        .filter(event -> pattern.test(event.message())).forEach(event -> found.add(new Found(name, event)));
            }
        });
        found.sort(Comparator.comparing((Found one) -> one.event().time()).thenComparing(one -> one.event().id()));
        String token = request.nextToken();
        if (token != null && !token.matches("\\d{20}-\\d{56}")) {
            throw invalid("The specified nextToken is invalid.");
        }
        List<Found> left = found.stream().filter(one -> token == null || position(one).compareTo(token) > 0).toList();
        List<Found> page = left.subList(0, Math.min(limit(request.limit()), left.size()));
        return FilterLogEventsResponse.builder().events(page.stream().map(one -> FilteredLogEvent.builder().logStreamName(one.stream())
                        .eventId(one.event().id()).timestamp(one.event().time().toEpochMilli())
                        .ingestionTime(one.event().ingested().toEpochMilli()).message(one.event().message()).build()).toList())
                .nextToken(page.size() < left.size() ? position(page.getLast()) : null).build();
    }

    private static String position(Found one) {
        return "%020d-%s".formatted(one.event().time().toEpochMilli(), one.event().id());
    }

    private DescribeLogGroupsResponse describe(DescribeLogGroupsRequest request) {
        if (request.logGroupNamePattern() != null) {
            throw new UnknownOperation("The local cloud has no logGroupNamePattern in logs:DescribeLogGroups");
        }
        String prefix = request.logGroupNamePrefix() == null ? "" : request.logGroupNamePrefix();
        int limit = request.limit() == null ? 50 : request.limit();
        List<LogGroup> left = groups.entrySet().stream().filter(group -> group.getKey().startsWith(prefix))
                .filter(group -> request.nextToken() == null || group.getKey().compareTo(request.nextToken()) > 0)
                .map(group -> LogGroup.builder().logGroupName(group.getKey()).arn(account.arn("logs", "log-group:" + group.getKey() + ":*"))
                        .logGroupArn(account.arn("logs", "log-group:" + group.getKey())).metricFilterCount(0)
                        .retentionInDays(group.getValue().retention()).creationTime(group.getValue().created().toEpochMilli())
                        .storedBytes(0L).build()).toList();
        List<LogGroup> page = left.subList(0, Math.min(limit, left.size()));
        return DescribeLogGroupsResponse.builder().logGroups(page)
                .nextToken(page.size() < left.size() ? page.getLast().logGroupName() : null).build();
    }

    private DescribeLogStreamsResponse describe(DescribeLogStreamsRequest request) {
        String name = name(request.logGroupName(), request.logGroupIdentifier());
        String prefix = request.logStreamNamePrefix() == null ? "" : request.logStreamNamePrefix();
        boolean byTime = request.orderBy() == OrderBy.LAST_EVENT_TIME;
        if (byTime && !prefix.isEmpty()) {
            throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        List<LogStream> found = new ArrayList<>();
        group(name).streams().forEach((stream, held) -> {
            if (stream.startsWith(prefix)) {
                found.add(shown(name, stream, held));
            }
        });
        Comparator<LogStream> order = byTime
                ? Comparator.comparing((LogStream one) -> one.lastEventTimestamp() == null ? 0 : one.lastEventTimestamp())
                        .thenComparing(LogStream::logStreamName)
                : Comparator.comparing(LogStream::logStreamName);
        found.sort(Boolean.TRUE.equals(request.descending()) ? order.reversed() : order);
        int from = request.nextToken() == null ? 0 : found.stream().map(LogStream::logStreamName).toList().indexOf(request.nextToken()) + 1;
        int to = Math.min(found.size(), from + (request.limit() == null ? 50 : request.limit()));
        return DescribeLogStreamsResponse.builder().logStreams(found.subList(from, to))
                .nextToken(to < found.size() ? found.get(to - 1).logStreamName() : null).build();
    }

    private LogStream shown(String group, String name, Stream stream) {
        List<Event> events = stream.sorted();
        LogStream.Builder shown = LogStream.builder().logStreamName(name).creationTime(stream.created.toEpochMilli())
                .arn(account.arn("logs", "log-group:" + group + ":log-stream:" + name));
        if (!events.isEmpty()) {
            shown.firstEventTimestamp(events.getFirst().time().toEpochMilli()).lastEventTimestamp(events.getLast().time().toEpochMilli())
                    .lastIngestionTime(events.getLast().ingested().toEpochMilli());
        }
        return shown.build();
    }

    private static AwsServiceException missing(String message) {
        return Fault.of(ResourceNotFoundException.builder(), "ResourceNotFoundException", message);
    }

    private static AwsServiceException exists(String message) {
        return Fault.of(ResourceAlreadyExistsException.builder(), "ResourceAlreadyExistsException", message);
    }

    private static AwsServiceException invalid(String message) {
        return Fault.of(InvalidParameterException.builder(), "InvalidParameterException", message);
    }
}
