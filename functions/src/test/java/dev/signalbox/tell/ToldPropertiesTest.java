package dev.signalbox.tell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import dev.signalbox.verdict.Audience;
import dev.signalbox.verdict.Build;
import dev.signalbox.verdict.BuildResult;
import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Coverage;
import dev.signalbox.verdict.Digest;
import dev.signalbox.verdict.FailingTest.Novelty;
import dev.signalbox.verdict.FailingTest;
import dev.signalbox.verdict.Known;
import dev.signalbox.verdict.Outcome;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.SlowTest;
import dev.signalbox.verdict.TestCounts;
import dev.signalbox.verdict.Uncounted;
import dev.signalbox.verdict.Verdict;

/** What holds of everything told, whatever people write into titles, branches and commands. */
class ToldPropertiesTest {

    private static final Set<String> MEMBERS = Set.of("version", "run", "repository", "branch", "commit", "trigger", "actor", "verdict",
            "change", "reason", "builds", "buildsLeftOut", "tag", "schedule", "tests", "coverage", "reportsNotCounted");
    private static final Set<String> BUILD_MEMBERS = Set.of("name", "outcome", "id", "number", "failedPhase", "reason", "seconds", "logs");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property(tries = 200)
    void anEmailIsEightyColumnsWideAndFreeOfControlCharacters(@ForAll("ends") Conclusion end) {
        for (String line : Email.of(end, "signalbox").split("\n", -1)) {
            assertTrue(PlainText.width(line) <= 80 || line.startsWith("https://"), line);
            assertFalse(line.codePoints().anyMatch(Character::isISOControl), line);
        }
    }

    @Property(tries = 200)
    void aSubjectAndATextMessageAreShortAscii(@ForAll("ends") Conclusion end) {
        assertTrue(Headline.subject(end).matches("[\\x21-\\x7e][\\x20-\\x7e]{0,98}"), Headline.subject(end));
        assertTrue(Headline.sms(end).matches("[\\x20-\\x7e]{1,140}"), Headline.sms(end));
    }

    @Property(tries = 200)
    void aDocumentIsWholeJsonOfAtMostAHundredKilobytes(@ForAll("ends") Conclusion end) throws IOException {
        String document = Message.of(end, "signalbox").document();
        assertTrue(document.getBytes(StandardCharsets.UTF_8).length <= 100 * 1024);
        JsonNode read = JSON.readTree(document.getBytes(StandardCharsets.UTF_8));
        assertTrue(MEMBERS.containsAll(names(read)), document);
        assertEquals(1, read.path("version").asInt());
        assertEquals(Ends.ARN, read.path("run").path("arn").asText());
        assertEquals(end.verdict().word(), read.path("verdict").asText());
        assertEquals(end.builds().size(), read.path("builds").size() + read.path("buildsLeftOut").asInt(0));
        JsonNode tests = read.path("tests");
        assertEquals(end.digest().tests() == null ? 0 : end.digest().tests().failed(),
                tests.path("failing").size() + tests.path("failingLeftOut").asLong(0));
        assertEquals(tests.path("total").asLong(),
                tests.path("passed").asLong() + tests.path("failed").asLong() + tests.path("skipped").asLong());
        for (JsonNode build : read.path("builds")) {
            assertTrue(BUILD_MEMBERS.containsAll(names(build)), document);
            assertTrue(build.has("name") && build.has("outcome"), document);
        }
    }

    @Property(tries = 100)
    void theMessageFitsWhereItTravels(@ForAll("ends") Conclusion end) throws IOException {
        Message message = Message.of(end, "signalbox");
        byte[] asAnArgument = JSON.writeValueAsBytes(message.texts().toString());
        assertTrue(asAnArgument.length < 240_000, () -> asAnArgument.length + " bytes");
        message.attributes().forEach((name, attribute) -> assertFalse(attribute.value().isBlank(), name));
    }

    @Property(tries = 100)
    void theSameEndIsToldInTheSameWords(@ForAll("ends") Conclusion end) {
        assertEquals(Message.of(end, "signalbox"), Message.of(end, "signalbox"));
    }

