package dev.signalbox.pullrequest;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.signalbox.tell.PlainText;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.TestCounts;

/**
 * What builds reported.
 *
 * @param tests of each build that reported tests, by its name
 * @param failing new ones first; at most {@value #FAILING}, with a message of one line of at most {@value #MESSAGE} characters
 * @param lines covered lines in percent; null when unknown
 * @param linesChange percentage points more (or less) than on the target branch; null when unknown
 * @param coverageOf stands for the builds that reported coverage; empty when none did
 */
public record Reported(SortedMap<String, TestCounts> tests, List<FailingTest> failing, @Nullable BigDecimal lines,
        @Nullable BigDecimal linesChange, String coverageOf) {

    public static final Reported NOTHING = new Reported(new TreeMap<>(), List.of(), null, null, "");

    static final int FAILING = 20;
    static final int MESSAGE = 160;
    private static final int NAME = 300;

    public Reported {
        tests = Collections.unmodifiableSortedMap(new TreeMap<>(tests));
        failing = failing.stream().sorted(Comparator.comparing(FailingTest::novelty)).limit(FAILING)
                .map(test -> new FailingTest(PlainText.line(test.name(), NAME), test.build(),
                        PlainText.line(test.message(), MESSAGE), test.novelty())).toList();
    }

    /** All tests together; empty when none were reported. */
    Optional<TestCounts> total() {
        return tests.values().stream().reduce(TestCounts::plus);
    }

    /**
     * This, after some builds ran again: what they report counts in place of what they reported before. Coverage is a figure of several
     * builds at once, so that of others than before counts only when all builds ran.
     */
    Reported andOf(Set<String> builds, boolean all, Reported newer) {
        SortedMap<String, TestCounts> counts = new TreeMap<>(tests);
        counts.keySet().removeAll(builds);
        newer.tests.forEach((build, count) -> {
            if (builds.contains(build)) {
                counts.put(build, count);
            }
        });
        Stream<FailingTest> now = newer.failing.stream().filter(test -> builds.contains(test.build()));
        Stream<FailingTest> others = failing.stream().filter(test -> !builds.contains(test.build()));
        Reported coverage = all || lines == null || newer.coverageOf.equals(coverageOf) ? newer : this;
        return new Reported(counts, Stream.concat(now, others).toList(), coverage.lines, coverage.linesChange,
                coverage.coverageOf);
    }
}
