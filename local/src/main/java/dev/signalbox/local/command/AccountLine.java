package dev.signalbox.local.command;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import dev.signalbox.rules.Account;

/** The options that say what the account says to all rules files. */
final class AccountLine {

    /** The stack's own project, as the stack is named here. */
    static final String PROJECT = "signalbox-default";

    @Option(names = "--account", paramLabel = "FILE",
            description = "What the account says to all rules files (default: nothing).")
    private @Nullable Path layer;

    @Option(names = "--secrets-prefix", paramLabel = "PREFIX", defaultValue = "signalbox/",
            description = "What names of parameters and secrets begin with that builds may read (default: ${DEFAULT-VALUE}).")
    private String secretsPrefix = "";

    Account account() {
        return new Account(layer == null ? "" : text(layer), secretsPrefix, PROJECT);
    }

    /** The name of a problem's file, as people know it. */
    String shown(String file) {
        return file.equals(Account.FILE) && layer != null ? layer.toString() : file;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (FileSystemException refused) {
            throw new WrongRequest("--account: %s cannot be read: %s.".formatted(file, WrongRequest.whyUnreadable(refused)));
        } catch (IOException _) {
            throw new WrongRequest("--account: %s cannot be read.".formatted(file));
        }
    }
}
