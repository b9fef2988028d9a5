package dev.signalbox.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.run.Executions.State;
import dev.signalbox.run.Place.End;
import dev.signalbox.run.Place.Stage;
import dev.signalbox.run.TurnStore.Move;

/**
 * Sees to it that runs of one group do not overlap: of each group one run is at work and at most one waits, the newest.
 *
 * <p>A run starts when it holds all its groups. While another run holds one of them, it is skipped if it asked for that; it takes
 * their holders' places if it may stop all of them; otherwise it waits in all its groups, and who waited there is dropped.
 *
 * <p><b>How to call it.</b> For a run: keep its record, note it with {@link References#add}, then {@link #take}; on
 * {@link Turn.Taken} start it with the very input of that; on {@link Turn.Skipped}, {@link Turn.Superseded} and
 * {@link Turn.Over}, and when the start finds the name used by an execution that ended, {@link References#remove} it again. For
 * every end of an execution of the state machine, however it ended: conclude it if need be, then {@link #release} it, then
 * {@link References#remove} it. For a deleted reference: {@link #withdraw} each of {@link References#runs}.
 *
 * <p><b>What holds when Route dies in between</b>, and is called again with the same event or not at all: the input of a run that
 * asked for groups is written in the same transaction as its turn. So whoever next meets a run that holds its groups and has no
 * execution does what was left to do for it and starts it; Step Functions answers a second start of the same name and input
 * alike. A run is superseded in the transaction that takes its place, and stopped before its successor starts. Was it never
 * started, then its name is used up by an execution without builds that tells of it: the Route that was about to start it is
 * refused. The event of an end may come late, twice or never: whoever finds a group held asks whether the holder is at work.
 *
 * <p>What may pass, {@link GroupIsBusy} included, is thrown unchecked; doing it all again is safe.
 */
public final class Turns {

    private static final int TRIES = 50;

    private final TurnStore store;
    private final Executions executions;

    public Turns(TurnStore store, Executions executions) {
        this.store = store;
        this.executions = executions;
    }

    /** Asks for a run's turn. The same claim again gets the same answer, or what became of it since. */
    public Turn take(Claim claim) throws StartRefused {
        if (claim.groups().isEmpty()) {
            return new Turn.Taken(List.of(), List.of(), claim.input());
        }
        Settled settled = settle(Place.of(claim), claim.input());
        Place place = settled.place();
        return switch (place.end()) {
            case End.Superseded superseded -> {
                end(place, superseded);
                yield new Turn.Superseded(superseded.by());
            }
            case End.Skipped(RunId by) -> new Turn.Skipped(by);
            case End.Ended _, End.Withdrawn _ -> new Turn.Over();
            case null -> {
                doWhatIsLeft(place);
                yield place.stage() == Stage.HOLDS ? new Turn.Taken(place.stopped(), place.dropped(), input(claim, settled))
                        : new Turn.Waits(settled.behind(), place.dropped());
            }
        };
    }

    /**
     * Gives a run's groups free, because its execution ended, and starts the runs that waited and can begin now.
     *
     * @return the runs that were started
     */
    public List<RunId> release(RunId ended) throws StartRefused {
        Optional<Place> place = store.place(ended);
        return place.isPresent() ? begin(free(ended, place.get().repository(), place.get().groups().keySet()), null) : List.of();
    }

    /**
     * Ends a run, whether it is at work or waits, and sees to it that this is told. One that ended already, or was never known,
     * is left alone.
     *
     * @param reason why, as people read it: {@code Branch topic was deleted.}
     * @return whether it had not ended yet, as far as can be told
     */
    public boolean withdraw(RunId run, String reason) throws StartRefused {
        Optional<Place> place = store.place(run);
        boolean ended = executions.state(run) == State.ENDED;
        if (place.isEmpty()) {
            return !ended && executions.stop(run, reason);
        }
        if (place.get().end() == null) {
            end(place.get(), new End.Withdrawn(reason));
            leave(run, place.get().repository(), place.get().groups().keySet(), Set.of(Stage.WAITS), new End.Withdrawn(reason));
        } else if (place.get().end() instanceof End.Told told) {
            end(place.get(), told);
        }
        return !ended && place.get().end() == null;
    }

