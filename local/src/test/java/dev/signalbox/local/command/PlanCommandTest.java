package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.signalbox.local.command.GitProject.Ended;

class PlanCommandTest {

    private static final String RULES = """
            version: 1
            builds:
              lint: { on: { push: {} } }
              unit:
                on: { push: { branches: [main], paths: ['src/**'] }, pull_request: { targets: [main] } }
                needs: [lint]
                matrix: { JAVA: ['21', '25'] }
                group: deploy-test
              nice: { on: { push: {} }, required: false, buildspec: ci/nice.yml }
              nightly: { on: { schedule: [{ cron: '0 3 ? * MON-FRI *', timezone: Europe/Amsterdam, unless: unchanged }] } }
              release: { on: { tag: ['v*'] }, project: release-builds }
              trusted: { on: { push: { branches: [main], actors: ['user/ada'] } } }
            """;

    @TempDir
    private Path folder;
    private GitProject orders;

    @BeforeEach
    void aRepositoryOfTwoCommits() throws IOException {
        orders = GitProject.in(folder.resolve("orders"));
        orders.write("buildspec.yml", "version: 0.2\n");
        orders.commit("Begin", ".signalbox.yml", RULES);
        orders.commit("Add discounts", "src/discounts", "1");
    }

    @Test
    void aPlanSaysOfEveryBuildWhetherItRunsAndWhy() {
        String path = orders.folder().toString();
        String head = head().substring(0, 7);
        String before = orders.git().run("rev-parse", "--short=7", "HEAD^");
        assertEquals(new Ended(0, """
                orders  %s
                push to main  %s  Add discounts, by Ada
                Compared with %s, the commit before it. 1 path changed.

                  runs          lint     push to main
                  runs          nice     push to main
                  does not run  nightly  runs at cron(0 3 ? * MON-FRI *) Europe/Amsterdam
                  does not run  release  runs on tag v*
                  does not run  trusted  actor unknown does not match user/ada
                  runs          unit     push to main; src/discounts matches src/**

                wave 1  2 builds
                  lint            signalbox-default  buildspec.yml
                  nice            signalbox-default  ci/nice.yml, not required

                wave 2  2 builds, when the required ones of wave 1 have passed
                  unit (JAVA=21)  signalbox-default  buildspec.yml
                  unit (JAVA=25)  signalbox-default  buildspec.yml

                group branch:main  waits for an older run of it
                group deploy-test  waits for an older run of it
                """.formatted(path, head, before), ""), plan());
    }

    @Test
    void aTagThatIsNotThereIsPlannedAtHeadAndOneThatIsAtItsCommit() {
        Ended absent = plan("--tag", "v1");
        assertTrue(absent.output().contains("There is no tag v1 yet: planned as if it were made at HEAD."), absent.output());
        assertEquals("runs          release  tag v1", line(absent, "release "));
        assertTrue(absent.output().contains("  release  release-builds  buildspec.yml\n"), absent.output());
        orders.git().run("tag", "--annotate", "--message", "One", "v1", "HEAD^");
        Ended there = plan("--tag", "v1");
        assertFalse(there.output().contains("no tag"), there.output());
        assertTrue(there.output().contains("Begin, by Ada"), there.output());
    }

    @Test
    void aPullRequestIsPlannedByTheTargetsRulesForTheOtherProject() {
        orders.git().run("checkout", "--quiet", "-b", "topic");
        orders.commit("Ask for nothing", ".signalbox.yml", "version: 1\nbuilds:\n  other: { on: { push: {} } }\n");
        Ended ended = plan("--pull-request", "main");
        assertTrue(ended.output().contains("pull request from topic into main"), ended.output());
        assertTrue(line(ended, "unit ").startsWith("runs "), ended.output());
        assertTrue(ended.output().contains("unit (JAVA=21)  signalbox-pull-request"), ended.output());
        assertEquals(ended, GitProject.signalbox("plan", orders.folder(), "--branch", "topic", "--pull-request", "main"));
    }

