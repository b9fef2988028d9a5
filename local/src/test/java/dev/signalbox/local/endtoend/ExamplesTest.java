package dev.signalbox.local.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.ssm.model.ParameterType;

import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.endtoend.CloudInHand.Told;

/** Every folder of {@code docs/examples} does what it says, from the push to what people are told. */
@OnTheLocalCloud
class ExamplesTest {

    private static final int SIDE_BY_SIDE = 4;

    private final CloudInHand cloud;
    private final List<Example> begun = new ArrayList<>();
    private final Map<String, Consumer<Example>> sideBySide = new TreeMap<>(Map.ofEntries(
            Map.entry("branches", this::branches), Map.entry("defaults", this::defaults), Map.entry("deploy-queue", this::deployQueue),
            Map.entry("every-push", this::everyPush), Map.entry("inline-buildspec", this::inlineBuildspec),
            Map.entry("latest-only", this::latestOnly), Map.entry("matrix", this::matrix), Map.entry("mono-repo", this::monoRepo),
            Map.entry("notify", this::notified), Map.entry("on-request", this::onRequest), Map.entry("optional", this::optional),
            Map.entry("own-machine", this::ownMachine), Map.entry("pull-requests", this::pullRequests),
            Map.entry("quality-gate", this::qualityGate), Map.entry("release", this::release), Map.entry("secrets", this::secrets),
            Map.entry("skipping", this::skipping), Map.entry("waves", this::waves)));
    /** Those with schedules: by themselves, since everything that is under way feels the clock turn. */
    private final Map<String, Consumer<Example>> onATurnedClock = new TreeMap<>(Map.of(
            "conditions", this::conditions, "nightly", this::nightly, "scheduled-inputs", this::scheduledInputs));

    ExamplesTest(CloudInHand cloud) {
        this.cloud = cloud;
    }

    @TestFactory
    Stream<DynamicTest> doWhatTheySay() {
        Map<String, Future<?>> stories = new TreeMap<>();
        ExecutorService workers = Executors.newFixedThreadPool(SIDE_BY_SIDE, Thread.ofVirtual().factory());
        sideBySide.forEach((name, story) -> stories.put(name, workers.submit(() -> story.accept(begin(name)))));
        workers.shutdown();
        return stories.entrySet().stream().map(story -> DynamicTest.dynamicTest(story.getKey(), () -> ended(story.getValue())));
    }

    private static void ended(Future<?> story) throws Throwable {
        try {
            story.get();
        } catch (ExecutionException failed) {
            throw failed.getCause();
        }
    }

    @TestFactory
    Stream<DynamicTest> doWhatTheySayWhenTheirTimeHasCome() {
        return onATurnedClock.entrySet().stream().map(story -> DynamicTest.dynamicTest(story.getKey(), () -> {
            Example example = begin(story.getKey());
            story.getValue().accept(example);
            example.endSchedules();
            cloud.settle();
        }));
    }

    private Example begin(String name) {
        Example example = Example.of(cloud, name);
        synchronized (begun) {
            begun.add(example);
        }
        return example;
    }

    @AfterEach
    void eachRunWasToldOnce() {
        cloud.settle();
        for (Example example : begun) {
            List<String> runs = cloud.told(example.repository().name()).stream().map(Told::run).toList();
            assertEquals(Set.copyOf(runs).size(), runs.size(), example.name());
        }
    }

    @Test
    void noneIsForgotten() throws IOException {
        Set<String> told = new TreeSet<>(sideBySide.keySet());
        told.addAll(onATurnedClock.keySet());
        assertEquals(folders(), told, "every folder of docs/examples is run here, and there is nothing else to run");
    }

    @Test
    void allAreListedWithWhatTheyShow() throws IOException {
        String list = Files.readString(Example.FOLDER.resolve("README.md"));
        for (String folder : folders()) {
            assertTrue(list.contains("| [%s](%s/.signalbox.yml) |".formatted(folder, folder)), folder);
            assertTrue(Files.readString(Example.FOLDER.resolve(folder).resolve(".signalbox.yml")).startsWith("# "), folder);
        }
    }

