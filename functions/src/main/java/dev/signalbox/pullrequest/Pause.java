package dev.signalbox.pullrequest;

import java.util.concurrent.ThreadLocalRandom;

/** What is done before another try, when others wrote at the same time. */
@FunctionalInterface
interface Pause {

    /** Waits for a random while, so that many who met do not all meet again: at most {@link #longest}. */
    Pause JITTERED = Pause::sleep;

    /** @param tries how many there were, at least 1 */
    void after(int tries);

    /** In milliseconds: 50 after the first try, twice as long after each other, never more than 2 000. */
    static long longest(int tries) {
        return Math.min(2_000L, 25L << Math.min(tries, 10));
    }

    private static void sleep(int tries) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest(tries)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
