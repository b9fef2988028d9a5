package dev.signalbox.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.signalbox.verdict.RunFacts.Planned;

class RunFactsTest {

    @Test
    void aPushIsComparedWithThePushesToItsBranch() {
        assertEquals(Optional.of("refs/heads/main"), run("push", "main", "").sequence());
        assertTrue(run("push", "main", "").movesItsSequence());
    }

    @Test
    void aRunByHandIsComparedWithThePushesAndDoesNotCountAmongThem() {
        assertEquals(Optional.of("refs/heads/main"), run("manual", "main", "").sequence());
        assertFalse(run("manual", "main", "").movesItsSequence());
    }

    @Test
    void aScheduleIsComparedWithItselfWhateverTheCellsAndTheirOrder() {
        RunFacts nightly = run("schedule", "main", "", "unit", "lint");
        assertTrue(nightly.movesItsSequence());
        assertEquals(nightly.sequence(), run("schedule", "main", "", "lint", "unit", "unit").sequence());
        assertNotEquals(nightly.sequence(), run("schedule", "main", "", "lint").sequence());
        assertNotEquals(nightly.sequence(), run("schedule", "topic", "", "unit", "lint").sequence());
        assertNotEquals(nightly.sequence(), run("push", "main", "", "unit", "lint").sequence());
    }

    @Test
    void aPullRequestIsComparedWithItsTargetAndMovesNothing() {
        RunFacts run = new RunFacts("run-1", "arn", "orders", "", "", "c", "pull_request", "", "", "", "", Instant.EPOCH, List.of(),
                Audience.EVERYBODY, new RunFacts.Proposal("7", "r1", "topic", "main", "m", "", 1));
        assertEquals(Optional.of("refs/heads/main"), run.sequence());
        assertFalse(run.movesItsSequence());
    }

    @Test
    void aTagAndABareCommitHaveNoPast() {
        assertEquals(Optional.empty(), run("tag", "", "v1").sequence());
        assertEquals(Optional.empty(), run("manual", "", "").sequence());
        assertFalse(run("tag", "", "v1").movesItsSequence());
    }

    private static RunFacts run(String trigger, String branch, String tag, String... checks) {
        return new RunFacts("run-1", "arn", "orders", branch, tag, "c", trigger, "", "", "", "", Instant.EPOCH,
                Arrays.stream(checks).map(check -> new Planned(check, check, "p", true, Gate.NONE)).toList(), Audience.EVERYBODY);
    }
}
