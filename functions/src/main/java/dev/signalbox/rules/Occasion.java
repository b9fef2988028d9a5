package dev.signalbox.rules;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** When a build runs: one entry below {@code on}. */
public sealed interface Occasion {

    /** A push to a branch. */
    record Push(Patterns branches, Filters filters) implements Occasion {
    }

    /** A tag that was created or moved; {@code filters} has no paths. */
    record Tag(Patterns tags, Filters filters) implements Occasion {
    }

    /**
     * A pull request that was opened or got new commits.
     *
     * @param targets the branch it leads to
     * @param sources the branch it comes from
     * @param build what of it is built
     * @param trusted whether the build gets what builds of branches get, once somebody approved; otherwise it runs apart, without secrets
     */
    record PullRequest(Patterns targets, Patterns sources, Filters filters, Proposal build, boolean trusted) implements Occasion {

        /** One that is built as it would be merged, and not trusted. */
        public PullRequest(Patterns targets, Patterns sources, Filters filters) {
            this(targets, sources, filters, Proposal.MERGE, false);
        }
    }

    /**
     * A time.
     *
     * @param expression as EventBridge Scheduler takes it: {@code cron(0 3 ? * MON-FRI *)} or {@code rate(6 hours)}
     * @param timezone an IANA name; {@code UTC} unless the file says otherwise
     * @param branch whose tip is built; empty for the repository's default branch
     * @param unlessUnchanged whether nothing is built when this schedule built the same commit the last time
     * @param inputs plain values by name that the build gets besides its own
     * @param overlap what happens when the run of the slot before is still at work
     */
    record Schedule(String expression, String timezone, String branch, boolean unlessUnchanged, SortedMap<String, String> inputs,
            Overlap overlap) implements Occasion {

        public Schedule {
            inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
        }
    }

    /** What of a pull request is built: the result of merging it, or its source as it is. */
    enum Proposal {
        MERGE, SOURCE
    }

    /** A request by hand that names no builds. One that names builds runs those, whatever their occasions. */
    record Manual() implements Occasion {
    }

    /** What a slot does while the run of an earlier slot is at work: nothing, wait for its end, or stop it. */
    enum Overlap {
        SKIP, QUEUE, CANCEL
    }
}
