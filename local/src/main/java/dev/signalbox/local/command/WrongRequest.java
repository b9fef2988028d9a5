package dev.signalbox.local.command;

/** A request that cannot be carried out as it was made; the message says why and what to do. Exit status 2. */
final class WrongRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongRequest(String message) {
        super(message);
    }
}
