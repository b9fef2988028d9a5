@NullMarked
package dev.signalbox.local.cloudformation;

import org.jspecify.annotations.NullMarked;
