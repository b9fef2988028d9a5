package dev.signalbox.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.signalbox.rules.Account;
import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.rules.Value;
import dev.signalbox.trigger.Origin;
import dev.signalbox.trigger.PullRequest;
import dev.signalbox.trigger.Trigger;

/** What each kind of trigger leads to, and why. */
class TriggersTest {

    private static final String COMMIT = "1f".repeat(20);
    private static final String BEFORE = "2e".repeat(20);
    private static final Origin ADA = new Origin("e1", Instant.EPOCH, "arn:aws:iam::123456789012:user/ada");
    private static final String EVERY_OCCASION = """
            version: 1
            builds:
              pushed: { on: { push: {} } }
              tagged: { on: { tag: ['v*', '!v0*'] } }
              checked: { on: { pull_request: { targets: [main] } } }
              nightly: { on: { schedule: [{ cron: '0 3 * * ? *', timezone: Europe/Amsterdam, inputs: { DEEP: 'yes' } }] } }
              asked: { on: { manual: {} } }
            """;

    @Test
    void eachTriggerLeadsToItsOwnBuilds() {
        assertEquals(Set.of("pushed"), names(plan(EVERY_OCCASION, push("main"))));
        assertEquals(Set.of("tagged"), names(plan(EVERY_OCCASION, tag("v1"))));
        assertEquals(Set.of("checked"), names(plan(EVERY_OCCASION, pullRequest("main"))));
        assertEquals(Set.of("nightly"), names(plan(EVERY_OCCASION, slot("cron(0 3 * * ? *)"))));
        assertEquals(Set.of("pushed", "asked"), names(plan(EVERY_OCCASION, request("main", ""))));
        assertEquals(Set.of("tagged", "asked"), names(plan(EVERY_OCCASION, request("", "v1"))));
        assertEquals(Set.of("pushed", "asked"), names(plan(EVERY_OCCASION, request("", ""))));
        assertEquals(Set.of("checked", "tagged"), names(plan(EVERY_OCCASION, request("main", "", "checked", "tagged"))));
        assertEquals(Set.of("pushed"), names(plan(EVERY_OCCASION, new Subject(slot("rate(1 day)").trigger(), "main", "", COMMIT, true))));
    }

    @Test
    void everyBuildSaysWhyItDoesNotRun() {
        assertEquals(Map.of(
                "pushed", "runs on pushes to every branch",
                "tagged", "tag v0.1 does not match v*, !v0*",
                "checked", "runs on pull requests into branch main",
                "nightly", "runs at cron(0 3 * * ? *) Europe/Amsterdam",
                "asked", "runs on request only"), reasons(plan(EVERY_OCCASION, tag("v0.1"))));
    }

    @Test
    void aSlotGivesItsInputsAndItsOverlap() {
        Plan.Builds plan = builds(plan(EVERY_OCCASION, slot("cron(0 3 * * ? *)")));
        assertEquals(new Value.Plain("yes"), plan.waves().getFirst().builds().getFirst().env().get("DEEP"));
        assertEquals(Overlap.SKIP, plan.overlap());
        assertNull(builds(plan(EVERY_OCCASION, push("main"))).overlap());
    }

