package dev.signalbox.local.codebuild.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.signalbox.local.codebuild.Await;

class ShellTest {

    @TempDir
    Path folder;

    private final Processes processes = new Processes("SHELL_TEST", UUID.randomUUID().toString());
    private final StringBuffer printed = new StringBuffer();

    private Shell shell(String program) throws IOException, InterruptedException {
        Path own = Files.createDirectory(folder.resolve("it's the shell"));
        Path work = Files.createDirectory(folder.resolve("work here"));
        Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH"), "GREETING", "hello"));
        return new Shell(processes, List.of(program), own, work, environment,
                bytes -> printed.append(new String(bytes, StandardCharsets.UTF_8)));
    }

    @AfterEach
    void end() {
        processes.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void whatOneCommandSetsTheNextOneFinds(String program) throws Exception {
        try (Shell shell = shell(program)) {
            assertEquals(0, shell.run("mkdir below; cd below; export A=1; B=2; say() { echo \"$GREETING $1\"; }"));
            assertEquals(0, shell.run("say \"$A$B\"; basename \"$PWD\"; sh -c 'echo \"$A-$B\"'"));
            assertEquals("hello 12\nbelow\n1-\n", printed.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void exitStatusesComeBack(String program) throws Exception {
        try (Shell shell = shell(program)) {
            assertEquals(0, shell.run("true"));
            assertEquals(3, shell.run("sh -c 'exit 3'"));
            assertEquals(1, shell.run("true\nfalse"));
            assertEquals(0, shell.run("false\ntrue"));
            assertEquals(0, shell.run(""));
            assertEquals(127, shell.run("no-such-program"));
            assertEquals(143, shell.run("sh -c 'kill -TERM $$'"));
            assertEquals(4, shell.run("cat <<EOF\n1\n2\nEOF\n(exit 4)"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void aCommandThatEndsTheShellIsAnsweredAndTheNextOneGoesOn(String program) throws Exception {
        try (Shell shell = shell(program)) {
            shell.run("mkdir below; cd below; export A='it''s\n1'");
            assertEquals(7, shell.run("echo bye; exit 7"));
            assertEquals(0, shell.run("echo \"$A\"; basename \"$PWD\""));
            assertEquals(0, shell.run("exit 0"));
            assertEquals(137, shell.run("kill -KILL $$"));
            assertEquals(0, shell.run("echo \"$GREETING\""));
            assertEquals("bye\nits\n1\nbelow\nhello\n", printed.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void aSyntaxErrorFailsItsCommandOnly(String program) throws Exception {
        try (Shell shell = shell(program)) {
            assertTrue(shell.run("if true; then echo") != 0);
            assertEquals(0, shell.run("echo on"));
            assertTrue(printed.toString().endsWith("on\n"), printed.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void optionsOfTheShellEndWithTheirCommand(String program) throws Exception {
        try (Shell shell = shell(program)) {
            assertEquals(1, shell.run("set -e\nfalse\necho never"));
            assertEquals(0, shell.run("set -efuxC"));
            printed.setLength(0);
            assertEquals(0, shell.run("false\necho \"on$UNSET\""));
            assertEquals("on\n", printed.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void whatACommandPrintsNeverStandsForAnAnswer(String program) throws Exception {
        try (Shell shell = shell(program)) {
            assertEquals(5, shell.run("echo 0; echo 0 >&2; for fd in 3 4 5 6 7 8 9; do (echo 0 >&$fd) 2>/dev/null; done; IFS=0; (exit 5)"));
            assertEquals("0\n0\n", printed.toString());
            assertEquals(0, shell.run("signalbox_step=/nowhere; signalbox_status=9; printf() { :; }; read() { :; }; unset -f printf read"));
            assertEquals(6, shell.run("(exit 6)"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void thereIsNothingToReadOnStandardInput(String program) throws Exception {
        try (Shell shell = shell(program)) {
            assertEquals(0, shell.run("test -z \"$(cat)\""));
            assertEquals(1, shell.run("read -r line"));
            assertEquals(0, shell.run("echo on"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void aChildInTheBackgroundDelaysNothing(String program) throws Exception {
        try (Shell shell = shell(program)) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                assertEquals(0, shell.run("sleep 600 & (sleep 600; echo x) & echo on"));
                assertEquals(2, shell.run("exit 2"));
                assertEquals(0, shell.run("echo again"));
            });
            assertEquals("on\nagain\n", printed.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void outputKeepsItsOrderAndNoneIsLost(String program) throws Exception {
        try (Shell shell = shell(program)) {
            shell.run("i=0; while [ $i -lt 20000 ]; do echo \"line $i\"; i=$((i+1)); done; echo err >&2; echo last >/dev/stdout; exit 1");
            List<String> lines = printed.toString().lines().toList();
            assertEquals(20002, lines.size());
            assertEquals("line 19999", lines.get(19999));
            assertEquals(List.of("err", "last"), lines.subList(20000, 20002));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void valuesOfVariablesAreTold(String program) throws Exception {
        try (Shell shell = shell(program)) {
            shell.run("export A='a=b\nc'; B=2; unset GREETING");
            assertEquals(Map.of("A", "a=b\nc", "B", "2"), shell.values(List.of("A", "B", "GREETING")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void theEndReachesDaemonsToo(String program) throws Exception {
        try (Shell shell = shell(program)) {
            shell.run("""
                    sh -c 'trap "" TERM; echo $$ >stubborn; while :; do sleep 1; done' &
                    setsid sh -c 'echo $$ >daemon; exec sleep 600' </dev/null >/dev/null 2>&1 &
                    (sh -c 'echo $$ >orphan; exec sleep 600' &)
                    while ! [ -s stubborn ] || ! [ -s daemon ] || ! [ -s orphan ]; do sleep 0.01; done
                    """);
            Path work = folder.resolve("work here");
            for (String name : List.of("stubborn", "daemon", "orphan")) {
                assertTrue(alive(work.resolve(name)), name);
            }
            processes.end();
            for (String name : List.of("stubborn", "daemon", "orphan")) {
                Await.until(name + " is gone", () -> !alive(work.resolve(name)));
            }
        }
    }

    private static boolean alive(Path file) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).filter(ProcessHandle::isAlive).isPresent();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
