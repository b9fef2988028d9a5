package dev.signalbox.local.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.signalbox.local.LocalCloud;
import dev.signalbox.local.codecommit.GitOverHttp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "local", mixinStandardHelpOptions = true,
        description = "Runs the local cloud until Ctrl-C: git push and the AWS CLI work against it.",
        footer = {"", "SIGNALBOX_RECORD=FILE writes every AWS call as a JSON object a line."})
final class LocalCommand implements Callable<Integer> {

    @Option(names = "--port", paramLabel = "N", description = "The port on 127.0.0.1 (default: a free one).", defaultValue = "0")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the cloud's files live (default: a temporary folder, removed at the end).")
    private @Nullable Path data;

    @Option(names = "--env-file", paramLabel = "FILE", description = "Write the environment to FILE, as NAME=value lines, once the cloud is ready.")
    private @Nullable Path environmentFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65535) {
            throw new WrongRequest("--port takes a number from 0 to 65535.");
        }
        boolean temporary = data == null;
        Path folder = data == null ? Files.createTempDirectory("signalbox") : Files.createDirectories(data);
        LocalCloud cloud = LocalCloud.start(new LocalCloud.Options(Main.home(), port, folder, Map.of("NotificationEmail", "developer@localhost"), recording()));
        try (Shutdown _ = new Shutdown(cloud, folder, temporary)) {
            Map<String, String> environment = environment(cloud);
            Terminal terminal = Terminal.ofThisProcess(spec.commandLine().getOut());
            terminal.line("The local cloud is ready. Ctrl-C ends it.");
            terminal.line("");
            terminal.line("  git    " + cloud.endpoint() + GitOverHttp.PREFIX + "REPOSITORY");
            terminal.line("  files  " + folder);
            terminal.line("");
            environment.forEach((name, value) -> terminal.line("export " + name + "=" + value));
            if (environmentFile != null) {
                write(environmentFile, environment);
            }
            cloud.mailbox().listen(email -> {
                terminal.line("");
                terminal.line("To " + email.to() + ": " + email.subject());
                terminal.line(email.text());
            });
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** What a shell exports so that SDKs and the AWS CLI find the cloud. */
    static Map<String, String> environment(LocalCloud cloud) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("AWS_ENDPOINT_URL", cloud.endpoint().toString());
        environment.put("AWS_REGION", cloud.account().region());
        environment.put("AWS_DEFAULT_REGION", cloud.account().region());
        environment.put("AWS_ACCESS_KEY_ID", "developer");
        environment.put("AWS_SECRET_ACCESS_KEY", "local");
        return environment;
    }

    static Optional<Path> recording() {
        return Optional.ofNullable(System.getenv("SIGNALBOX_RECORD")).filter(file -> !file.isBlank()).map(Path::of);
    }

    /** Whole or not at all: whoever waits for the file finds every line in it. */
    private static void write(Path file, Map<String, String> environment) throws IOException {
        Path target = file.toAbsolutePath();
        Path part = Files.writeString(target.resolveSibling(target.getFileName() + ".part"), environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n").collect(Collectors.joining()));
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
