package dev.signalbox.trigger;

/** A payload that tells of nothing we know: its message says what is wrong with it, and where. */
public final class NotUnderstood extends Exception {

    /** @param reason one sentence, such as {@code detail.commitId: expected 40 or 64 hex digits} */
    public NotUnderstood(String reason) {
        super(reason);
    }

    /** What is wrong, and where. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
