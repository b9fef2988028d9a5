package dev.signalbox.plan;

import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.Occasion;

/** Whether a build runs, and why. */
sealed interface Match {

    /** Why, in words. */
    String why();

    /**
     * It runs.
     *
     * @param pullRequest the entry that led to it; null where none of pull requests did
     */
    record Yes(String why, Occasion.@Nullable PullRequest pullRequest) implements Match {

        Yes(String why) {
            this(why, null);
        }
    }

    /** It does not. */
    record No(String why) implements Match {
    }

    /**
     * It does not, but only because none of the paths that it is about changed.
     *
     * @param untouched why, where there are other entries too
     */
    record Untouched(String why, String untouched) implements Match {
    }
}
