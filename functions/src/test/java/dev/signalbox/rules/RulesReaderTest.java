package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesReaderTest {

    private static final RulesReader READER = new RulesReader(Account.SILENT);
    private static final String WHOLE = """
            version: 1
            builds:
              lint: { on: { push: {} } }
              unit:
                on:
                  push: { branches: ['main', 'release/**', '!release/old'] }
                project: team-project
                buildspec: ci/unit.yml
                needs: [lint]
                env: { STAGE: test, PORT: 8080, EMPTY: '', YES: true, OCTAL: 010 }
                timeout: 1h30m
                required: false
            """;

    @Test
    void everythingThatCanBeAskedForIsRead() {
        BuildRule unit = understood(WHOLE).builds().getLast();
        assertEquals(BuildRule.named("lint", List.of(new Occasion.Push(Patterns.EVERYTHING, Filters.NONE))),
                understood(WHOLE).builds().getFirst());
        assertEquals(List.of(new Occasion.Push(
                new Patterns(List.of(Glob.of("main"), Glob.of("release/**"), Glob.of("!release/old"))), Filters.NONE)), unit.on());
        assertEquals("team-project", unit.machine().project());
        assertEquals(new Buildspec.Path("ci/unit.yml"), unit.buildspec());
        assertEquals(Map.of("STAGE", new Value.Plain("test"), "PORT", new Value.Plain("8080"), "EMPTY", new Value.Plain(""),
                "YES", new Value.Plain("true"), "OCTAL", new Value.Plain("010")), unit.env());
        assertEquals(List.of("lint"), unit.needs());
        assertEquals(Duration.ofMinutes(90), unit.timeout());
        assertFalse(unit.required());
    }

    @Test
    void onIsAWordAndNotTrue() {
        assertEquals(1, understood("version: 1\nbuilds: { unit: { on: { push: } } }").builds().size());
    }

    @ParameterizedTest
    @CsvSource({"5m, 5", "30m, 30", "1h, 60", "1h30m, 90", "36h, 2160", "2160m, 2160"})
    void timesAreRead(String text, int minutes) {
        assertEquals(Duration.ofMinutes(minutes), understood(build("timeout: " + text)).builds().getFirst().timeout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "4m", "36h1m", "2161m", "99999m", "1m30", "h", "m", "''", "30 m", "[30m]", "-5m", "1.5h"})
    void otherTimesAreProblems(String text) {
        assertTrue(problems(build("timeout: " + text)).getFirst().toString().startsWith(".signalbox.yml:3:38: expected "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "onn: { push: {} }|unknown word 'onn'; did you mean 'on'?",
        "steps: []|unknown word 'steps', expected on, when, project, buildspec, ",
        "buildspce: x|did you mean 'buildspec'?",
        "matrxi: { A: ['1'] }|did you mean 'matrix'?",
        "project: 'no such name'|expected the name of a CodeBuild project",
        "buildspec: /etc/passwd|expected a path in the repository",
        "buildspec: |expected a path in the repository",
        "required: maybe|expected true or false",
        "required: 'true'|expected true or false",
        "env: [A]|expected variables by their names",
        "env: { 'A B': x }|expected a name of letters, digits and _",
        "env: { SIGNALBOX_RUN: x }|SIGNALBOX_*, CODEBUILD_* and AWS_* are set for the build",
        "env: { AWS_REGION: x }|expected another name",
        "env: { A: }|expected a text",
        "needs: lint|expected a list of builds",
        "needs: [lnit]|no build is named 'lnit'; did you mean 'lint'?",
        "needs: [unit]|expected no cycle of needs: unit -> unit",
        "timeout: 1h\\n    timeout: 2h|expected 'timeout' only once"})
    void aProblemSaysWhatWasExpected(String line, String expected) {
        String text = "version: 1\nbuilds:\n  lint: { on: { push: {} } }\n  unit:\n    on: { push: {} }\n    "
                + line.replace("\\n", "\n") + "\n";
        List<Problem> problems = problems(text);
        assertTrue(problems.getFirst().message().contains(expected), problems.toString());
        assertTrue(problems.getFirst().line() >= 6, problems.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{ push: { branches: main } }|expected a list of patterns",
        "{ push: { branches: [] } }|expected at least one pattern",
        "{ push: { branches: ['[a'] } }|expected a set such as [a-z]",
        "{ push: { branches: [!main] } }|put what begins with ! in quotes",
        "{ push: { branches: [ !main ] } }|put what begins with ! in quotes",
        "{ push: { branches: [ **/fix ] } }|put what begins with * in quotes",
        "{ push: { branch: [main] } }|did you mean 'branches'?",
        "{ pushes: {} }|did you mean 'push'?",
        "{ pullrequest: {} }|did you mean 'pull_request'?",
        "{}|expected 'push:'",
        "push|expected 'push:'"})
    void whenABuildRunsIsReadWithCare(String on, String expected) {
        List<Problem> problems = problems("version: 1\nbuilds:\n  unit: { on: " + on + " }\n");
        assertTrue(problems.getFirst().message().contains(expected), problems.toString());
        assertEquals(3, problems.getFirst().line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "[]", "builds: {}", "version: 1", "version: 1\nbuilds: {}",
        "version: 2\nbuilds: { unit: { on: { push: {} } } }",
        "version: 1\nbuilds: [\n", "version: 1\nbuilds:\n\tunit: 1", "version: 1\nbuilds: { u: { on: { push: {} } } }",
        "&a [*a]", "? [a]\n: b",
        "version: 1\n---\nversion: 1\n", "a: *b", "\"\u0001\"", "version: 1\nbuilds: { unit: 5 }", "version: 1\nbuilds: &b { unit: *b }"})
    void whatIsNoRulesFileHasProblems(String text) {
        problems(text).forEach(problem -> assertTrue(problem.line() > 0 && problem.column() > 0 && !problem.message().isBlank()));
    }

    @Test
    void aCycleIsShown() {
        assertEquals(".signalbox.yml:3:44: expected no cycle of needs: first -> second -> first", problems("""
                version: 1
                builds:
                  first: { on: { push: {} }, needs: [lint, second] }
                  second: { on: { push: {} }, needs: [first] }
                  lint: { on: { push: {} } }
                """).getFirst().toString());
    }

    @Test
    void allProblemsAreFoundInOneGo() {
        assertEquals(List.of("3:9", "4:13", "5:13"), problems("""
                version: 1
                builds:
                  a1: { need: [b], on: { push: {} } }
                  b2: { on: 5 }
                  c3: { on: 6 }
                """).stream().map(problem -> problem.line() + ":" + problem.column()).toList());
    }

    @Test
    void whatIsNotUtf8IsAProblem() {
        assertEquals(".signalbox.yml:1:1: expected UTF-8 text",
                assertInstanceOf(Reading.Broken.class, READER.read(new byte[] {'a', (byte) 0xff})).reason());
    }

    @Test
    void hostileFilesCostLittle() {
        StringBuilder laughs = new StringBuilder("version: 1\nbuilds:\n  a0: &a0 { on: { push: {} }, env: { A: b } }\nx0: &x0 [l, l]\n");
        for (int i = 1; i < 40; i++) {
            laughs.append("x%d: &x%d [*x%d, *x%d]\n".formatted(i, i, i - 1, i - 1));
        }
        StringBuilder aliases = new StringBuilder("version: 1\nbuilds:\n  b0: { on: { push: {} }, env: &e {");
        for (int i = 0; i < 2_000; i++) {
            aliases.append("V").append(i).append(": x, ");
        }
        aliases.append("} }\n");
        for (int i = 1; i < 900; i++) {
            aliases.append("  b%d: { on: { push: {} }, env: *e }\n".formatted(i));
        }
        for (String hostile : List.of("[".repeat(60_000), "{a: ".repeat(15_000), "- ".repeat(30_000), "? ".repeat(30_000),
                laughs.toString(),
                aliases.toString(), "a".repeat(65_537), "&a ".repeat(20_000),
                "\"" + "\\x41".repeat(16_000) + "\"", "!".repeat(60_000), "[" + "a,".repeat(30_000))) {
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> problems(hostile));
        }
    }

    @Test
    void problemsStandInTheOrderOfTheFile() {
        assertEquals(List.of(4, 5, 6), problems("""
                version: 1
                builds:
                  unit:
                    onn: { push: {} }
                    needs: [lnt]
                    timeout: 40h
                    on: { push: {} }
                """).stream().map(Problem::line).toList());
    }

    private static String build(String member) {
        return "version: 1\nbuilds:\n  unit: { on: { push: {} }, " + member + " }\n";
    }

    private static Rules understood(String text) {
        return assertInstanceOf(Reading.Understood.class, READER.read(text), () -> READER.read(text).toString()).rules();
    }

    private static List<Problem> problems(String text) {
        return assertInstanceOf(Reading.Broken.class, READER.read(text)).problems();
    }
}
