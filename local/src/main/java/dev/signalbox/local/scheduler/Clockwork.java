package dev.signalbox.local.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.time.Timeline;

/**
 * Keeps an appointment for the next slot of every enabled schedule. A slot is on its way to its target before the same schedule's
 * next one: so slots come in order, each with its own time, however far the clock was turned.
 */
final class Clockwork implements AutoCloseable {

    private record Running(Schedule schedule, Timeline.Appointment next) { }

    private record Intervention(Predicate<Slot> which, int times, Duration late) { }

    private static final Intervention NONE = new Intervention(_ -> true, 1, Duration.ZERO);

    private final Account account;
    private final Timeline timeline;
    private final Calls calls;
    private final Consumer<Schedule> completed;
    private final Map<String, Running> running = new HashMap<>();
    private final List<Intervention> interventions = new ArrayList<>();
    private boolean closed;

    /** @param completed learns of a schedule whose last slot is delivered or given up */
    Clockwork(Account account, Timeline timeline, Calls calls, Consumer<Schedule> completed) {
        this.account = account;
        this.timeline = timeline;
        this.calls = calls;
        this.completed = completed;
    }

    /** Lets a schedule run, in place of the one that had its ARN. @param after its first slot is later */
    synchronized void run(Schedule schedule, Instant after) {
        stop(schedule.arn());
        if (schedule.enabled()) {
            schedule.timing().next(after).ifPresent(slot -> appoint(schedule, slot));
        }
    }

    synchronized void stop(String arn) {
        Running stopped = running.remove(arn);
        if (stopped != null) {
            stopped.next().cancel();
        }
    }

    /** The next slot that fits is fired so many times, and so late. */
    synchronized void intervene(Predicate<Slot> which, int times, Duration late) {
        interventions.add(new Intervention(which, times, late));
    }

    private void appoint(Schedule schedule, Instant slot) {
        if (!closed) {
            running.put(schedule.arn(),
                    new Running(schedule, timeline.at(schedule.timing().moment(slot), () -> due(schedule, slot))));
        }
    }

    private void due(Schedule schedule, Instant time) {
        Slot slot = new Slot(schedule.arn(), time);
        Optional<Instant> next = schedule.timing().next(time);
        Intervention intervention;
        synchronized (this) {
            if (!runs(schedule)) {
                return;
            }
            intervention = intervention(slot);
        }
        try {
            for (int i = 0; i < intervention.times(); i++) {
                fire(new Firing(account, timeline, calls, slot, schedule.target(), () -> {
                    if (next.isEmpty()) {
                        completed.accept(schedule);
                    }
                }), schedule.timing().moment(time).plus(intervention.late()));
            }
        } finally {
            synchronized (this) {
                if (runs(schedule)) {
                    next.ifPresentOrElse(following -> appoint(schedule, following), () -> running.remove(schedule.arn()));
                }
            }
        }
    }

    private void fire(Firing firing, Instant when) {
        if (when.isAfter(timeline.now())) {
            timeline.at(when, firing::attempt);
        } else {
            firing.attempt();
        }
    }

    private boolean runs(Schedule schedule) {
        Running found = running.get(schedule.arn());
        return !closed && found != null && found.schedule() == schedule;
    }

    private Intervention intervention(Slot slot) {
        for (Iterator<Intervention> each = interventions.iterator(); each.hasNext();) {
            Intervention intervention = each.next();
            if (intervention.which().test(slot)) {
                each.remove();
                return intervention;
            }
        }
        return NONE;
    }

    /** Fires nothing more. */
    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(running.keySet()).forEach(this::stop);
    }
}
