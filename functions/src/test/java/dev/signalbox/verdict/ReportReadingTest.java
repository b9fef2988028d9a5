package dev.signalbox.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.Report.State;

class ReportReadingTest {

    private final Shelf shelf = new Shelf();

    /** Reports in memory, of tests that end as the letters say: p(assed), f(ailed), e(rror), s(kipped). */
    private static final class Shelf implements Reports {

        final Map<String, Report> reports = new LinkedHashMap<>();
        final Map<String, String> letters = new HashMap<>();
        int calls;

        void tests(String arn, String tests) {
            letters.put(arn, tests);
            reports.put(arn, new Report(arn, State.COMPLETE, new TestCounts(tests.length(), count(tests, "p"), count(tests, "fe"),
                    count(tests, "s")), null));
        }

        @Override
        public Map<String, Report> read(Collection<String> arns) {
            calls += (arns.size() + A_CALL - 1) / A_CALL;
            Map<String, Report> found = new HashMap<>(reports);
            found.keySet().retainAll(Set.copyOf(arns));
            return found;
        }

        @Override
        public Page cases(String arn, Which which, String from) {
            calls++;
            String tests = letters.get(arn);
            List<TestCase> all = IntStream.range(0, tests.length()).filter(i -> switch (which) {
                case ALL -> true;
                case FAILED -> tests.charAt(i) == 'f';
                case ERROR -> tests.charAt(i) == 'e';
            }).mapToObj(i -> new TestCase(arn + "." + i, "fe".indexOf(tests.charAt(i)) >= 0, "because", Duration.ofMillis(i))).toList();
            int at = from.isEmpty() ? 0 : Integer.parseInt(from);
            int to = Math.min(all.size(), at + A_CALL);
            return new Page(all.subList(at, to), to < all.size() ? Integer.toString(to) : "");
        }

        private static int count(String tests, String letters) {
            return (int) tests.chars().filter(letter -> letters.indexOf(letter) >= 0).count();
        }
    }

    @Test
    void buildsWithoutReportsCostNoCall() {
        assertEquals(Digest.NONE, digest(build("unit"), new BuildResult("load", "p", true, Outcome.SKIPPED, "", "", null)));
        assertEquals(0, shelf.calls);
    }

    @Test
    void testsOfAllBuildsAreCountedTogetherAndFailingOnesNamed() {
        shelf.tests("a", "ppfs");
        shelf.tests("b", "pe");
        Digest digest = digest(build("unit", "a"), build("load", "b"));
        assertEquals(new TestCounts(6, 3, 2, 1), digest.tests());
        assertEquals(List.of(new FailingTest("a.2", "unit", "because", Novelty.UNKNOWN),
                new FailingTest("b.1", "load", "because", Novelty.UNKNOWN)), digest.failing());
        assertEquals(List.of("a.3", "a.2", "a.1", "b.1"), digest.slowest().stream().map(SlowTest::name).toList());
        assertEquals(6, digest.timed());
    }

    @Test
    void coverageWeighsByLines() {
        shelf.reports.put("a", new Report("a", State.COMPLETE, null, new Coverage(1, 9, 0, 0)));
        shelf.reports.put("b", new Report("b", State.COMPLETE, null, new Coverage(90, 0, 1, 2)));
        Coverage coverage = digest(build("unit", "a"), build("load", "b")).coverage();
        assertEquals(new BigDecimal("91.00"), coverage.lines().orElseThrow());
        assertEquals(new BigDecimal("33.33"), coverage.branches().orElseThrow());
    }

    @Test
    void aReportThatIsGoneOrNotReadyIsSaidAndIsNoError() {
        shelf.tests("a", "p");
        shelf.reports.put("b", Report.without("b", State.GENERATING));
        Digest digest = digest(build("unit", "a", "b", "c"));
        assertEquals("1 report is gone, 1 report was not ready", digest.uncounted().words());
        assertEquals(new TestCounts(1, 1, 0, 0), digest.tests());
    }

    @Test
    void moreReportsThanAreReadAreSaidToBeLeftOut() {
        String[] arns = IntStream.range(0, 1400).mapToObj(number -> "a" + number).toArray(String[]::new);
        assertEquals("1300 reports are gone, 100 reports were not read", digest(build("unit", arns)).uncounted().words());
        assertEquals(13, shelf.calls);
    }

    @Test
    void oneReportFullOfFailuresDoesNotHideAnothersOne() {
        shelf.tests("a", "f".repeat(3000));
        shelf.tests("b", "pf");
        Digest digest = digest(build("unit", "a"), build("load", "b"));
        assertEquals(500, digest.failing().size());
        assertEquals("b.1", digest.failing().getLast().name());
        assertEquals(2501, digest.failingNotListed());
        assertFalse(digest.known().all());
    }

