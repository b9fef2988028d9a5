package dev.signalbox.plan;

import java.util.List;

/** What one trigger leads to. */
public sealed interface Plan {

    /**
     * Builds to run.
     *
     * @param waves at least one; a wave begins when the one before has passed
     * @param reasons of every build of the rules, in the order of their names
     */
    record Builds(List<Wave> waves, List<Reason> reasons) implements Plan {

        public Builds {
            waves = List.copyOf(waves);
            reasons = List.copyOf(reasons);
        }
    }

    /** Nothing can be built and people must be told why: a run without builds. */
    record Refusal(String reason) implements Plan {
    }

    /** Nothing is asked for, which nobody needs to be told. */
    record Nothing(String reason) implements Plan {
    }

    /** Builds that run at the same time, in the order of their names. */
    record Wave(List<PlannedBuild> builds) {

        public Wave {
            builds = List.copyOf(builds);
        }
    }

    /** Why a build runs, or does not. */
    record Reason(String build, boolean runs, String reason) {
    }
}
