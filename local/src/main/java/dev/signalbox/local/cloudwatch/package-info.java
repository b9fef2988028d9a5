/** CloudWatch metrics: what was measured, and statistics over it. */
@NullMarked
package dev.signalbox.local.cloudwatch;

import org.jspecify.annotations.NullMarked;
