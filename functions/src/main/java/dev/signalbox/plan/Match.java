package dev.signalbox.plan;

/** Whether a build runs, and why. */
sealed interface Match {

    /** Why, in words. */
    String why();

    /** It runs. */
    record Yes(String why) implements Match {
    }

    /** It does not. */
    record No(String why) implements Match {
    }
}
