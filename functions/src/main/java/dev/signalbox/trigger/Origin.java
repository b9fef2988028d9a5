package dev.signalbox.trigger;

import java.time.Instant;

/**
 * Where a trigger comes from.
 *
 * @param event the event's id, at most 200 characters
 * @param at when it happened, by the event's own time
 * @param actor the ARN of who did it; empty where the event does not say
 */
public record Origin(String event, Instant at, String actor) {
}
