package dev.signalbox.local.codebuild.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The processes of one build, and all that came of them: found by their descent and, where the system shows a process's
 * environment ({@code /proc}), by a variable that every one of them carries, so that a daemon is found as well.
 */
public final class Processes {

    private static final Path PROC = Path.of("/proc");
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int ROUNDS = 10;

    private final String variable;
    private final String value;
    private final List<Process> started = new ArrayList<>();
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private boolean ended;

    /**
     * @param variable set in the environment of every process that is started
     * @param value unique to the build
     */
    public Processes(String variable, String value) {
        this.variable = variable;
        this.value = value;
    }

    /** Starts a process. @throws IOException when it cannot be started, or when {@link #end()} was called before */
    public synchronized Process start(ProcessBuilder builder) throws IOException {
        if (ended) {
            throw new IOException("the build is over");
        }
        builder.environment().put(variable, value);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /**
     * Ends all processes, with SIGTERM and after two seconds with SIGKILL, and lets no more be started. Returns when none is
     * left, whoever asked first.
     */
    public void end() {
        synchronized (this) {
            ended = true;
        }
        oneAtATime.lock();
        try {
            endAll();
        } finally {
            oneAtATime.unlock();
        }
    }

    private void endAll() {
        living().forEach(ProcessHandle::destroy);
        for (int round = 0; round < ROUNDS && !allGone(); round++) {
            living().forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Waits for the grace period. Looks again and again: a process that is dead but not yet reaped would be waited for in vain. */
    private boolean allGone() {
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (System.nanoTime() < deadline) {
            if (living().isEmpty()) {
                return true;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return false;
    }

    private Set<ProcessHandle> living() {
        Set<ProcessHandle> found = new HashSet<>();
        List<Process> roots;
        synchronized (this) {
            roots = List.copyOf(started);
        }
        for (Process process : roots) {
            found.add(process.toHandle());
            process.descendants().forEach(found::add);
        }
        for (ProcessHandle marked : marked()) {
            found.add(marked);
            marked.descendants().forEach(found::add);
        }
        found.removeIf(handle -> !handle.isAlive());
        found.remove(ProcessHandle.current());
        return found;
    }

    private List<ProcessHandle> marked() {
        List<ProcessHandle> marked = new ArrayList<>();
        if (!Files.isDirectory(PROC)) {
            return marked;
        }
        String mark = "\0" + variable + "=" + value + "\0";
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (environment(process).contains(mark)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(marked::add);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot look through " + PROC, e);
        }
        return marked;
    }

    private static String environment(Path process) {
        try {
            return "\0" + new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return ""; // it is gone, or another user's
        }
    }
}