    /** Whoever starts a run starts it with the same: Step Functions takes a second start for the first only then. */
    private String input(Claim claim, Settled settled) {
        return settled.anew() ? claim.input() : store.input(claim.run()).orElse(claim.input());
    }

    /**
     * Ends a run that is of no use any more, as {@link #withdraw} does, but not half-way when one of its groups queues: such a run must
     * come to its own end.
     */
    boolean outdate(RunId run, String reason) throws StartRefused {
        Optional<Place> place = store.place(run);
        boolean goesOn = place.isPresent() && place.get().stage() == Stage.HOLDS && place.get().groups().containsValue(Overlap.QUEUE)
                && executions.state(run) == State.AT_WORK;
        return !goesOn && withdraw(run, reason);
    }

    /** Where a run came to stand, and behind whom; and whether it asked for the first time. */
    private record Settled(Place place, List<RunId> behind, boolean anew) {
    }

    /** Brings a run as far as it can come now, and writes that down. */
    private Settled settle(Place wish, @Nullable String input) throws StartRefused {
        Set<RunId> seenWaiting = new HashSet<>();
        for (int tries = 0; tries < TRIES; tries++) {
            Place mine = store.place(wish.run()).orElse(wish);
            if (mine.stage() == Stage.HOLDS || mine.stage() == Stage.OVER) {
                return new Settled(mine, List.of(), false);
            }
            Situation situation = situation(mine);
            Set<RunId> unbegun = new LinkedHashSet<>();
            if (repaired(situation, seenWaiting, unbegun)) {
                continue;
            }
            Place next = situation.next();
            List<Move> moves = situation.moves(next, mine.stage() == Stage.NEW && !(next.end() instanceof End.Skipped) ? input : null);
            if (moves.isEmpty() || store.make(moves)) {
                if (next.stage() != Stage.HOLDS) {
                    for (RunId run : unbegun) {
                        begin(run);
                    }
                }
                return new Settled(next, next.stage() == Stage.WAITS ? situation.holders() : List.of(), mine.stage() == Stage.NEW);
            }
        }
        throw new GroupIsBusy(wish.run());
    }

    /**
     * Does what lost events and Routes that died left undone in a run's groups: holders that are not at work leave them, and who
     * waits in a group that nobody holds begins. Whether something changed.
     *
     * @param seenWaiting runs that wait and can't begin yet
     * @param unbegun gets the holders that are still to be started
     */
    private boolean repaired(Situation situation, Set<RunId> seenWaiting, Set<RunId> unbegun) throws StartRefused {
        RunId mine = situation.mine().run();
        for (GroupHead head : situation.heads()) {
            RunId holder = head.holder();
            Place waiting = situation.waiting(head);
            if (holder != null && !holder.equals(mine)) {
                if (isGone(holder, situation.others().get(holder), unbegun)) {
                    Set<String> groups = new TreeSet<>(Set.of(head.group()));
                    store.place(holder).ifPresent(place -> groups.addAll(place.groups().keySet()));
                    begin(free(holder, head.repository(), groups), mine);
                    return true;
                }
            } else if (holder == null && waiting != null && seenWaiting.add(waiting.run())
                    && settle(waiting, null).place().stage() == Stage.HOLDS) {
                begin(waiting.run());
                return true;
            }
        }
        return false;
    }

    /** Whether a holder has no business in its groups any more: it ended, or was superseded (and is stopped here, if it was not). */
    private boolean isGone(RunId holder, @Nullable Place place, Set<RunId> unbegun) throws StartRefused {
        if (place == null || place.concluded()) {
            return true;
        }
        if (place.end() instanceof End.Told told) {
            end(place, told);
        }
        if (place.end() != null) {
            return true;
        }
        State state = executions.state(holder);
        if (state == State.UNKNOWN) {
            unbegun.add(holder);
        }
        return state == State.ENDED;
    }

    /** Takes a run whose execution ended out of its groups, and says how these are afterwards. */
    private List<GroupHead> free(RunId run, String repository, Set<String> groups) {
        leave(run, repository, groups, Set.of(Stage.WAITS, Stage.HOLDS), new End.Ended());
        return heads(repository, groups);
    }

