/**
 * What happened: the closed set of triggers, and the reader that makes them out of EventBridge's events.
 * It knows the shapes of events and nothing of what follows from them: no rule, no plan.
 * No AWS SDK and no Lambda type may be imported here.
 */
@NullMarked
package dev.signalbox.trigger;

import org.jspecify.annotations.NullMarked;
