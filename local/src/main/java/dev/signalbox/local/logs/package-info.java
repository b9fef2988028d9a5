/** CloudWatch Logs: groups, streams and events, in memory; embedded metrics are handed to CloudWatch. */
@NullMarked
package dev.signalbox.local.logs;

import org.jspecify.annotations.NullMarked;
