package dev.signalbox.local.command;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code git} command line in one folder, asking nothing and running nobody's hooks. */
record Git(Path folder, Map<String, String> environment) {

    private static final File NOTHING = new File("/dev/null");

    /** How a command ended: its exit status and what it printed. */
    record Ended(int status, String output, String errors) {
        boolean well() {
            return status == 0;
        }
    }

    Git(Path folder) {
        this(folder, Map.of());
    }

    /** Runs a command that must go well. @return what it printed, without the last line break */
    String run(String... words) {
        Ended ended = attempt(words);
        if (!ended.well()) {
            throw new WrongRequest("git %s: %s".formatted(words[0], ended.errors().strip()));
        }
        return ended.output().strip();
    }

    Ended attempt(String... words) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.hooksPath=/dev/null", "-c", "credential.helper="));
        command.addAll(List.of(words));
        ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(NOTHING));
        process.environment().put("GIT_TERMINAL_PROMPT", "0");
        process.environment().keySet().removeIf(Set.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")::contains);
        process.environment().putAll(environment);
        try {
            Path errors = Files.createTempFile("signalbox-git", ".txt");
            try {
                Process running = process.redirectError(errors.toFile()).start();
                String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Ended(running.waitFor(), output, Files.readString(errors));
            } finally {
                Files.delete(errors);
            }
        } catch (IOException _) {
            throw new WrongRequest("git cannot be run in " + folder + ". Is it installed, and on the PATH?");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Ended(130, "", "interrupted");
        }
    }
}
