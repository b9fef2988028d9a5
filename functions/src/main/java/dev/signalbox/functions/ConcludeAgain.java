package dev.signalbox.functions;

/**
 * A service that Conclude needs did not answer as it should, or others wrote the same all the time, which may pass: ask again. The state
 * machine retries on this class by its name. (A Java exception reaches Step Functions under its class's fully qualified name.)
 */
final class ConcludeAgain extends RuntimeException {

    ConcludeAgain(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
