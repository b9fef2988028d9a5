package dev.signalbox.local.codebuild;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.time.Timeline;

/**
 * A build's log stream. Lines are sent within a tenth of a second, in batches of at most 10,000 events and 1 MiB (the
 * limits of PutLogEvents).
 */
final class BuildLog implements AutoCloseable {

    private static final int MOST_LINES = 10_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_LINE = 1 << 17;
    private static final int BYTES_OF_AN_EVENT = 26;
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

    private record Line(long time, String text, boolean last) {
        int size() {
            return text.getBytes(StandardCharsets.UTF_8).length + BYTES_OF_AN_EVENT;
        }
    }

    private final Calls calls;
    private final Caller role;
    private final String group;
    private final String stream;
    private final Timeline timeline;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>(2 * MOST_LINES);
    private final Thread sender;

    /** Makes the stream, and the group if there is none. @throws AwsServiceException as the role may not, and the like */
    BuildLog(Calls calls, Caller role, String group, String stream, Timeline timeline) {
        this.calls = calls;
        this.role = role;
        this.group = group;
        this.stream = stream;
        this.timeline = timeline;
        CreateLogStreamRequest create = CreateLogStreamRequest.builder().logGroupName(group).logStreamName(stream).build();
        try {
            calls.call(role, create);
        } catch (ResourceNotFoundException _) {
            calls.call(role, CreateLogGroupRequest.builder().logGroupName(group).build());
            calls.call(role, create);
        }
        sender = Thread.ofVirtual().name("log-" + stream).start(this::send);
    }

    /** Adds a line, without its end; one that is too long for an event is cut into several. */
    void add(String text) {
        for (int from = 0; from == 0 || from < text.length(); from += LONGEST_LINE) {
            String piece = text.substring(from, Math.min(text.length(), from + LONGEST_LINE));
            put(new Line(timeline.now().toEpochMilli(), piece + "\n", false));
        }
    }

    /** Returns when every line has been sent. */
    @Override
    public void close() {
        put(new Line(0, "", true));
        try {
            sender.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(Line line) {
        try {
            lines.put(line);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        try {
            @Nullable Line next = lines.take();
            while (next != null && !next.last) {
                List<InputLogEvent> batch = new ArrayList<>();
                int bytes = 0;
                long deadline = System.nanoTime() + PATIENCE;
                while (next != null && !next.last && batch.size() < MOST_LINES && bytes + next.size() <= MOST_BYTES) {
                    batch.add(InputLogEvent.builder().timestamp(next.time).message(next.text).build());
                    bytes += next.size();
                    next = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                }
                put(batch);
                if (next == null) {
                    next = lines.take();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(List<InputLogEvent> batch) {
        try {
            calls.call(role, PutLogEventsRequest.builder().logGroupName(group).logStreamName(stream).logEvents(batch).build());
        } catch (RuntimeException e) {
            System.getLogger(BuildLog.class.getName()).log(System.Logger.Level.WARNING,
                    () -> "%d lines of %s %s are lost: %s".formatted(batch.size(), group, stream, e.getMessage()));
        }
    }
}
