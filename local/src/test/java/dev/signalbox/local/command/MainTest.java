package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

    @TempDir
    private Path folder;

    @Test
    void aWrongRequestIsNamedInALineOrTwo() {
        assertAll(
                () -> assertRefused("Say what to do: run, local, plan, validate or protect.\nsignalbox --help says more."),
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

    /** The functions' jar and the command line name a logger each; SLF4J would warn of it. */
    @Test
    void asTheScriptStartsItNoLoggerSpeaksUp() throws IOException, InterruptedException {
        GitProject.in(folder).commit("Begin", "buildspec.yml", "version: 0.2\n");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        Pattern.compile("-Dslf4j\\S+").matcher(Files.readString(Path.of("..", "signalbox"))).results().map(MatchResult::group)
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "plan", folder.toString()));
        Process process = new ProcessBuilder(command).redirectOutput(folder.resolve("output").toFile()).start();
        assertEquals("", new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, process.waitFor());
        assertTrue(Files.readString(folder.resolve("output")).contains("runs  "), () -> "nothing planned");
    }

    private static void assertRefused(String words, String... request) {
        StringWriter errors = new StringWriter();
        CommandLine line = Main.line();
        line.setErr(new PrintWriter(errors));
        assertEquals(2, line.execute(request));
        assertEquals("signalbox: " + words, errors.toString().strip());
    }
}