    @Test
    void aScheduleIsKnownWithItsTimeZone() {
        assertTrue(line(plan("--schedule", "cron(0 3 ? * MON-FRI *)"), "nightly ").startsWith("runs "));
        assertTrue(line(plan("--schedule", "0 3 ? * MON-FRI *"), "nightly ").startsWith("runs "));
        assertEquals(new Ended(2, "", "signalbox: No build has the schedule rate(6 hours). "
                + "The rules have: cron(0 3 ? * MON-FRI *) Europe/Amsterdam\n"), plan("--schedule", "rate(6 hours)"));
    }

    @Test
    void schedulesOfOneExpressionAreToldApart() {
        orders.commit("Run twice", ".signalbox.yml", """
                version: 1
                builds:
                  near: { on: { schedule: [{ rate: 6 hours }] } }
                  far: { on: { schedule: [{ rate: 6 hours, timezone: Asia/Tokyo }] } }
                """);
        Ended both = plan("--schedule", "rate(6 hours)");
        assertEquals(2, both.status());
        assertTrue(both.errors().contains("rate(6 hours) UTC, rate(6 hours) Asia/Tokyo"), both.errors());
        Ended far = plan("--schedule", "6 hours", "--timezone", "Asia/Tokyo");
        assertTrue(line(far, "far ").startsWith("runs "), far.output());
        assertTrue(line(far, "near ").startsWith("does not run"), far.output());
    }

    @Test
    void aRequestNamesBuildsOrNone() {
        assertEquals("runs          release  requested by name", line(plan("--request", "release,nice"), "release "));
        assertEquals("runs          unit     requested for branch main", line(plan("--request"), "unit "));
        assertEquals("runs          release  requested for tag v3", line(plan("--request", "--tag", "v3"), "release "));
        Ended unknown = plan("--request", "deploy");
        assertEquals(1, unknown.status());
        assertTrue(unknown.output().endsWith("the request names builds that .signalbox.yml does not have: deploy\n"), unknown.output());
    }

    @Test
    void anActorMayBeNamed() {
        assertEquals("runs          trusted  push to main", line(plan("--actor", "user/ada"), "trusted "));
    }

    @Test
    void whatIsNotPushedYetIsWhatThePushWouldBring() throws IOException {
        new Git(folder).run("clone", "--quiet", orders.folder().toString(), "clone");
        GitProject clone = new GitProject(folder.resolve("clone"));
        clone.commit("One", "src/one", "1");
        clone.commit("Two", "docs/two", "2");
        Ended ahead = GitProject.signalbox("plan", clone.folder());
        assertTrue(ahead.output().contains("where origin has main. 2 paths changed."), ahead.output());
        clone.git().run("checkout", "--quiet", "-b", "topic");
        Ended fresh = GitProject.signalbox("plan", clone.folder());
        assertTrue(fresh.output().contains("origin has no topic yet: planned as a new branch. 0 paths changed."), fresh.output());
        Ended since = GitProject.signalbox("plan", clone.folder(), "--since", "HEAD~1");
        assertTrue(since.output().contains("as asked for. 1 path changed."), since.output());
    }

    @Test
    void theWorkingTreesRulesCountOnlyWhenAskedFor() {
        orders.write(".signalbox.yml", "version: 1\nbuilds:\n  other: { on: { push: {} } }\n");
        Ended committed = plan();
        assertTrue(committed.output().contains("The working tree's .signalbox.yml differs and was not used"), committed.output());
        assertTrue(line(committed, "lint ").startsWith("runs "), committed.output());
        Ended working = plan("--working-tree");
        assertTrue(working.output().contains("Planned with the working tree's .signalbox.yml."), working.output());
        assertEquals("runs          other  push to main", line(working, "other "));
        orders.commit("Change the rules", "a", "");
        assertFalse(plan().output().contains("working tree"));
    }

    @Test
    void aBrokenFileIsRefusedWithItsProblems() {
        orders.commit("Break it", ".signalbox.yml", RULES.replace("needs", "neds"));
        Ended ended = plan();
        assertEquals(1, ended.status());
        assertTrue(ended.output().contains("\n.signalbox.yml:6:5: "), ended.output());
    }

