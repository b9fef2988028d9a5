package dev.signalbox.verdict;

import java.util.List;
import java.util.Optional;

/** What the reports of one build say together. */
public record BuildReports(List<Report> reports) {

    public static final BuildReports NONE = new BuildReports(List.of());

    public BuildReports {
        reports = List.copyOf(reports);
    }

    /** Its tests; empty when no test report can be read. */
    public Optional<TestCounts> tests() {
        return reports.stream().flatMap(report -> Optional.ofNullable(report.tests()).stream()).reduce(TestCounts::plus);
    }

    /** Its coverage; empty when no coverage report can be read. */
    public Optional<Coverage> coverage() {
        return reports.stream().flatMap(report -> Optional.ofNullable(report.coverage()).stream()).reduce(Coverage::plus);
    }

    /** The reports that could not be counted, or not wholly. */
    public Uncounted uncounted() {
        return Uncounted.of(reports);
    }
}
