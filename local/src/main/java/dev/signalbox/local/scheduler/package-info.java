/** EventBridge Scheduler: groups, schedules, and their slots on the cloud's clock. Targets are Lambda functions. */
@NullMarked
package dev.signalbox.local.scheduler;

import org.jspecify.annotations.NullMarked;
