package dev.signalbox.plan;

/**
 * How long a run goes on trying to start its builds while CodeBuild is busy. Step Functions ends an execution at 25,000 history
 * events; ours stay below 20,000 at the worst. One round is eight attempts and about 30 events; whatever else a build can cost,
 * its first two rounds and a second start after a FAULT included, is about 80 events.
 */
final class Patience {

    /** Most builds of one run: with more, even the least patience could go beyond the history's limit. */
    static final int MOST_BUILDS = 200;
    /** Rounds of one build that fill a day. */
    static final int MOST_ROUNDS = 141;

    private static final int EVENTS = 19_000;
    private static final int EVENTS_OF_A_BUILD = 80;
    private static final int EVENTS_OF_A_ROUND = 30;

    private Patience() {
    }

    /** Further rounds, 0 to 141, that each of a run's builds may take. */
    static int of(int builds) {
        return Math.clamp((EVENTS / builds - EVENTS_OF_A_BUILD) / EVENTS_OF_A_ROUND, 0, MOST_ROUNDS);
    }
}
