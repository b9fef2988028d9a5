package dev.signalbox.local.codebuild.reports;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The coverage of one report, put together line by line: what several files or classes tell of a source file counts once. Bounds:
 * 20,000 source files, 50 million lines and a million lines with branches in all.
 */
final class Coverage {

    private static final int MOST_FILES = 20_000;
    private static final long MOST_LINES = 50_000_000;
    private static final int MOST_FORKS = 1_000_000;
    private static final int MOST_BRANCHES = 1_000;

    private record Fork(int covered, int all) { }

    private static final class Lines {
        private final BitSet all = new BitSet();
        private final BitSet covered = new BitSet();
        private final Map<Integer, Fork> forks = new HashMap<>();

        FileCoverage sum(String path) {
            int branchesCovered = forks.values().stream().mapToInt(Fork::covered).sum();
            return new FileCoverage(path, covered.cardinality(), all.cardinality() - covered.cardinality(), branchesCovered,
                    forks.values().stream().mapToInt(Fork::all).sum() - branchesCovered);
        }
    }

    private final Map<String, Lines> files = new TreeMap<>();
    private long lines;
    private int forks;

    /** A line that can be run, and its branches: those covered among all of them, 0 of 0 where it has none. */
    void line(String path, int number, boolean covered, int branchesCovered, int branches) throws ReportProblem {
        Lines file = files.get(path);
        if (file == null) {
            require(files.size() < MOST_FILES, "more than %,d source files".formatted(MOST_FILES));
            file = new Lines();
            files.put(path, file);
        }
        lines += Math.max(0L, number + 1L - file.all.length());
        require(lines <= MOST_LINES, "more than %,d lines".formatted(MOST_LINES));
        file.all.set(number);
        if (covered) {
            file.covered.set(number);
        }
        if (branches > 0) {
            Fork known = file.forks.get(number);
            if (known == null) {
                require(++forks <= MOST_FORKS, "more than %,d lines with branches".formatted(MOST_FORKS));
            }
            Fork told = new Fork(Math.min(Math.min(branchesCovered, branches), MOST_BRANCHES), Math.min(branches, MOST_BRANCHES));
            file.forks.put(number, known == null ? told
                    : new Fork(Math.max(known.covered, told.covered), Math.max(known.all, told.all)));
        }
    }

    /** Every source file, by its path. */
    List<FileCoverage> files() {
        return files.entrySet().stream().map(file -> file.getValue().sum(file.getKey())).toList();
    }

    private static void require(boolean met, String what) throws ReportProblem {
        if (!met) {
            throw new ReportProblem(what);
        }
    }
}
