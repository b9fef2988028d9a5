package dev.signalbox.verdict;

/** What ended a run. */
public sealed interface RunEnd {

    /** The run went through its plan. */
    record ByItself() implements RunEnd {
    }

    /**
     * A build that asks for it did not pass, so the others of its wave were stopped.
     *
     * @param build its name
     */
    record FailedFast(String build) implements RunEnd {
    }

    /** The plan was refused, so the run had no builds. */
    record Refused(String reason) implements RunEnd {
    }

    /** What was proposed can't pass as it is, so the run had no builds. */
    record Rejected(String reason) implements RunEnd {
    }

    /** A newer run took its place before it began. */
    record Displaced(String by) implements RunEnd {
    }

    /** It was stopped before it began. */
    record Withdrawn(String reason) implements RunEnd {
    }

    /** An unexpected error inside the run, by name and cause. */
    record Broken(String trouble) implements RunEnd {
    }

    /** The execution was ended by something else than its own states. The cause may be empty. */
    record FromOutside(Status status, String cause, boolean superseded) implements RunEnd {
    }

    /** How Step Functions says that an execution ended, when it did not succeed. */
    enum Status {
        ABORTED, TIMED_OUT, FAILED
    }
}
