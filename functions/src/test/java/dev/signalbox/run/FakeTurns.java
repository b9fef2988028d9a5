package dev.signalbox.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.run.Place.End;
import dev.signalbox.run.Place.Stage;

/**
 * Groups and executions in memory, as DynamoDB and Step Functions keep them. An execution that starts to build while another one
 * of its group builds is an error at once.
 */
public final class FakeTurns implements TurnStore, Executions {

    public static final String REPOSITORY = "orders";
    public static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");

    public final Map<RunId, Place> places = new LinkedHashMap<>();
    public final Map<RunId, String> inputs = new HashMap<>();
    public final Map<String, GroupHead> heads = new TreeMap<>();
    public final Set<RunId> concluded = new HashSet<>();
    public final Map<RunId, String> started = new LinkedHashMap<>();
    public final Map<RunId, State> states = new HashMap<>();
    public final Map<RunId, String> stopped = new LinkedHashMap<>();
    /** Runs that once held their groups or waited for them. */
    public final Set<RunId> accepted = new HashSet<>();
    /** The ARNs of executions that came so far that their verdict was told. */
    public final Set<String> told = new HashSet<>();
    /** Happens before each call; it may throw. */
    public Runnable before = () -> { };
    /** Whether an execution's change of state is still unknown to who asks. */
    public Predicate<RunId> stale = _ -> false;
    /** These executions, as those who start runs see them. */
    public final Executions begun;
    public final Turns turns;

    FakeTurns() {
        this(itself -> itself);
    }

    public FakeTurns(UnaryOperator<Executions> around) {
        begun = around.apply(this);
        turns = new Turns(this, begun);
    }

    static RunId run(int number) {
        return new RunId("push-" + number);
    }

    /** The claim of a run; the higher its number, the newer it is. */
    static Claim claim(int number, Map<String, Overlap> groups) {
        return new Claim(run(number), REPOSITORY, new TreeMap<>(groups), NINE.plusSeconds(number), input(number));
    }

    static String input(int number) {
        return "{\"version\":1,\"run\":{\"id\":\"push-%d\"},\"waves\":[{}]}".formatted(number);
    }

    /** What Route does with a run: it asks for its turn, and starts it when it has it. */
    Turn route(Claim claim) {
        try {
            Turn turn = turns.take(claim);
            if (turn instanceof Turn.Taken taken) {
                start(claim.run(), taken.input());
            }
            return turn;
        } catch (StartRefused impossible) {
            throw new AssertionError(impossible);
        }
    }

    List<RunId> release(RunId run) {
        try {
            return turns.release(run);
        } catch (StartRefused impossible) {
            throw new AssertionError(impossible);
        }
    }

    void withdraw(RunId run, String reason) {
        try {
            turns.withdraw(run, reason);
        } catch (StartRefused impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A run reaches its end; nobody is told. */
    public void ends(RunId run) {
        concluded.add(run);
        states.put(run, State.ENDED);
    }

    boolean builds(RunId run) {
        return states.get(run) == State.AT_WORK && !concluded.contains(run) && begins(started.get(run));
    }

    /** Whether an input is that of a run which builds. */
    public static boolean begins(@Nullable String input) {
        return input != null && !input.contains("\"waves\":[]");
    }

    @Override
    public Optional<Place> place(RunId run) {
        before.run();
        return Optional.ofNullable(places.get(run)).map(place -> new Place(run, place.repository(), place.groups(), place.triggeredAt(),
                place.stage(), place.stopped(), place.dropped(), place.end(), concluded.contains(run)));
    }

    @Override
    public Optional<String> input(RunId run) {
        before.run();
        return Optional.ofNullable(inputs.get(run));
    }

    @Override
    public GroupHead head(String repository, String group) {
        before.run();
        return heads.getOrDefault(group, new GroupHead(repository, group, null, null));
    }

    @Override
    public boolean make(List<Move> moves) {
        before.run();
        Set<String> items = new HashSet<>();
        boolean all = true;
        for (Move move : moves) {
            all &= switch (move) {
                case Move.OfHead(GroupHead seen, GroupHead _) -> {
                    items.add("group " + seen.group());
                    yield heads.getOrDefault(seen.group(), new GroupHead(REPOSITORY, seen.group(), null, null)).equals(seen);
                }
                case Move.OfPlace(Place seen, Place now, String _) -> {
                    items.add("run " + seen.run());
                    Place there = places.get(seen.run());
                    yield (there == null ? Stage.NEW : there.stage()) == seen.stage()
                            && !(now.end() instanceof End.Superseded && concluded.contains(seen.run()));
                }
            };
        }
        if (moves.isEmpty() || items.size() != moves.size() || moves.size() > 100) {
            throw new AssertionError("not a transaction: " + moves);
        }
        if (all) {
            moves.forEach(this::make);
        }
        return all;
    }

    private void make(Move move) {
        switch (move) {
            case Move.OfHead(GroupHead seen, GroupHead now) -> heads.put(seen.group(), now);
            case Move.OfPlace(Place seen, Place now, String input) -> {
                places.put(seen.run(), now);
                if (input != null) {
                    inputs.put(seen.run(), input);
                }
                if (now.end() instanceof End.Ended) {
                    inputs.remove(seen.run());
                }
                if (now.stage() != Stage.OVER) {
                    accepted.add(seen.run());
                }
            }
        }
    }

    @Override
    public Optional<Instant> start(RunId run, String input) {
        before.run();
        String known = started.get(run);
        if (known != null) {
            return states.get(run) == State.AT_WORK && known.equals(input) ? Optional.of(NINE) : Optional.empty();
        }
        if (begins(input)) {
            List<RunId> others = new ArrayList<>(started.keySet());
            others.removeIf(other -> !builds(other) || !places.get(other).groups().keySet().stream()
                    .anyMatch(places.get(run).groups()::containsKey));
            if (!others.isEmpty()) {
                throw new AssertionError("%s starts while %s of its group is at work".formatted(run, others));
            }
        }
        started.put(run, input);
        states.put(run, State.AT_WORK);
        return Optional.of(NINE);
    }

    @Override
    public boolean wasTold(String execution) {
        before.run();
        return told.contains(execution);
    }

    @Override
    public State state(RunId run) {
        before.run();
        State state = states.getOrDefault(run, State.UNKNOWN);
        if (!stale.test(run)) {
            return state;
        }
        return state == State.ENDED ? State.AT_WORK : State.UNKNOWN;
    }

    @Override
    public boolean stop(RunId run, String cause) {
        before.run();
        if (!started.containsKey(run)) {
            return false;
        }
        if (states.put(run, State.ENDED) == State.AT_WORK) {
            stopped.put(run, cause);
        }
        return true;
    }
}