    @Test
    void whatABuildMayRunOnIsNarrowedByWhen() {
        String rules = """
                version: 1
                builds:
                  deploy: { on: { push: {}, tag: ['*'], manual: {} }, when: { triggers: [push, manual], branches: [main] } }
                """;
        assertEquals(Set.of("deploy"), names(plan(rules, push("main"))));
        assertEquals("deploy: its 'when' wants branch main, not branch topic", why(plan(rules, push("topic"))));
        assertEquals("deploy: its 'when' does not name tag", why(plan(rules, tag("v1"))));
        assertEquals(Set.of("deploy"), names(plan(rules, request("topic", "", "deploy"))), "who names a build means it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "paths: ['src/**', '!**/*.md']     | src/a.txt        | Add it          | true  | push to main; src/a.txt matches src/**, !**/*.md",
        "paths: ['src/**', '!**/*.md']     | src/README.md    | Add it          | false | no changed path matches src/**, !**/*.md",
        "authors: ['*@example.com']        | a                | Add it          | true  | push to main",
        "authors: ['!*@example.com']       | a                | Add it          | false | author Ada does not match !*@example.com",
        "actors: ['user/a*']               | a                | Add it          | true  | push to main",
        "actors: ['assumed-role/ci/*']     | a                | Add it          | false | actor user/ada does not match assumed-role/ci/*",
        "messages: ['release: *']          | a                | release: 1/2    | true  | push to main",
        "messages: ['release: *']          | a                | Add it          | false | the message does not match release: *"})
    void aFilterMustHold(String filter, String path, String message, boolean runs, String why) {
        Plan plan = plan("version: 1\nbuilds: { unit: { on: { push: { " + filter + " } } } }", push("main"), facts(message, path));
        assertEquals(runs, plan instanceof Plan.Builds);
        assertEquals(why, reasons(plan).get("unit"));
    }