    @Test
    void aPlanTooLargeToStartIsRefused() {
        String large = "version: 1\ndefaults: { env: { LARGE: '%s' } }\nbuilds:\n".formatted("x".repeat(2_000));
        orders.commit("Grow", ".signalbox.yml", large + IntStream.range(0, 120)
                .mapToObj("  build%d: { on: { push: {} } }\n"::formatted).collect(Collectors.joining()));
        Ended ended = plan();
        assertEquals(1, ended.status());
        assertTrue(ended.output().contains("the plan is too large: "), ended.output());
    }

    @Test
    void whereNothingRunsEveryBuildSaysWhy() {
        Ended ended = plan("--tag", "x");
        assertEquals(0, ended.status());
        assertEquals("does not run  release  tag x does not match v*", line(ended, "release "));
        assertTrue(ended.output().endsWith("\n\nNo build runs.\n"), ended.output());
        orders.git().run("rm", "--quiet", ".signalbox.yml", "buildspec.yml");
        orders.git().run("commit", "--quiet", "--message", "Leave nothing");
        assertTrue(plan().output().endsWith("Nothing is built: there is no .signalbox.yml and no buildspec.yml.\n"));
    }

    @Test
    void aLongReasonIsWrappedUnderItself() {
        orders.commit("Ask for much", ".signalbox.yml", """
                version: 1
                builds:
                  unit: { on: { push: { branches: [%s] } } }
                """.formatted(String.join(", ", Stream.iterate(1, n -> n + 1).limit(20).map(n -> "release/" + n).toList())));
        assertTrue(plan().output().lines().skip(1).allMatch(line -> line.length() <= 100), () -> plan().output());
        assertTrue(plan().output().contains("\n                      release/"), () -> plan().output());
    }

    @Test
    void theInputOfTheRunIsPrintedForPrograms() throws IOException {
        JsonNode input = json(plan("--tag", "v1", "--json"));
        assertEquals("tag", input.path("trigger").asText());
        assertEquals("refs/tags/v1^{" + head() + "}", input.path("sourceVersion").asText());
        assertEquals("release", input.at("/waves/0/builds/0/name").asText());
        JsonNode nothing = json(plan("--tag", "x", "--json"));
        assertTrue(nothing.at("/nothing/reason").asText().startsWith("no build runs: "), nothing::toString);
        assertEquals(6, nothing.path("reasons").size());
        Ended refused = plan("--request", "deploy", "--json");
        assertEquals(1, refused.status());
        assertTrue(new ObjectMapper().readTree(refused.output()).has("refusal"));
    }

    @Test
    void anEventOfCommitsThatAreHereIsTakenAsItIs() throws IOException {
        String event = Files.readString(events().resolve("branch-updated.json"))
                .replace("8f14e45fceea167a5a36dedd4bea2543c6f7a1b0", head())
                .replace("3c59dc048e8850243be8079a5c74d079b3d2e1f4", orders.git().run("rev-parse", "HEAD^"));
        Ended ended = plan("--event", Files.writeString(folder.resolve("event.json"), event));
        assertFalse(ended.output().contains("not here"), ended.output());
        assertEquals("runs          trusted  push to main", line(ended, "trusted "));
    }

    @Test
    void anEventOfOtherCommitsIsPlannedWithTheNearestOnesHere() {
        Ended ended = plan("--event", events().resolve("branch-updated.json"));
        assertTrue(ended.output().contains("The event's commit 8f14e45 is not here: planned as %s, where main is."
                .formatted(head().substring(0, 7))), ended.output());
        assertTrue(ended.output().replace('\n', ' ').contains("The commit before, 3c59dc0, is not here: compared with"), ended.output());
        assertTrue(line(ended, "unit ").startsWith("runs "), ended.output());
    }

