package dev.signalbox.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

/**
 * The main class of a function's JVM on a machine for which AWS's runtime interface client has no native library (it has some for
 * Linux only): the same Runtime API, spoken in plain Java. The function has a process of its own here as well, because its
 * environment variables, its memory and its end are the process's.
 *
 * <p>Where it differs from AWS's client: it runs a {@link RequestStreamHandler} and refuses, by name, every other handler; it does
 * not read a client context; it writes no level in front of what is logged at one; it has no SnapStart and no hooks for it.
 *
 * <p>The class files of this and of {@link PlainContext} are copied beside the function's class path by themselves, with
 * {@link Leash}'s: they may use nothing else of this package.
 */
public final class PlainRuntime {

    private final String api;
    private final RequestStreamHandler handler;

    private PlainRuntime(String api, RequestStreamHandler handler) {
        this.api = api;
        this.handler = handler;
    }

    /**
     * Runs a function until its JVM is ended.
     *
     * @param arguments the function's handler: its class, with or without {@code ::handleRequest}
     */
    public static void main(String[] arguments) throws IOException {
        Leash.hold();
        String api = "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/";
        RequestStreamHandler handler;
        try {
            handler = load(arguments[0]);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unfit) {
            fail(api + "init/error", unfit instanceof InvocationTargetException ? unfit.getCause() : unfit);
            System.exit(1);
            return;
        }
        PlainRuntime runtime = new PlainRuntime(api, handler);
        while (true) {
            runtime.next();
        }
    }

    private static RequestStreamHandler load(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName(name.endsWith("::handleRequest") ? name.substring(0, name.indexOf("::")) : name);
        if (!RequestStreamHandler.class.isAssignableFrom(type)) {
            throw new UnsupportedOperationException(
                    name + " is no RequestStreamHandler. On this machine the local cloud runs no other handler.");
        }
        return type.asSubclass(RequestStreamHandler.class).getConstructor().newInstance();
    }

    private void next() throws IOException {
        HttpURLConnection next = open(api + "invocation/next");
        byte[] event;
        try (InputStream body = next.getInputStream()) {
            event = body.readAllBytes();
        }
        PlainContext context = PlainContext.of(next::getHeaderField, System.getenv());
        System.setProperty("com.amazonaws.xray.traceHeader", context.getXrayTraceId());
        String invocation = api + "invocation/" + context.getAwsRequestId();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            handler.handleRequest(new ByteArrayInputStream(event), answer, context);
        } catch (Throwable failure) {
            fail(invocation + "/error", failure);
            if (failure instanceof VirtualMachineError || failure instanceof IOError) {
                System.exit(1);
            }
            return;
        }
        post(invocation + "/response", answer.toByteArray());
    }

    /** Writes an error to the log and hands it over, without this class's own part of its stack. */
    private static void fail(String address, Throwable failure) throws IOException {
        failure.setStackTrace(Stream.of(failure.getStackTrace())
                .takeWhile(element -> !element.getClassName().equals(PlainRuntime.class.getName())).toArray(StackTraceElement[]::new));
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        System.out.println(message(failure) + ": " + failure.getClass().getName() + "\n" + trace);
        post(address, document(failure).getBytes(UTF_8));
    }

    private static String document(Throwable failure) {
        String stack = Stream.of(failure.getStackTrace()).map(element -> quoted(element.toString())).collect(Collectors.joining(","));
        return "{\"errorMessage\":%s,\"errorType\":%s,\"stackTrace\":[%s]}"
                .formatted(quoted(message(failure)), quoted(failure.getClass().getName()), stack);
    }

    private static String message(Throwable failure) {
        String message = failure.getLocalizedMessage();
        return message == null ? failure.getClass().getName() : message;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char letter : text.toCharArray()) {
            if (letter < ' ' || letter == '"' || letter == '\\' || Character.isSurrogate(letter)) {
                quoted.append("\\u%04x".formatted((int) letter));
            } else {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }

    private static void post(String address, byte[] body) throws IOException {
        HttpURLConnection connection = open(address);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        connection.getResponseCode();
        connection.disconnect();
    }

    private static HttpURLConnection open(String address) throws IOException {
        return (HttpURLConnection) URI.create(address).toURL().openConnection();
    }
}
