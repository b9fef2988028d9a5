package dev.signalbox.local.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.time.Timeline;

/**
 * One process that runs a function, for one invocation at a time. It starts with its first invocation, or ahead of it
 * ({@link #launch()}); one that overran its time or ended is of no further use ({@link #usable()}).
 */
final class ExecutionEnvironment implements AutoCloseable {

    /** What all environments share. */
    record Surroundings(Account account, Timeline timeline, Calls calls, Identities identities, RuntimeApi api, Launch launch,
            Path folder, URI endpoint) { }

    /** An event as the Runtime API hands it over. */
    record Handover(Invocation invocation, Instant deadline, String functionArn, String traceId) { }

    /** AWS gives a function's start 10 s, then once more the function's own time-out; here it has both in one. */
    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration LOOK_AT_OUTPUT = Duration.ofMillis(100);
    private static final DateTimeFormatter STREAM_DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Path PROC = Path.of("/proc");
    private static final int KILO = 1024;
    private static final Duration DEATH = Duration.ofSeconds(10);

    private final Surroundings surroundings;
    private final LambdaFunction function;
    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final Path folder;
    private final Identities.Credentials credentials;
    private final FunctionLog log;
    private final String stream;
    private final BlockingQueue<RuntimeSignal> signals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Optional<Handover>> inbox = new LinkedBlockingQueue<>();
    private volatile @Nullable Process process;
    private long launched;
    private boolean cold = true;
    private Duration start = Duration.ZERO;
    private long memory;
    private boolean sound = true;
    private volatile boolean closed;

    ExecutionEnvironment(Surroundings surroundings, LambdaFunction function) throws IOException {
        this.surroundings = surroundings;
        this.function = function;
        Caller.RoleSession role = new Caller.RoleSession(function.roleArn(), function.name());
        credentials = surroundings.identities.issue(role);
        stream = STREAM_DAY.format(surroundings.timeline.now()) + "/[$LATEST]" + id;
        folder = surroundings.folder.resolve(id);
        Files.createDirectories(folder.resolve("tmp"));
        log = new FunctionLog(surroundings.timeline, surroundings.calls, role, function.logGroup(), stream,
                Files.createFile(folder.resolve("output")));
    }

    /** Puts what the process told where the invocation awaits it. */
    void tell(RuntimeSignal signal) {
        signals.add(signal);
    }

