package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.signalbox.local.command.GitProject.Ended;

class ValidateCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aFileWithoutAProblemIsSaidInALine() throws IOException {
        Path file = rules("version: 1\nbuilds:\n  unit: { on: { push: {} } }\n  lint: { on: { push: {} } }\n");
        assertEquals(new Ended(0, file + ": 2 builds, no problem\n", ""), GitProject.signalbox("validate", file));
    }

    @Test
    void everyProblemHasALineThatEditorsUnderstand() throws IOException {
        Path file = rules("version: 1\nbuilds:\n  unit:\n    on: { push: {} }\n    neds: [a]\n    timeout: never\n");
        Ended ended = GitProject.signalbox("validate", file);
        assertEquals(1, ended.status());
        assertEquals("", ended.errors());
        String[] lines = ended.output().split("\n");
        assertEquals(2, lines.length, ended.output());
        assertTrue(lines[0].startsWith(file + ":5:5: ") && lines[0].contains("neds") && lines[0].contains("needs"), lines[0]);
        assertTrue(lines[1].startsWith(file + ":6:14: "), lines[1]);
    }

    @Test
    void theAccountsLayerCountsAndItsProblemsAreNamedByItsFile() throws IOException {
        Path file = rules("version: 1\nbuilds:\n  unit: { on: { push: {} }, timeout: 20m }\n");
        Path account = Files.writeString(folder.resolve("account.yml"), "version: 1\nenforced: { timeout: 30m }\n");
        Ended enforced = GitProject.signalbox("validate", file, "--account", account);
        assertEquals(1, enforced.status());
        assertTrue(enforced.output().startsWith(file + ":3:"), enforced.output());
        Files.writeString(account, "version: 1\nenforcd: { timeout: 30m }\n");
        Ended broken = GitProject.signalbox("validate", file, "--account", account);
        assertEquals(1, broken.status());
        assertTrue(broken.output().startsWith(account + ":2:1: "), broken.output());
    }

    @Test
    void secretsOutsideThePrefixAreAProblem() throws IOException {
        Path file = rules("version: 1\nbuilds:\n  unit: { on: { push: {} }, env: { A: { secret: 'shop/key' } } }\n");
        assertEquals(1, GitProject.signalbox("validate", file).status());
        assertEquals(0, GitProject.signalbox("validate", file, "--secrets-prefix", "shop/").status());
    }

    @Test
    void whatCannotBeReadIsAWrongRequest() throws IOException {
        Path nowhere = folder.resolve("nowhere.yml");
        assertEquals(new Ended(2, "", "signalbox: %s cannot be read: there is no such file.\n".formatted(nowhere)),
                GitProject.signalbox("validate", nowhere));
        assertEquals(new Ended(2, "", "signalbox: %s is a folder. Name the file: %s/.signalbox.yml\n".formatted(folder, folder)),
                GitProject.signalbox("validate", folder));
        assertEquals(new Ended(2, "", "signalbox: --account: %s cannot be read: there is no such file.\n".formatted(nowhere)),
                GitProject.signalbox("validate", rules("version: 1\n"), "--account", nowhere));
    }

    @Test
    void aHugeFileIsOneProblem() throws IOException {
        Ended ended = GitProject.signalbox("validate", rules("#".repeat(3_000_000)));
        assertEquals(1, ended.status());
        assertEquals(1, ended.output().lines().count());
    }

    private Path rules(String text) throws IOException {
        return Files.writeString(folder.resolve(".signalbox.yml"), text);
    }
}
