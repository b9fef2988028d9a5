package dev.signalbox.pullrequest;

import dev.signalbox.verdict.Outcome;

/** How far a check is. */
public sealed interface Progress {

    /** It is not over yet. */
    sealed interface Unfinished extends Progress {
    }

    /** Its build has not begun. */
    record Waiting() implements Unfinished {
    }

    /**
     * Its build is at work.
     *
     * @param phase CodeBuild's word for the phase it is in, such as {@code INSTALL}; empty when it is not known
     * @param build CodeBuild's id
     * @param log the console's page of its log; empty while there is none
     */
    record Running(String phase, String build, String log) implements Unfinished {
    }

    /**
     * Its build ended.
     *
     * @param passed whether it succeeded and its reports meet its gate
     * @param reason why it did not pass, in one line; empty where nothing is known
     * @param seconds how long it took
     * @param build CodeBuild's id; empty when it never started
     * @param log the console's page of its log; empty where there is none
     */
    record Ended(Outcome outcome, boolean passed, String reason, long seconds, String build, String log) implements Progress {
    }

    /** The rules ask for it only where other files change. It counts as passed. */
    record NotNeeded(String reason) implements Progress {
    }

    /**
     * Somebody who may do so said that it need not run. It counts as passed.
     *
     * @param by who, as {@code user/ada}
     */
    record Skipped(String by, String reason) implements Progress {
    }

    /** It reaches more than builds of pull requests do, and waits until somebody but the author approves of this very revision. */
    record NeedsApproval() implements Progress {
    }

    /** Whether it lets the pull request be merged. */
    default boolean isGood() {
        return switch (this) {
            case Ended ended -> ended.passed();
            case NotNeeded _, Skipped _ -> true;
            case Waiting _, Running _, NeedsApproval _ -> false;
        };
    }
}
