/** SQS: standard queues in memory, on the local cloud's clock. */
@NullMarked
package dev.signalbox.local.sqs;

import org.jspecify.annotations.NullMarked;
