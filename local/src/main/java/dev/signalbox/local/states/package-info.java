/**
 * Step Functions: a strict interpreter of the Amazon States Language with JSONata. What a definition holds that the local
 * cloud does not have is refused by name when the machine is loaded, never while it runs.
 */
@NullMarked
package dev.signalbox.local.states;

import org.jspecify.annotations.NullMarked;