    /** Waits for the next event on behalf of the process; empty when there will be none. */
    Optional<Handover> next() {
        tell(new RuntimeSignal.Asked(System.nanoTime()));
        try {
            return inbox.take();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Whether another invocation may be given to it: the last one ended well and its process lives. */
    boolean usable() {
        Process running = process;
        return sound && (running == null || running.isAlive());
    }

    /**
     * Runs the function once.
     *
     * @throws IOException when its process cannot be started, or the environment is closed before the answer
     */
    Outcome invoke(Invocation invocation) throws IOException, InterruptedException {
        sound = false;
        Optional<byte[]> failure = cold ? start() : Optional.empty();
        if (failure.isPresent()) {
            log.collectAll();
            log.say("INIT_REPORT Init Duration: %s ms\tPhase: init\tStatus: error".formatted(millis(start)));
            log.say("START RequestId: " + invocation.id() + " Version: $LATEST");
            return report(invocation, Duration.ZERO, failure.get(), true, "\tStatus: error");
        }
        log.say("START RequestId: " + invocation.id() + " Version: $LATEST");
        long began = System.nanoTime();
        inbox.add(Optional.of(new Handover(invocation, Instant.now().plus(function.timeout()), function.arn(), traceId())));
        long deadline = began + function.timeout().toNanos();
        RuntimeSignal.Reply reply = null;
        while (true) {
            RuntimeSignal signal = signals.poll(Math.min(LOOK_AT_OUTPUT.toNanos(), deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            switch (signal) {
                case null -> {
                    log.collect();
                    if (System.nanoTime() - deadline >= 0) {
                        return timedOut(invocation);
                    }
                }
                case RuntimeSignal.Reply first when first.requestId().equals(invocation.id()) -> reply = reply == null ? first : reply;
                case RuntimeSignal.Asked _ -> {
                    if (reply != null) {
                        sound = true;
                        return replied(invocation, taken, reply);
                    }
                }
                case RuntimeSignal.Exited exited -> {
                    refuseIfClosed();
                    return reply != null ? replied(invocation, taken, reply)
                            : report(invocation, taken, exitError(invocation.id(), exited.code()), true,
                                    "\tStatus: error\tError Type: Runtime.ExitError");
                }
                case RuntimeSignal.Reply _, RuntimeSignal.InitFailed _ -> { }
            }
        }
    }

    private Outcome replied(Invocation invocation, Duration taken, RuntimeSignal.Reply reply) {
        return report(invocation, taken, reply.payload(), reply instanceof RuntimeSignal.Failed, "");
    }

    private Outcome timedOut(Invocation invocation) {
        measure();
        kill();
        String words = "Task timed out after %.2f seconds".formatted(function.timeout().toMillis() / 1000.0);
        log.collectAll();
        log.say("%s %s %s".formatted(surroundings.timeline.now().truncatedTo(ChronoUnit.MILLIS), invocation.id(), words));
        return report(invocation, function.timeout(),
                ErrorDocument.of("Sandbox.Timedout", "RequestId: " + invocation.id() + " Error: " + words), true, "\tStatus: timeout");
    }

    private static byte[] exitError(String requestId, int code) {
        String how = switch (code) {
            case 0 -> "Runtime exited without providing a reason";
            case 128 + 9 -> "Runtime exited with error: signal: killed";
            case 128 + 15 -> "Runtime exited with error: signal: terminated";
            default -> "Runtime exited with error: exit status " + code;
        };
        return ErrorDocument.of("Runtime.ExitError", "RequestId: " + requestId + " Error: " + how);
    }

    private Outcome report(Invocation invocation, Duration taken, byte[] payload, boolean failed, String status) {
        measure();
        log.collectAll();
        log.say("END RequestId: " + invocation.id());
        long billed = (taken.plus(cold ? start : Duration.ZERO).toNanos() + 999_999) / 1_000_000;
        log.say("REPORT RequestId: %s\tDuration: %s ms\tBilled Duration: %d ms\tMemory Size: %d MB\tMax Memory Used: %d MB%s%s".formatted(
                invocation.id(), millis(taken), billed, function.memory(), memory,
                cold ? "\tInit Duration: " + millis(start) + " ms" : "", status));
        log.collectAll();
        cold = false;
        return new Outcome(payload, failed, log.drain());
    }

    private static String millis(Duration duration) {
        return "%.2f".formatted(duration.toNanos() / 1e6);
    }

    /** Waits until the process asks for its first event. @return AWS's error document when it does not get there */
    private Optional<byte[]> start() throws IOException, InterruptedException {
        launch();
        long deadline = launched + START.plus(function.timeout()).toNanos();
        Optional<byte[]> failure = Optional.empty();
        while (true) {
            RuntimeSignal signal = signals.poll(Math.min(LOOK_AT_OUTPUT.toNanos(), deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            start = Duration.ofNanos(System.nanoTime() - launched);
            switch (signal) {
                case null -> {
                    log.collect();
                    if (System.nanoTime() - deadline >= 0) {
                        kill();
                        return Optional.of(ErrorDocument.of("Sandbox.Timedout", "Init timed out after %.2f seconds"
                                .formatted(START.plus(function.timeout()).toMillis() / 1000.0)));
                    }
                }
                case RuntimeSignal.Asked asked -> {
                    start = Duration.ofNanos(asked.at() - launched);
                    return Optional.empty();
                }
                case RuntimeSignal.InitFailed failed -> failure = Optional.of(failed.payload());
                case RuntimeSignal.Exited exited -> {
                    refuseIfClosed();
                    return failure.or(() -> Optional.of(exitError(id, exited.code())));
                }
                case RuntimeSignal.Reply _ -> { }
            }
        }
    }

    /** Starts the process unless it was started before, and waits for nothing. @throws IOException when it cannot be started */
    synchronized void launch() throws IOException {
        refuseIfClosed();
        if (process != null) {
            return;
        }
        log.say("INIT_START Runtime Version: %s.v1\tRuntime Version ARN: arn:aws:lambda:%s::runtime:local"
                .formatted(function.runtime().replace("java", "java:"), surroundings.account.region()));
        launched = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(surroundings.launch.command(function, folder.resolve("tmp")));
        Path root = taskRoot();
        builder.directory(root.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment(root));
        Process started = builder.start();
        process = started;
        started.onExit().thenAccept(gone -> tell(new RuntimeSignal.Exited(gone.exitValue())));
    }

    private void refuseIfClosed() throws IOException {
        if (closed) {
            throw new IOException("the local cloud is closing");
        }
    }

    private Path taskRoot() {
        return function.classPath().stream().findFirst().filter(Files::isDirectory).orElse(folder.resolve("tmp")).toAbsolutePath();
    }

    private Map<String, String> environment(Path root) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("LANG", "en_US.UTF-8");
        environment.put("TZ", ":UTC");
        environment.put("AWS_ENDPOINT_URL", surroundings.endpoint.toString());
        environment.putAll(function.environment());
        environment.put("_HANDLER", function.handler());
        environment.put("LAMBDA_TASK_ROOT", root.toString());
        environment.put("AWS_LAMBDA_RUNTIME_API", surroundings.api.open(id, this));
        environment.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memory()));
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        environment.put("AWS_LAMBDA_LOG_GROUP_NAME", function.logGroup());
        environment.put("AWS_LAMBDA_LOG_STREAM_NAME", stream);
        environment.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
        environment.put("AWS_REGION", surroundings.account.region());
        environment.put("AWS_DEFAULT_REGION", surroundings.account.region());
        environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        environment.put("AWS_SESSION_TOKEN", credentials.sessionToken());
        return environment;
    }

    private String traceId() {
        String random = UUID.randomUUID().toString().replace("-", "");
        return "Root=1-%08x-%s;Parent=%s;Sampled=0".formatted(
                surroundings.timeline.now().getEpochSecond(), random.substring(0, 24), random.substring(16));
    }

    /** Notes the most memory that the process ever held, in MB; where the system does not tell, the most that was seen. */
    private void measure() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        try {
            memory = Math.max(memory, Files.isDirectory(PROC) ? peak(running) : resident(running));
        } catch (IOException | UncheckedIOException _) {
            return; // it ended meanwhile
        }
    }

    private static long peak(Process running) throws IOException {
        try (Stream<String> status = Files.lines(PROC.resolve(Long.toString(running.pid())).resolve("status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KILO).findFirst().orElse(0);
        }
    }

    private static long resident(Process running) throws IOException {
        Process asked = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(running.pid())).start();
        try (Stream<String> answer = asked.inputReader().lines()) {
            return answer.mapToLong(line -> Long.parseLong(line.strip()) / KILO).findFirst().orElse(0);
        }
    }

    private void kill() {
        Process running = process;
        if (running == null) {
            return;
        }
        List<ProcessHandle> children = running.descendants().toList();
        running.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        Stream<CompletableFuture<?>> ends = Stream.concat(Stream.of(running.toHandle()), children.stream()).map(ProcessHandle::onExit);
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)).get(DEATH.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            throw new IllegalStateException("killed, but still there: function " + function.name() + ", process " + running.pid(), late);
        }
    }

    /** Kills the process and whatever it started, and takes its credentials and files away. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        kill();
        surroundings.api.shut(id);
        inbox.add(Optional.empty());
        surroundings.identities.revoke(credentials);
        log.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
