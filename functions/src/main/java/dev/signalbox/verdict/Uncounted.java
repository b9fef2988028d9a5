package dev.signalbox.verdict;

import java.util.List;
import java.util.StringJoiner;

import dev.signalbox.verdict.Report.State;

/**
 * Reports that are missing in what is told, by cause.
 *
 * @param gone       deleted or expired
 * @param generating not ready when the run was concluded
 * @param incomplete counted as far as they go
 * @param refused    not allowed to be read
 * @param leftOut    beyond the number that is read of one run
 */
public record Uncounted(int gone, int generating, int incomplete, int refused, int leftOut) {

    public static final Uncounted NONE = new Uncounted(0, 0, 0, 0, 0);

    /** Those among these reports. */
    public static Uncounted of(List<Report> reports) {
        return new Uncounted(count(reports, State.GONE), count(reports, State.GENERATING), count(reports, State.INCOMPLETE),
                count(reports, State.REFUSED), 0);
    }

    /** Whether every report was counted, wholly. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** In words: "1 report is gone, 2 reports were not ready"; empty when there are none. */
    public String words() {
        StringJoiner words = new StringJoiner(", ");
        add(words, gone, " is gone", " are gone");
        add(words, generating, " was not ready", " were not ready");
        add(words, incomplete, " is incomplete", " are incomplete");
        add(words, refused, " may not be read", " may not be read");
        add(words, leftOut, " was not read", " were not read");
        return words.toString();
    }

    Uncounted andLeftOut(int more) {
        return new Uncounted(gone, generating, incomplete, refused, leftOut + more);
    }

    private static void add(StringJoiner words, int number, String one, String several) {
        if (number > 0) {
            words.add(number == 1 ? "1 report" + one : number + " reports" + several);
        }
    }

    private static int count(List<Report> reports, State state) {
        return (int) reports.stream().filter(report -> report.state() == state).count();
    }
}
