package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds, the answer is rules or problems, in bounded time. */
class RulesPropertiesTest {

    private static final RulesReader READER = new RulesReader(Account.SILENT);
    private static final Duration SOON = Duration.ofSeconds(10);

    @Property(tries = 500)
    void anyTextIsRulesOrProblems(@ForAll String text) {
        assertRead(text);
    }

    @Property(tries = 500)
    void anyBytesAreRulesOrProblems(@ForAll byte[] bytes) {
        assertAnswer(READER.read(bytes));
    }

    @Property(tries = 1000)
    void anyPiecesOfYamlAreRulesOrProblems(@ForAll("pieces") String text) {
        assertRead(text);
    }

    @Property(tries = 500)
    void anyTreeOfKnownWordsIsRulesOrProblems(@ForAll("trees") Object tree) {
        String text = flow(tree);
        assertRead(text);
        assertAnswer(new RulesReader(new Account(text, "signalbox/", "")).standard());
    }

    /** A whole file that is understood, with one of its lines replaced or taken away. */
    @Property(tries = 1000)
    void aFileWithALineBrokenIsRulesOrProblemsAtAPlace(@ForAll("brokenLines") String text) {
        assertRead(text);
    }

    @Property(tries = 300)
    void theOrderOfKeysIsIrrelevant(@ForAll("shuffled") String text) {
        assertEquals(assertInstanceOf(Reading.Understood.class, READER.read(IN_ORDER)).rules().builds().getFirst(),
                assertInstanceOf(Reading.Understood.class, READER.read(text)).rules().builds().getFirst());
    }

    private static final List<String> WORDS = List.of("on: { push: { branches: [a], paths: [b] } }", "env: { A: '1', B: '2' }",
            "timeout: 20m", "matrix: { X: [1, 2], exclude: [{ X: 1 }] }", "group: g", "gate: { tests: 3, coverage: { lines: 1 } }",
            "required: false");
    private static final String IN_ORDER = file(WORDS);

    private static String file(List<String> words) {
        return "version: 1\nbuilds:\n  unit:\n    " + String.join("\n    ", words) + "\n";
    }

    static Stream<Arguments> hostile() {
        String variables = many(2_000, i -> "V" + i + ": x, ");
        return Stream.of(
                arguments("variables that builds share", MUCH, builds("env: &e { " + variables + "}", 900, "env: *e")),
                arguments("variables of defaults", MUCH,
                        "version: 1\ndefaults: { env: { " + variables + "} }\nbuilds:\n" + builds("", 900, "").substring(START.length())),
                arguments("the largest matrix in every build", MUCH,
                        builds("matrix: &m { " + many(8, i -> "V" + i + ": [1, 2], ") + "}", 990, "matrix: *m")),
                arguments("a matrix beyond counting", "expected at most 20 variables",
                        builds("matrix: { W: &v [1, 2, 3, 4, 5, 6, 7, 8], " + many(1_000, i -> "V" + i + ": *v, ") + "}", 0, "")),
                arguments("many includes on many cells", "expected at most 256 entries",
                        builds("matrix: { A: [%s], B: [%1$s], include: [%s] }"
                                .formatted(many(16, i -> i + ","), many(4_000, i -> "{C: " + i + "},")), 0, "")),
                arguments("patterns that unfold to much", MUCH,
                        builds("when: { branches: [" + many(1_000, i -> "'" + "{a,b}".repeat(6) + i + "*xxxxxxxxxxxx*',") + "] }", 0, "")),
                arguments("one large list of patterns in every build", MUCH,
                        builds("when: &w { branches: [" + many(900, i -> "'**/*" + i + "*{a,b,c}*',") + "] }", 990, "when: *w")),
                arguments("a long value that is nearly a token", MUCH,
                        builds("env: { A: &a '" + "-eyJaaaaaaaaaa".repeat(290) + "' }", 1_290, "env: { A%1$d: *a }")),
                arguments("a long value that is nearly an address", MUCH,
                        builds("env: { A: &a '" + "a://b:".repeat(680) + "' }", 1_290, "env: { A%1$d: *a }")),
                arguments("a long buildspec in every build", MUCH,
                        builds("buildspec: &s \"" + "version\\n".repeat(2_100) + "\"", 990, "buildspec: *s")),
                arguments("a long chain of needs", "no build is named 'b1500'",
                        START + many(1_500, i -> "  b%d: { on: { push: }, needs: [b%d] }\n".formatted(i, i + 1))),
                arguments("builds of which each needs all", "expected no cycle",
                        builds("needs: &n [" + many(150, i -> "b" + i + ",") + "]", 149, "needs: *n")),
                arguments("many schedules", "expected at most 50 different times",
                        START + "  b0: { on: { schedule: [" + many(3_000, i -> "{rate: %d days},".formatted(i + 2)) + "] } }\n"));
    }

    private static final String MUCH = "unfold to more than 100,000 entries";
    private static final String START = "version: 1\nbuilds:\n";

    /** A first build with some words, and many with others. */
    private static String builds(String first, int times, String others) {
        return START + "  b0: { on: { push: }, " + first + " }\n"
                + many(times, i -> "  b%1$d: {on: {push: }, ".concat(others).concat("}\n").formatted(i + 1));
    }

