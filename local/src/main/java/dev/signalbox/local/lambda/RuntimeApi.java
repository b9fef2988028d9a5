package dev.signalbox.local.lambda;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Lambda's Runtime API, version 2018-06-01, on loopback. All environments share one port: the client takes whatever stands in
 * {@code AWS_LAMBDA_RUNTIME_API} as the beginning of its URLs, so each environment is told by a path of its own.
 */
final class RuntimeApi implements AutoCloseable {

    /** The most that a function may answer, in bytes, as AWS says it in its error. */
    static final int LARGEST_ANSWER = 6_291_556;

    private static final String VERSION = "/2018-06-01/runtime/";

    private final HttpServer server;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("runtime-api-", 0).factory());
    private final Map<String, ExecutionEnvironment> environments = new ConcurrentHashMap<>();

    RuntimeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Lets an environment call. @return what its process gets as {@code AWS_LAMBDA_RUNTIME_API} */
    String open(String id, ExecutionEnvironment environment) {
        environments.put(id, environment);
        return server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort() + "/" + id;
    }

    void shut(String id) {
        environments.remove(id);
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            int end = path.indexOf('/', 1);
            ExecutionEnvironment environment = end < 0 ? null : environments.get(path.substring(1, end));
            if (environment == null || !path.startsWith(VERSION, end)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String[] words = path.substring(end + VERSION.length()).split("/");
            switch (words[words.length - 1]) {
                case "next" -> next(exchange, environment);
                case "response" -> {
                    byte[] payload = exchange.getRequestBody().readAllBytes();
                    if (payload.length > LARGEST_ANSWER) {
                        environment.tell(new RuntimeSignal.Failed(words[1], ErrorDocument.of("Function.ResponseSizeTooLarge",
                                "Response payload size (%d bytes) exceeded maximum allowed payload size (%d bytes)."
                                        .formatted(payload.length, LARGEST_ANSWER))));
                        exchange.sendResponseHeaders(413, -1);
                    } else {
                        environment.tell(new RuntimeSignal.Answered(words[1], payload));
                        exchange.sendResponseHeaders(202, -1);
                    }
                }
                case "error" -> {
                    byte[] payload = exchange.getRequestBody().readAllBytes();
                    environment.tell(words[0].equals("init")
                            ? new RuntimeSignal.InitFailed(payload) : new RuntimeSignal.Failed(words[1], payload));
                    exchange.sendResponseHeaders(202, -1);
                }
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private static void next(HttpExchange exchange, ExecutionEnvironment environment) throws IOException {
        Optional<ExecutionEnvironment.Handover> waited = environment.next();
        if (waited.isEmpty()) {
            return;
        }
        ExecutionEnvironment.Handover next = waited.get();
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        headers.set("Lambda-Runtime-Aws-Request-Id", next.invocation().id());
        headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(next.deadline().toEpochMilli()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", next.functionArn());
        headers.set("Lambda-Runtime-Trace-Id", next.traceId());
        String clientContext = next.invocation().clientContext();
        if (clientContext != null) {
            headers.set("Lambda-Runtime-Client-Context", clientContext);
        }
        byte[] payload = next.invocation().payload();
        exchange.sendResponseHeaders(200, payload.length);
        exchange.getResponseBody().write(payload);
    }
}
