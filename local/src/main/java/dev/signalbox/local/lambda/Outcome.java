package dev.signalbox.local.lambda;

import java.util.List;

/**
 * How an invocation ended.
 *
 * @param payload the function's answer, or AWS's description of its error
 * @param failed whether the payload is an error: AWS calls every one {@code Unhandled}
 * @param log what was written to the log for this invocation, a line each
 */
record Outcome(byte[] payload, boolean failed, List<String> log) { }
