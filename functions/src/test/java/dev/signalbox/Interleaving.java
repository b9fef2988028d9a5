package dev.signalbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

/**
 * Functions at work side by side, each in a thread that goes only when it is its turn: from one call of an outside service to the next, in
 * an order that a seed decides. Where a function stands, it may die.
 */
public final class Interleaving {

    /** A function dies; not an exception that anybody would handle. */
    public static final class Dies extends Error {
    }

    private final Random random;
    private final List<Invocation> invocations = new ArrayList<>();
    private @Nullable Invocation running;

    public Interleaving(Random random) {
        this.random = random;
    }

    /**
     * Lives through the worlds of many seeds, or of {@code -Dseed=N}.
     *
     * @param world lives through one, and says what it saw how often
     * @return what they saw together
     */
    public static Map<String, Integer> simulate(long first, int seeds, LongFunction<Map<String, Integer>> world)
            throws ExecutionException, InterruptedException {
        FutureTask<Map<String, Integer>> simulation = new FutureTask<>(() -> {
            long from = Long.getLong("seed", first);
            int many = Integer.getInteger("seeds", Long.getLong("seed") == null ? seeds : 1);
            Map<String, Integer> seen = new TreeMap<>();
            for (long seed = from; seed < from + many; seed++) {
                try {
                    world.apply(seed).forEach((what, times) -> seen.merge(what, times, Integer::sum));
                } catch (AssertionError | RuntimeException broken) {
                    throw new AssertionError("seed %d: %s (again with -Dseed=%d)".formatted(seed, broken.getMessage(), seed), broken);
                }
            }
            return seen;
        });
        Thread.ofVirtual().start(simulation);
        return simulation.get();
    }

    /**
     * Another function is called; it stands before its first step.
     *
     * @param call what it does, {@link Dies} handled
     * @param dies whether it dies where it stands, asked each time that it goes on
     */
    public void begin(Runnable call, BooleanSupplier dies) {
        invocations.add(new Invocation(call, dies));
    }

    /** How many are at work. */
    public int size() {
        return invocations.size();
    }

    public boolean isEmpty() {
        return invocations.isEmpty();
    }

    /** One of them goes on to its next call of an outside service, or to its end. */
    public void step() {
        invocations.get(random.nextInt(invocations.size())).step();
    }

    /** What an outside service does before it is asked for anything: others may go on first. */
    public void pause() {
        Invocation invocation = running;
        if (invocation != null) {
            invocation.pause();
        }
    }

    private final class Invocation {

        private final Semaphore go = new Semaphore(0);
        private final Semaphore stands = new Semaphore(0);
        private final BooleanSupplier dies;
        private @Nullable Throwable broken;
        private boolean over;

        Invocation(Runnable call, BooleanSupplier dies) {
            this.dies = dies;
            Thread.ofVirtual().start(() -> {
                go.acquireUninterruptibly();
                try {
                    call.run();
                } catch (RuntimeException | Error trouble) {
                    broken = trouble;
                }
                over = true;
                stands.release();
            });
        }

        void step() {
            running = this;
            go.release();
            stands.acquireUninterruptibly();
            running = null;
            if (over) {
                invocations.remove(this);
            }
            if (broken != null) {
                throw new AssertionError(broken.getMessage(), broken);
            }
        }

        void pause() {
            stands.release();
            go.acquireUninterruptibly();
            if (dies.getAsBoolean()) {
                throw new Dies();
            }
        }
    }
}
