package dev.signalbox.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Functions for tests. They run in JVMs of their own, with this module's test classes as their class path. */
public final class Handlers {

    private Handlers() {
    }

    /** Answers with the event. */
    public static final class Echo implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            input.transferTo(output);
        }
    }

    /** Answers with what it sees: its process, its environment and its context. */
    public static final class Look implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            var seen = new ObjectMapper().createObjectNode();
            seen.putPOJO("environment", new TreeMap<>(System.getenv()));
            seen.put("heap", Runtime.getRuntime().maxMemory() >> 20);
            seen.put("process", ProcessHandle.current().pid());
            seen.put("requestId", context.getAwsRequestId());
            seen.put("arn", context.getInvokedFunctionArn());
            seen.put("remaining", context.getRemainingTimeInMillis());
            seen.put("temporary", System.getProperty("java.io.tmpdir"));
            seen.put("zone", ZoneId.systemDefault().getId());
            output.write(seen.toString().getBytes(UTF_8));
        }
    }

    /** Fails. */
    public static final class Throw implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) {
            throw new IllegalStateException("the event was " + read(input));
        }
    }

    /** Fails without words. */
    public static final class Bare implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) {
            throw new UnsupportedOperationException();
        }
    }

    /** Takes what is no stream. */
    public static final class Typed implements RequestHandler<String, String> {
        @Override
        public String handleRequest(String event, Context context) {
            return event;
        }
    }

    /** Says its process and never answers. */
    public static final class Stay implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) {
            System.out.println("process " + ProcessHandle.current().pid());
            forever();
        }
    }

    /** Never answers, and starts a process of its own that never ends. */
    public static final class Hang implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            System.out.println("child " + new ProcessBuilder("sleep", "300").start().pid());
            forever();
        }
    }

    /** Ends its process with the code that the event is. */
    public static final class Exit implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) {
            System.exit(Integer.parseInt(read(input)));
        }
    }

    /** Writes to both outputs and the log; the last line has no end. */
    public static final class Print implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            System.out.println("one");
            System.err.println("two \u2713");
            context.getLogger().log("three\n");
            System.out.print("four");
            output.write('1');
        }
    }

    /** Answers with more bytes than the event says. */
    public static final class Much implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            output.write(('"' + "x".repeat(Integer.parseInt(read(input))) + '"').getBytes(UTF_8));
        }
    }

    /** Cannot be made. */
    public static final class Broken implements RequestStreamHandler {
        public Broken() {
            throw new IllegalStateException("no such table");
        }

        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) {
            throw new AssertionError("never made");
        }
    }

    private static String read(InputStream input) {
        try {
            return new String(input.readAllBytes(), UTF_8);
        } catch (IOException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private static void forever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
