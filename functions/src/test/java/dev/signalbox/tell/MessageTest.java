package dev.signalbox.tell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import dev.signalbox.verdict.Audience;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Digest;
import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.Known;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.TestCounts;
import dev.signalbox.verdict.Uncounted;
import dev.signalbox.verdict.Verdict;

class MessageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Each quote takes eight bytes where the document is text inside text inside JSON. */
    @Test
    void reasonsFullOfQuotesAreCutUntilTheMessageCanTravel() throws IOException {
        BuildResult[] builds = IntStream.range(0, 22).mapToObj(number ->
                Ends.built("unit-" + number, Outcome.FAILED, "FAILED", "\"".repeat(2000), 5)).toArray(BuildResult[]::new);
        Message message = Message.of(Ends.end(Verdict.FAILED, Change.BROKEN, "", builds), "signalbox");
        assertTrue(JSON.writeValueAsBytes(message.texts().toString()).length < 240_000);
        assertEquals(22, JSON.readTree(message.document()).path("builds").size());
    }

    @Test
    void aDocumentThatIsTooLongKeepsWhatFailedAndCountsTheRest() throws IOException {
        BuildResult[] builds = IntStream.range(0, 300).mapToObj(number -> number == 299
                ? Ends.built("last", Outcome.FAILED, "FAILED", "no", 5) : Ends.passed("unit-" + number, 5)).toArray(BuildResult[]::new);
        JsonNode document = JSON.readTree(Document.of(Ends.end(Verdict.FAILED, Change.BROKEN, "", builds), 20_000));
        List<String> names = document.path("builds").findValuesAsText("name");
        assertEquals("last", names.getLast());
        assertEquals("unit-0", names.getFirst());
        assertEquals(300, names.size() + document.path("buildsLeftOut").asInt());
    }

    @Test
    void failingTestsAreCutBeforeAnythingElseAndTheNewOnesStay() throws IOException {
        List<FailingTest> failing = IntStream.range(0, 300).mapToObj(number -> new FailingTest("Test." + number, "unit", "no ".repeat(160),
                number == 299 ? Novelty.NEW : Novelty.STILL_FAILING)).toList();
        Digest digest = new Digest(new TestCounts(400, 0, 400, 0), failing, List.of(), 400, null, null, Uncounted.NONE, Known.NOTHING);
        Conclusion end = Ends.with(digest, Ends.end(Verdict.FAILED, Change.BROKEN, "",
                IntStream.range(0, 20).mapToObj(number -> Ends.passed("unit-" + number, 5)).toArray(BuildResult[]::new)));
        JsonNode whole = JSON.readTree(Document.of(end, 100_000));
        assertEquals(100, whole.path("tests").path("failing").size());
        assertEquals(300, whole.path("tests").path("failingLeftOut").asInt());
        JsonNode cut = JSON.readTree(Document.of(end, 24_000));
        assertEquals(20, cut.path("tests").path("failing").size());
        assertEquals(380, cut.path("tests").path("failingLeftOut").asInt());
        assertEquals("Test.299", cut.path("tests").path("failing").path(0).path("name").asText());
        assertEquals(20, cut.path("builds").size());
        assertFalse(cut.has("buildsLeftOut"));
    }

    @Test
    void whatIsEmptyIsNoAttribute() {
        RunFacts bare = new RunFacts("push-1", Ends.ARN, "orders", "", "", "", "push", "", "", "\u0007", "", Ends.NINE, List.of(),
                Audience.EVERYBODY);
        assertEquals(List.of("repository", "trigger", "verdict", "change", "notify"), List.copyOf(Message.of(
                new Conclusion(bare, Verdict.ERRORED, Change.NONE, "", List.of(), Digest.NONE, Ends.NINE), "signalbox")
                .attributes().keySet()));
    }

    @Test
    void aPullRequestIsToldByItsIdAndItsBranchesAndIsOnNone() {
        RunFacts run = new RunFacts("pull-request-1", Ends.ARN, "orders", "", "", "1f2e3d4c", "pull_request", "", "", "Ada", "Round once",
                Ends.NINE, List.of(), Audience.EVERYBODY, new RunFacts.Proposal("7", "r1", "topic", "main", "m1", "", 1));
        Message message = Message.of(new Conclusion(run, Verdict.PASSED, Change.NONE, "", List.of(), Digest.NONE, Ends.NINE), "signalbox");
        assertEquals(List.of("repository", "pullRequest", "target", "trigger", "verdict", "change", "author", "notify"),
                List.copyOf(message.attributes().keySet()));
        assertEquals(List.of(new Message.Attribute("String", "7"), new Message.Attribute("String", "main")),
                List.of(message.attributes().get("pullRequest"), message.attributes().get("target")));
        assertEquals("Passed: orders pull request 7 1f2e3d4c Round once", message.subject());
    }

    @Test
    void theProjectsAreAnArrayOfEachOnce() {
        BuildResult other = new BuildResult("load", "load \"tests\"", true, Outcome.SKIPPED, "", "", null);
        Map<String, Message.Attribute> attributes = Message.of(Ends.end(Verdict.PASSED, Change.NONE, "",
                Ends.passed("unit", 1), Ends.passed("lint", 1), other), "signalbox").attributes();
        assertEquals(new Message.Attribute("String.Array", "[\"signalbox-default\",\"load \\\"tests\\\"\"]"), attributes.get("project"));
    }

    @Test
    void anExecutionIsLinkedInTheConsoleOfItsPartition() {
        String arn = "arn:aws-cn:states:cn-north-1:123456789012:execution:signalbox-run:push-1";
        assertEquals("https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/v2/executions/details/" + arn,
                Links.execution(arn));
    }
}
