package dev.signalbox.local.lambda;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;

/** CloudWatch Logs, as far as a function needs it. A stream is {@code group|stream}. */
final class FakeLogs {

    final List<String> groups = new CopyOnWriteArrayList<>();
    final Map<String, List<String>> streams = new ConcurrentHashMap<>();
    final List<Caller> callers = new CopyOnWriteArrayList<>();

    Service service() {
        return new Service("logs", "logs", Protocol.JSON_1_1, List.of(
                Operation.<CreateLogGroupRequest>of(CreateLogGroupRequest::builder, _ -> List.of(), (request, _) -> {
                    groups.add(request.logGroupName());
                    return CreateLogGroupResponse.builder().build();
                }),
                Operation.<CreateLogStreamRequest>of(CreateLogStreamRequest::builder, _ -> List.of(), (request, _) -> {
                    if (!groups.contains(request.logGroupName())) {
                        throw ResourceNotFoundException.builder().message("The specified log group does not exist.").build();
                    }
                    streams.put(request.logGroupName() + "|" + request.logStreamName(), new CopyOnWriteArrayList<>());
                    return CreateLogStreamResponse.builder().build();
                }),
                Operation.<PutLogEventsRequest>of(PutLogEventsRequest::builder, _ -> List.of(), (request, caller) -> {
                    callers.add(caller);
                    streams.get(request.logGroupName() + "|" + request.logStreamName())
                            .addAll(request.logEvents().stream().map(InputLogEvent::message).toList());
                    return PutLogEventsResponse.builder().build();
                })));
    }

    /** Every line of a group. */
    List<String> lines(String group) {
        return streams.entrySet().stream().filter(stream -> stream.getKey().startsWith(group + "|"))
                .flatMap(stream -> stream.getValue().stream()).toList();
    }
}