    private static String many(int times, IntFunction<String> text) {
        return IntStream.range(0, times).mapToObj(text).collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void whatUnfoldsToMuchEndsSoonAndIsTold(String what, String expected, String text) {
        assertTrue(text.length() <= Yaml.LONGEST, () -> what + " is too long by itself: " + text.length());
        Reading reading = assertTimeoutPreemptively(SOON, () -> READER.read(text));
        String reason = assertInstanceOf(Reading.Broken.class, reading).reason();
        assertTrue(reason.contains(expected), reason);
    }

    @Test
    void whatIsLongIsTold() {
        assertInstanceOf(Reading.Broken.class, READER.read(new byte[Yaml.LONGEST + 1]));
        assertInstanceOf(Reading.Broken.class, READER.read("#".repeat(Yaml.LONGEST + 1)));
    }

    @Test
    void aThousandBuildsAreRead() {
        String text = "version: 1\nbuilds:\n" + many(1_000, i -> "  b%d: { on: { push: { paths: ['s%d/**'] } } }\n".formatted(i, i));
        assertEquals(1_000, assertInstanceOf(Reading.Understood.class, READER.read(text)).rules().builds().size());
    }

    private static void assertRead(String text) {
        assertAnswer(READER.read(text));
        assertEquals(READER.read(text), READER.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertAnswer(Reading reading) {
        switch (reading) {
            case Reading.Understood(Rules rules) -> assertFalse(rules.builds().isEmpty());
            case Reading.Broken(List<Problem> problems) -> {
                assertTrue(!problems.isEmpty() && problems.size() <= 20);
                problems.forEach(problem -> assertTrue(problem.line() >= 1 && problem.column() >= 1 && problem.message().length() < 700
                        && problem.message().lines().count() == 1, problem::toString));
            }
            case Reading.Nothing _ -> throw new AssertionError("a text is something");
        }
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of("version: 1", "\nbuilds:", "\n  unit:", "\n  lint:", "\n    on: ", "{ push: {} }", "\n    needs: [lint]",
                "\n    needs: [unit]", "\n    env: { A: b }", "\n    timeout: 30m", "\n    matrix: { A: [1, 2] }", "\ndefaults:",
                "\n    gate: ", "{ tests: 1 }", " ", "\n", ":", "&a ", "*a", "[", "]", "{", "}", "!x ", "'", "\"", "- ", "|", ">", "#",
                "? ", "\t", "<<: *a", "push", "branches", "\u00e9", "\ud83d\ude00")
                .list().ofMaxSize(25).map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Object> trees() {
        Arbitrary<Object> builds = mapping(3, Arbitraries.of("unit", "lint", "a", "b c"), words(Words.BUILD));
        return Combinators.combine(builds, words(Words.FILE), Arbitraries.of(1, 1, 1, "2")).as((build, rest, version) -> {
            Map<String, Object> file = new LinkedHashMap<>();
            if (rest instanceof Map<?, ?> more) {
                more.forEach((name, value) -> file.put(String.valueOf(name), value));
            }
            file.put("version", version);
            file.put("builds", build);
            return file;
        });
    }

    /** A mapping of the words of one place, whose values are of any place. */
    private Arbitrary<Object> words(Words place) {
        return mapping(5, Arbitraries.of(place.words()), Arbitraries.lazy(() -> any(3)));
    }

    private Arbitrary<Object> any(int depth) {
        Arbitrary<Object> scalar = Arbitraries.of("main", "src/**", "!a", "{a,b}", "[a", "", "A", "1", 1, 80, 0, -1, 1.5, true, false, NULL,
                "push", "30m", "0 3 ? * MON *", "1 hour", "UTC", "skip", "failed", "unchanged", "alias/a", "a-bucket", "/signalbox/a",
                "signalbox/a", "unit", "lint", "version: 0.2\nphases: {}", "BUILD_GENERAL1_SMALL", "ARM_CONTAINER", "hunter2");
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<String> names = Arbitraries.of(Stream.concat(Stream.of(Words.values()).flatMap(words -> words.words().stream()),
                Stream.of("JAVA", "A", "DB_PASSWORD", "unit")).distinct().toList());
        Arbitrary<Object> inner = Arbitraries.lazy(() -> any(depth - 1));
        return Arbitraries.frequencyOf(
                Tuple.of(3, scalar), Tuple.of(2, inner.list().ofMaxSize(3).map(list -> (Object) list)),
                Tuple.of(3, mapping(3, names, inner)));
    }

    private static final Object NULL = new Object();

    private static Arbitrary<Object> mapping(int most, Arbitrary<String> names, Arbitrary<Object> values) {
        return Arbitraries.maps(names, values).ofMaxSize(most).map(map -> (Object) map);
    }

    /** As YAML in flow style. */
    private static String flow(Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> map.entrySet().stream().map(one -> "'" + one.getKey() + "': " + flow(one.getValue()))
                    .collect(Collectors.joining(", ", "{ ", " }"));
            case List<?> list -> list.stream().map(RulesPropertiesTest::flow).collect(Collectors.joining(", ", "[", "]"));
            case String text -> '"' + text.replace("\n", "\\n") + '"';
            case Number number -> number.toString();
            case Boolean bool -> bool.toString();
            default -> "null";
        };
    }

    @Provide
    Arbitrary<String> brokenLines() {
        List<String> lines = WordsTest.WHOLE.lines().toList();
        return Combinators.combine(Arbitraries.integers().between(0, lines.size() - 1), Arbitraries.of("", "    - x", "      on:",
                "    env: {}", "  other: 1", "    matrix: [", "x", "    gate: { tests: 0 }")).as((at, instead) ->
                        IntStream.range(0, lines.size()).mapToObj(i -> i == at ? instead : lines.get(i)).collect(Collectors.joining("\n")));
    }

    @Provide
    Arbitrary<String> shuffled() {
        return Arbitraries.shuffle(WORDS).map(RulesPropertiesTest::file);
    }
}
