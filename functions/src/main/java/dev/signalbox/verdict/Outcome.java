package dev.signalbox.verdict;

/**
 * How one build of a run ended. The first five are the final ones of CodeBuild's build statuses; {@link #SKIPPED} is a build of
 * the plan that was never started.
 */
public enum Outcome {
    SUCCEEDED, FAILED, FAULT, TIMED_OUT, STOPPED, SKIPPED
}
