package dev.signalbox.tell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.RunEnd;
import dev.signalbox.verdict.Verdict;

/**
 * What is counted of a run's end: ten series, all with the one dimension {@code Service}. Counts of runs are 0 or 1, so
 * that each of their series exists from the first run on.
 *
 * @param measures   the values, in the order of their names below
 * @param properties what the measures can be searched by in the log, without making series of their own
 */
public record Measurements(List<Measure> measures, Map<String, Object> properties) {

    public Measurements {
        measures = List.copyOf(measures);
    }

    /** One value. */
    public record Measure(String name, double value, Unit unit) {
    }

    /** The unit of a value. */
    public enum Unit {
        COUNT, SECONDS
    }

    /** Takes the measurements of one run to where they are counted. */
    @FunctionalInterface
    public interface Meter {
        void count(Measurements measurements);
    }

    /**
     * {@code Runs}, {@code RunsPassed}, {@code RunsFailed}, {@code RunsErrored}, {@code RunsCancelled} (superseded ones too),
     * {@code RunsBroken} (Signalbox itself broke, could not tell a pull request, or the run ran out of its own time: somebody must look),
     * {@code TimeToFeedback} (from the trigger to the verdict) and {@code RunDuration} (from the first build's submission to the
     * verdict; only of runs that started a build), {@code Tests} (that ran) and {@code TestsFailed} (only of runs whose builds
     * reported tests). Coverage is a property: a figure over all repositories would mean nothing.
     */
    public static Measurements of(Conclusion conclusion, RunEnd end) {
        List<Measure> measures = new ArrayList<>();
        Verdict verdict = conclusion.verdict();
        measures.add(new Measure("Runs", 1, Unit.COUNT));
        measures.add(count("RunsPassed", verdict == Verdict.PASSED));
        measures.add(count("RunsFailed", verdict == Verdict.FAILED));
        measures.add(count("RunsErrored", verdict == Verdict.ERRORED));
        measures.add(count("RunsCancelled", verdict == Verdict.CANCELLED || verdict == Verdict.SUPERSEDED));
        measures.add(count("RunsBroken", broken(end)));
        measures.add(new Measure("TimeToFeedback", conclusion.sinceTrigger().toMillis() / 1000.0, Unit.SECONDS));
        conclusion.sinceFirstBuild().ifPresent(duration ->
                measures.add(new Measure("RunDuration", duration.toMillis() / 1000.0, Unit.SECONDS)));
        if (conclusion.digest().tests() != null) {
            measures.add(new Measure("Tests", conclusion.digest().tests().ran(), Unit.COUNT));
            measures.add(new Measure("TestsFailed", conclusion.digest().tests().failed(), Unit.COUNT));
        }
        Map<String, Object> properties = properties(conclusion);
        properties.put("project", Message.projects(conclusion));
        if (conclusion.digest().tests() != null) {
            properties.put("testsSkipped", conclusion.digest().tests().skipped());
            properties.put("testsNewlyFailing", conclusion.digest().failing().stream()
                    .filter(test -> test.novelty() == Novelty.NEW).count());
        }
        if (conclusion.digest().coverage() != null) {
            conclusion.digest().coverage().lines().ifPresent(lines -> properties.put("lineCoverage", lines.doubleValue()));
            conclusion.digest().coverage().branches().ifPresent(branches -> properties.put("branchCoverage", branches.doubleValue()));
        }
        return new Measurements(measures, properties);
    }

    /** Of a run that could not be told where it belongs: {@code RunsBroken}, once more if it broke already. */
    public static Measurements untold(Conclusion conclusion) {
        return new Measurements(List.of(count("RunsBroken", true)), properties(conclusion));
    }

    private static Map<String, Object> properties(Conclusion conclusion) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("run", conclusion.run().id());
        properties.put("repository", PlainText.line(conclusion.run().repository(), 300));
        property(properties, "branch", conclusion.run().branch());
        property(properties, "tag", conclusion.run().tag());
        conclusion.run().onPullRequest().ifPresent(proposal -> property(properties, "pullRequest", proposal.id()));
        property(properties, "trigger", conclusion.run().trigger());
        return properties;
    }

    private static boolean broken(RunEnd end) {
        return switch (end) {
            case RunEnd.Broken _ -> true;
            case RunEnd.FromOutside outside -> outside.status() != RunEnd.Status.ABORTED;
            case RunEnd.ByItself _, RunEnd.FailedFast _, RunEnd.Refused _, RunEnd.Rejected _, RunEnd.Displaced _,
                    RunEnd.Withdrawn _ -> false;
        };
    }

    private static void property(Map<String, Object> properties, String name, String value) {
        String line = PlainText.line(value, 300);
        if (!line.isEmpty()) {
            properties.put(name, line);
        }
    }

    private static Measure count(String name, boolean happened) {
        return new Measure(name, happened ? 1 : 0, Unit.COUNT);
    }
}
