package dev.signalbox.plan;

import dev.signalbox.rules.Rules;

/**
 * How long a run goes on trying to start its builds while CodeBuild is busy. Step Functions ends an execution at 25,000 history
 * events; ours stay below 20,000 at the worst. One round is a first attempt, six more because CodeBuild is busy and two because
 * it is in trouble: at most 31 events. Whatever else a build can cost, its first round and a second start after a FAULT included,
 * is at most 72 events.
 */
final class Patience {

    /** Rounds of one build that fill a day: one takes about five minutes. */
    static final int MOST_ROUNDS = 277;

    static final int EVENTS = 19_000;
    static final int EVENTS_OF_A_BUILD = 72;
    static final int EVENTS_OF_A_ROUND = 31;

    private Patience() {
    }

    /**
     * Further rounds, 0 to 277, that each of a run's builds may take.
     *
     * @param builds 1 to {@link Rules#MOST_BUILDS}
     */
    static int of(int builds) {
        return Math.clamp((EVENTS / builds - EVENTS_OF_A_BUILD) / EVENTS_OF_A_ROUND, 0, MOST_ROUNDS);
    }
}
