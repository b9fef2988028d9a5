/** STS: who am I, and may I be a session of that role. */
@NullMarked
package dev.signalbox.local.sts;

import org.jspecify.annotations.NullMarked;
