@NullMarked
package dev.signalbox.local.lambda;

import org.jspecify.annotations.NullMarked;
