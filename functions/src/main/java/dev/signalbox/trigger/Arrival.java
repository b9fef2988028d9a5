package dev.signalbox.trigger;

import java.time.Instant;

/**
 * How a payload came: this stands for what a request by hand leaves out.
 *
 * @param id unique to it and the same when it comes again, at most 200 printable ASCII characters
 * @param at when it came
 */
public record Arrival(String id, Instant at) {
}