    @Test
    void aTestThatFailedBeforeIsStillFailingAndAnotherIsNew() {
        shelf.tests("a", "pff");
        Known before = digest(build("unit", "a")).known();
        shelf.tests("a", "fpf");
        shelf.tests("b", "f");
        Digest now = digest(build("unit", "a"), build("load", "b")).comparedWith(before);
        assertEquals(List.of("a.0 NEW", "a.2 STILL_FAILING", "b.0 UNKNOWN"), now.failing().stream()
                .map(test -> test.name() + " " + test.novelty()).toList());
        assertEquals(List.of("a.0", "a.2", "b.0"), now.failingNewFirst().stream().map(FailingTest::name).toList());
    }

    @Test
    void whatWasNotWhollyKnownMakesNoTestNew() {
        shelf.tests("a", "f".repeat(600));
        Known before = digest(build("unit", "a")).known();
        assertEquals(Set.of(Novelty.STILL_FAILING, Novelty.UNKNOWN), Set.copyOf(IntStream.of(0, 599)
                .mapToObj(number -> before.novelty(new FailingTest("a." + number, "unit", "", Novelty.UNKNOWN))).toList()));
        assertEquals(Novelty.UNKNOWN, Known.NOTHING.novelty(new FailingTest("a.1", "unit", "", Novelty.UNKNOWN)));
    }

    @Test
    void coverageIsComparedOnlyWhereTheSameBuildsReportedIt() {
        shelf.reports.put("a", new Report("a", State.COMPLETE, null, new Coverage(80, 20, 0, 0)));
        shelf.reports.put("b", new Report("b", State.COMPLETE, null, new Coverage(1, 99, 0, 0)));
        Known before = digest(build("unit", "a")).known();
        shelf.reports.put("a", new Report("a", State.COMPLETE, null, new Coverage(785, 215, 0, 0)));
        assertEquals(new BigDecimal("-1.50"), digest(build("unit", "a")).comparedWith(before).linesChange());
        assertNull(digest(build("unit", "a"), build("load", "b")).comparedWith(before).linesChange());
        assertNull(digest(build("unit", "a")).comparedWith(Known.NOTHING).linesChange());
    }

    @Property(tries = 200)
    void countsAddUpAndCallsAreFewWhateverARunReported(@ForAll("runs") List<List<String>> run) {
        List<BuildResult> builds = new ArrayList<>();
        for (int build = 0; build < run.size(); build++) {
            String name = "build-" + build;
            List<String> arns = new ArrayList<>();
            for (String tests : run.get(build)) {
                String arn = name + "/" + arns.size();
                shelf.tests(arn, tests);
                arns.add(arn);
            }
            builds.add(build(name, arns.toArray(String[]::new)));
        }
        shelf.calls = 0;
        Digest digest = digest(builds.toArray(BuildResult[]::new));
        assertTrue(shelf.calls <= 73, () -> shelf.calls + " calls");
        TestCounts counts = digest.tests() == null ? TestCounts.NONE : digest.tests();
        assertEquals(run.stream().flatMap(List::stream).mapToLong(String::length).sum(), counts.total());
        assertEquals(counts.total(), counts.passed() + counts.failed() + counts.skipped());
        assertEquals(counts.failed(), digest.failing().size() + digest.failingNotListed());
        assertTrue(digest.failing().size() <= 500 && digest.slowest().size() <= 10);
        assertTrue(digest.known().failing().size() <= 500);
        Digest again = digest(builds.toArray(BuildResult[]::new));
        assertEquals(digest, again);
        assertTrue(again.comparedWith(digest.known()).failing().stream().noneMatch(test -> test.novelty() == Novelty.NEW));
    }

    @Provide
    Arbitrary<List<List<String>>> runs() {
        Arbitrary<String> tests = Combinators.combine(Arbitraries.strings().withChars("ppppfes").ofMaxLength(12),
                Arbitraries.of(1, 1, 1, 60)).as(String::repeat);
        return tests.list().ofMaxSize(4).list().ofMaxSize(40);
    }

    private Digest digest(BuildResult... builds) {
        return new ReportReading(shelf).of(List.of(builds)).digest();
    }

    private static BuildResult build(String name, String... reports) {
        return new BuildResult(name, "p", true, Outcome.SUCCEEDED, "p:1", "", new Build("p:1", name, 1, Outcome.SUCCEEDED, List.of(), null,
                null, null, List.of(reports)));
    }
}
