package dev.signalbox.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.signalbox.Events;
import dev.signalbox.rules.Account;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.rules.Value;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.Trigger.BranchPushed;

class PlannerTest {

    private static final Settings SETTINGS = new Settings("push-1", "signalbox-default", "signalbox-pull-request");

    @Test
    void wavesFollowNeedsAndNames() {
        assertEquals(List.of(List.of("lint", "style"), List.of("unit"), List.of("package")), names(builds("""
                version: 1
                builds:
                  package: { on: { push: {} }, needs: [unit, style] }
                  unit: { on: { push: {} }, needs: [lint] }
                  style: { on: { push: {} } }
                  lint: { on: { push: {} } }
                """, "main")));
    }

    @Test
    void aBuildStartsOnTheProjectItNamesAndOnTheStacksOwnOtherwise() {
        assertEquals(List.of("big-machine", "signalbox-default"), builds("""
                version: 1
                builds:
                  load: { on: { push: {} }, project: big-machine }
                  unit: { on: { push: {} } }
                """, "main").waves().getFirst().builds().stream().map(PlannedBuild::project).toList());
    }

    @Test
    void aNeedThatDoesNotRunIsNotWaitedFor() {
        Plan.Builds plan = builds("""
                version: 1
                builds:
                  deploy: { on: { push: {} }, needs: [sign] }
                  sign: { on: { push: { branches: [main] } } }
                """, "topic");
        assertEquals(List.of(List.of("deploy")), names(plan));
        assertEquals(List.of(
                new Plan.Reason("deploy", true, "push to topic; not waiting for what does not run: sign"),
                new Plan.Reason("sign", false, "branch topic does not match main")), plan.reasons());
    }

    /** An excluded address is excluded, though the name in front of it is not. */
    @ParameterizedTest
    @CsvSource({"Ada,ada@example.com,true", "Bot,bump@bots.example.com,false", "Robot,robot@example.com,false"})
    void anAuthorIsMeantByNameAndAddressOrByTheAddressAlone(String name, String email, boolean runs) {
        BranchPushed push = new BranchPushed(new Origin("e", Instant.EPOCH, ""), "orders", "main", "a".repeat(40), "");
        Facts facts = new Facts(new Changes.Unknown("nobody looked"), new Commit(name, email, "Change it"), false, false);
        for (String authors : List.of("'!*@bots.example.com', '!Robot <*>'", "'Ada *', '*@bots.example.com', '!*@bots.example.com'",
                "ada@example.com")) {
            assertEquals(runs, Planner.plan(new Subject(push, "main", "", push.commit(), false), new RulesReader(Account.SILENT).read(
                    "version: 1\nbuilds: { unit: { on: { push: { authors: [%s] } } } }".formatted(authors)), facts, SETTINGS)
                    instanceof Plan.Builds, authors);
        }
    }

    @Test
    void aBuildGetsItsOwnVariablesAndThoseOfThePush() {
        Plan.Builds plan = builds("version: 1\nbuilds: { unit: { on: { push: {} }, env: { STAGE: test } } }", "topic/\u00e9");
        PlannedBuild build = plan.waves().getFirst().builds().getFirst();
        assertEquals(Map.of("SIGNALBOX_BUILD", new Value.Plain("unit"), "STAGE", new Value.Plain("test")), build.env());
        assertEquals(Map.of("SIGNALBOX_ACTOR", Events.ADA, "SIGNALBOX_ATTEMPT", "1", "SIGNALBOX_BRANCH", "topic/\u00e9",
                "SIGNALBOX_COMMIT", Events.COMMIT, "SIGNALBOX_RUN", "push-1", "SIGNALBOX_TRIGGER", "push"), plan.env());
    }

    @Test
    void moreBuildsThanAHistoryHoldsAreRefused() {
        assertEquals(new Plan.Refusal("the plan is too large: 257 builds, expected at most 256"), plan(push("main"), many(257)));
        assertInstanceOf(Plan.Builds.class, plan(push("main"), many(256)));
    }

