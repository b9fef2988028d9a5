package dev.signalbox.plan;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Occasion.Proposal;
import dev.signalbox.rules.Value;

/**
 * One build of a plan.
 *
 * @param name the check's, with the cell of its matrix: {@code unit (JAVA=21)}
 * @param rule what the rules say of it, without what it does not get
 * @param project the CodeBuild project it starts on
 * @param env its own values by name, those of its cell among them
 * @param patience further rounds of starting it while the account is busy
 * @param proposal what of a pull request it builds; without meaning for anything else
 * @param whole whether it gets all that the rules give it
 */
public record PlannedBuild(String name, BuildRule rule, String project, SortedMap<String, Value> env, int patience, Proposal proposal,
        boolean whole) {

    /** How long a build may wait in CodeBuild's queue: as long as CodeBuild lets it. */
    public static final Duration QUEUED = Duration.ofHours(8);

    private static final Duration SLACK = Duration.ofMinutes(10);

    public PlannedBuild {
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
    }

    /** The name of its check, which all cells of a matrix share. */
    public String check() {
        return rule.name();
    }

    /** How long the state machine waits for it: its own time, the queue's, and ten minutes for AWS. */
    public Duration longestWait() {
        return rule.timeout().plus(QUEUED).plus(SLACK);
    }
}
