package dev.signalbox.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.signalbox.verdict.Report.State;

class GateTest {

    @ParameterizedTest
    @CsvSource({
        "712, 288, 80, 'line coverage is 71.2 %, expected at least 80 %'",
        "800, 200, 80, ''",
        "79999, 20001, 80, 'line coverage is 79.9 %, expected at least 80 %'",
        "66666, 33334, 66.67, 'line coverage is 66.66 %, expected at least 66.67 %'",
        "1, 2, 33.3, ''",
        "0, 9, 0.5, 'line coverage is 0 %, expected at least 0.5 %'",
        "0, 0, 80, 'no line coverage was reported, expected at least 80 %'",
    })
    void coverageIsComparedExactlyAndToldRoundedDown(long covered, long missed, BigDecimal least, String unmet) {
        assertEquals(unmet, new Gate(least, null, null).unmet(coverage(new Coverage(covered, missed, 0, 0))));
    }

    @Test
    void allThatIsNotMetIsSaid() {
        assertEquals("line coverage is 50 %, expected at least 80 %; no branch coverage was reported, expected at least 70.5 %; "
                + "1 test ran, expected at least 100",
                new Gate(new BigDecimal("80"), new BigDecimal("70.5"), 100L).unmet(new BuildReports(List.of(
                        new Report("a", State.COMPLETE, new TestCounts(9, 1, 0, 8), null),
                        new Report("b", State.COMPLETE, null, new Coverage(1, 1, 0, 0))))));
    }

    @Test
    void aBuildWithoutReportsMeetsNoGateButTheOneThatAsksForNothing() {
        assertEquals("no line coverage was reported, expected at least 80 %; no tests were reported, expected at least 1",
                new Gate(new BigDecimal("80.0"), null, 1L).unmet(BuildReports.NONE));
        assertEquals("", Gate.NONE.unmet(BuildReports.NONE));
    }

    @Test
    void aReportThatWasNotReadyIsNamedWithWhatItsLackMissed() {
        assertEquals("no tests were reported, expected at least 1 (1 report was not ready)",
                new Gate(null, null, 1L).unmet(new BuildReports(List.of(Report.without("a", State.GENERATING)))));
    }

    @Test
    void severalReportsWeighByTheirLines() {
        assertEquals("", new Gate(new BigDecimal("90"), null, null).unmet(new BuildReports(List.of(
                new Report("a", State.COMPLETE, null, new Coverage(0, 10, 0, 0)),
                new Report("b", State.COMPLETE, null, new Coverage(90, 0, 0, 0))))));
    }

    @Property
    void aGateIsMetExactlyWhenTheShareIsLargeEnough(@ForAll @LongRange(min = 0, max = 100_000) long covered,
            @ForAll @LongRange(min = 1, max = 100_000) long missed, @ForAll @IntRange(min = 0, max = 1000) int tenths) {
        boolean met = covered * 1000 >= tenths * (covered + missed);
        assertEquals(met, new Gate(BigDecimal.valueOf(tenths, 1), null, null)
                .unmet(coverage(new Coverage(covered, missed, 0, 0))).isEmpty());
    }

    private static BuildReports coverage(Coverage coverage) {
        return new BuildReports(List.of(new Report("a", State.COMPLETE, null, coverage)));
    }
}