    @Provide
    Arbitrary<Conclusion> ends() {
        Arbitrary<RunFacts> facts = Combinators.combine(nonEmpty(100), text(255), Arbitraries.of("push", "tag", "schedule", "manual"),
                nonEmpty(60), text(200), text(200), text(300)).as((repository, ref, trigger, commit, actor, author, title) ->
                new RunFacts("push-1", Ends.ARN, repository, trigger.equals("tag") ? "" : ref, trigger.equals("tag") ? ref : "", commit,
                        trigger, trigger.equals("schedule") ? author : "", actor, author, title, Ends.NINE, List.of(), Audience.EVERYBODY));
        return Combinators.combine(facts, Arbitraries.of(Verdict.class), Arbitraries.of(Change.class), text(3000),
                results().list().ofMaxSize(4), Arbitraries.frequency(Tuple.of(9, 1), Tuple.of(1, 120)), digests())
                .as((run, verdict, change, reason, builds, times, digest) -> {
                    List<BuildResult> all = new ArrayList<>();
                    for (int time = 0; time < times; time++) {
                        for (BuildResult build : builds) {
                            all.add(new BuildResult(build.name().substring(0, Math.min(30, build.name().length())) + "-" + all.size(),
                                    build.project(), build.required(), build.outcome(), build.id(), build.trouble(), build.build()));
                        }
                    }
                    return new Conclusion(run, verdict, change, reason, all, digest, Ends.NINE.plusSeconds(7));
                });
    }

    private static Arbitrary<BuildResult> results() {
        Arbitrary<Build> builds = Combinators.combine(text(3000), text(600), Arbitraries.of(Outcome.class)).as((message, url, outcome) ->
                new Build("p:1", "", 7, outcome, List.of(new Build.Phase("BUILD", "FAILED", "Error while executing command: " + message
                        + ". Reason: " + message)), Ends.NINE, Ends.NINE.plusSeconds(90_000),
                        new Build.Logs("group", "stream", "https://" + url), List.of()));
        return Combinators.combine(nonEmpty(40), nonEmpty(100), Arbitraries.of(true, false), Arbitraries.of(Outcome.class),
                text(3000), builds.injectNull(0.2)).as((name, project, required, outcome, trouble, build) ->
                new BuildResult(name, project, required, outcome, build == null ? "" : "p:1",
                        trouble.length() % 2 == 0 ? trouble : "", build));
    }

    private static Arbitrary<Digest> digests() {
        Arbitrary<FailingTest> failing = Combinators.combine(text(300), text(40), text(2500), Arbitraries.of(Novelty.class))
                .as(FailingTest::new);
        Arbitrary<SlowTest> slow = Combinators.combine(text(300), text(40), Arbitraries.longs().between(0, 100_000))
                .as((name, build, seconds) -> new SlowTest(name, build, Duration.ofSeconds(seconds)));
        return Combinators.combine(failing.list().ofMaxSize(4), Arbitraries.frequency(Tuple.of(9, 1), Tuple.of(1, 120)),
                slow.list().ofMaxSize(10), Arbitraries.integers().between(0, 2000), Arbitraries.of(true, false))
                .as((few, times, slowest, more, known) -> {
                    List<FailingTest> all = new ArrayList<>();
                    for (int time = 0; time < times; time++) {
                        all.addAll(few);
                    }
                    return !known ? Digest.NONE : new Digest(new TestCounts(0, more, all.size() + (long) more, 1), all, slowest, more,
                            new Coverage(more, 1, 0, 0), new BigDecimal("-1.25"), new Uncounted(more, 1, 0, 2, 0), Known.NOTHING);
                });
    }

    private static Arbitrary<String> nonEmpty(int length) {
        return text(length).map(text -> "x" + text);
    }

    /** Anything at all, and more of what hurts: quotes, escapes, line breaks, wide, combining and invisible characters, halves of pairs. */
    private static Arbitrary<String> text(int length) {
        Arbitrary<Character> nasty = Arbitraries.of('"', '\\', '\n', '\r', '\t', '\0', '\u001b', '\u0085', '\u2028', '\u202e', '\u200b',
                '\ufeff', '\uffff', '\ud83d', '\ude00', '\u4e2d', '\uff21', '\u0301', '\ufdfa', '<', '&', ' ');
        return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(length), nasty.list().ofMaxSize(length).map(ToldPropertiesTest::joined),
                nasty.map(one -> String.valueOf(one).repeat(length)), Arbitraries.strings().ascii().ofMaxLength(length));
    }

    private static String joined(List<Character> characters) {
        StringBuilder text = new StringBuilder();
        characters.forEach(text::append);
        return text.toString();
    }

    private static Set<String> names(JsonNode node) {
        return Set.copyOf(node.properties().stream().map(Map.Entry::getKey).toList());
    }
}
