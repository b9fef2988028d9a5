@NullMarked
package dev.signalbox.local.front;

import org.jspecify.annotations.NullMarked;
