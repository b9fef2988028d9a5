package dev.signalbox.local.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.signalbox.local.LocalCloud;

@Command(name = "run", mixinStandardHelpOptions = true,
        description = "Builds a git repository on the local cloud, from the push to the verdict. The repository is not changed.",
        footer = {"", "Exit status: 0 passed, 1 not passed, 2 the request was wrong."})
final class RunCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", description = "The git repository.")
    private Path path;

    @Option(names = "--branch", paramLabel = "B", description = "The branch to build (default: the one that is checked out).")
    private @Nullable String branch;

    @Option(names = "--buildspec", paramLabel = "FILE", description = "Build with FILE in the place of the repository's buildspec.yml.")
    private @Nullable Path buildspec;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path record = LocalCommand.recording().orElse(null);
        Screen screen = new Screen(Terminal.ofThisProcess(spec.commandLine().getOut()));
        Path data = Files.createTempDirectory("signalbox");
        try (Shutdown end = new Shutdown(data, true)) {
            Source source = Source.copyOf(path, Optional.ofNullable(branch), Optional.ofNullable(buildspec), data);
            screen.source(source, path.toAbsolutePath().normalize().toString());
            screen.step("starting the local cloud");
            LocalCloud cloud = end.start(new LocalCloud.Options(
                    Main.home(), 0, data, Map.of("NotificationEmail", LocalCommand.DEVELOPER), Optional.ofNullable(record)));
            return new LocalRun(cloud, screen).of(source);
        }
    }
}
