package dev.signalbox.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeTest {

    @ParameterizedTest
    @CsvSource({
        "'', PASSED, NONE", "'', FAILED, BROKEN",
        "passed, PASSED, NONE", "passed, FAILED, BROKEN",
        "failed, PASSED, FIXED", "failed, FAILED, STILL_FAILING",
        "failed, ERRORED, NONE", "passed, CANCELLED, NONE", "failed, SUPERSEDED, NONE",
    })
    void aVerdictIsComparedWithTheLastOneThatJudgedTheCode(String last, Verdict now, Change change) {
        assertEquals(change, Change.between(LastVerdict.of(last), now));
    }

    @ParameterizedTest
    @CsvSource({"PASSED", "FAILED"})
    void aVerdictThatComesAfterANewerOneChangesNothing(Verdict now) {
        assertEquals(Change.NONE, Change.between(new LastVerdict.Newer(), now));
    }
}
