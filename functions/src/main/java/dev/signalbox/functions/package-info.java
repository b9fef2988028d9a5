/**
 * The Lambda handlers, the one composition root and the one configuration.
 * A handler decodes, calls one thing and encodes; what it calls lives in the other packages.
 * No other package may import this one.
 */
@NullMarked
package dev.signalbox.functions;

import org.jspecify.annotations.NullMarked;
