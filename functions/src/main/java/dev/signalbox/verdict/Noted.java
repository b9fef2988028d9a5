package dev.signalbox.verdict;

/**
 * How a build ended, as the state machine noted it.
 *
 * @param id     CodeBuild's id; empty when the build never started or its task ended before it was known
 * @param reason the error's name and cause when it could not start or its task timed out; empty otherwise
 */
public record Noted(String name, boolean required, Outcome outcome, String id, String reason) {

    /** Whether the state machine gave up waiting, so that the build may still be at work. */
    public boolean gaveUpWaiting() {
        return id.isEmpty() && reason.contains("States.Timeout");
    }
}
