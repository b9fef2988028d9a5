@NullMarked
package dev.signalbox.local.scheduler;

import org.jspecify.annotations.NullMarked;
