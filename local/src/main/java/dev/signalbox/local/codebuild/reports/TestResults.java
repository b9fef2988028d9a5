package dev.signalbox.local.codebuild.reports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.signalbox.local.codebuild.reports.TestResult.Status;

/**
 * The test cases of one report. All are counted; 500 are kept, those that failed before the others (CodeBuild's user guide,
 * "Test report statuses").
 */
final class TestResults {

    static final int MOST = 500;

    private record Numbered(int number, TestResult result) { }

    private final Map<Status, Integer> counts = new EnumMap<>(Status.class);
    private final List<List<Numbered>> kept = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private int total;
    private long nanoSeconds;

    void add(TestResult result) {
        List<Numbered> alike = kept.get(switch (result.status()) {
            case FAILED -> 0;
            case ERROR -> 1;
            case SUCCEEDED, SKIPPED, UNKNOWN -> 2;
        });
        if (alike.size() < MOST) {
            alike.add(new Numbered(total, result));
        }
        total++;
        counts.merge(result.status(), 1, Integer::sum);
        nanoSeconds = saturated(nanoSeconds, result.nanoSeconds());
    }

    /** As many as are kept, in the order of the files. */
    List<TestResult> kept() {
        return kept.stream().flatMap(List::stream).limit(MOST).sorted(Comparator.comparingInt(Numbered::number))
                .map(Numbered::result).toList();
    }

    int total() {
        return total;
    }

    long nanoSeconds() {
        return nanoSeconds;
    }

    /** By CodeBuild's words, each of them. */
    Map<String, Integer> counts() {
        Map<String, Integer> all = new TreeMap<>();
        for (Status status : Status.values()) {
            all.put(status.name(), count(status));
        }
        return all;
    }

    boolean anyFailed() {
        return count(Status.FAILED) + count(Status.ERROR) > 0;
    }

    private int count(Status status) {
        return counts.getOrDefault(status, 0);
    }

    private static long saturated(long left, long right) {
        return left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right;
    }
}
