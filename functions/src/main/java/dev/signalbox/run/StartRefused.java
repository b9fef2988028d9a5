package dev.signalbox.run;

/** A run cannot be started, now or later: the stack needs its owner's hand. */
public final class StartRefused extends Exception {

    /** @param why in AWS's words */
    public StartRefused(String why) {
        super(why);
    }
}
