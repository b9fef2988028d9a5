package dev.signalbox.local.states;

/** Unwinds a branch whose execution has ended or whose sibling has failed. */
final class Ended extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Ended() {
        super("ended from outside", null, false, false);
    }
}
