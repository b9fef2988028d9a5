package dev.signalbox.run;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.Occasion.Overlap;

/**
 * Where a run stands with its groups, as its record keeps it.
 *
 * @param stopped whose places it took
 * @param dropped who waited where it holds or waits, and does not any more
 * @param end how its turn ended; null while it has not
 * @param concluded whether it has a verdict
 */
public record Place(RunId run, String repository, SortedMap<String, Overlap> groups, Instant triggeredAt, Stage stage, List<RunId> stopped,
        List<RunId> dropped, @Nullable End end, boolean concluded) {

    /** A run goes through these in their order, may leave some out, and never goes back. */
    public enum Stage { NEW, WAITS, HOLDS, OVER }

    /** How a turn ends. */
    public sealed interface End {

        /** Its execution ended. */
        record Ended() implements End {
        }

        /** One that people are told of. */
        sealed interface Told extends End {

            /** Why, as people read it. */
            String cause();
        }

        /** A newer run took its place. */
        record Superseded(RunId by) implements Told {

            @Override
            public String cause() {
                return "Superseded by run " + by + ".";
            }
        }

        /** It asked not to start while another is at work. */
        record Skipped(RunId by) implements End {
        }

        /** It was taken back. */
        record Withdrawn(String cause) implements Told {
        }
    }

    public Place {
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        stopped = List.copyOf(stopped);
        dropped = List.copyOf(dropped);
    }

    public static Place of(Claim claim) {
        return new Place(claim.run(), claim.repository(), claim.groups(), claim.triggeredAt(), Stage.NEW, List.of(), List.of(), null,
                false);
    }

    public Place holds(List<RunId> stops, List<RunId> drops) {
        return new Place(run, repository, groups, triggeredAt, Stage.HOLDS, stops, drops, null, concluded);
    }

    public Place waits(List<RunId> drops) {
        return new Place(run, repository, groups, triggeredAt, Stage.WAITS, stopped, drops, null, concluded);
    }

    public Place over(End how) {
        return new Place(run, repository, groups, triggeredAt, Stage.OVER, stopped, dropped, how, concluded);
    }

    boolean olderThan(Place other) {
        return triggeredAt.isBefore(other.triggeredAt);
    }
}
