package dev.signalbox.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

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
 * The log stream of one environment: Lambda's own lines and what the function's process writes, a line an event, put into
 * CloudWatch Logs as the function's role. The process writes into a file, so that whatever it wrote before it called the Runtime
 * API is there to be read when the call arrives. What Logs refuses is lost, as on AWS; the first refusal is said on the console.
 */
final class FunctionLog implements AutoCloseable {

    private static final System.Logger CONSOLE = System.getLogger(FunctionLog.class.getName());
    private static final int BATCH_EVENTS = 10_000;
    private static final int BATCH_BYTES = 1_000_000;
    private static final int EVENT_OVERHEAD = 26;
    private static final int LONGEST_LINE = 256_000;

    private final Timeline timeline;
    private final Calls calls;
    private final Caller role;
    private final String group;
    private final String stream;
    private final FileChannel output;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private final List<InputLogEvent> unsent = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private long read;
    private boolean begun;
    private boolean refused;

    /** @param file what the process writes its output into; exists already */
    FunctionLog(Timeline timeline, Calls calls, Caller role, String group, String stream, Path file) throws IOException {
        this.timeline = timeline;
        this.calls = calls;
        this.role = role;
        this.group = group;
        this.stream = stream;
        this.output = FileChannel.open(file, StandardOpenOption.READ);
    }

    /** Adds a line of Lambda's own. */
    synchronized void say(String line) {
        lines.add(line);
        unsent.add(InputLogEvent.builder().timestamp(timeline.now().toEpochMilli()).message(line + "\n").build());
    }

    /** Takes what the process has written since, and sends it. */
    synchronized void collect() {
        if (!output.isOpen()) {
            return;
        }
        try {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            for (int count = output.read(buffer, read); count > 0; count = output.read(buffer, read)) {
                read += count;
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == '\n') {
                        finishLine();
                    } else {
                        unfinished.write(next);
                        if (unfinished.size() >= LONGEST_LINE) {
                            finishLine();
                        }
                    }
                }
                buffer.clear();
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        send();
    }

    /** Takes all of it, a last line without an end as well. */
    synchronized void collectAll() {
        collect();
        if (unfinished.size() > 0) {
            finishLine();
            send();
        }
    }

    /** The lines since this was asked last. */
    synchronized List<String> drain() {
        List<String> drained = List.copyOf(lines);
        lines.clear();
        return drained;
    }

    private void finishLine() {
        String line = unfinished.toString(UTF_8);
        unfinished.reset();
        say(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }

    private void send() {
        while (!unsent.isEmpty()) {
            int count = 0;
            int bytes = 0;
            while (count < unsent.size() && count < BATCH_EVENTS) {
                bytes += unsent.get(count).message().getBytes(UTF_8).length + EVENT_OVERHEAD;
                if (bytes > BATCH_BYTES && count > 0) {
                    break;
                }
                count++;
            }
            List<InputLogEvent> batch = List.copyOf(unsent.subList(0, count));
            unsent.subList(0, count).clear();
            put(batch);
        }
    }

    private void put(List<InputLogEvent> batch) {
        try {
            begin();
            calls.call(role, PutLogEventsRequest.builder().logGroupName(group).logStreamName(stream).logEvents(batch).build());
        } catch (AwsServiceException refusal) {
            if (!refused) {
                refused = true;
                CONSOLE.log(System.Logger.Level.WARNING, "Log lines of {0} are lost: {1}", group, refusal.getMessage());
            }
        }
    }

    private void begin() {
        if (begun) {
            return;
        }
        var creation = CreateLogStreamRequest.builder().logGroupName(group).logStreamName(stream).build();
        try {
            calls.call(role, creation);
        } catch (ResourceNotFoundException _) {
            calls.call(role, CreateLogGroupRequest.builder().logGroupName(group).build());
            calls.call(role, creation);
        }
        begun = true;
    }

    @Override
    public synchronized void close() {
        try (output) {
            collectAll();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
