package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

    @TempDir
    private Path folder;

    @Test
    void aWrongRequestIsNamedInALineOrTwo() {
        assertAll(
                () -> assertRefused("Say what to do: run, local or validate.\nsignalbox --help says more."),
                () -> assertRefused("Missing required parameter: 'PATH'\nsignalbox run --help says more.", "run"),
                () -> assertRefused("Unknown option: '--prot'\nsignalbox local --help says more.", "local", "--prot"),
                () -> assertRefused("Unmatched argument at index 0: 'rum'\nDid you mean: signalbox run?", "rum"),
                () -> assertRefused("Invalid value for option '--port': 'x' is not an int\nsignalbox local --help says more.",
                        "local", "--port", "x"),
                () -> assertRefused("--port takes a number from 0 to 65535.", "local", "--port", "65536"),
                () -> assertRefused("There is no folder nowhere.", "run", "nowhere"));
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedBeforeAnythingStarts() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused("--env-file: there is no folder " + folder.resolve("nowhere") + ".",
                "local", "--env-file", folder + "/nowhere/x.env");
        assertRefused("--env-file: " + folder + " is a folder.", "local", "--env-file", folder.toString());
        assertRefused("--data: " + file + " cannot be used: it is a file.", "local", "--data", file.toString());
    }

    private static void assertRefused(String words, String... request) {
        StringWriter errors = new StringWriter();
        CommandLine line = Main.line();
        line.setErr(new PrintWriter(errors));
        assertEquals(2, line.execute(request));
        assertEquals("signalbox: " + words, errors.toString().strip());
    }
}
