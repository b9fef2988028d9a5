package dev.signalbox.local.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.signalbox.local.command.Terminal.Tone;
import dev.signalbox.rules.Account;
import dev.signalbox.rules.Problem;
import dev.signalbox.rules.Reading;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.RulesReader;

@Command(name = "validate", mixinStandardHelpOptions = true,
        description = "Says what is wrong with a rules file, as FILE:LINE:COLUMN: what was expected.",
        footer = {"", "Exit status: 0 no problem, 1 problems, 2 the request was wrong."})
final class ValidateCommand implements Callable<Integer> {

    /** More than any rules file may have. */
    private static final int ENOUGH = 1 << 20;

    @Parameters(paramLabel = "FILE", arity = "0..1", defaultValue = RulesReader.FILE,
            description = "The rules file (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Mixin
    private AccountLine account;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        byte[] content = content();
        Terminal terminal = Terminal.ofThisProcess(spec.commandLine().getOut());
        return switch (new RulesReader(account.account()).read(content)) {
            case Reading.Understood(Rules rules) -> {
                terminal.line("%s: %s, %s".formatted(
                        file, Words.counted(rules.builds().size(), "build"), terminal.in(Tone.GOOD, "no problem")));
                yield 0;
            }
            case Reading.Broken broken -> {
                broken.problems().forEach(problem -> terminal.line(shown(problem, terminal)));
                yield 1;
            }
            case Reading.Nothing() -> throw new IllegalStateException("a file that was read is there");
        };
    }

    private byte[] content() {
        if (Files.isDirectory(file)) {
            throw new WrongRequest("%s is a folder. Name the file: %s".formatted(file, file.resolve(RulesReader.FILE)));
        }
        try (InputStream input = Files.newInputStream(file)) {
            return input.readNBytes(ENOUGH);
        } catch (FileSystemException refused) {
            throw new WrongRequest("%s cannot be read: %s.".formatted(file, WrongRequest.whyUnreadable(refused)));
        } catch (IOException _) {
            throw new WrongRequest("%s cannot be read.".formatted(file));
        }
    }

    private String shown(Problem problem, Terminal terminal) {
        String where = problem.file().equals(Account.FILE) ? account.shown(problem.file()) : file.toString();
        return terminal.in(Tone.STRONG, "%s:%d:%d:".formatted(where, problem.line(), problem.column())) + " "
                + Terminal.clean(problem.message());
    }
}
