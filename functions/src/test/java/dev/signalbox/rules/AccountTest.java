package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an account says to the rules of all its repositories. */
class AccountTest {

    private static final String LAYER = """
            version: 1
            defaults:
              timeout: 20m
              compute: BUILD_GENERAL1_MEDIUM
              env: { STAGE: account, LEVEL: info }
            enforced:
              image: team/build:1
              env: { PROXY: 'http://proxy' }
            concurrency: 5
            skip: ['*[quiet]*']
            """;

    private static final String FILE = """
            version: 1
            concurrency: 9
            skip: ['docs: *']
            defaults: { timeout: 30m, env: { STAGE: file } }
            builds:
              unit: { on: { push: }, env: { OWN: '1' } }
              slow: { on: { push: }, timeout: 40m, compute: BUILD_GENERAL1_SMALL, env: { LEVEL: debug } }
            """;

    @Test
    void aWordIsTheAccountsThenTheBuildsThenTheFilesThenTheAccountsDefault() {
        Rules rules = understood(LAYER, FILE);
        BuildRule unit = rules.builds().getFirst();
        BuildRule slow = rules.builds().getLast();
        assertEquals(List.of(Duration.ofMinutes(30), Duration.ofMinutes(40)), List.of(unit.timeout(), slow.timeout()));
        assertEquals(new BuildRule.Machine("", "team/build:1", "BUILD_GENERAL1_MEDIUM", "", null), unit.machine());
        assertEquals(new BuildRule.Machine("", "team/build:1", "BUILD_GENERAL1_SMALL", "", null), slow.machine());
        assertEquals(plain(Map.of("STAGE", "file", "LEVEL", "info", "PROXY", "http://proxy", "OWN", "1")), unit.env());
        assertEquals(plain(Map.of("STAGE", "file", "LEVEL", "debug", "PROXY", "http://proxy")), slow.env());
    }

    @Test
    void skipsAddUpAndTheLowerConcurrencyCounts() {
        Rules rules = understood(LAYER, FILE);
        assertEquals(5, rules.concurrency());
        assertEquals(List.of(Glob.text("*[quiet]*"), Glob.text("docs: *")), rules.skips());
        assertEquals(3, understood(LAYER, FILE.replace("concurrency: 9", "concurrency: 3")).concurrency());
    }

    @Test
    void aRepositoryWithoutAFileHasTheAccountsWords() {
        Reading reading = new RulesReader(account(LAYER)).standard();
        BuildRule build = assertInstanceOf(Reading.Understood.class, reading).rules().builds().getFirst();
        assertEquals("build", build.name());
        assertEquals(Rules.standard().builds().getFirst().on(), build.on());
        assertEquals(Duration.ofMinutes(20), build.timeout());
        assertEquals("team/build:1", build.machine().image());
    }

    @Test
    void aRepositoryWithoutAFileDoesNotRunPrivilegedForPullRequests() {
        Reading reading = new RulesReader(account("{ version: 1, defaults: { privileged: true } }")).standard();
        BuildRule build = assertInstanceOf(Reading.Understood.class, reading, reading::toString).rules().builds().getFirst();
        assertEquals(List.of(new Occasion.Push(Patterns.EVERYTHING, Filters.NONE)), build.on());
        assertEquals(true, build.machine().privileged());
    }

    @Test
    void aMistakeInDefaultsIsToldOnceWithTheAccountsOwnPrefix() {
        Reading reading = new RulesReader(new Account("", "ci/", "")).read(
                "version: 1\ndefaults: { env: { API_KEY: abcdef } }\nbuilds: { unit: { on: { push: } } }");
        List<Problem> problems = assertInstanceOf(Reading.Broken.class, reading).problems();
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(true, problems.getFirst().message().endsWith("write API_KEY: { parameter: /ci/... }"), problems.toString());
    }

    @Test
    void anAccountThatSaysNothingLeavesTheStandardAsItIs() {
        assertEquals(new Reading.Understood(Rules.standard()), new RulesReader(Account.SILENT).standard());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "builds: { unit: { on: { push: }, image: a/b } }|2:41: expected no 'image' here: the account sets it (account defaults:7:10)",
        "builds: { unit: { on: { push: }, env: { PROXY: x } } }|2:48: expected no variable 'PROXY' here: the account sets it (account "
                + "defaults:8:17)",
        "builds: { unit: { on: { push: } } }~defaults: { image: a/b }|3:20: expected no 'image' here: the account sets it (account "
                + "defaults:7:10)"})
    void whatTheAccountSetsIsNotForARepositoryToSet(String line, String expected) {
        assertEquals(".signalbox.yml:" + expected, broken(LAYER, "version: 1\n" + line.replace("~", "\n")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "on: { push: }, matrix: { PROXY: [a, b] }|51",
        "on: { push: }, matrix: { A: [b], include: [{ PROXY: c }] }|71",
        "on: { schedule: [{ rate: 1 hour, inputs: { PROXY: x } }] }|69"})
    void noOtherWayLeadsAroundAVariableThatTheAccountSets(String words, int column) {
        assertEquals(".signalbox.yml:2:%d: expected no variable 'PROXY' here: the account sets it (account defaults:8:17)"
                .formatted(column), broken(LAYER, "version: 1\nbuilds: { unit: { " + words + " } }"));
    }

    @Test
    void theRulesKnowWhatTheAccountSets() {
        assertEquals(Set.of("PROXY"), understood(LAYER, FILE).enforced());
        assertEquals(Set.of(), understood("version: 1", FILE).enforced());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "defaults: {}|1:1: expected 'version: 1'",
        "version: 2|1:10: expected version 1",
        "[|1:2: expected the node content, but found '<stream end>'",
        "{ version: 1, default: {} }|1:15: unknown word 'default'; did you mean 'defaults'?",
        "{ version: 1, enforced: { needs: [a] } }|1:27: unknown word 'needs', expected project,",
        "{ version: 1, defaults: { env: { A: { secret: other } } } }|1:37: variable 'A'",
        "{ version: 1, defaults: { timeout: 1m } }|1:36: expected 5m to 36h",
        "{ version: 1, concurrency: 50 }|1:28: expected a number from 1 to 40"})
    void aBrokenLayerBreaksEveryReading(String layer, String expected) {
        String said = broken(layer, FILE);
        assertEquals("account defaults:" + expected, said.substring(0, Math.min(said.length(), 17 + expected.length())));
    }

    @Test
    void aBrokenLayerIsToldForARepositoryWithoutAFileToo() {
        Reading reading = new RulesReader(account("version: 2")).standard();
        assertEquals("account defaults:1:10: expected version 1", assertInstanceOf(Reading.Broken.class, reading).reason());
    }

    private static Account account(String layer) {
        return new Account(layer, "signalbox/", "");
    }

    private static Map<String, Value> plain(Map<String, String> values) {
        return values.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, one -> new Value.Plain(one.getValue())));
    }

    private static Rules understood(String layer, String text) {
        Reading reading = new RulesReader(account(layer)).read(text);
        return assertInstanceOf(Reading.Understood.class, reading, reading::toString).rules();
    }

    private static String broken(String layer, String text) {
        return assertInstanceOf(Reading.Broken.class, new RulesReader(account(layer)).read(text)).reason();
    }
}
