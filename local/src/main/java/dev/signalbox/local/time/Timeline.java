package dev.signalbox.local.time;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

/**
 * The time of the local cloud: the machine's own, moved forward as far as {@link #turn(Duration)} was asked to. Tasks that
 * fall due run each on its own virtual thread, started in the order of their times.
 */
public final class Timeline implements AutoCloseable {

    /** A task that waits for its time. */
    public interface Appointment {
        /** Takes the task back; a task that has begun goes on. */
        void cancel();
    }

    private record Due(Instant when, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = when.compareTo(other.when);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> waiting = new PriorityQueue<>();
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("timeline-", 0).factory());
    private final Thread keeper;
    private Duration turned = Duration.ZERO;
    private long order;
    private boolean closed;

    public Timeline() {
        keeper = Thread.ofVirtual().name("timeline").start(this::keep);
    }

    public synchronized Instant now() {
        return Instant.now().plus(turned);
    }

    /** Runs a task at a time of this timeline; at once when that time is past. */
    public synchronized Appointment at(Instant when, Runnable task) {
        Due due = new Due(when, order++, task);
        waiting.add(due);
        notifyAll();
        return () -> {
            synchronized (Timeline.this) {
                waiting.remove(due);
            }
        };
    }

    public Appointment after(Duration delay, Runnable task) {
        return at(now().plus(delay), task);
    }

    /** Moves the clock forward; what falls due on the way is started. */
    public synchronized void turn(Duration forward) {
        if (forward.isNegative()) {
            throw new IllegalArgumentException("time only goes forward: " + forward);
        }
        turned = turned.plus(forward);
        notifyAll();
    }

    /** When the next task is due, for tests that turn the clock just that far; null when nothing waits. */
    public synchronized @Nullable Instant next() {
        Due first = waiting.peek();
        return first == null ? null : first.when;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
            notifyAll();
        }
        keeper.interrupt();
        workers.shutdownNow();
    }

    private synchronized void keep() {
        try {
            while (!closed) {
                Due first = waiting.peek();
                if (first == null) {
                    wait();
                    continue;
                }
                Duration left = Duration.between(now(), first.when);
                if (left.isPositive()) {
                    wait(left.toMillis(), left.getNano() % 1_000_000);
                } else {
                    waiting.poll();
                    workers.execute(first.task);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
