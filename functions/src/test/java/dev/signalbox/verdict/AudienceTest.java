package dev.signalbox.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.signalbox.rules.Glob;
import dev.signalbox.rules.Patterns;
import dev.signalbox.verdict.Audience.Interest;

class AudienceTest {

    private static final Audience MAIN = new Audience(List.of(interest("failed fixed", "main", "release/**")));

    @ParameterizedTest
    @CsvSource({
        "FAILED, BROKEN, main, true", "FAILED, STILL_FAILING, release/1/2, true", "PASSED, FIXED, main, true",
        "PASSED, NONE, main, false", "FAILED, BROKEN, topic, false", "CANCELLED, NONE, main, false", "FAILED, NONE, '', false",
        "ERRORED, NONE, topic, true", "ERRORED, NONE, '', true",
    })
    void aVerdictIsMeantForThoseWhoAskedForItsWordsOnItsBranch(Verdict verdict, Change change, String branch, boolean wanted) {
        assertEquals(wanted, MAIN.wants(verdict, change, branch));
    }

    @Test
    void withoutARuleEverybodyIsTold() {
        assertTrue(Audience.EVERYBODY.wants(Verdict.SUPERSEDED, Change.NONE, ""));
    }

    @Test
    void ofSeveralRulesOneIsEnough() {
        Audience audience = new Audience(List.of(interest("failed", "main"), new Interest(Set.of("cancelled"), null)));
        assertTrue(audience.wants(Verdict.CANCELLED, Change.NONE, ""));
        assertTrue(audience.wants(Verdict.FAILED, Change.NONE, "main"));
        assertFalse(audience.wants(Verdict.FAILED, Change.NONE, "topic"));
        assertFalse(new Audience(List.of()).wants(Verdict.FAILED, Change.BROKEN, "main"));
    }

    @Test
    void aRuleWithoutWordsMeansEveryVerdict() {
        assertTrue(new Audience(List.of(interest("", "main"))).wants(Verdict.PASSED, Change.NONE, "main"));
    }

    private static Interest interest(String words, String... branches) {
        return new Interest(words.isEmpty() ? Set.of() : Set.of(words.split(" ")),
                new Patterns(Arrays.stream(branches).map(Glob::of).toList()));
    }
}
