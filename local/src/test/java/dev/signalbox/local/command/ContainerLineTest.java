package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.signalbox.local.command.ContainerLine.Said;

class ContainerLineTest {

    @Test
    void whatTheBuildPrintedIsNoLineOfCodeBuild() {
        assertEquals(Optional.empty(), ContainerLine.of("ok 12 tests"));
        assertEquals(Optional.empty(), ContainerLine.of("[Container] is what we ship"));
        assertEquals(Optional.empty(), ContainerLine.of("[Container] 2026/99/23 09:00:00.000000 Running command ls"));
    }

    @Test
    void aCommandIsToldWholeWithItsTime() {
        ContainerLine line = ContainerLine.of(
                "[Container] 2026/11/23 09:00:00.250000 Running command if true; then\n  ls\nfi\n").orElseThrow();
        assertEquals(Instant.parse("2026-11-23T09:00:00.250Z"), line.time());
        assertEquals(new Said.Command("if true; then\n  ls\nfi"), line.said());
    }

    @Test
    void theEndOfAPhaseAndItsReasonAreTold() {
        assertEquals(new Said.PhaseEnded("BUILD", "FAILED"), said("Phase complete: BUILD State: FAILED"));
        assertEquals(new Said.Reason("Error while executing command: false. Reason: exit status 1"),
                said("Phase context status code: COMMAND_EXECUTION_ERROR Message: "
                        + "Error while executing command: false. Reason: exit status 1"));
        assertEquals(new Said.Nothing(), said("Phase context status code:  Message: "));
    }

    @Test
    void bookkeepingIsToldApartFromNotes() {
        assertEquals(new Said.Nothing(), said("Phases found in YAML: 1"));
        assertEquals(new Said.Nothing(), said(" BUILD: 2 commands"));
        assertEquals(new Said.Note("WARNING: runtime-versions asks for java 21; this machine has 17, which is used."),
                said("WARNING: runtime-versions asks for java 21; this machine has 17, which is used."));
    }

    private static Said said(String text) {
        return ContainerLine.of("[Container] 2026/11/23 09:00:00 " + text).orElseThrow().said();
    }
}
