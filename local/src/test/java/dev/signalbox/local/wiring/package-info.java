/** That the files fit together: template, state machine, events, functions and docs name the same things. */
@NullMarked
package dev.signalbox.local.wiring;

import org.jspecify.annotations.NullMarked;
