package dev.signalbox.local.sns;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The mailbox of everybody who subscribed by email: what would have been sent, kept for the developer to read. */
public final class Mailbox {

    /**
     * An email.
     *
     * @param subject AWS's own where the publisher gave none
     * @param text the whole body, with the footer that AWS puts under each
     */
    public record Email(String to, String subject, String text) { }

    private final List<Email> emails = new CopyOnWriteArrayList<>();
    private final List<Consumer<Email>> listeners = new CopyOnWriteArrayList<>();

    /** Hears of each email from now on, on the thread that delivers it. */
    public void listen(Consumer<Email> listener) {
        listeners.add(listener);
    }

    /** All emails so far, in the order they came. */
    public List<Email> emails() {
        return List.copyOf(emails);
    }

    void put(Email email) {
        emails.add(email);
        listeners.forEach(listener -> listener.accept(email));
    }
}
