package dev.signalbox.verdict;

/**
 * How many tests ended how. {@code total} may be more than the others together: by the tests of which CodeBuild knows no more
 * than that they were there.
 *
 * @param failed those that failed and those that ended in an error
 */
public record TestCounts(long total, long passed, long failed, long skipped) {

    public static final TestCounts NONE = new TestCounts(0, 0, 0, 0);

    public TestCounts {
        total = Math.max(total, passed + failed + skipped);
    }

    /** Both together. */
    public TestCounts plus(TestCounts other) {
        return new TestCounts(total + other.total, passed + other.passed, failed + other.failed, skipped + other.skipped);
    }

    /** Those that came to an end of their own. */
    public long ran() {
        return passed + failed;
    }
}
