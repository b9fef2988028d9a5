package dev.signalbox.pullrequest;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.TestCounts;
import dev.signalbox.verdict.Verdict;

/**
 * All that is shown of a pull request: its comment and its votes follow from it. It is about one revision, the current one as far as
 * anybody knows.
 *
 * @param comment the id of our comment; empty while there is none
 * @param revision null while nothing is known
 * @param attempts how many runs there were for this revision
 * @param asked which attempt each request for a run got (the ids of comments, {@code approval}), so that what comes twice asks once
 * @param checks in the order of the plan
 * @param ruling the verdict of a run that built nothing, or did not come to its own end; null where the checks tell
 * @param reports what the checks' reports say
 * @param rulesChange what the pull request's own rules file changes, a line each; empty where it changes nothing
 * @param answers to commands, the newest last, a line each
 * @param overridden who set the approval rules aside, as {@code user/ada}; empty while they hold
 * @param superseded the commit of the revision before, where it was still being built; empty otherwise
 * @param approved the checks that approve this revision, as far as we voted
 */
public record Board(String repository, String pullRequest, String comment, @Nullable Revision revision, Stage stage, int attempts,
        SortedMap<String, Integer> asked, List<Check> checks, @Nullable Ruling ruling, Reports reports, List<String> rulesChange,
        List<String> answers, String overridden, String superseded, SortedSet<String> approved) {

    /** What became of the pull request. */
    public enum Stage { OPEN, CLOSED, MERGED }

    /** Why a run has the verdict it has, where its builds do not tell. */
    public record Ruling(Verdict verdict, String reason) {
    }

    /**
     * What builds reported.
     *
     * @param tests null when none reported tests
     * @param failing at most 20, in the order in which they matter
     * @param lines covered lines in percent; null when unknown
     * @param linesChange percentage points more (or less) than on the target branch; null when unknown
     */
    public record Reports(@Nullable TestCounts tests, List<FailingTest> failing, @Nullable BigDecimal lines,
            @Nullable BigDecimal linesChange) {

        public static final Reports NONE = new Reports(null, List.of(), null, null);

        public Reports {
            failing = List.copyOf(failing);
        }
    }

    public Board {
        asked = Collections.unmodifiableSortedMap(new TreeMap<>(asked));
        checks = List.copyOf(checks);
        rulesChange = List.copyOf(rulesChange);
        answers = List.copyOf(answers);
        approved = Collections.unmodifiableSortedSet(new TreeSet<>(approved));
    }

    /** The board of a pull request of which nothing is known. */
    public static Board empty(String repository, String pullRequest) {
        return new Board(repository, pullRequest, "", null, Stage.OPEN, 0, new TreeMap<>(), List.of(), null, Reports.NONE, List.of(),
                List.of(), "", "", new TreeSet<>());
    }
}
