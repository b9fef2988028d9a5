package dev.signalbox.local.lambda;

/** What a function's process tells: by the Runtime API, or by ending. */
sealed interface RuntimeSignal {

    /** It asks for the next event: it has started, or is done with the one before. @param at {@link System#nanoTime()} */
    record Asked(long at) implements RuntimeSignal { }

    /** What it says to an event. */
    sealed interface Reply extends RuntimeSignal {
        String requestId();

        byte[] payload();
    }

    /** Its handler answered. */
    record Answered(String requestId, byte[] payload) implements Reply { }

    /** Its handler failed. @param payload AWS's error document: errorMessage, errorType, stackTrace */
    record Failed(String requestId, byte[] payload) implements Reply { }

    /** It could not start. @param payload AWS's error document */
    record InitFailed(byte[] payload) implements RuntimeSignal { }

    /** The process has ended. @param code 128 and the signal's number when it was killed */
    record Exited(int code) implements RuntimeSignal { }
}
