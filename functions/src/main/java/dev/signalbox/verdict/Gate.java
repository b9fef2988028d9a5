package dev.signalbox.verdict;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What the reports of a build that succeeded must at least say. What was not reported is not met.
 *
 * @param lines    covered lines in percent; null when nothing is asked
 * @param branches covered branches in percent; null when nothing is asked
 * @param tests    tests that ran (skipped ones did not); null when nothing is asked
 */
public record Gate(@Nullable BigDecimal lines, @Nullable BigDecimal branches, @Nullable Long tests) {

    /** Asks for nothing. */
    public static final Gate NONE = new Gate(null, null, null);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** What is not met, in one line of words; empty when all is. The comparison is exact, only its words are rounded (down). */
    public String unmet(BuildReports reports) {
        List<String> unmet = new ArrayList<>();
        Optional<Coverage> coverage = reports.coverage();
        if (lines != null) {
            percent("line", coverage.map(Coverage::linesCovered).orElse(0L), coverage.map(Coverage::linesMissed).orElse(0L), lines, unmet);
        }
        if (branches != null) {
            percent("branch", coverage.map(Coverage::branchesCovered).orElse(0L), coverage.map(Coverage::branchesMissed).orElse(0L),
                    branches, unmet);
        }
        if (tests != null) {
            long ran = reports.tests().map(TestCounts::ran).orElse(0L);
            if (ran < tests) {
                unmet.add((reports.tests().isEmpty() ? "no tests were reported" : ran + (ran == 1 ? " test ran" : " tests ran"))
                        + ", expected at least " + tests);
            }
        }
        String missing = reports.uncounted().words();
        return unmet.isEmpty() ? "" : String.join("; ", unmet) + (missing.isEmpty() ? "" : " (" + missing + ")");
    }

    private static void percent(String what, long covered, long missed, BigDecimal least, List<String> unmet) {
        long all = covered + missed;
        String expected = ", expected at least " + plain(least) + " %";
        if (all == 0) {
            unmet.add("no " + what + " coverage was reported" + expected);
        } else if (HUNDRED.multiply(BigDecimal.valueOf(covered)).compareTo(least.multiply(BigDecimal.valueOf(all))) < 0) {
            unmet.add(what + " coverage is " + plain(HUNDRED.multiply(BigDecimal.valueOf(covered))
                    .divide(BigDecimal.valueOf(all), Math.max(1, plainScale(least)), RoundingMode.DOWN)) + " %" + expected);
        }
    }

    private static int plainScale(BigDecimal number) {
        return number.stripTrailingZeros().scale();
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
