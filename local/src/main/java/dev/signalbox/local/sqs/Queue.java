package dev.signalbox.local.sqs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

import dev.signalbox.local.time.Timeline;

/** One queue: its settings and its messages, on the timeline. */
final class Queue {

    /** A message in a queue; guarded by its queue. */
    static final class Stored {
        final String id;
        final String body;
        final Map<String, MessageAttributeValue> attributes;
        final String senderId;
        final Instant sent;
        Instant visible;
        @Nullable Instant firstReceived;
        int received;
        @Nullable String receipt;

        Stored(String id, String body, Map<String, MessageAttributeValue> attributes, String senderId, Instant sent, Instant visible) {
            this.id = id;
            this.body = body;
            this.attributes = Map.copyOf(attributes);
            this.senderId = senderId;
            this.sent = sent;
            this.visible = visible;
        }
    }

    /** A message as one receive saw it. */
    record Received(String id, String body, Map<String, MessageAttributeValue> attributes, String senderId, Instant sent,
                    Instant firstReceived, int count, String receipt) { }

    /** How many messages there are. */
    record Depth(long waiting, long inFlight, long delayed) { }

    /** What a receipt handle stands for. */
    enum Handle { IN_FLIGHT, VISIBLE, GONE, UNKNOWN }

    /** Where messages go that were received too often. */
    record Redrive(Queue target, int times) { }

    final String name;
    final String arn;
    final Instant created;
    final Map<String, String> settings = new ConcurrentHashMap<>();
    final Map<String, String> tags = new ConcurrentHashMap<>();
    private final Timeline timeline;
    private final List<Stored> messages = new ArrayList<>();
    private final Set<String> spent = new HashSet<>();
    private volatile Instant changed;
    private boolean closed;

    Queue(String name, String arn, Timeline timeline) {
        this.name = name;
        this.arn = arn;
        this.timeline = timeline;
        created = timeline.now();
        changed = created;
    }

    Instant changed() {
        return changed;
    }

    void touch() {
        changed = timeline.now();
    }

    int seconds(String setting) {
        return Integer.parseInt(settings.getOrDefault(setting, Settings.DEFAULTS.get(setting)));
    }

    synchronized String send(String body, Map<String, MessageAttributeValue> attributes, String senderId, int delaySeconds) {
        Instant now = timeline.now();
        Stored message = new Stored(UUID.randomUUID().toString(), body, attributes, senderId, now, now.plusSeconds(delaySeconds));
        messages.add(message);
        notifyAll();
        return message.id;
    }

    /** Takes messages, waiting for the first of them as long as asked. */
    List<Received> receive(int most, Duration hidden, Duration wait, @Nullable Redrive redrive) {
        Instant deadline = timeline.now().plus(wait);
        List<Stored> worn = new ArrayList<>();
        List<Received> taken;
        synchronized (this) {
            taken = take(most, hidden, redrive, worn);
            while (taken.isEmpty() && worn.isEmpty() && !closed && timeline.now().isBefore(deadline)) {
                if (!sleep(deadline)) {
                    break;
                }
                taken = take(most, hidden, redrive, worn);
            }
        }
        if (redrive != null) {
            worn.forEach(redrive.target()::adopt);
        }
        return taken;
    }

    private synchronized boolean sleep(Instant deadline) {
        Instant until = messages.stream().map(message -> message.visible).filter(deadline::isAfter)
                .min(Instant::compareTo).orElse(deadline);
        Timeline.Appointment alarm = timeline.at(until, () -> {
            synchronized (this) {
                notifyAll();
            }
        });
        try {
            wait();
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            alarm.cancel();
        }
    }

    private List<Received> take(int most, Duration hidden, @Nullable Redrive redrive, List<Stored> worn) {
        Instant now = timeline.now();
        expire(now);
        List<Received> taken = new ArrayList<>();
        for (Iterator<Stored> each = messages.iterator(); each.hasNext() && taken.size() < most;) {
            Stored message = each.next();
            if (message.visible.isAfter(now)) {
                continue;
            }
            if (redrive != null && message.received >= redrive.times()) {
                each.remove();
                worn.add(message);
                continue;
            }
            message.received++;
            Instant first = message.firstReceived == null ? now : message.firstReceived;
            message.firstReceived = first;
            message.visible = now.plus(hidden);
            String receipt = message.id + "#" + UUID.randomUUID();
            message.receipt = receipt;
            taken.add(new Received(message.id, message.body, message.attributes, message.senderId, message.sent, first,
                    message.received, receipt));
        }
        return taken;
    }

    private synchronized void adopt(Stored message) {
        messages.add(new Stored(message.id, message.body, message.attributes, message.senderId, message.sent, timeline.now()));
        notifyAll();
    }

    private void expire(Instant now) {
        Instant oldest = now.minusSeconds(seconds("MessageRetentionPeriod"));
        messages.removeIf(message -> message.sent.isBefore(oldest));
    }

    /** Removes the message behind a receipt handle; one that is gone is as good as removed. */
    synchronized Handle delete(String receipt) {
        Handle handle = look(receipt);
        if (messages.removeIf(message -> receipt.equals(message.receipt))) {
            spent.add(id(receipt));
        }
        return handle;
    }

    synchronized Handle hide(String receipt, int seconds) {
        Handle handle = look(receipt);
        if (handle == Handle.IN_FLIGHT) {
            messages.stream().filter(message -> receipt.equals(message.receipt)).forEach(message ->
                    message.visible = timeline.now().plusSeconds(seconds));
            notifyAll();
        }
        return handle;
    }

    private Handle look(String receipt) {
        Instant now = timeline.now();
        return messages.stream().filter(message -> message.id.equals(id(receipt))).findFirst()
                .map(message -> receipt.equals(message.receipt) && message.visible.isAfter(now) ? Handle.IN_FLIGHT : Handle.VISIBLE)
                .orElse(spent.contains(id(receipt)) ? Handle.GONE : Handle.UNKNOWN);
    }

    private static String id(String receipt) {
        int end = receipt.indexOf('#');
        return end < 0 ? receipt : receipt.substring(0, end);
    }

    synchronized void purge() {
        messages.clear();
    }

    synchronized Depth depth() {
        Instant now = timeline.now();
        expire(now);
        long waiting = messages.stream().filter(message -> !message.visible.isAfter(now)).count();
        long inFlight = messages.stream().filter(message -> message.visible.isAfter(now) && message.received > 0).count();
        return new Depth(waiting, inFlight, messages.size() - waiting - inFlight);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
