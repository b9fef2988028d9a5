package dev.signalbox.local.codebuild.reports;

/** How much of one source file, or of all, was run. */
record FileCoverage(String path, int linesCovered, int linesMissed, int branchesCovered, int branchesMissed) {

    private static final double WHOLE = 10_000;
    private static final double PART = 100;

    double lines() {
        return percentage(linesCovered, linesMissed);
    }

    double branches() {
        return percentage(branchesCovered, branchesMissed);
    }

    FileCoverage plus(FileCoverage other) {
        return new FileCoverage(path, linesCovered + other.linesCovered, linesMissed + other.linesMissed,
                branchesCovered + other.branchesCovered, branchesMissed + other.branchesMissed);
    }

    /** To two places, cut off as in AWS's examples (10 of 11 is 90.9); 0 of nothing. */
    private static double percentage(long covered, long missed) {
        return covered + missed == 0 ? 0 : Math.floor(WHOLE * covered / (covered + missed)) / PART;
    }
}
