/**
 * Lambda: the template's functions in child JVMs, one invocation at a time each, on AWS's own runtime interface client or, where
 * that cannot run, on a small one of ours. What a function does and says stays in its process; only the Runtime API, its output
 * and its AWS calls come back.
 */
@NullMarked
package dev.signalbox.local.lambda;

import org.jspecify.annotations.NullMarked;
