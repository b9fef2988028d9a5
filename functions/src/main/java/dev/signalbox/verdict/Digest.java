package dev.signalbox.verdict;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What the reports of a run's builds say, in short.
 *
 * @param tests       null when no build reported tests
 * @param failing     at most {@value ReportReading#FAILING} of the tests that failed, those of builds that come first in the plan first
 * @param slowest     at most {@value ReportReading#SLOWEST}, the slowest first
 * @param timed       among how many tests the slowest were looked for: all, or the first of each report
 * @param coverage    null when no build reported coverage
 * @param linesChange percentage points of covered lines more (or less) than at the verdict compared with; null when there is none,
 *                    or when other builds reported coverage then
 * @param uncounted   reports missing in all this
 * @param known       what the next run may be compared with
 */
public record Digest(@Nullable TestCounts tests, List<FailingTest> failing, List<SlowTest> slowest, long timed,
        @Nullable Coverage coverage, @Nullable BigDecimal linesChange, Uncounted uncounted, Known known) {

    /** The digest of a run whose builds reported nothing. */
    public static final Digest NONE = new Digest(null, List.of(), List.of(), 0, null, null, Uncounted.NONE, Known.NOTHING);

    public Digest {
        failing = List.copyOf(failing);
        slowest = List.copyOf(slowest);
    }

    /** The failing tests in the order in which they matter: new ones first. */
    public List<FailingTest> failingNewFirst() {
        return failing.stream().sorted((one, other) -> one.novelty().compareTo(other.novelty())).toList();
    }

    /** The same, compared with what was known before. */
    public Digest comparedWith(Known before) {
        BigDecimal lines = known.lines();
        return new Digest(tests, failing.stream().map(test -> new FailingTest(test.name(), test.build(), test.message(),
                before.novelty(test))).toList(), slowest, timed, coverage,
                lines == null || before.lines() == null || !before.coverageOf().equals(known.coverageOf()) ? null
                        : lines.subtract(before.lines()), uncounted, known);
    }

    /** How many of the failing tests are listed nowhere. */
    public long failingNotListed() {
        return tests == null ? 0 : Math.max(0, tests.failed() - failing.size());
    }

    static Set<String> keys(List<FailingTest> failing) {
        return failing.stream().map(FailingTest::key).collect(Collectors.toSet());
    }
}
