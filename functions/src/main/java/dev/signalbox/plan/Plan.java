package dev.signalbox.plan;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Notice;
import dev.signalbox.rules.Occasion.Overlap;

/** What one trigger leads to. */
public sealed interface Plan {

    /**
     * Builds to run, or to tell of.
     *
     * @param waves a wave begins when the one before has passed; none only where builds are held, or required ones unneeded
     * @param reasons of every build of the rules, in the order of their names
     * @param env what every build of the run finds in its environment: {@code SIGNALBOX_*}
     * @param groups runs that must not overlap with this one, in the order of their names: those of the builds, and the one that the run
     *               has of itself, {@code branch:main} or {@code pull-request:7}
     * @param overlap what happens while the run of the same schedule's slot before is at work; null where no schedule asks
     * @param notices the verdicts that are meant for people; empty: all
     * @param held builds that a pull request leads to once it is approved, in the order of their names
     * @param unneeded builds that a pull request would lead to if it touched other paths, in the order of their names
     */
    record Builds(List<Wave> waves, List<Reason> reasons, SortedMap<String, String> env, List<BuildRule.Group> groups,
            @Nullable Overlap overlap, List<Notice> notices, List<Held> held, List<Unneeded> unneeded) implements Plan {

        public Builds {
            waves = List.copyOf(waves);
            reasons = List.copyOf(reasons);
            env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
            groups = List.copyOf(groups);
            notices = List.copyOf(notices);
            held = List.copyOf(held);
            unneeded = List.copyOf(unneeded);
        }

        /** The builds of all waves, in their order. */
        public List<PlannedBuild> all() {
            return waves.stream().flatMap(wave -> wave.builds().stream()).toList();
        }
    }

    /** Nothing can be built and people must be told why: a run without builds. */
    record Refusal(String reason) implements Plan {
    }

    /** What is proposed can't pass as it is, and people must be told why: a run without builds that failed. */
    record Rejection(String reason) implements Plan {
    }

    /**
     * Nothing is asked for, which nobody needs to be told.
     *
     * @param reasons of every build of the rules, in the order of their names; empty where none was looked at
     */
    record Nothing(String reason, List<Reason> reasons) implements Plan {

        public Nothing {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Builds that run at the same time, in the order of their names.
     *
     * @param concurrency most of them at once
     */
    record Wave(List<PlannedBuild> builds, int concurrency) {

        public Wave {
            builds = List.copyOf(builds);
        }
    }

    /**
     * A build that waits until somebody other than the author of a pull request approves the very revision.
     *
     * @param check its name
     */
    record Held(String check, boolean required) {
    }

    /**
     * A build that a pull request need not pass, since it touches none of the paths that the build is about.
     *
     * @param check its name
     */
    record Unneeded(String check, boolean required, String reason) {
    }

    /** Why a build runs, or does not. */
    record Reason(String build, boolean runs, String reason) {
    }
}
