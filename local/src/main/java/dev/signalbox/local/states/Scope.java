package dev.signalbox.local.states;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import dev.signalbox.local.time.Timeline;

/** What ends together: an execution, or the branches of one Map or Parallel. All waiting of a branch happens here. */
final class Scope {

    private final Timeline timeline;
    private final Set<Runnable> onEnd = new LinkedHashSet<>();
    private boolean ended;

    Scope(Timeline timeline) {
        this.timeline = timeline;
    }

    /** A scope that ends when this one does, or before. */
    Scope child() {
        var child = new Scope(timeline);
        Runnable end = child::end;
        if (!listen(end)) {
            child.end();
        }
        child.listen(() -> forget(end));
        return child;
    }

    /** Ends what waits in this scope, now and from now on. */
    void end() {
        List<Runnable> told;
        synchronized (this) {
            ended = true;
            told = new ArrayList<>(onEnd);
            onEnd.clear();
        }
        told.forEach(Runnable::run);
    }

    synchronized boolean ended() {
        return ended;
    }

    /** @throws Ended when the scope ends first */
    void sleepUntil(Instant time) {
        await(new CompletableFuture<Void>(), time);
    }

    /**
     * Waits for a result.
     *
     * @param deadline a time of the timeline; null for none
     * @return empty when the deadline came first
     * @throws Ended when the scope ends first
     * @throws StateFailure when that is what the result failed with
     */
    <T> Optional<T> await(CompletableFuture<T> result, @Nullable Instant deadline) {
        var woken = new CompletableFuture<Void>();
        Runnable wake = () -> woken.complete(null);
        if (!listen(wake)) {
            throw new Ended();
        }
        Timeline.@Nullable Appointment appointment = deadline == null ? null : timeline.at(deadline, wake);
        result.whenComplete((_, _) -> wake.run());
        try {
            woken.join();
        } finally {
            forget(wake);
            if (appointment != null) {
                appointment.cancel();
            }
        }
        if (ended()) {
            throw new Ended();
        }
        if (!result.isDone()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(result.join());
        } catch (CompletionException wrapped) {
            if (wrapped.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw wrapped;
        }
    }

    private synchronized boolean listen(Runnable listener) {
        return !ended && onEnd.add(listener);
    }

    private synchronized void forget(Runnable listener) {
        onEnd.remove(listener);
    }
}
