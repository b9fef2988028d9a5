/**
 * Which builds a trigger leads to, in which waves, and why: pure functions of trigger, rules and settings.
 * The same inputs give the same plan; nothing is read and no clock is asked.
 * No AWS SDK and no Lambda type may be imported here.
 */
@NullMarked
package dev.signalbox.plan;

import org.jspecify.annotations.NullMarked;
