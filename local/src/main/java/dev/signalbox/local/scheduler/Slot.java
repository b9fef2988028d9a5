package dev.signalbox.local.scheduler;

import java.time.Instant;

/**
 * A time that a schedule names.
 *
 * @param schedule the schedule's ARN
 * @param time what the expression says: {@code <aws.scheduler.scheduled-time>}, whenever the target is invoked
 */
public record Slot(String schedule, Instant time) { }
