package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told of rules that would take the place of others. */
class RulesChangeTest {

    private static final List<String> WORDS = List.of("project: team", "buildspec: a.yml", "buildspec: { from: target, path: a.yml }",
            "image: a/b", "compute: BUILD_GENERAL1_LARGE", "environment: ARM_CONTAINER", "privileged: false", "env: { A: b }",
            "needs: [lint]", "matrix: { A: [b] }", "timeout: 2h", "required: false", "fail-fast: true", "group: a",
            "group: { cancel: false }", "gate: { tests: 1 }", "artifacts: {}", "logs: { s3: true }", "when: { branches: [main] }");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "on: { push: }, timeout: 1h|on: { push: }, timeout: 2h|unit would change in timeout",
        "on: { push: }, env: { A: b, B: c }|on: { push: }, image: a/b, env: { B: d, C: { secret: signalbox/c } }|"
                + "unit would change in image, env.A, env.B, env.C",
        "on: { push: }|on: { push: }, required: false|unit would no longer be required",
        "on: { push: }, required: false|on: { push: }|unit would be required",
        "on: { push: , tag: , pull_request: }|on: { push: }|unit would no longer run on tag, pull_request",
        "on: { push: }|on: { push: , manual: {} }|unit would run on more: manual",
        "on: { push: { branches: [main] } }|on: { push: { branches: [a] } }|unit would change in on.push",
        "on: { pull_request: }|on: { pull_request: { trusted: true } }|"
                + "unit would be trusted on pull requests; unit would change in on.pull_request",
        "on: { push: , tag: }|on: { tag: , push: }|``",
        "on: { push: }, timeout: 1h|on: { push: }, required: true|``"})
    void whatChangesOfABuildIsSaid(String before, String after, String said) {
        assertEquals(said, String.join("; ", RulesChange.lines(rules("unit: { " + before + " }"), rules("unit: { " + after + " }"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "commands: { skip: [user/ada] }|commands: { skip: [user/eve, 'assumed-role/A/*'] }|"
                + "builds could be skipped by user/eve, assumed-role/A/*",
        "commands: { skip: [user/ada] }|``|builds could be skipped by nobody",
        "concurrency: 4|notify: [{ on: [failed] }]|the file would change in concurrency, notify",
        "skip: [a, b]|skip: [b, a]|``", "skip: [a, b]|skip: [b]|the file would change in skip"})
    void whatChangesOfTheFileIsSaid(String before, String after, String said) {
        String unit = "unit: { on: { push: } }";
        assertEquals(said, String.join("; ", RulesChange.lines(rules(unit + "\n" + before), rules(unit + "\n" + after))));
    }

    @Test
    void whatTakesAChecksPlaceComesFirst() {
        assertEquals(List.of("lint would be gone", "unit would no longer be required", "unit would change in timeout", "e2e would be new",
                "more would be new, not required"), RulesChange.lines(rules("lint: { on: { push: } }\n  unit: { on: { push: } }"), rules("""
                more: { on: { push: }, required: false }
                  e2e: { on: { push: } }
                  unit: { on: { push: }, required: false, timeout: 2h }""")));
    }

    @Test
    void onlyTheFirstLinesAreTold() {
        List<String> told = RulesChange.lines(rules("keep: { on: { push: } }" + many(0, 25)), rules("keep: { on: { push: } }"));
        assertEquals(RulesChange.MOST_LINES + 1, told.size());
        assertEquals("b119 would be gone", told.get(RulesChange.MOST_LINES - 1));
        assertEquals("and 5 more", told.getLast());
        assertEquals(RulesChange.MOST_LINES, RulesChange.lines(rules("keep: { on: { push: } }" + many(0, 20)),
                rules("keep: { on: { push: } }")).size());
    }

    @Test
    void aLineIsShortHoweverMuchChanges() {
        String env = IntStream.range(0, 30).mapToObj(number -> "V%02d: a".formatted(number)).collect(Collectors.joining(", "));
        assertEquals(List.of("unit would change in env.V00, env.V01, env.V02, env.V03, env.V04, env.V05, env.V06, env.V07 and 22 more"),
                RulesChange.lines(rules("unit: { on: { push: } }"), rules("unit: { on: { push: }, env: { " + env + " } }")));
        String name = "V".repeat(250);
        List<String> told = RulesChange.lines(rules("unit: { on: { push: } }"), rules("unit: { on: { push: }, env: { " + name + ": a } }"));
        assertTrue(told.getFirst().length() <= 203, told.getFirst());
    }

    /** Every word counts, and the order of builds does not. */
    @Property(tries = 300)
    void rulesThatDifferAreToldApart(@ForAll("files") List<String> one, @ForAll("files") List<String> other, @ForAll long seed) {
        List<String> shuffled = new ArrayList<>(one);
        Collections.shuffle(shuffled, new Random(seed));
        assertEquals(List.of(), RulesChange.lines(file(one), file(shuffled)));
        assertEquals(List.copyOf(one).equals(other), RulesChange.lines(file(one), file(other)).isEmpty(), () -> one + " and " + other);
    }

    @Provide
    Arbitrary<List<String>> files() {
        return Arbitraries.of(WORDS).list().ofMinSize(1).ofMaxSize(2).map(words -> IntStream.range(0, words.size())
                .mapToObj(number -> "b%d: { on: { push: }, %s }".formatted(number, words.get(number))).toList());
    }

    private static Rules file(List<String> builds) {
        return rules("lint: { on: { push: } }\n  " + String.join("\n  ", builds));
    }

    private static String many(int from, int to) {
        return IntStream.range(100 + from, 100 + to).mapToObj("\n  b%d: { on: { push: } }"::formatted).collect(Collectors.joining());
    }

    private static Rules rules(String builds) {
        Reading reading = new RulesReader(Account.SILENT).read("version: 1\nbuilds:\n  " + builds + "\n");
        return assertInstanceOf(Reading.Understood.class, reading, reading::toString).rules();
    }
}