    private static Set<String> folders() throws IOException {
        try (Stream<Path> files = Files.list(Example.FOLDER)) {
            return files.filter(Files::isDirectory).map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    // ---- side by side

    private void everyPush(Example example) {
        String commit = example.push();
        Told told = example.told(commit);
        assertOutcomes(told, "passed", Map.of("unit", "SUCCEEDED"));
        assertTrue(example.log(told).anyMatch("2 tests passed"::equals));
        example.branch("topic/polite");
        assertOutcomes(example.told(example.push("Break it", Map.of("greet.sh", "greet() {\n  echo Hey\n}\n"))),
                "failed", Map.of("unit", "FAILED"));
    }

    private void branches(Example example) {
        assertOutcomes(example.told(example.push()), "passed", Map.of("quick", "SUCCEEDED", "integration", "SUCCEEDED"));
        example.branch("topic");
        String topic = example.pushAgain("On a topic");
        example.branch("release/1.4/fix");
        String release = example.pushAgain("For a release");
        example.branch("sandbox/ada");
        String sandbox = example.pushAgain("Play");
        assertOutcomes(example.told(topic), "passed", Map.of("quick", "SUCCEEDED"));
        assertOutcomes(example.told(release), "passed", Map.of("quick", "SUCCEEDED", "integration", "SUCCEEDED"));
        assertTrue(example.leftAlone(sandbox).contains("sandbox/ada"));
    }

    private void monoRepo(Example example) {
        assertOutcomes(example.told(example.push()), "passed",
                Map.of("cart", "SUCCEEDED", "payment", "SUCCEEDED", "together", "SUCCEEDED"));
        assertOutcomes(example.told(example.push("Count a third", Map.of("cart/more.sh", "echo\n"))), "passed",
                Map.of("cart", "SUCCEEDED", "together", "SUCCEEDED"));
        assertTrue(example.leftAlone(example.push("Words", Map.of("payment/README.md", "Takes money, gladly.\n"))).contains("path"));
        example.branch("topic");
        assertOutcomes(example.told(example.push("Change what all share", Map.of("shared/money.sh", "money() {\n  echo \"$1.50\"\n}\n"))),
                "failed", Map.of("cart", "SUCCEEDED", "payment", "FAILED"));
    }

    private void waves(Example example) {
        String commit = example.push();
        Told told = example.told(commit);
        assertOutcomes(told, "passed",
                Map.of("lint", "SUCCEEDED", "unit", "SUCCEEDED", "package", "SUCCEEDED", "publish", "SUCCEEDED"));
        assertEquals(List.of("package", "publish"), List.copyOf(told.outcomesByName().keySet()).subList(2, 4));
        example.branch("topic");
        assertOutcomes(example.told(example.push("Break it", Map.of("app.sh", "echo broken\n"))), "failed",
                Map.of("lint", "SUCCEEDED", "unit", "FAILED", "package", "SKIPPED"));
    }

    private void matrix(Example example) {
        Told told = example.told(example.push());
        assertEquals("passed", told.verdict(), told.document()::toString);
        assertEquals(Set.of("python 3.11 with postgres, coverage no", "python 3.12 with mysql, coverage no",
                "python 3.12 with postgres, coverage no", "python 3.13 with mysql, coverage no",
                "python 3.13 with postgres, coverage yes", "python 3.14 with sqlite, coverage no"),
                example.log(told).filter(line -> line.startsWith("python ") && !line.contains("$")).collect(Collectors.toSet()));
        assertEquals(6, told.outcomes().size());
        assertTrue(told.outcomesByName().containsKey("unit (DB=mysql, PYTHON=3.12)"), told.document()::toString);
    }

    private void release(Example example) {
        assertOutcomes(example.told(example.push()), "passed", Map.of("unit", "SUCCEEDED"));
        example.tag("v1.0.0");
        Told told = example.told("the release", each -> each.document().path("tag").asText().equals("v1.0.0"));
        assertEquals("tag", told.document().path("trigger").asText());
        assertOutcomes(told, "passed", Map.of("unit", "SUCCEEDED", "release", "SUCCEEDED"));
        assertEquals(List.of("releases/notes-v1.0.0/CHANGES.md", "releases/orders-v1.0.0.zip"), objects("releases/"));
        assertEquals("v1.0.0", unzipped("releases/orders-v1.0.0.zip").get("VERSION").strip());
        example.pushAgain("Prepare the next");
        example.tag("v1.1.0-rc1");
        assertOutcomes(example.told("the candidate", each -> each.document().path("tag").asText().equals("v1.1.0-rc1")), "passed",
                Map.of("unit", "SUCCEEDED"));
    }

    private List<String> objects(String prefix) {
        return cloud.s3.listObjectsV2(request -> request.bucket(cloud.output("ArtifactsBucketName")).prefix(prefix)).contents().stream()
                .map(S3Object::key).sorted().toList();
    }

    private Map<String, String> unzipped(String key) {
        byte[] bytes = cloud.s3.getObjectAsBytes(request -> request.bucket(cloud.output("ArtifactsBucketName")).key(key)).asByteArray();
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), UTF_8));
            }
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
        return files;
    }

    private void qualityGate(Example example) {
        Told well = example.told(example.push());
        assertOutcomes(well, "passed", Map.of("unit", "SUCCEEDED"));
        assertEquals(3, well.document().path("tests").path("total").asInt(), well.document()::toString);
        assertEquals(90, well.document().path("coverage").path("lines").asInt(), well.document()::toString);
        assertEquals(75, well.document().path("coverage").path("branches").asInt(), well.document()::toString);
        String jacoco = read(example, "measured/jacoco.xml");
        String worse = jacoco.replaceAll("type=\"LINE\" missed=\"1\" covered=\"9\"", "type=\"LINE\" missed=\"3\" covered=\"7\"")
                .replaceAll("nr=\"([89])\" mi=\"0\" ci=\"4\"", "nr=\"$1\" mi=\"4\" ci=\"0\"");
        Told gated = example.told(example.push("Cover less", Map.of("measured/jacoco.xml", worse)));
        assertOutcomes(gated, "failed", Map.of("unit", "SUCCEEDED"));
        assertTrue(gated.reason().contains("70") && gated.reason().contains("80"), gated::reason);
        assertEquals("broken", gated.change());
        String junit = read(example, "measured/junit.xml").replaceAll("(?m)^.*countsItems.*\\R", "").replace("tests=\"3\"", "tests=\"2\"");
        Told fewer = example.told(example.push("Test less", Map.of("measured/jacoco.xml", jacoco, "measured/junit.xml", junit)));
        assertOutcomes(fewer, "failed", Map.of("unit", "SUCCEEDED"));
        assertTrue(fewer.reason().contains("2") && fewer.reason().contains("3"), fewer::reason);
    }

    private static String read(Example example, String file) {
        try {
            return Files.readString(Example.FOLDER.resolve(example.name()).resolve(file));
        } catch (IOException missing) {
            throw new AssertionError(missing);
        }
    }

    private void optional(Example example) {
        assertOutcomes(example.told(example.push()), "passed",
                Map.of("compile", "SUCCEEDED", "long-test", "SUCCEEDED", "next-compiler", "FAILED"));
        String commit = example.repository().commit("Break it", Map.of("app.sh", "if\n"));
        try (CodeBuild.Hold _ = cloud.local().builds().hold(build -> commit.equals(build.sourceVersion()) && is(build, "long-test"))) {
            example.repository().push();
            Told told = example.told(commit);
            assertEquals("failed", told.verdict());
            assertEquals("FAILED", told.outcomesByName().get("compile"));
            cloud.awaitThat("the long test stopped", () -> cloud.builds(commit).stream().filter(build -> is(build, "long-test"))
                    .allMatch(build -> build.buildStatus() == StatusType.STOPPED));
        }
    }

    private static boolean is(Build build, String name) {
        return build.environment().environmentVariables().stream()
                .anyMatch(variable -> variable.name().equals("SIGNALBOX_BUILD") && variable.value().equals(name));
    }

    private void deployQueue(Example example) {
        String first = example.repository().commit("Begin", Map.of());
        String second;
        try (CodeBuild.Hold _ = cloud.local().builds().hold(build -> first.equals(build.sourceVersion()))) {
            example.repository().push();
            cloud.awaitBuild(first, 1, "PROVISIONING");
            second = example.pushAgain("Deploy again");
            cloud.awaitDecision("on the second", example.repository(), decision -> decision.path("commit").asText().equals(second));
            assertEquals(List.of(), cloud.builds(second));
        }
        assertOutcomes(example.told(first), "passed", Map.of("unit", "SUCCEEDED", "deploy", "SUCCEEDED"));
        assertOutcomes(example.told(second), "passed", Map.of("unit", "SUCCEEDED", "deploy", "SUCCEEDED"));
    }

    private void latestOnly(Example example) {
        example.branch("preview");
        String first = example.repository().commit("Begin", Map.of());
        try (CodeBuild.Hold _ = cloud.local().builds().hold(build -> first.equals(build.sourceVersion()))) {
            example.repository().push();
            cloud.awaitBuild(first, 1, "PROVISIONING");
            String second = example.push("Another page", Map.of("page.txt", "two\n"));
            Told told = example.told(second);
            assertOutcomes(told, "passed", Map.of("preview", "SUCCEEDED"));
            assertTrue(example.log(told).anyMatch("showing page two"::equals));
            assertEquals("superseded", example.told(first).verdict());
        }
    }

    private void secrets(Example example) {
        cloud.ssm.putParameter(request -> request.name("/signalbox/example/db").value("canary-db").type(ParameterType.SECURE_STRING));
        cloud.secretsManager.createSecret(request -> request.name("signalbox/example").secretString("{\"key\": \"canary-key\"}"));
        Told told = example.told(example.push());
        assertOutcomes(told, "passed", Map.of("smoke", "SUCCEEDED"));
        assertTrue(example.log(told).anyMatch("connecting to test with ***"::equals));
    }

    private void inlineBuildspec(Example example) {
        assertOutcomes(example.told(example.push()), "passed", Map.of("spelling", "SUCCEEDED", "size", "SUCCEEDED"));
        assertOutcomes(example.told(example.push("Misspell", Map.of("story.txt", "teh end\n"))), "failed",
                Map.of("spelling", "FAILED", "size", "SUCCEEDED"));
    }

    private void ownMachine(Example example) {
        Told told = example.told(example.push());
        assertOutcomes(told, "passed", Map.of("image", "SUCCEEDED"));
        Build build = cloud.builds(told).getFirst();
        assertEquals("aws/codebuild/amazonlinux-aarch64-standard:3.0", build.environment().image());
        assertEquals("ARM_CONTAINER", build.environment().typeAsString());
        assertEquals("BUILD_GENERAL1_LARGE", build.environment().computeTypeAsString());
        assertTrue(build.environment().privilegedMode());
        assertEquals(90, build.timeoutInMinutes());
        assertNotNull(build.logs().s3LogsArn());
        assertFalse(objects("logs/" + example.repository().name() + "/" + told.run() + "/").isEmpty());
    }

    private void skipping(Example example) {
        assertOutcomes(example.told(example.push()), "passed", Map.of("unit", "SUCCEEDED"));
        assertTrue(example.leftAlone(example.push("Explain", Map.of("docs/guide.md", "Read me twice.\n"))).contains("path"));
        assertTrue(example.leftAlone(example.push("Fix a word [skip ci]", Map.of("app.sh", "echo 1\n"))).contains("[skip ci]"));
        assertTrue(example.leftAlone(example.push("WIP half of it", Map.of("app.sh", "echo 2\n"))).contains("WIP*"));
        assertTrue(example.leftAlone(example.push("Half\n\nof it [no build]", Map.of("app.sh", "echo 3\n"))).contains("no build"));
        example.repository().commit("Bump", Map.of("app.sh", "echo 4\n"));
        example.repository().git("commit", "-q", "--amend", "--no-edit", "--author", "Bot <bump@bots.example.com>");
        String bot = example.repository().git("rev-parse", "HEAD");
        example.repository().push();
        assertTrue(example.leftAlone(bot).contains("author"));
        assertOutcomes(example.told(example.push("hotfix: the till", Map.of("app.sh", "echo 5\n"))), "passed",
                Map.of("unit", "SUCCEEDED", "urgent", "SUCCEEDED"));
    }

    private void onRequest(Example example) {
        String commit = example.push();
        assertOutcomes(example.told(commit), "passed", Map.of("unit", "SUCCEEDED"));
        cloud.route(read(example, "request.json").replace("\"orders\"", "\"" + example.repository().name() + "\""));
        Told told = example.told("the request", each -> each.document().path("trigger").asText().equals("manual"));
        assertOutcomes(told, "passed", Map.of("deploy", "SUCCEEDED"));
        assertEquals(commit, told.commit());
        assertTrue(example.log(told).anyMatch(("deploying " + commit + " to production")::equals));
    }

    private void pullRequests(Example example) {
        cloud.ssm.putParameter(request -> request.name("/signalbox/pull-requests/staging").value("canary-staging")
                .type(ParameterType.SECURE_STRING));
        assertOutcomes(example.told(example.push()), "passed", Map.of("unit", "SUCCEEDED"));
        example.branch("next");
        example.pushAgain("Go on");
        example.branch("topic");
        String broken = example.push("Break it", Map.of("app.sh", "echo ill\n", "ci/lint.yml", "version: 0.2\n"));
        assertTrue(example.leftAlone(broken).contains("main"));

        PullRequest pull = PullRequest.open(cloud, example.repository(), "topic", "Change how it feels");
        assertOutcomes(example.told(broken), "failed", Map.of("lint", "SUCCEEDED", "unit", "FAILED"));
        String comment = pull.awaitComment("failed");
        assertTrue(comment.contains("| `staging` | yes | ○ **needs approval** |"), comment);
        assertTrue(comment.contains("`schema` is not needed: no changed path matches `schema/**`"), comment);
        pull.awaitApprovals("lint", "schema");

        String mended = example.push("Mend it", Map.of("app.sh", "echo well\n", "schema/orders.sql", "create table orders (id text);\n"));
        assertOutcomes(example.told(mended), "passed", Map.of("lint", "SUCCEEDED", "schema", "SUCCEEDED", "unit", "SUCCEEDED"));
        pull.awaitComment("waiting");
        pull.awaitApprovals("lint", "schema", "unit");

        cloud.as("grace").updatePullRequestApprovalState(request -> request.pullRequestId(pull.id())
                .revisionId(pull.state().revisionId()).approvalState("APPROVE"));
        Told staging = example.told("the build that waited", told -> told.outcomesByName().containsKey("staging"));
        assertOutcomes(staging, "passed", Map.of("staging", "SUCCEEDED"));
        assertTrue(example.log(staging).anyMatch("trying %s in staging as ***".formatted(mended)::equals));
        pull.awaitComment("passed");
        pull.awaitApprovals("grace", "lint", "schema", "staging", "unit");

        PullRequest next = PullRequest.open(cloud, example.repository(), "topic", "next", "Change it there first");
        Told lint = example.told("the pull request into another branch",
                told -> told.document().path("pullRequest").asText().equals(next.id()));
        assertOutcomes(lint, "passed", Map.of("lint", "SUCCEEDED"));
    }

    private void defaults(Example example) {
        Told told = example.told(example.push());
        assertOutcomes(told, "passed", Map.of("check", "SUCCEEDED", "package", "SUCCEEDED", "slow", "SUCCEEDED"));
        assertEquals(Set.of("making check for test", "making package for test", "making slow for test"),
                example.log(told).filter(line -> line.startsWith("making ")).collect(Collectors.toSet()));
        assertEquals(Map.of("check", 20, "package", 20, "slow", 120), cloud.builds(told).stream().collect(Collectors.toMap(
                build -> build.environment().environmentVariables().stream().filter(each -> each.name().equals("GOAL"))
                        .findFirst().orElseThrow().value(), Build::timeoutInMinutes)));
    }

    private void notified(Example example) {
        assertNotified(false, example.told(example.push()));
        assertNotified(true, example.told(example.push("Break it", Map.of("test.sh", "false\n"))));
        assertNotified(false, example.told(example.push("Leave it broken", Map.of("test.sh", "exit 3\n"))));
        assertNotified(true, example.told(example.push("Mend it", Map.of("test.sh", "true\n"))));
        example.branch("topic");
        assertNotified(false, example.told(example.push("Break it here", Map.of("test.sh", "false\n"))));
        example.branch("release/2");
        assertNotified(true, example.told(example.pushAgain("Break a release")));
    }

    /** Whether people are told: the address of the stack's parameter is. */
    private void assertNotified(boolean wanted, Told told) {
        assertEquals(wanted ? "yes" : "no", told.attributes().path("notify").path("Value").asText(), told.document()::toString);
    }

    // ---- on a turned clock

    private void nightly(Example example) {
        String first = example.push();
        example.awaitSchedules(1);
        assertTrue(example.leftAlone(first).contains("cron(0 3 ? * MON-FRI *)"));
        turnToThree(example);
        Told told = example.told(first);
        assertOutcomes(told, "passed", Map.of("nightly", "SUCCEEDED"));
        assertEquals("schedule", told.document().path("trigger").asText());
        assertEquals("main", told.document().path("branch").asText());
        turnToThree(example);
        JsonNode decision = cloud.awaitDecision("on the next night", example.repository(),
                each -> each.path("reason").asText().contains("unchanged"));
        assertEquals("ignored", decision.path("decision").asText());
        String second = example.push("Slower", Map.of("slow-test.sh", "false\n"));
        turnToThree(example);
        assertOutcomes(example.told(second), "failed", Map.of("nightly", "FAILED"));
        cloud.settle();
        assertEquals(2, cloud.told(example.repository().name()).size());
    }

    private static void turnToThree(Example example) {
        example.turnToNext(3, 0, "Europe/Amsterdam", day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0);
    }

    private void scheduledInputs(Example example) {
        String commit = example.push();
        example.awaitSchedules(2);
        // A rate begins at once, and its build must be done before the clock is turned past its time limit.
        Told often = example.told("the soak of every twelve hours", each -> each.document().path("schedule").asText().startsWith("rate"));
        assertOutcomes(often, "passed", Map.of("soak", "SUCCEEDED"));
        assertTrue(example.log(often).anyMatch("soaking for 5 minutes, small"::equals));
        example.turnToNext(1, 30, "UTC", _ -> true);
        Told nightly = example.told("the nightly soak", each -> each.document().path("schedule").asText().startsWith("cron"));
        assertOutcomes(nightly, "passed", Map.of("soak", "SUCCEEDED"));
        assertEquals(commit, nightly.commit());
        assertTrue(example.log(nightly).anyMatch("soaking for 90 minutes, large"::equals));
        cloud.request("by-hand-" + example.repository().name(),
                "\"repository\": \"%s\", \"branch\": \"main\", \"env\": {\"MINUTES\": \"2\"}".formatted(example.repository().name()));
        Told byHand = example.told("the soak by hand", each -> each.document().path("trigger").asText().equals("manual"));
        assertTrue(example.log(byHand).anyMatch("soaking for 2 minutes, small"::equals));
    }

    private void conditions(Example example) {
        String commit = example.push();
        assertOutcomes(example.told(commit), "passed", Map.of("unit", "SUCCEEDED", "smoke", "SUCCEEDED"));
        example.awaitSchedules(1);
        example.branch("topic/app");
        assertOutcomes(example.told(example.push("Change the code", Map.of("src/app.sh", "echo fine\n"))), "passed",
                Map.of("unit", "SUCCEEDED"));
        String words = example.push("Change words", Map.of("words.txt", "fine\n"));
        assertTrue(example.leftAlone(words).contains("'when'"));
        example.turnToNext(5, 0, "UTC", _ -> true);
        Told told = example.told("the morning's", each -> each.document().path("trigger").asText().equals("schedule"));
        assertOutcomes(told, "passed", Map.of("smoke", "SUCCEEDED"));
        assertEquals(commit, told.commit());
        assertTrue(example.log(told).anyMatch("smoke because of schedule"::equals));
    }

    private static void assertOutcomes(Told told, String verdict, Map<String, String> outcomes) {
        assertEquals(outcomes, told.outcomesByName(), told.document()::toString);
        assertEquals(verdict, told.verdict(), told.document()::toString);
    }
}
