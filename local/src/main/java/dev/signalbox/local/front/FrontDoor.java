package dev.signalbox.local.front;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The local cloud's one address: every AWS call arrives here, on loopback, and is answered in the protocol it came in. The
 * address is known from the start; calls are answered from {@link #open()} on. A request's body has at most 64 MB.
 */
public final class FrontDoor implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("front-door-", 0).factory());
    private final Reception reception;
    private boolean running;

    /**
     * Takes a port of 127.0.0.1.
     *
     * @param port 0 for a free one
     * @param recorder where calls are recorded; empty: nowhere
     * @throws UncheckedIOException when the port is taken
     */
    public FrontDoor(int port, Switchboard switchboard, Identities identities, Optional<Recorder> recorder) {
        reception = new Reception(switchboard, identities, recorder);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        } catch (IOException e) {
            workers.close();
            throw new UncheckedIOException("port " + port + " of 127.0.0.1: " + e.getMessage(), e);
        }
        server.setExecutor(workers);
        server.createContext("/", this::answer);
    }

    /** Begins to answer. */
    public synchronized void open() {
        server.start();
        running = true;
    }

    /** What {@code AWS_ENDPOINT_URL} must say: {@code http://127.0.0.1:PORT}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Gives requests whose path begins with a prefix to somebody else: git, the functions' runtime API. They pass no gate here. */
    public void handle(String pathPrefix, HttpHandler handler) {
        server.createContext(pathPrefix, exchange -> {
            try (exchange) {
                handled(handler, exchange);
            }
        });
    }

    @Override
    public synchronized void close() {
        if (!running) {
            open(); // a server that never ran does not give its port back
        }
        server.stop(0);
        workers.shutdownNow();
    }

    private static void handled(HttpHandler handler, HttpExchange exchange) throws IOException {
        try {
            handler.handle(exchange);
        } catch (RuntimeException | Error broken) {
            Answer answer = broken(exchange, broken);
            if (exchange.getResponseCode() == -1) {
                send(exchange, answer);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answered(exchange));
        }
    }

    private Answer answered(HttpExchange exchange) throws IOException {
        try {
            Arrival head = Arrival.head(exchange);
            try {
                return reception.answer(head.withBody(exchange.getRequestBody()));
            } catch (AwsServiceException refused) {
                return reception.refuse(head, refused);
            }
        } catch (RuntimeException | Error broken) {
            return broken(exchange, broken);
        }
    }

    private static Answer broken(HttpExchange exchange, Throwable cause) {
        Refusal refusal = Refusal.defect(exchange.getRequestMethod() + " " + exchange.getRequestURI(), cause);
        return new JsonWire(Protocol.JSON_1_1).refuse(refusal, null, "-");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        try {
            answer.headers().forEach(exchange.getResponseHeaders()::set);
        } catch (IllegalArgumentException unfit) {
            exchange.getResponseHeaders().clear();
            send(exchange, broken(exchange, unfit));
            return;
        }
        boolean empty = answer.body().length == 0;
        exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
        if (!empty) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer.body());
            }
        }
    }
}
