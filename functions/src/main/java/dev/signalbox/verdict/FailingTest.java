package dev.signalbox.verdict;

/**
 * A test that failed or ended in an error.
 *
 * @param build   the name of the build whose report has it
 * @param message what it says of its failure; empty when nothing
 */
public record FailingTest(String name, String build, String message, Novelty novelty) {

    /** Whether it failed already when the last verdict came that this run's is compared with. */
    public enum Novelty {
        /** It did not: it passed, or was not there. */
        NEW,
        /** It did. */
        STILL_FAILING,
        /** There is nothing to compare with, or its build reported no tests then. */
        UNKNOWN
    }

    /** What stands for it where it is remembered. */
    String key() {
        return Known.key(build, name);
    }
}
