package dev.signalbox.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.run.Place.End;
import dev.signalbox.run.Place.Stage;
import dev.signalbox.run.TurnStore.Move;

/**
 * What a run finds in its groups, once every holder that is not at work any more has left them; and what follows from it.
 *
 * @param heads its groups
 * @param others the runs that hold them or wait in them, as far as they are known
 */
record Situation(Place mine, List<GroupHead> heads, Map<RunId, Place> others) {

    /** The runs that hold one of the groups. */
    List<RunId> holders() {
        return heads.stream().flatMap(head -> holder(head).stream()).distinct().toList();
    }

    /** Who waits in a group, other than this run. */
    @Nullable Place waiting(GroupHead head) {
        Place place = head.waiting() == null || head.waiting().equals(mine.run()) ? null : others.get(head.waiting());
        return place == null || place.stage() != Stage.WAITS ? null : place;
    }

    /**
     * Where the run stands next.
     *
     * <p>The order of events does not matter: a run whose trigger is older than that of one which it would have been stopped or
     * dropped by, had it come in time, is superseded as it comes. Whoever comes to a group, to hold it or to wait for it, takes
     * the place of who waits there, so that nothing older ever begins after something newer.
     */
    Place next() {
        if (mine.stage() == Stage.NEW) {
            for (GroupHead head : heads) {
                for (RunId holder : holder(head)) {
                    if (overlap(head) == Overlap.SKIP) {
                        return mine.over(new End.Skipped(holder));
                    }
                }
            }
            for (GroupHead head : heads) {
                for (Place newer : newer(head)) {
                    return mine.over(new End.Superseded(newer.run()));
                }
            }
        }
        Set<RunId> dropped = new LinkedHashSet<>(mine.dropped());
        displaced().forEach(place -> dropped.add(place.run()));
        boolean takesAll = heads.stream().allMatch(head -> holder(head).isEmpty() || overlap(head) == Overlap.CANCEL);
        return takesAll ? mine.holds(holders(), List.copyOf(dropped)) : mine.waits(List.copyOf(dropped));
    }

    /** What has to be written so that the run stands there. */
    List<Move> moves(Place next, @Nullable String input) {
        List<Move> moves = new ArrayList<>();
        if (next.equals(mine)) {
            return moves;
        }
        moves.add(new Move.OfPlace(mine, next, input));
        if (next.stage() == Stage.OVER) {
            return moves;
        }
        boolean holds = next.stage() == Stage.HOLDS;
        heads.forEach(head -> moves.add(new Move.OfHead(head,
                holds ? head.heldBy(mine.run()).awaitedBy(null) : head.awaitedBy(mine.run()))));
        Stream.concat(holds ? next.stopped().stream().map(others::get) : Stream.of(), displaced().stream())
                .forEach(place -> moves.add(new Move.OfPlace(place, place.over(new End.Superseded(mine.run())), null)));
        return moves;
    }

    private Set<Place> displaced() {
        Set<Place> places = new LinkedHashSet<>();
        for (GroupHead head : heads) {
            Place place = waiting(head);
            if (place != null) {
                places.add(place);
            }
        }
        return places;
    }

    private List<Place> newer(GroupHead head) {
        List<Place> rivals = new ArrayList<>();
        if (overlap(head) == Overlap.CANCEL) {
            holder(head).forEach(holder -> rivals.add(others.get(holder)));
        }
        Place waiting = waiting(head);
        if (waiting != null) {
            rivals.add(waiting);
        }
        return rivals.stream().filter(mine::olderThan).toList();
    }

    private Overlap overlap(GroupHead head) {
        return mine.groups().getOrDefault(head.group(), Overlap.QUEUE);
    }

    private List<RunId> holder(GroupHead head) {
        return head.holder() == null || head.holder().equals(mine.run()) ? List.of() : List.of(head.holder());
    }
}