    @Test
    void pathsThatNobodyCanTellLetABuildRunAndAreSaid() {
        Facts facts = new Facts(new Changes.Unknown("the commit before is gone"), null, false, false);
        assertEquals("push to main; its paths are not looked at: the commit before is gone",
                reasons(plan("version: 1\nbuilds: { unit: { on: { push: { paths: [a] } } } }", push("main"), facts)).get("unit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"paths", "messages"})
    void whatIsTooMuchToCompareLetsABuildRunAndIsSaid(String filter) {
        String pattern = "*a*{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}" + "*a".repeat(95);
        String rules = "version: 1\nbuilds:\n" + IntStream.range(10, 70).mapToObj(number ->
                "  b%d: { on: { push: { %s: ['%s*d%1$d*'] } } }\n".formatted(number, filter, pattern)).collect(Collectors.joining())
                + "  elsewhere: { on: { push: { branches: [main], %s: [x] } } }\n".formatted(filter);
        String[] paths = IntStream.range(0, 200).mapToObj(number -> "a".repeat(200) + number).toArray(String[]::new);
        Facts facts = filter.equals("paths") ? facts("Add it", paths) : facts(String.join("\n", paths), "a");
        Map<String, String> reasons = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> reasons(plan(rules, push("main"), facts)));
        assertEquals("push to main; its %s are not looked at: there is too much to compare".formatted(filter), reasons.get("b69"));
        assertEquals("branch topic does not match main", reasons(plan(rules, push("topic"), facts)).get("elsewhere"),
                "what says where a build runs is looked at all the same");
    }

    @ParameterizedTest
    @CsvSource({"Fix a word [skip ci], [skip ci]", "[CI SKIP] Fix, [ci skip]", "'Fix\n\nno build: docs', no build: *"})
    void aMessageMayAskForNoBuild(String message, String said) {
        String rules = "version: 1\nskip: ['no build: *']\nbuilds: { unit: { on: { push: {}, tag: ['*'] } } }";
        Plan.Nothing nothing = assertInstanceOf(Plan.Nothing.class, plan(rules, push("main"), facts(message)));
        assertEquals("skipped: the message says " + said, nothing.reason());
        assertEquals(List.of(new Plan.Reason("unit", false, nothing.reason())), nothing.reasons());
        assertInstanceOf(Plan.Builds.class, plan(rules, tag("v1"), facts(message)), "tags are never skipped");
        assertInstanceOf(Plan.Builds.class, plan(rules, request("main", ""), facts(message)));
    }

    @Test
    void aMatrixIsABuildACell() {
        Plan.Builds plan = builds(plan("""
                version: 1
                builds:
                  unit:
                    on: { push: {} }
                    env: { JAVA: '17', STAGE: test }
                    matrix:
                      JAVA: ['21', '25']
                      OS: [linux, alpine]
                      exclude: [{ JAVA: '21', OS: alpine }]
                      include: [{ JAVA: '25', NEW: 'yes' }]
                """, push("main")));
        List<PlannedBuild> cells = plan.waves().getFirst().builds();
        assertEquals(List.of("unit (JAVA=21, OS=linux)", "unit (JAVA=25, NEW=yes, OS=linux)", "unit (JAVA=25, NEW=yes, OS=alpine)"),
                cells.stream().map(PlannedBuild::name).toList());
        assertEquals(Set.of("unit"), cells.stream().map(PlannedBuild::check).collect(Collectors.toSet()));
        assertEquals(Map.of("JAVA", new Value.Plain("21"), "OS", new Value.Plain("linux"), "STAGE", new Value.Plain("test"),
                "SIGNALBOX_BUILD", new Value.Plain("unit (JAVA=21, OS=linux)")), cells.getFirst().env());
    }

    @Test
    void aWaveHasTheFilesConcurrency() {
        assertEquals(3, builds(plan("version: 1\nconcurrency: 3\nbuilds: { unit: { on: { push: {} } } }", push("main")))
                .waves().getFirst().concurrency());
    }

    @Test
    void theGroupsOfARunAreThoseOfTheBuildsThatRun() {
        assertEquals(List.of(new BuildRule.Group("branch:main", false), new BuildRule.Group("live", false),
                new BuildRule.Group("test", true)), builds(plan("""
                version: 1
                builds:
                  a1: { on: { push: {} }, group: { name: test, cancel: true } }
                  b2: { on: { push: {} }, group: live }
                  c3: { on: { tag: ['*'] }, group: other }
                """, push("main"))).groups());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "none                           | true", "{ cancel: true }               | true", "{ cancel: false }              | false",
        "live                           | false", "{ name: live, cancel: true }   | true"})
    void aNewerRunOfABranchStopsTheOlderOneUnlessABuildMustNotBeStopped(String group, boolean cancel) {
        String rules = """
                version: 1
                builds:
                  a1:
                    on: { push: {}, pull_request: {}, tag: {}, manual: {}, schedule: [{ rate: 1 day, timezone: Europe/Amsterdam }] }%s
                  b2: { on: { push: { branches: [other] } }, group: { cancel: false } }
                """.formatted(group == null ? "" : "\n    group: " + group);
        assertEquals(Map.of("branch:feature/a", cancel), own(plan(rules, push("feature/a"))));
        assertEquals(Map.of("pull-request:7", cancel), own(plan(rules, pullRequest("main"))));
        assertEquals(Map.of("branch:other", false), own(plan(rules, push("other"))));
        for (Subject other : List.of(tag("v1"), request("main", ""), slot("rate(1 day)"))) {
            assertEquals(Map.of(), own(plan(rules, other)), other::toString);
        }
    }

    private static Map<String, Boolean> own(Plan plan) {
        return builds(plan).groups().stream().filter(group -> group.name().indexOf(':') >= 0)
                .collect(Collectors.toMap(BuildRule.Group::name, BuildRule.Group::cancel));
    }

    @Test
    void whatIsOnNoBranchIsMeantOnlyWhereEveryBranchIs() {
        String rules = """
                version: 1
                builds:
                  live: { on: { push: { branches: [main] } } }
                  most: { on: { push: { branches: ['!wip', '**'] } } }
                  some: { on: { push: {}, tag: {} }, when: { branches: ['!wip'] } }
                  unit: { on: { push: {}, tag: {} } }
                """;
        Plan bare = plan(rules, request("", ""));
        assertEquals(Set.of("unit"), names(bare));
        assertEquals("commit " + COMMIT + " was requested without a branch, which must match main", reasons(bare).get("live"));
        assertEquals("its 'when' wants branch !wip, not commit " + COMMIT, reasons(bare).get("some"));
        assertEquals(Set.of("unit"), names(plan(rules, tag("v1"))));
    }

    @Test
    void reasonsShowTheBeginningOfALongListOfPatterns() {
        String patterns = IntStream.range(0, 40).mapToObj("'release/%02d'"::formatted).collect(Collectors.joining(", "));
        String rules = "version: 1\nbuilds: { unit: { on: { push: { branches: [" + patterns + "] } } } }";
        String why = reasons(plan(rules, push("main"))).get("unit");
        assertTrue(why.startsWith("branch main does not match release/00, release/01, ") && why.endsWith(" and 24 more"), why);
        assertTrue(why.length() < 250, why);
        String long1 = "x".repeat(250);
        assertEquals("branch main does not match " + "x".repeat(200) + "...",
                reasons(plan("version: 1\nbuilds: { unit: { on: { push: { branches: [" + long1 + "] } } } }", push("main"))).get("unit"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SIGNALBOX_RUN | x | expected another name, SIGNALBOX_*, CODEBUILD_* and AWS_* are set for the build",
        "A-B | x | expected a name of letters, digits and _",
        "DB_PASSWORD | hunter2 | it looks like a secret by its name, and plain values are shown to everyone who may see the build; let the "
                + "rules file's 'env' refer to it",
        "A | AKIAABCDEFGHIJKLMNOP | it looks like an AWS access key id, and plain values are shown to everyone who may see the build; let "
                + "the rules file's 'env' refer to it"})
    void aRequestsVariablesAreHeldToTheRulesFilesTerms(String name, String value, String wrong) {
        Trigger.Requested asked = new Trigger.Requested(ADA, "orders", "main", "", "", List.of(), new TreeMap<>(Map.of(name, value)), 1);
        assertEquals(new Plan.Refusal("the request is not acted on: variable '%s': %s".formatted(name, wrong)),
                plan(EVERY_OCCASION, new Subject(asked, "main", "", COMMIT, false)));
    }

    @Test
    void aRequestForWhatIsNotThereIsRefused() {
        assertEquals(new Plan.Refusal("the request names builds that .signalbox.yml does not have: nihgtly"),
                plan(EVERY_OCCASION, request("main", "", "nihgtly", "asked")));
    }

    @Test
    void aRequestDoesNotSetWhatTheAccountSets() {
        Account account = new Account("{ version: 1, enforced: { env: { PROXY: ours } } }", "signalbox/", "");
        Trigger.Requested asked = new Trigger.Requested(ADA, "orders", "main", "", "", List.of(),
                new TreeMap<>(Map.of("PROXY", "theirs", "LEVEL", "debug")), 1);
        Plan.Builds plan = builds(Planner.plan(new Subject(asked, "main", "", COMMIT, false),
                new RulesReader(account).read("version: 1\nbuilds: { unit: { on: { push: {} } }, tagged: { on: { tag: {} } } }"),
                Facts.NONE, new Settings("manual-1", "signalbox-default", "signalbox-pull-request")));
        assertEquals(Map.of("PROXY", new Value.Plain("ours"), "LEVEL", new Value.Plain("debug"),
                "SIGNALBOX_BUILD", new Value.Plain("unit")), plan.waves().getFirst().builds().getFirst().env());
        assertEquals(Map.of("unit", "requested for branch main; not as requested, since the account sets it: PROXY",
                "tagged", "runs on every tag"), reasons(plan));
    }

    @Test
    void changedPathsReachTheBuildsWholeAndBounded() {
        String[] paths = new String[1_000];
        for (int i = 0; i < paths.length; i++) {
            paths[i] = "src/%04d.txt".formatted(i);
        }
        Map<String, String> env = builds(plan(EVERY_OCCASION, push("main"), facts("Change them", paths))).env();
        String listed = env.get("SIGNALBOX_CHANGED_PATHS");
        assertTrue(listed.length() <= 4_000 && listed.lines().allMatch(line -> line.matches("src/[0-9]{4}\\.txt")), listed);
        assertEquals("1000", env.get("SIGNALBOX_CHANGED_PATHS_COUNT"));
    }

    @Test
    void changedPathsAreCountedInBytes() {
        String[] paths = IntStream.range(0, 400).mapToObj("\u65e5\u672c\u8a9e/%04d"::formatted).toArray(String[]::new);
        String listed = builds(plan(EVERY_OCCASION, push("main"), facts("Change them", paths))).env().get("SIGNALBOX_CHANGED_PATHS");
        int bytes = listed.getBytes(StandardCharsets.UTF_8).length;
        assertTrue(bytes <= 4_000 && bytes > 3_900, bytes + " bytes");
    }

    @Test
    void aPathWithALineBreakIsNoTwoPaths() {
        Map<String, String> env = builds(plan(EVERY_OCCASION, push("main"), facts("Change it", "a\nb", "c"))).env();
        assertEquals(List.of("c", "2"), List.of(env.get("SIGNALBOX_CHANGED_PATHS"), env.get("SIGNALBOX_CHANGED_PATHS_COUNT")));
    }

    /** Whatever asks, whatever is known: the order of a file's keys changes nothing, and every build has its reason. */
    @Property(tries = 500)
    void theSameInputsGiveTheSamePlanWhateverTheOrder(@ForAll("files") List<String> builds, @ForAll("subjects") Subject subject,
            @ForAll("changes") Facts facts, @ForAll long seed) {
        List<String> shuffled = new ArrayList<>(builds);
        Collections.shuffle(shuffled, new Random(seed));
        Plan plan = plan(file(builds), subject, facts);
        assertEquals(plan, plan(file(shuffled), subject, facts));
        if (plan instanceof Plan.Refusal) {
            return;
        }
        Map<String, String> reasons = reasons(plan);
        assertEquals(IntStream.range(0, builds.size()).mapToObj(number -> "b" + number).collect(Collectors.toSet()), reasons.keySet());
        reasons.forEach((build, reason) -> assertFalse(reason.isBlank(), build));
        if (plan instanceof Plan.Builds whole) {
            assertEquals(names(plan),
                    whole.reasons().stream().filter(Plan.Reason::runs).map(Plan.Reason::build).collect(Collectors.toSet()));
            assertEquals(whole.waves().stream().mapToLong(wave -> wave.builds().size()).sum(), whole.waves().stream()
                    .flatMap(wave -> wave.builds().stream()).map(PlannedBuild::name).distinct().count(), "no two builds of one name");
        }
    }

    /** What nobody knows keeps no build from running, but for the approval that some wait for. */
    @Property(tries = 300)
    void whatIsFoundOutOnlyTakesBuildsAway(@ForAll("files") List<String> builds, @ForAll("subjects") Subject subject,
            @ForAll("changes") Facts facts) {
        if (plan(file(builds), subject, facts) instanceof Plan.Builds plan) {
            Facts nothing = new Facts(Facts.NONE.changes(), null, false, facts.approved());
            assertTrue(names(plan(file(builds), subject, nothing)).containsAll(names(plan)));
            assertTrue(names(plan(file(builds), subject, new Facts(facts.changes(), facts.change(), facts.unchanged(), true)))
                    .containsAll(names(plan)), "an approval keeps no build from running");
        }
    }

    @Provide
    Arbitrary<List<String>> files() {
        Arbitrary<String> on = Arbitraries.of("push: {}", "push: { branches: ['main', 'r*'] }", "push: { paths: ['src/**', '!**/*.md'] }",
                "push: [{ branches: [topic] }, { authors: ['*@example.com'] }]", "push: { messages: ['!wip*'] }", "tag: ['v*']",
                "pull_request: { targets: [main] }", "pull_request: { paths: ['src/**'], trusted: true }",
                "push: {}, pull_request: [{ paths: ['src/*.md'] }, { titles: ['!wip*'], paths: [other] }]",
                "schedule: [{ cron: '0 3 * * ? *', timezone: Europe/Amsterdam }, "
                + "{ rate: 1 day, timezone: Europe/Amsterdam, unless: unchanged }]", "manual: {}");
        Arbitrary<String> more = Arbitraries.of("", ", matrix: { A: ['1', '2'], B: [x, y], exclude: [{ A: '1', B: x }] }",
                ", required: false", ", group: live", ", when: { branches: [main] }", ", when: { triggers: [push, manual] }");
        return Arbitraries.integers().between(1, 7).flatMap(size -> Combinators.combine(IntStream.range(0, size).mapToObj(number ->
                Combinators.combine(on, more, Arbitraries.integers().between(0, 6)).as((occasion, others, need) -> "b%d: { on: { %s }%s%s }"
                        .formatted(number, occasion, others, need < number ? ", needs: [b" + need + "]" : ""))).toList()).as(list -> list));
    }

    @Provide
    Arbitrary<Subject> subjects() {
        return Arbitraries.of(push("main"), push("topic"), push("release"), tag("v1"), tag("other"), pullRequest("main"),
                pullRequest("topic"), slot("cron(0 3 * * ? *)"), slot("rate(1 day)"), request("main", ""), request("", "v1"), request("", ""),
                request("main", "", "b0"), new Subject(slot("rate(2 days)").trigger(), "main", "", COMMIT, true));
    }

    @Provide
    Arbitrary<Facts> changes() {
        Arbitrary<Changes> changes = Arbitraries.of(new Changes.Unknown("nobody looked"), new Changes.Known(List.of()),
                new Changes.Known(List.of("src/a", "README.md")), new Changes.Known(List.of("src/a.md")));
        Arbitrary<Commit> commits = Arbitraries.of(new Commit("Ada", "ada@example.com", "Add it"), new Commit("", "", "wip: more"),
                new Commit("Bot", "bot@bots.example", "Bump [skip ci]"));
        return Combinators.combine(changes, commits, Arbitraries.of(true, false), Arbitraries.of(true, false)).as(Facts::new);
    }

    private static String file(List<String> builds) {
        return "version: 1\nbuilds:\n  " + String.join("\n  ", builds) + "\n";
    }

    private static Facts facts(String message, String... paths) {
        return new Facts(new Changes.Known(List.of(paths)), new Commit("Ada", "ada@example.com", message), false, false);
    }

    private static Plan plan(String rules, Subject subject) {
        return plan(rules, subject, Facts.NONE);
    }

    private static Plan plan(String rules, Subject subject, Facts facts) {
        Reading reading = new RulesReader(Account.SILENT).read(rules);
        assertInstanceOf(Reading.Understood.class, reading, reading::toString);
        return Planner.plan(subject, reading, facts, new Settings("run-1", "signalbox-default", "signalbox-pull-request"));
    }

    private static Plan.Builds builds(Plan plan) {
        return assertInstanceOf(Plan.Builds.class, plan, plan::toString);
    }

    private static Set<String> names(Plan plan) {
        return builds(plan).waves().stream().flatMap(wave -> wave.builds().stream()).map(PlannedBuild::check).collect(Collectors.toSet());
    }

    private static Map<String, String> reasons(Plan plan) {
        return (switch (plan) {
            case Plan.Builds builds -> builds.reasons();
            case Plan.Nothing nothing -> nothing.reasons();
            case Plan.Refusal _, Plan.Rejection _ -> throw new AssertionError(plan);
        }).stream().collect(Collectors.toMap(Plan.Reason::build, Plan.Reason::reason));
    }

    private static String why(Plan plan) {
        return assertInstanceOf(Plan.Nothing.class, plan).reason().replace("no build runs: ", "");
    }

    private static Subject push(String branch) {
        return new Subject(new Trigger.BranchPushed(ADA, "orders", branch, COMMIT, BEFORE), branch, "", COMMIT, false);
    }

    private static Subject tag(String tag) {
        return new Subject(new Trigger.TagPushed(ADA, "orders", tag, COMMIT, ""), "", tag, COMMIT, false);
    }

    private static Subject pullRequest(String target) {
        PullRequest pullRequest = new PullRequest("7", "orders", "refs/heads/topic", COMMIT, "refs/heads/" + target, "r1", "", "", "");
        return new Subject(new Trigger.PullRequestOpened(ADA, pullRequest), target, "", COMMIT, false);
    }

    private static Subject slot(String expression) {
        return new Subject(new Trigger.ScheduleSlot(ADA, "orders", "nightly-1", expression, "Europe/Amsterdam", "", Instant.EPOCH),
                "main", "", COMMIT, false);
    }

    private static Subject request(String branch, String tag, String... builds) {
        return new Subject(new Trigger.Requested(ADA, "orders", branch, tag, branch.isEmpty() && tag.isEmpty() ? COMMIT : "",
                List.of(builds), new TreeMap<>(), 1), branch, tag, COMMIT, false);
    }
}