    /** Takes a run out of its groups, if it is at one of these stages. */
    private void leave(RunId run, String repository, Set<String> groups, Set<Stage> from, End how) {
        for (int tries = 0; tries < TRIES; tries++) {
            List<Move> moves = new ArrayList<>();
            store.place(run).filter(place -> from.contains(place.stage()))
                    .ifPresent(place -> moves.add(new Move.OfPlace(place, place.over(how), null)));
            for (GroupHead head : heads(repository, groups)) {
                GroupHead now = run.equals(head.waiting()) ? head.awaitedBy(null) : head;
                if (from.contains(Stage.HOLDS) && run.equals(head.holder())) {
                    now = now.heldBy(null);
                }
                if (!now.equals(head)) {
                    moves.add(new Move.OfHead(head, now));
                }
            }
            if (moves.isEmpty() || store.make(moves)) {
                return;
            }
        }
        throw new GroupIsBusy(run);
    }

    /** Begins who waits in these groups and can begin, and who holds them and was not begun; but never the run that asks. */
    private List<RunId> begin(List<GroupHead> heads, @Nullable RunId asking) throws StartRefused {
        Set<RunId> candidates = new LinkedHashSet<>();
        heads.forEach(head -> Stream.of(Optional.ofNullable(head.holder()), Optional.ofNullable(head.waiting()))
                .flatMap(Optional::stream).filter(run -> !run.equals(asking)).forEach(candidates::add));
        List<RunId> begun = new ArrayList<>();
        for (RunId run : candidates) {
            Place place = store.place(run).orElse(null);
            if (place != null && place.stage() == Stage.WAITS) {
                place = settle(place, null).place();
            }
            if (place != null && place.stage() == Stage.HOLDS && executions.state(run) == State.UNKNOWN && begin(run)) {
                begun.add(run);
            }
        }
        return begun;
    }

    /** Starts a run that holds its groups, as the Route that gave it its turn would have; whether it is at work now. */
    private boolean begin(RunId run) throws StartRefused {
        Place place = store.place(run).orElse(null);
        if (place == null || place.stage() != Stage.HOLDS) {
            return false;
        }
        doWhatIsLeft(place);
        Optional<String> input = store.input(run);
        return input.isPresent() && executions.start(run, input.get()).isPresent();
    }

    /** What comes between a turn and a start: the runs whose place it took are stopped, and those it dropped are told. */
    private void doWhatIsLeft(Place place) throws StartRefused {
        for (RunId run : Stream.concat(place.stopped().stream(), place.dropped().stream()).toList()) {
            Optional<Place> superseded = store.place(run);
            if (superseded.isPresent()) {
                end(superseded.get(), new End.Superseded(place.run()));
            }
        }
    }

    /**
     * Ends a run that may be at work, may wait, and may be about to start. The execution that tells of it takes its name; where
     * the name is taken, there is something to stop.
     */
    private void end(Place place, End.Told why) throws StartRefused {
        State state = executions.state(place.run());
        if (state == State.ENDED) {
            return;
        }
        if (state == State.UNKNOWN) {
            doWhatIsLeft(place);
        }
        if (!tell(place.run(), why)) {
            executions.stop(place.run(), why.cause());
        }
    }

    /** Starts the execution that tells of a run which did not begin; false when the run began after all. */
    private boolean tell(RunId run, End.Told why) throws StartRefused {
        Optional<String> input = store.input(run);
        return input.isPresent() && executions.start(run, Unbegun.input(input.get(), why)).isPresent();
    }

    private Situation situation(Place mine) {
        List<GroupHead> heads = heads(mine.repository(), mine.groups().keySet());
        Map<RunId, Place> others = new HashMap<>();
        for (GroupHead head : heads) {
            for (RunId run : new RunId[] {head.holder(), head.waiting()}) {
                if (run != null && !run.equals(mine.run()) && !others.containsKey(run)) {
                    store.place(run).ifPresent(place -> others.put(run, place));
                }
            }
        }
        return new Situation(mine, heads, others);
    }

    private List<GroupHead> heads(String repository, Set<String> groups) {
        return groups.stream().map(group -> store.head(repository, group)).toList();
    }
}
