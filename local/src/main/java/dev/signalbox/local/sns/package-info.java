/** SNS: topics, subscriptions with filter policies, and delivery to queues, loopback HTTP and a local mailbox. */
@NullMarked
package dev.signalbox.local.sns;

import org.jspecify.annotations.NullMarked;
