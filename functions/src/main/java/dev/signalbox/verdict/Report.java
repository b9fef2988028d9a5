package dev.signalbox.verdict;

import org.jspecify.annotations.Nullable;

/**
 * One report of a build, in a report group of CodeBuild.
 *
 * @param tests    null when it is no test report, or has no summary (yet)
 * @param coverage null when it is no coverage report, or has no summary (yet)
 */
public record Report(String arn, State state, @Nullable TestCounts tests, @Nullable Coverage coverage) {

    /** What can be known of it. */
    public enum State {
        /** It is as whole as it will be. */
        COMPLETE,
        /** CodeBuild says that something of it is missing; what it has counts. */
        INCOMPLETE,
        /** Not ready, though its build has ended. */
        GENERATING,
        /** Deleted, or expired: a report lives 30 days. */
        GONE,
        /** CodeBuild does not let it be read. */
        REFUSED
    }

    /** A report of which nothing can be known. */
    public static Report without(String arn, State state) {
        return new Report(arn, state, null, null);
    }
}
