package dev.signalbox.rules;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * One build that a repository asks for.
 *
 * @param name 2 to 40 of {@code [A-Za-z0-9_.-]}; the name of its check
 * @param on when it runs: on any of these
 * @param when what must hold besides, whatever the occasion
 * @param machine where it runs
 * @param buildspec what it does
 * @param env values by name
 * @param needs names of builds that must pass first
 * @param matrix makes several builds of it, one a cell
 * @param timeout 5 to 2160 minutes, CodeBuild's own bounds
 * @param required whether the verdict depends on it
 * @param failFast whether, when it does not pass, the other builds of its wave are stopped at once
 * @param group runs that must not overlap with its run; null: it says nothing of them
 * @param gate what its reports must show
 * @param artifacts where its artifacts go, by identifier, the primary ones under the empty text; empty: as its project says
 * @param logs where its log goes; null: as its project says
 */
public record BuildRule(String name, List<Occasion> on, When when, Machine machine, Buildspec buildspec, SortedMap<String, Value> env,
        List<String> needs, Matrix matrix, Duration timeout, boolean required, boolean failFast, @Nullable Group group, Gate gate,
        SortedMap<String, Artifacts> artifacts, @Nullable Logs logs) {

    static final Duration TIMEOUT = Duration.ofHours(1);

    public BuildRule {
        on = List.copyOf(on);
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        needs = List.copyOf(needs);
        artifacts = Collections.unmodifiableSortedMap(new TreeMap<>(artifacts));
    }

    /** A build that leaves everything but its occasions to the defaults. */
    static BuildRule named(String name, List<Occasion> on) {
        return new BuildRule(name, on, When.ALWAYS, Machine.DEFAULT, Buildspec.DEFAULT, new TreeMap<>(), List.of(), Matrix.NONE, TIMEOUT,
                true, false, null, Gate.OPEN, new TreeMap<>(), null);
    }

    /** The same with another buildspec. */
    public BuildRule withBuildspec(Buildspec other) {
        return new BuildRule(name, on, when, machine, other, env, needs, matrix, timeout, required, failFast, group, gate, artifacts, logs);
    }

    /** The same with less. */
    public BuildRule with(Machine lesserMachine, SortedMap<String, Value> lesserEnv, SortedMap<String, Artifacts> lesserArtifacts,
            @Nullable Logs lesserLogs) {
        return new BuildRule(name, on, when, lesserMachine, buildspec, lesserEnv, needs, matrix, timeout, required, failFast, group, gate,
                lesserArtifacts, lesserLogs);
    }

    /**
     * Where a build runs. What is empty or null is left to the project.
     *
     * @param project the CodeBuild project; empty for the stack's own
     * @param image such as {@code aws/codebuild/amazonlinux-x86_64-standard:5.0}
     * @param compute CodeBuild's compute type, such as {@code BUILD_GENERAL1_LARGE}
     * @param environment CodeBuild's environment type, such as {@code ARM_CONTAINER}
     * @param privileged whether it may run Docker; null: as the project says
     */
    public record Machine(String project, String image, String compute, String environment, @Nullable Boolean privileged) {

        /** The stack's own project as it is. */
        public static final Machine DEFAULT = new Machine("", "", "", "", null);
    }

    /**
     * Runs of one repository that are in the same group do not overlap.
     *
     * @param name 1 to 64 of {@code [A-Za-z0-9_.-]}; empty for the group that a run has of itself, the branch's or the pull request's
     * @param cancel whether a newer run stops an older one; otherwise it waits for it
     */
    public record Group(String name, boolean cancel) {

        /** Whether it is the group that a run has of itself. */
        public boolean isDefault() {
            return name.isEmpty();
        }
    }

    /**
     * What a build's reports must show for its run to pass; 0 asks nothing.
     *
     * @param lines least coverage of lines, in percent
     * @param branches least coverage of branches, in percent
     * @param tests least number of tests that ran
     */
    public record Gate(double lines, double branches, long tests) {

        /** Asks nothing. */
        public static final Gate OPEN = new Gate(0, 0, 0);
    }

    /**
     * Where artifacts go, in S3.
     *
     * @param bucket its name; empty for the stack's own
     * @param path of the folder in the bucket, without a leading {@code /}; empty: repository and run name it
     * @param name of the object or folder; empty: the check's name, or what the buildspec says
     * @param zip whether they are packed into one ZIP file
     * @param key the ARN or alias of the KMS key that encrypts them; empty: the stack's for its own bucket, the project's otherwise
     */
    public record Artifacts(String bucket, String path, String name, boolean zip, String key) {
    }

    /**
     * Where a build's log goes. It must go somewhere.
     *
     * @param cloudWatch whether it goes to CloudWatch Logs
     * @param group the log group; empty: as the project says
     * @param stream a prefix of the log stream; empty: none
     * @param s3 whether it goes to S3 as well
     * @param bucket the bucket; empty for the stack's own
     * @param prefix the folder in the bucket; empty: repository and run name it
     */
    public record Logs(boolean cloudWatch, String group, String stream, boolean s3, String bucket, String prefix) {
    }
}
