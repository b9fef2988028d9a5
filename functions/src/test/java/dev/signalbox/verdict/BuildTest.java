package dev.signalbox.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class BuildTest {

    @Test
    void aFailedCommandIsFoundInThePhasesMessage() {
        Build.Phase phase = phase("Error while executing command: sh -c 'exit 3'. Reason: exit status 3");
        assertEquals(Optional.of("sh -c 'exit 3'"), phase.command());
        assertEquals("exit status 3", phase.cause());
    }

    @Test
    void aCommandMayHoldSeveralLinesAndTheWordsAroundIt() {
        Build.Phase phase = phase("Error while executing command: echo 'a. Reason: b'\nexit 1\n. Reason: exit status 1");
        assertEquals(Optional.of("echo 'a. Reason: b'\nexit 1\n"), phase.command());
        assertEquals("exit status 1", phase.cause());
    }

    @Test
    void anyOtherMessageIsTheCauseItself() {
        Build.Phase phase = phase("YAML_FILE_ERROR: buildspec.yml: no such file");
        assertEquals(Optional.empty(), phase.command());
        assertEquals("YAML_FILE_ERROR: buildspec.yml: no such file", phase.cause());
    }

    private static Build.Phase phase(String message) {
        return new Build.Phase("BUILD", "FAILED", message);
    }
}
