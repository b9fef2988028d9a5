/** EventBridge: the default bus, the template's rules and their targets. */
@NullMarked
package dev.signalbox.local.events;

import org.jspecify.annotations.NullMarked;
