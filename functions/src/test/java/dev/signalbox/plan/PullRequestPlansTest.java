package dev.signalbox.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.signalbox.rules.Account;
import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Buildspec;
import dev.signalbox.rules.Occasion.Proposal;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.rules.Value;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.PullRequest;
import dev.signalbox.trigger.Trigger;

/** What a pull request leads to: what runs apart, what waits for an approval, and what need not run. */
class PullRequestPlansTest {

    private static final String COMMIT = "1f".repeat(20);
    private static final Origin ADA = new Origin("e1", Instant.EPOCH, "arn:aws:iam::123456789012:user/ada");
    private static final String REACHING_FAR = """
            version: 1
            builds:
              unit:
                on: { push: {}, pull_request: { trusted: %s } }
                project: big-machine
                image: a/b
                env: { STAGE: test, API_KEY: { secret: app }, DB: { parameter: /db } }
                artifacts: {}
                logs: { %s }
            """;

    @Test
    void aBuildThatIsNotTrustedGoesWithoutAllThatReachesFurther() {
        Plan.Builds plan = builds(plan(REACHING_FAR.formatted("false", "s3: true"), true));
        PlannedBuild unit = plan.waves().getFirst().builds().getFirst();
        assertEquals("signalbox-pull-request", unit.project());
        assertEquals(Map.of("STAGE", new Value.Plain("test"), "SIGNALBOX_BUILD", new Value.Plain("unit")), unit.env());
        assertEquals(Map.of(), unit.rule().artifacts());
        assertNull(unit.rule().logs());
        assertEquals(new BuildRule.Machine("signalbox-pull-request", "a/b", "", "", null), unit.rule().machine());
        assertEquals("pull request 7 into main; without project big-machine, API_KEY, DB, artifacts and logs elsewhere, which only "
                + "trusted builds get", reasons(plan).get("unit"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"cloudwatch: { stream: unit } | true", "cloudwatch: true | true",
        "cloudwatch: { group: mine } | false", "cloudwatch: { stream: unit }, s3: true | false",
        "cloudwatch: false, s3: bucket/logs | false"})
    void aLogStaysWhereThePullRequestProjectMayWrite(String logs, boolean stays) {
        BuildRule.Logs log = builds(plan(REACHING_FAR.formatted("false", logs), true)).waves().getFirst().builds().getFirst().rule().logs();
        assertEquals(stays, log != null);
    }

    @Test
    void aBuildThatAsksForNoMoreIsToldNothingOfIt() {
        assertEquals("pull request 7 into main",
                reasons(plan("version: 1\nbuilds: { unit: { on: { pull_request: {} } } }", false)).get("unit"));
        assertEquals("pull request 7 into main; without artifacts, which only trusted builds get",
                reasons(plan("version: 1\nbuilds: { unit: { on: { pull_request: {} }, artifacts: {} } }", false)).get("unit"));
    }

    @Test
    void aTrustedBuildWaitsForAnApprovalAndThenRunsAsOnABranch() {
        String rules = REACHING_FAR.formatted("true", "s3: true");
        Plan.Builds waiting = builds(plan(rules, false));
        assertEquals(List.of(), waiting.waves());
        assertEquals(List.of(new Plan.Held("unit", true)), waiting.held());
        assertEquals(List.of(new Plan.Reason("unit", false, "pull request 7 into main; waits until somebody other than the author approves "
                + "this very revision")), waiting.reasons());
        Plan.Builds approved = builds(plan(rules, true));
        assertEquals(List.of(), approved.held());
        PlannedBuild onBranch = builds(Planner.plan(push(), understood(rules), Facts.NONE, settings()))
                .waves().getFirst().builds().getFirst();
        assertEquals(onBranch, approved.waves().getFirst().builds().getFirst());
        assertEquals("big-machine", onBranch.project());
    }

    @Test
    void aTrustedBuildWithoutAProjectRunsOnTheBranchesProject() {
        assertEquals("signalbox-default", builds(plan("version: 1\nbuilds: { unit: { on: { pull_request: { trusted: true } } } }", true))
                .waves().getFirst().builds().getFirst().project());
    }

    @Test
    void theFirstEntryThatFitsSaysWhetherABuildIsTrusted() {
        String rules = """
                version: 1
                builds:
                  unit:
                    on: { pull_request: [{ targets: [release], trusted: true }, { paths: [a], build: source }, { trusted: true }] }
                """;
        PlannedBuild apart = builds(plan(rules, false, "a")).waves().getFirst().builds().getFirst();
        assertEquals(List.of("signalbox-pull-request", Proposal.SOURCE), List.of(apart.project(), apart.proposal()));
        assertEquals(List.of(new Plan.Held("unit", true)), builds(plan(rules, false, "b")).held());
        PlannedBuild trusted = builds(plan(rules, true, "b")).waves().getFirst().builds().getFirst();
        assertEquals(List.of("signalbox-default", Proposal.MERGE), List.of(trusted.project(), trusted.proposal()));
    }

    @Test
    void whatNeedsABuildThatIsHeldIsHeldToo() {
        Plan.Builds plan = builds(plan("""
                version: 1
                builds:
                  again: { on: { pull_request: {} }, needs: [deploy, lint] }
                  deploy: { on: { pull_request: {} }, needs: [secret], required: false }
                  lint: { on: { pull_request: {} } }
                  secret: { on: { pull_request: { trusted: true } }, needs: [lint] }
                """, false));
        assertEquals(List.of(new Plan.Held("again", true), new Plan.Held("deploy", false), new Plan.Held("secret", true)), plan.held());
        assertEquals(List.of("lint"), plan.waves().getFirst().builds().stream().map(PlannedBuild::name).toList());
        assertEquals("pull request 7 into main; waits for deploy, held until an approval", reasons(plan).get("again"));
    }

    @Test
    void aRequiredBuildWhosePathsAreNotTouchedIsNotNeeded() {
        Plan.Builds plan = builds(plan("""
                version: 1
                builds:
                  docs: { on: { pull_request: { paths: ['docs/**'] } } }
                  unit: { on: { push: {}, pull_request: [{ paths: ['src/**'] }, { targets: [release] }] } }
                """, false, "README.md"));
        assertEquals(List.of(), plan.waves());
        assertEquals(List.of(new Plan.Unneeded("docs", true, "no changed path matches docs/**"),
                new Plan.Unneeded("unit", true, "no changed path matches src/**")), plan.unneeded());
        assertEquals("runs on pushes to every branch; no changed path matches src/**; target main does not match release",
                reasons(plan).get("unit"));
        assertEquals(List.of(new BuildRule.Group("pull-request:7", true)), plan.groups());
    }

    @ParameterizedTest
    @ValueSource(strings = {"on: { pull_request: { paths: [src], targets: [release] } }",
        "on: { pull_request: { paths: [src], sources: [x] } }",
        "on: { pull_request: { paths: [src], authors: [x] } }", "on: { pull_request: { paths: [src], actors: [x] } }",
        "on: { pull_request: { paths: [src], titles: [x] } }", "on: { pull_request: { paths: [src] } }, when: { branches: [release] }",
        "on: { pull_request: { paths: [src] } }, when: { triggers: [push] }", "on: { push: { paths: [src] } }",
        "on: { pull_request: { paths: [src] } }, required: false"})
    void whatDoesNotFitInMoreThanItsPathsIsNotSaidToBeUnneeded(String words) {
        assertInstanceOf(Plan.Nothing.class, plan("version: 1\nbuilds: { unit: { " + words + " } }", false, "README.md"));
    }

    @Test
    void whatIsNotRequiredIsToldAsUnneededBesideOthers() {
        Plan.Builds plan = builds(plan("""
                version: 1
                builds:
                  extra: { on: { pull_request: { paths: [src] } }, required: false }
                  lint: { on: { pull_request: {} } }
                """, false, "README.md"));
        assertEquals(List.of(new Plan.Unneeded("extra", false, "no changed path matches src")), plan.unneeded());
    }

    @Test
    void pathsThatNobodyKnowsMakeNoBuildUnneeded() {
        Plan.Builds plan = builds(Planner.plan(pullRequest(),
                understood("version: 1\nbuilds: { unit: { on: { pull_request: { paths: [a] } } } }"), Facts.NONE, settings()));
        assertEquals(List.of(), plan.unneeded());
        assertEquals(1, plan.waves().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "paths: [src]", "trusted: true"})
    void aPullRequestThatAsksForNoBuildLeadsToNothingWhateverItsBuilds(String entry) {
        Facts facts = new Facts(new Changes.Known(List.of("a")), new Commit("Ada", "", "Change it\n\n[skip ci]"), false, false);
        Plan plan = Planner.plan(pullRequest(),
                understood("version: 1\nbuilds: { unit: { on: { pull_request: { " + entry + " } } } }"), facts, settings());
        assertEquals("skipped: the message says [skip ci]", assertInstanceOf(Plan.Nothing.class, plan).reason());
    }

    @Test
    void aBuildspecOfTheTargetIsLeftToWhoeverCanReadIt() {
        PlannedBuild unit = builds(plan("version: 1\nbuilds: { unit: { on: { pull_request: {} }, buildspec: { from: target } } }", false))
                .waves().getFirst().builds().getFirst();
        assertEquals(new Buildspec.OfTarget("buildspec.yml"), unit.rule().buildspec());
        assertEquals(new Buildspec.Path("buildspec.yml"), builds(Planner.plan(push(),
                understood("version: 1\nbuilds: { unit: { on: { push: {} }, buildspec: { from: target } } }"), Facts.NONE, settings()))
                .waves().getFirst().builds().getFirst().rule().buildspec());
    }

    /** A build runs, waits for an approval, is not needed, or none of these, whatever the order of a file's keys. */
    @Property(tries = 500)
    void everyBuildIsToldOnce(@ForAll("files") List<String> builds, @ForAll("changes") Changes changes, @ForAll boolean approved,
            @ForAll long seed) {
        List<String> shuffled = new ArrayList<>(builds);
        Collections.shuffle(shuffled, new Random(seed));
        Facts facts = new Facts(changes, new Commit("Ada", "", "wip"), false, approved);
        Plan plan = Planner.plan(pullRequest(), understood(file(builds)), facts, settings());
        assertEquals(plan, Planner.plan(pullRequest(), understood(file(shuffled)), facts, settings()));
        Statistics.label("plan").collect(plan.getClass().getSimpleName());
        if (plan instanceof Plan.Builds whole) {
            List<String> running = whole.waves().stream().flatMap(wave -> wave.builds().stream()).map(PlannedBuild::check).distinct()
                    .toList();
            List<String> held = whole.held().stream().map(Plan.Held::check).toList();
            List<String> unneeded = whole.unneeded().stream().map(Plan.Unneeded::check).toList();
            List<String> all = Stream.of(running, held, unneeded).flatMap(List::stream).toList();
            assertEquals(all.size(), Set.copyOf(all).size(), all::toString);
            assertFalse(running.isEmpty() && held.isEmpty() && whole.unneeded().stream().noneMatch(Plan.Unneeded::required));
            assertEquals(Set.copyOf(running), whole.reasons().stream().filter(Plan.Reason::runs).map(Plan.Reason::build)
                    .collect(Collectors.toSet()));
            assertTrue(held.isEmpty() || !approved);
            assertTrue(unneeded.isEmpty() || changes instanceof Changes.Known);
            whole.waves().stream().flatMap(wave -> wave.builds().stream()).forEach(build -> {
                assertTrue(build.rule().needs().stream().noneMatch(held::contains), "no build goes before one that it needs");
                assertTrue(approved || build.env().values().stream().allMatch(Value.Plain.class::isInstance), "nobody approved");
                assertTrue(approved || build.project().equals("signalbox-pull-request"), "nobody approved");
            });
            Statistics.label("held").collect(!held.isEmpty());
            Statistics.label("unneeded").collect(!unneeded.isEmpty());
        }
        Statistics.label("held").coverage(seen -> seen.check(true).percentage(percent -> percent > 5));
        Statistics.label("unneeded").coverage(seen -> seen.check(true).percentage(percent -> percent > 5));
    }

    @Provide
    Arbitrary<List<String>> files() {
        Arbitrary<String> on = Arbitraries.of("push: {}", "pull_request: {}", "pull_request: { trusted: true }",
                "push: {}, pull_request: { paths: ['src/**'] }", "pull_request: { paths: ['src/**'], trusted: true }",
                "pull_request: [{ titles: ['!wip*'], trusted: true }, { paths: ['!src/**'], build: source }]");
        Arbitrary<String> more = Arbitraries.of("", ", required: false", ", project: mine, env: { KEY: { secret: app } }",
                ", matrix: { A: ['1', '2'] }");
        return Arbitraries.integers().between(1, 7).flatMap(size -> Combinators.combine(IntStream.range(0, size).mapToObj(number ->
                Combinators.combine(on, more, Arbitraries.integers().between(0, 6)).as((occasion, others, need) -> "b%d: { on: { %s }%s%s }"
                        .formatted(number, occasion, others, need == number ? "" : ", needs: [b" + Math.min(need, number - 1) + "]")
                        .replace(", needs: [b-1]", ""))).toList()).as(list -> list));
    }

    @Provide
    Arbitrary<Changes> changes() {
        return Arbitraries.of(new Changes.Unknown("nobody looked"), new Changes.Known(List.of("README.md")),
                new Changes.Known(List.of("README.md", "src/a")), new Changes.Known(List.of("src/a")));
    }

    private static String file(List<String> builds) {
        return "version: 1\nbuilds:\n  " + String.join("\n  ", builds) + "\n";
    }

    private static Subject pullRequest() {
        PullRequest pullRequest = new PullRequest("7", "orders", "refs/heads/topic", COMMIT, "refs/heads/main", "r1", ADA.actor(), "Change it", "");
        return new Subject(new Trigger.PullRequestOpened(ADA, pullRequest), "main", "", COMMIT, false);
    }

    private static Subject push() {
        return new Subject(new Trigger.BranchPushed(ADA, "orders", "main", COMMIT, ""), "main", "", COMMIT, false);
    }

    private static Plan plan(String rules, boolean approved, String... paths) {
        return Planner.plan(pullRequest(), understood(rules),
                new Facts(new Changes.Known(List.of(paths)), new Commit("Ada", "", "Change it"), false, approved), settings());
    }

    private static Settings settings() {
        return new Settings("pull-request-1", "signalbox-default", "signalbox-pull-request");
    }

    private static Reading understood(String rules) {
        Reading reading = new RulesReader(new Account("", "", "")).read(rules);
        return assertInstanceOf(Reading.Understood.class, reading, reading::toString);
    }

    private static Plan.Builds builds(Plan plan) {
        return assertInstanceOf(Plan.Builds.class, plan, plan::toString);
    }

    private static Map<String, String> reasons(Plan plan) {
        return builds(plan).reasons().stream().collect(Collectors.toMap(Plan.Reason::build, Plan.Reason::reason));
    }
}
