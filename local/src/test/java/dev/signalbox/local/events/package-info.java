@NullMarked
package dev.signalbox.local.events;

import org.jspecify.annotations.NullMarked;
