package dev.signalbox.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.signalbox.Interleaving;
import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.run.Executions.State;
import dev.signalbox.run.Place.Stage;

/**
 * Many Routes at once, each stepping from one call of AWS to the next in an order that a seed decides: they die anywhere and are
 * called again or not, events come late, twice, never and in any order, and what Step Functions tells is not always the newest.
 */
class TurnsSimulationTest {

    private static final int SEEDS = 4_000;

    @Test
    void runsOfAGroupNeverOverlapAndNoneIsForgotten() throws ExecutionException, InterruptedException {
        Map<String, Integer> seen = Interleaving.simulate(20261123L, SEEDS, seed -> new World(seed).live());
        assertTrue(seen.keySet().containsAll(Set.of("Taken", "Waits", "Skipped", "Superseded", "Over", "died", "lost", "began later")),
                () -> "the simulation saw only " + seen);
    }

    private static final class World {

        private static final List<String> GROUPS = List.of("a", "b", "c");
        private static final int RUNS = 8;

        private final Random random;
        private final FakeTurns cloud = new FakeTurns();
        private final Interleaving routes;
        private final List<Runnable> events = new ArrayList<>();
        private final Map<RunId, Integer> changed = new HashMap<>();
        private final Map<String, Integer> seen = new TreeMap<>();
        private int now;
        private boolean calm;

        World(long seed) {
            random = new Random(seed);
            routes = new Interleaving(random);
            cloud.before = routes::pause;
            cloud.stale = run -> !calm && now - changed.getOrDefault(run, -100) < 6 && random.nextInt(3) == 0;
        }

        Map<String, Integer> live() {
            for (int number = 1; number <= RUNS; number++) {
                Claim claim = FakeTurns.claim(random.nextInt(4) == 0 ? Math.max(1, number - 3) : number, groups());
                arrives(() -> take(claim));
            }
            while (!events.isEmpty() || !routes.isEmpty()) {
                step();
            }
            calm = true;
            for (int newcomer = 100; newcomer < 100 + 3 * GROUPS.size(); newcomer++) {
                allEnd();
                String group = GROUPS.get(newcomer % GROUPS.size());
                Claim claim = FakeTurns.claim(newcomer, Map.of(group, Overlap.QUEUE));
                take(claim);
            }
            allEnd();
            for (RunId run : cloud.accepted) {
                if (cloud.states.get(run) != State.ENDED || cloud.places.get(run).stage() != Stage.OVER) {
                    throw new AssertionError("run %s is forgotten: %s".formatted(run, cloud.places.get(run)));
                }
            }
            for (Map.Entry<RunId, String> start : cloud.started.entrySet()) {
                if (FakeTurns.begins(start.getValue()) && !cloud.accepted.contains(start.getKey())) {
                    throw new AssertionError("run %s began without its turn".formatted(start.getKey()));
                }
            }
            return seen;
        }

        private Map<String, Overlap> groups() {
            Map<String, Overlap> groups = new TreeMap<>();
            int number = random.nextInt(3) == 0 ? 2 : 1;
            while (groups.size() < number) {
                int any = random.nextInt(10);
                groups.put(GROUPS.get(random.nextInt(GROUPS.size())), any < 5 ? Overlap.QUEUE : any < 8 ? Overlap.CANCEL : Overlap.SKIP);
            }
            return groups;
        }

        private void step() {
            now++;
            int any = random.nextInt(10);
            List<RunId> atWork = cloud.started.keySet().stream().filter(run -> cloud.states.get(run) == State.AT_WORK).toList();
            if (any < 2 && !events.isEmpty()) {
                invoked(events.remove(random.nextInt(events.size())));
            } else if (any < 3 && !atWork.isEmpty()) {
                RunId run = atWork.get(random.nextInt(atWork.size()));
                if (random.nextBoolean()) {
                    cloud.concluded.add(run);
                } else {
                    cloud.ends(run);
                    ended(run);
                }
            } else if (!routes.isEmpty()) {
                Set<RunId> before = atWork();
                routes.step();
                Set<RunId> after = atWork();
                before.stream().filter(run -> !after.contains(run)).forEach(this::ended);
                after.stream().filter(run -> !before.contains(run)).forEach(run -> changed.put(run, now));
            }
        }

        private Set<RunId> atWork() {
            return cloud.states.entrySet().stream().filter(entry -> entry.getValue() == State.AT_WORK).map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }

        /** Tells of an end: once, twice or never. */
        private void ended(RunId run) {
            changed.put(run, now);
            int any = random.nextInt(10);
            if (any < 2) {
                count("lost");
            } else {
                arrives(() -> release(run));
                if (any > 7) {
                    arrives(() -> release(run));
                }
            }
        }

        private void arrives(Runnable event) {
            events.add(event);
        }

        private void take(Claim claim) {
            count(cloud.route(claim).getClass().getSimpleName());
            if (!calm && random.nextInt(6) == 0) {
                arrives(() -> take(claim));
            }
            if (!calm && random.nextInt(12) == 0) {
                arrives(() -> cloud.withdraw(claim.run(), "The branch was deleted."));
            }
        }

        private void release(RunId run) {
            if (!cloud.release(run).isEmpty()) {
                count("began later");
            }
        }

        /** All that is at work ends, and everybody hears of it, until nothing is at work any more. */
        private void allEnd() {
            for (Set<RunId> atWork = new TreeSet<>(); !(atWork = atWork()).isEmpty();) {
                atWork.forEach(cloud::ends);
                atWork.forEach(cloud::release);
            }
        }

        private void count(String what) {
            seen.merge(what, 1, Integer::sum);
        }

        private void invoked(Runnable event) {
            routes.begin(() -> {
                try {
                    event.run();
                } catch (Interleaving.Dies death) {
                    count("died");
                    if (random.nextInt(5) > 0) {
                        arrives(event);
                    }
                }
            }, () -> random.nextInt(60) == 0);
        }
    }
}
