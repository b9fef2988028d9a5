package dev.signalbox.verdict;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** How many lines and branches of the code the tests went through. Several reports weigh by their lines and branches. */
public record Coverage(long linesCovered, long linesMissed, long branchesCovered, long branchesMissed) {

    public static final Coverage NONE = new Coverage(0, 0, 0, 0);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Both together. */
    public Coverage plus(Coverage other) {
        return new Coverage(linesCovered + other.linesCovered, linesMissed + other.linesMissed,
                branchesCovered + other.branchesCovered, branchesMissed + other.branchesMissed);
    }

    /** The covered lines in percent, rounded down to two digits so that 79.999 is never told as 80; empty when there are none. */
    public Optional<BigDecimal> lines() {
        return percent(linesCovered, linesMissed);
    }

    /** As {@link #lines}; empty also when the tool that made the report does not look at branches. */
    public Optional<BigDecimal> branches() {
        return percent(branchesCovered, branchesMissed);
    }

    private static Optional<BigDecimal> percent(long covered, long missed) {
        return covered + missed == 0 ? Optional.empty() : Optional.of(BigDecimal.valueOf(covered).multiply(HUNDRED)
                .divide(BigDecimal.valueOf(covered + missed), 2, RoundingMode.DOWN));
    }
}
