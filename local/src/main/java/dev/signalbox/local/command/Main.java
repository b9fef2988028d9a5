package dev.signalbox.local.command;

import java.nio.file.Path;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** Signalbox's command line. Exit status: 0 done and well, 1 not well, 2 the request was wrong. */
@Command(name = "signalbox", mixinStandardHelpOptions = true, version = "signalbox 1.0.0",
        description = "CI for AWS CodeCommit and CodeBuild, here on the local cloud: no AWS account, no Docker.",
        synopsisSubcommandLabel = "COMMAND", subcommands = {RunCommand.class, LocalCommand.class, PlanCommand.class, ValidateCommand.class,
            ProtectCommand.class},
        footer = {"", "signalbox COMMAND --help says more."})
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    public static void main(String[] words) {
        System.exit(line().execute(words));
    }

    /** The command line as it is run: what is wrong with a request is said in a line or two, never with a trace. */
    static CommandLine line() {
        CommandLine line = new CommandLine(new Main());
        line.setParameterExceptionHandler((wrong, _) -> {
            CommandLine command = wrong.getCommandLine();
            command.getErr().println("signalbox: " + wrong.getMessage());
            if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
                command.getErr().println(command.getCommandSpec().qualifiedName() + " --help says more.");
            }
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        line.setExecutionExceptionHandler((broken, command, _) -> {
            command.getErr().println("signalbox: " + explained(broken));
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: run, local, plan, validate or protect.");
    }

    /** The project's folder, which the script hands in. */
    static Path home() {
        return Path.of(System.getProperty("signalbox.home", "."));
    }

    private static String explained(Throwable broken) {
        String message = broken.getMessage();
        return message == null ? broken.getClass().getSimpleName() : message;
    }
}
