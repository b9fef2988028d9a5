package dev.signalbox.run;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.signalbox.rules.Occasion.Overlap;

/**
 * What a run asks for before it starts: all its groups at once.
 *
 * @param repository whose groups they are: the same name in another repository is another group
 * @param groups by name what to do while another run is in the group; at most {@value #MOST_GROUPS}
 * @param triggeredAt when its trigger happened, which says who is newer: events come in any order
 * @param input what its execution is started with, at most {@link RunInput#LONGEST} bytes
 */
public record Claim(RunId run, String repository, SortedMap<String, Overlap> groups, Instant triggeredAt, String input) {

    /** So that a turn fits into one transaction, which takes 100 items: of each group its own, its holder's, and who waits in it. */
    public static final int MOST_GROUPS = 32;

    public Claim {
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        if (groups.size() > MOST_GROUPS) {
            throw new IllegalArgumentException("run %s asks for %d groups, expected at most %d".formatted(run, groups.size(), MOST_GROUPS));
        }
    }

    /** The name of a schedule's own group; names of groups in rules have no colon. */
    public static String ofSchedule(String schedule) {
        return "schedule:" + schedule;
    }
}
