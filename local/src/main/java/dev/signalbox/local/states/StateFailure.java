package dev.signalbox.local.states;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** An error of a state, which Retry and Catch may answer. */
final class StateFailure extends RuntimeException {

    static final String TASK_FAILED = "States.TaskFailed";
    static final String TIMEOUT = "States.Timeout";
    static final String RUNTIME = "States.Runtime";
    static final String DATA_LIMIT = "States.DataLimitExceeded";
    static final String QUERY = "States.QueryEvaluationError";

    private static final long serialVersionUID = 1L;

    private final String error;
    private final String cause;
    private final @Nullable String location;

    StateFailure(String error, String cause) {
        this(error, cause, null);
    }

    /** @param location the field whose expression failed, such as {@code Output/verdict}; null for any other error */
    StateFailure(String error, String cause, @Nullable String location) {
        super(error + ": " + cause, null, false, false);
        this.error = error;
        this.cause = cause;
        this.location = location;
    }

    String error() {
        return error;
    }

    /** Empty for a time-out. */
    String cause() {
        return cause;
    }

    @Nullable String location() {
        return location;
    }

    /**
     * Whether an {@code ErrorEquals} fits: {@code States.ALL} is any error but the two that end an execution whatever it
     * catches, {@code States.TaskFailed} any of those but a time-out. Nothing catches {@code States.Runtime}.
     */
    boolean fits(List<String> errorEquals) {
        if (error.equals(RUNTIME)) {
            return false;
        }
        if (errorEquals.contains(error)) {
            return true;
        }
        if (error.equals(DATA_LIMIT)) {
            return false;
        }
        return errorEquals.contains("States.ALL") || errorEquals.contains(TASK_FAILED) && !error.equals(TIMEOUT);
    }
}