    @ParameterizedTest
    @MethodSource
    void everySampleEventIsPlanned(Path event) {
        Ended ended = plan("--event", event);
        if (List.of("repository-trigger.json", "conclude.json", "build-phase-changed.json").contains(event.getFileName().toString())) {
            assertEquals(2, ended.status());
            assertTrue(ended.errors().startsWith("signalbox: " + event + " is "), ended.errors());
        } else {
            assertEquals(new Ended(0, ended.output(), ""), ended);
            assertTrue(ended.output().contains("  unit ") || ended.output().startsWith("Nothing is built: events of this kind"),
                    ended.output());
        }
    }

    static List<Path> everySampleEventIsPlanned() throws IOException {
        try (Stream<Path> files = Files.list(events())) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    @Test
    void aWrongRequestIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "{");
        assertAll(
                () -> assertRefused("There is no folder nowhere.", "nowhere"),
                () -> assertRefused(folder + " is no git repository.", folder),
                () -> assertRefused(orders.folder() + " has no branch topic with a commit.", orders.folder(), "--branch", "topic"),
                () -> assertRefused(orders.folder() + " has no branch nope with a commit.", orders.folder(), "--pull-request", "nope"),
                () -> assertRefused("There is no commit nope.", orders.folder(), "--since", "nope"),
                () -> assertRefused("a b is no name of a branch or tag.", orders.folder(), "--tag", "a b"),
                () -> assertRefused("--tag and --since cannot go together.", orders.folder(), "--tag", "v1", "--since", "HEAD"),
                () -> assertRefused("--timezone goes with --schedule.", orders.folder(), "--timezone", "UTC"),
                () -> assertRefused("--event: nowhere cannot be read: there is no such file.", orders.folder(), "--event", "nowhere"));
        assertTrue(plan("--event", file).errors().startsWith("signalbox: " + file + " is not JSON: "));
        orders.git().run("checkout", "--quiet", "--detach");
        assertRefused(orders.folder() + " has no branch checked out. Name one with --branch.", orders.folder());
    }

    @Test
    void theRepositoryStaysAsItWas() {
        String before = state();
        plan();
        plan("--tag", "v1");
        plan("--working-tree");
        assertEquals(before, state());
    }

    private String state() {
        return orders.git().run("for-each-ref") + orders.git().run("count-objects") + orders.git().run("status", "--porcelain")
                + orders.git().run("config", "--list", "--local");
    }

    @Test
    void commitsWithLongerIdsAreRefusedByName() throws IOException {
        new Git(folder).run("init", "--quiet", "--object-format=sha256", "long");
        assertRefused(folder.resolve("long") + " has commits with SHA-256 ids, which plan can't read.", folder.resolve("long"));
    }

    @Test
    void aBareRepositoryAndAWorkTreeOfAnotherAreRepositoriesToo() {
        new Git(folder).run("clone", "--quiet", "--bare", orders.folder().toString(), "bare.git");
        assertTrue(GitProject.signalbox("plan", folder.resolve("bare.git")).output().startsWith("bare  "));
        assertEquals(2, GitProject.signalbox("plan", folder.resolve("bare.git"), "--working-tree").status());
        orders.git().run("worktree", "add", "--quiet", "-b", "side", folder.resolve("side").toString());
        assertTrue(GitProject.signalbox("plan", folder.resolve("side")).output().contains("push to side"));
    }

    private static void assertRefused(String words, Object path, String... options) {
        Object[] request = Stream.concat(Stream.of("plan", path), Stream.of(options)).toArray();
        assertEquals(new Ended(2, "", "signalbox: " + words + "\n"), GitProject.signalbox(request));
    }

    private Ended plan(Object... options) {
        return GitProject.signalbox(Stream.concat(Stream.of("plan", orders.folder()), Stream.of(options)).toArray());
    }

    private String head() {
        return orders.git().run("rev-parse", "HEAD");
    }

    private static String line(Ended ended, String name) {
        return ended.output().lines().filter(line -> line.contains("  " + name)).findFirst().orElse(ended.toString()).strip();
    }

    private static JsonNode json(Ended ended) throws IOException {
        assertEquals(0, ended.status(), ended::errors);
        return new ObjectMapper().readTree(ended.output());
    }

    private static Path events() {
        return Path.of("..", "events").toAbsolutePath().normalize();
    }
}
