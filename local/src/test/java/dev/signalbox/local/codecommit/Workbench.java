package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.codecommit.model.CreateRepositoryRequest;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.time.Timeline;

/** CodeCommit on a free port, real git that knows no settings but a repository's own, and the events that came out. */
final class Workbench implements AutoCloseable {

    static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    static final Caller ADA = new Caller.User(ACCOUNT.id(), "ada");

    /** An event as CodeCommit gave it to the bus. */
    record Event(String source, String type, List<String> resources, ObjectNode detail) {
        String text(String member) {
            return detail.path(member).asText();
        }
    }

    /** How a command of git ended. */
    record Done(int status, String out, String err) { }

    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<String> encodings = new CopyOnWriteArrayList<>();
    final Identities identities = new Identities(ACCOUNT.id());
    final Path folder;
    final CodeCommit codeCommit;
    final Timeline timeline = new Timeline();
    private final Switchboard switchboard;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    Workbench(Path folder) {
        this(folder, Gate.open());
    }

    Workbench(Path folder, Gate gitGate) {
        this(folder, gitGate, Gate.open());
    }

    Workbench(Path folder, Gate gitGate, Gate apiGate) {
        switchboard = new Switchboard(apiGate);
        try {
            this.folder = folder;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            codeCommit = new CodeCommit(ACCOUNT, timeline, (source, type, resources, detail) ->
                    events.add(new Event(source, type, resources, detail.deepCopy())), folder.resolve("data"), this::endpoint);
            GitOverHttp git = codeCommit.git(identities, gitGate);
            server.createContext(GitOverHttp.PREFIX, exchange -> {
                encodings.add(String.valueOf(exchange.getRequestHeaders().getFirst("Content-Encoding")));
                git.handle(exchange);
            });
            server.setExecutor(threads);
            server.start();
            switchboard.connect(codeCommit.service());
            Files.createDirectories(folder.resolve("home"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    String url(String repository) {
        return endpoint() + "/v1/repos/" + repository;
    }

    /** Calls an operation as Ada; the response is of the class that the caller expects. */
    <T> T call(Class<T> response, AwsRequest request) {
        return callAs(ADA, response, request);
    }

    <T> T callAs(Caller caller, Class<T> response, AwsRequest request) {
        return response.cast(switchboard.call(caller, request));
    }

    String create(String name) {
        switchboard.call(ADA, CreateRepositoryRequest.builder().repositoryName(name).build());
        return url(name);
    }

    /** A clone with one commit on main, pushed; its events are forgotten. */
    Path cloned(String name) {
        create(name);
        git(folder, "clone", "-q", url(name), name);
        Path clone = folder.resolve(name);
        commit(clone, "README.md", "hello\n");
        git(clone, "push", "-q", "origin", "main");
        events.clear();
        return clone;
    }

    /** Writes a file and commits it; gives the commit's id. */
    String commit(Path clone, String file, String content) {
        try {
            Path path = clone.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git(clone, "add", "-A");
        git(clone, "commit", "-q", "--allow-empty", "-m", "Change " + file);
        return git(clone, "rev-parse", "HEAD");
    }

    /** What git wrote; it must have succeeded. */
    String git(Path where, String... words) {
        Done done = tryGit(where, "", words);
        if (done.status() != 0) {
            throw new AssertionError("git " + String.join(" ", words) + ": " + done.err());
        }
        return done.out().strip();
    }

    Done tryGit(Path where, String input, String... words) {
        try {
            ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(words)).toList());
            builder.directory(where.toFile());
            Map<String, String> environment = builder.environment();
            String path = environment.get("PATH");
            environment.clear();
            environment.putAll(Map.of("PATH", path, "HOME", folder.resolve("home").toString(), "GIT_CONFIG_NOSYSTEM", "1",
                    "GIT_TERMINAL_PROMPT", "0", "GIT_AUTHOR_NAME", "Ada", "GIT_AUTHOR_EMAIL", "ada@example.com",
                    "GIT_COMMITTER_NAME", "Ada", "GIT_COMMITTER_EMAIL", "ada@example.com", "LC_ALL", "C.UTF-8"));
            Process process = builder.start();
            var err = threads.submit(() -> new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("git does not end: " + List.of(words));
            }
            return new Done(process.exitValue(), out, err.get());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Words for git that name its user. */
    static String[] as(String user, String... words) {
        List<String> all = new ArrayList<>(List.of("-c", "http.extraHeader=Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":any").getBytes(StandardCharsets.UTF_8))));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        codeCommit.close();
        timeline.close();
    }
}
