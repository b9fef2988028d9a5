@NullMarked
package dev.signalbox.local.sts;

import org.jspecify.annotations.NullMarked;
