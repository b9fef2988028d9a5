package dev.signalbox.functions;

import software.amazon.awssdk.core.exception.SdkException;

/**
 * A service that Conclude needs did not answer as it should, which may pass: ask again. The state machine retries on this class
 * by its name. (A Java exception reaches Step Functions under its class's fully qualified name.)
 */
final class ConcludeAgain extends RuntimeException {

    ConcludeAgain(SdkException cause) {
        super(cause.getMessage(), cause);
    }
}
