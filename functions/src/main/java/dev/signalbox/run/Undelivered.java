package dev.signalbox.run;

/** The queue of what could not be acted on. What may pass, such as throttling, is thrown unchecked. */
public interface Undelivered {

    /**
     * Keeps a message for people to look at.
     *
     * @param body at most 1 MiB of ASCII, SQS's own limit
     */
    void send(String body);
}
