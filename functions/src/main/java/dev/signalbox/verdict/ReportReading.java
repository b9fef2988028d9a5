package dev.signalbox.verdict;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.Reports.Page;
import dev.signalbox.verdict.Reports.Which;

/**
 * Reads what the builds of a run reported, in at most 73 calls whatever they reported, and in none when they reported nothing:
 *
 * <ul>
 * <li>13 for the reports: the first {@value #REPORTS} (256 builds with five each) count, the others are said to be left out;
 * <li>40 for failing tests: of each report and status the first hundred, then the second hundred of each and so on, until
 *     {@value #FAILING} are known;
 * <li>20 for the slowest tests, in the same manner: CodeBuild cannot sort test cases by their duration. Of more than 2,000 tests
 *     some are not looked at, which is said too.
 * </ul>
 */
public final class ReportReading {

    static final int REPORTS = 1300;
    static final int FAILING = 500;
    static final int SLOWEST = 10;
    private static final int CALLS_FOR_FAILING = 40;
    private static final int CALLS_FOR_SLOWEST = 20;

    /** What was read: the reports of each build, by its name, and their digest. */
    public record Result(Map<String, BuildReports> builds, Digest digest) {

        static final Result NOTHING = new Result(Map.of(), Digest.NONE);

        /** The reports of a build. */
        public BuildReports of(String build) {
            return builds.getOrDefault(build, BuildReports.NONE);
        }
    }

    /** A report and the name of its build. */
    private record Source(String build, Report report) {
    }

    /** Where to read on. */
    private record Place(Source source, Which which, String from) {
    }

    private final Reports reports;

    public ReportReading(Reports reports) {
        this.reports = reports;
    }

    /** Trouble that may pass is thrown. */
    public Result of(List<BuildResult> builds) {
        Map<String, List<String>> arnsByBuild = new LinkedHashMap<>();
        Set<String> asked = new LinkedHashSet<>();
        int leftOut = 0;
        for (BuildResult build : builds) {
            List<String> arns = build.details().map(Build::reports).orElse(List.of());
            List<String> some = arns.stream().limit(Math.max(0, REPORTS - asked.size())).toList();
            leftOut += arns.size() - some.size();
            asked.addAll(some);
            if (!arns.isEmpty()) {
                arnsByBuild.put(build.name(), some);
            }
        }
        if (arnsByBuild.isEmpty()) {
            return Result.NOTHING;
        }
        Map<String, Report> read = reports.read(asked);
        Map<String, BuildReports> byBuild = new LinkedHashMap<>();
        List<Source> sources = new ArrayList<>();
        arnsByBuild.forEach((name, arns) -> {
            List<Report> own = arns.stream().map(arn -> read.getOrDefault(arn, Report.without(arn, Report.State.GONE))).toList();
            byBuild.put(name, new BuildReports(own));
            own.forEach(report -> sources.add(new Source(name, report)));
        });
        return new Result(byBuild, digest(byBuild, sources, leftOut));
    }

    private Digest digest(Map<String, BuildReports> builds, List<Source> sources, int leftOut) {
        Optional<TestCounts> tests = builds.values().stream().flatMap(build -> build.tests().stream()).reduce(TestCounts::plus);
        Optional<Coverage> coverage = builds.values().stream().flatMap(build -> build.coverage().stream()).reduce(Coverage::plus);
        List<FailingTest> failing = failing(sources);
        List<SlowTest> timed = new ArrayList<>();
        each(places(sources, Which.ALL), CALLS_FOR_SLOWEST, (source, test) -> {
            timed.add(new SlowTest(test.name(), source.build(), test.took()));
            return true;
        });
        List<SlowTest> slowest = timed.stream().filter(test -> test.took().compareTo(Duration.ZERO) > 0)
                .sorted(Comparator.comparing(SlowTest::took).reversed()).limit(SLOWEST).toList();
        return new Digest(tests.orElse(null), failing, slowest, timed.size(), coverage.orElse(null), null,
                Uncounted.of(sources.stream().map(Source::report).toList()).andLeftOut(leftOut),
                known(builds, failing, tests.orElse(TestCounts.NONE), coverage));
    }

    private List<FailingTest> failing(List<Source> sources) {
        List<Source> broken = sources.stream().filter(source -> source.report().tests() != null && source.report().tests().failed() > 0)
                .toList();
        List<Place> places = new ArrayList<>();
        for (Source source : broken) {
            places.add(new Place(source, Which.FAILED, ""));
            places.add(new Place(source, Which.ERROR, ""));
        }
        Map<String, List<FailingTest>> byBuild = new LinkedHashMap<>();
        broken.forEach(source -> byBuild.putIfAbsent(source.build(), new ArrayList<>()));
        int[] found = {0};
        each(places, CALLS_FOR_FAILING, (source, test) -> {
            if (found[0] < FAILING) {
                byBuild.get(source.build()).add(new FailingTest(test.name(), source.build(), test.message(), Novelty.UNKNOWN));
                found[0]++;
            }
            return found[0] < FAILING;
        });
        return byBuild.values().stream().flatMap(List::stream).toList();
    }

    private static List<Place> places(List<Source> sources, Which which) {
        return sources.stream().filter(source -> source.report().tests() != null && source.report().tests().total() > 0)
                .map(source -> new Place(source, which, "")).toList();
    }

    private interface Visitor {

        /** @return whether to go on */
        boolean visit(Source source, TestCase test);
    }

    /** Visits test cases from one place after the other, a page of each in turn. */
    private void each(List<Place> places, int calls, Visitor visitor) {
        Deque<Place> open = new ArrayDeque<>(places);
        for (int call = 0; call < calls && !open.isEmpty(); call++) {
            Place place = open.remove();
            Page page = reports.cases(place.source().report().arn(), place.which(), place.from());
            for (TestCase test : page.cases()) {
                if (!visitor.visit(place.source(), test)) {
                    return;
                }
            }
            if (!page.next().isEmpty()) {
                open.add(new Place(place.source(), place.which(), page.next()));
            }
        }
    }

    private static Known known(Map<String, BuildReports> builds, List<FailingTest> failing, TestCounts tests, Optional<Coverage> coverage) {
        Set<String> reporting = new HashSet<>();
        List<String> covering = new ArrayList<>();
        builds.forEach((name, reports) -> {
            if (reports.tests().isPresent() && reports.uncounted().isNone()) {
                reporting.add(Known.key(name));
            }
            if (reports.coverage().flatMap(Coverage::lines).isPresent()) {
                covering.add(name);
            }
        });
        return new Known(reporting, Digest.keys(failing), failing.size() >= tests.failed(),
                covering.isEmpty() ? "" : Known.key(covering.toArray(String[]::new)), coverage.flatMap(Coverage::lines).orElse(null));
    }
}