    @Property
    void anyRunStaysBelowTwentyThousandEvents(@ForAll @IntRange(min = 1, max = Rules.MOST_BUILDS) int builds) {
        int rounds = Patience.of(builds);
        int worst = builds * (72 + 31 * rounds);
        assertTrue(rounds >= 0 && rounds <= 277 && worst < 20_000, builds + " builds: " + worst);
        assertTrue(rounds == 277 || builds * (72 + 31 * (rounds + 1)) > 19_000 - builds, "no patience is wasted");
    }

    @Test
    void aSingleBuildIsTriedForADay() {
        assertEquals(277, Patience.of(1));
    }

    /** The order of a file's keys changes nothing, and every build has its reason. */
    @Property
    void theSameInputsGiveTheSamePlanWhateverTheOrder(
            @ForAll("files") List<String> builds, @ForAll long seed, @ForAll("branches") String branch) {
        List<String> shuffled = new ArrayList<>(builds);
        Collections.shuffle(shuffled, new Random(seed));
        Plan plan = plan(push(branch), file(builds));
        assertEquals(plan, plan(push(branch), file(shuffled)));
        if (plan instanceof Plan.Builds whole) {
            assertEquals(builds.size(), whole.reasons().size());
            whole.reasons().forEach(reason -> assertFalse(reason.reason().isBlank()));
            Set<String> running = names(whole).stream().flatMap(List::stream).collect(Collectors.toSet());
            assertEquals(running, whole.reasons().stream().filter(Plan.Reason::runs).map(Plan.Reason::build).collect(Collectors.toSet()));
            assertNeedsComeFirst(builds, whole, running);
        }
    }

    private static void assertNeedsComeFirst(List<String> builds, Plan.Builds plan, Set<String> running) {
        Set<String> done = new HashSet<>();
        for (List<String> wave : names(plan)) {
            for (String name : wave) {
                String line = builds.stream().filter(text -> text.startsWith(name + ":")).findFirst().orElseThrow();
                running.stream().filter(need -> line.matches(".*needs: \\[.*\\b" + need + "\\b.*].*"))
                        .forEach(need -> assertTrue(done.contains(need), name + " before " + need));
            }
            done.addAll(wave);
        }
    }

    /** Builds b0, b1 ... of which each needs only earlier ones. */
    @Provide
    Arbitrary<List<String>> files() {
        return Arbitraries.integers().between(1, 8).flatMap(size -> Combinators.combine(IntStream.range(0, size)
                .mapToObj(i -> Combinators.combine(
                        i == 0 ? Arbitraries.just(List.<Integer>of()) : Arbitraries.integers().between(0, i - 1).list().ofMaxSize(3),
                        Arbitraries.of("{}", "{ branches: [main] }", "{ branches: ['!main'] }"))
                        .as((needs, push) -> "b%d: { on: { push: %s }, needs: [%s] }".formatted(i, push,
                                needs.stream().distinct().map(need -> "b" + need).collect(Collectors.joining(", ")))))
                .toList()).as(list -> list));
    }

    @Provide
    Arbitrary<String> branches() {
        return Arbitraries.of("main", "topic", "release/1");
    }

    private static String file(List<String> builds) {
        return "version: 1\nbuilds:\n  " + String.join("\n  ", builds);
    }

    private static String many(int builds) {
        return file(IntStream.range(0, builds).mapToObj(i -> "b%d: { on: { push: {} } }".formatted(i)).toList());
    }

    private static List<List<String>> names(Plan.Builds plan) {
        return plan.waves().stream().map(wave -> wave.builds().stream().map(PlannedBuild::name).toList()).toList();
    }

    private static Plan.Builds builds(String text, String branch) {
        return assertInstanceOf(Plan.Builds.class, plan(push(branch), text));
    }

    private static Plan plan(BranchPushed push, String text) {
        Reading reading = new RulesReader(Account.SILENT).read(text);
        assertInstanceOf(Reading.Understood.class, reading, reading::toString);
        return Planner.plan(new Subject(push, push.branch(), "", push.commit(), false), reading, Facts.NONE, SETTINGS);
    }

    private static BranchPushed push(String branch) {
        return new BranchPushed(new Origin(Events.ID, Instant.EPOCH, Events.ADA), "orders", branch, Events.COMMIT, "");
    }
}
