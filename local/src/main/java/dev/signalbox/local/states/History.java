package dev.signalbox.local.states;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

import dev.signalbox.local.time.Timeline;

/** What happened in an execution, in order, with ids from 1: at most 25,000 events, the last of which tells how it ended. */
final class History {

    static final int LIMIT = 25_000;

    private final Timeline timeline;
    private final List<HistoryEvent> events = new ArrayList<>();
    private final Runnable onFull;
    private boolean closed;

    /** @param onFull ends the execution; called when there is no room but for its end */
    History(Timeline timeline, Runnable onFull) {
        this.timeline = timeline;
        this.onFull = onFull;
    }

    /**
     * Adds an event.
     *
     * @param previous the event that led to it; 0 for none
     * @return its id
     * @throws Ended when the execution has ended, or ends now for want of room
     */
    long add(HistoryEventType type, long previous, Consumer<HistoryEvent.Builder> details) {
        synchronized (this) {
            if (closed) {
                throw new Ended();
            }
            if (events.size() < LIMIT - 1) {
                return append(type, previous, details);
            }
        }
        onFull.run();
        throw new Ended();
    }

    /** Adds the last event. */
    synchronized void close(HistoryEventType type, long previous, Consumer<HistoryEvent.Builder> details) {
        closed = true;
        append(type, previous, details);
    }

    synchronized List<HistoryEvent> events() {
        return List.copyOf(events);
    }

    private long append(HistoryEventType type, long previous, Consumer<HistoryEvent.Builder> details) {
        long id = events.size() + 1L;
        events.add(HistoryEvent.builder().id(id).previousEventId(previous).type(type).timestamp(timeline.now())
                .applyMutation(details).build());
        return id;
    }
}
