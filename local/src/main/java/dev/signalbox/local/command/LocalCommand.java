package dev.signalbox.local.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import dev.signalbox.local.LocalCloud;
import dev.signalbox.local.codecommit.GitOverHttp;
import dev.signalbox.local.command.Terminal.Tone;
import dev.signalbox.local.sns.Mailbox;

@Command(name = "local", mixinStandardHelpOptions = true,
        description = "Runs the local cloud until Ctrl-C: git push and the AWS CLI work against it.",
        footer = {"", "SIGNALBOX_RECORD=FILE writes every AWS call as a JSON object a line."})
final class LocalCommand implements Callable<Integer> {

    /** Who subscribes to the topic from the beginning. */
    static final String DEVELOPER = "developer@localhost";

    @Option(names = "--port", paramLabel = "N", description = "The port on 127.0.0.1 (default: a free one).", defaultValue = "0")
    private int port;

    @Option(names = "--data", paramLabel = "DIR",
            description = "Where the cloud's files live (default: a temporary folder, removed at the end).")
    private @Nullable Path data;

    @Option(names = "--env-file", paramLabel = "FILE",
            description = "Write the environment to FILE, as NAME=value lines, once the cloud is ready.")
    private @Nullable Path environmentFile;

    @Spec
    private CommandSpec spec;

    /** Open, and so the lock is held, as long as this command is there. */
    private @Nullable FileChannel lock;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65535) {
            throw new WrongRequest("--port takes a number from 0 to 65535.");
        }
        Optional<Path> record = recording();
        Optional<Path> target = Optional.ofNullable(environmentFile).map(file -> WrongRequest.unlessWritable("--env-file", file));
        Terminal terminal = Terminal.ofThisProcess(spec.commandLine().getOut());
        boolean temporary = data == null;
        Path folder = data == null ? Files.createTempDirectory("signalbox") : dataFolder(data);
        try (Shutdown end = new Shutdown(folder, temporary)) {
            terminal.line(terminal.in(Tone.FAINT, "Starting the local cloud."));
            LocalCloud cloud = end.start(new LocalCloud.Options(Main.home(), port, folder, Map.of("NotificationEmail", DEVELOPER), record));
            cloud.mailbox().listen(email -> show(terminal, email));
            cloud.topics().onLost(lost -> terminal.line(
                    terminal.in(Tone.BAD, "SNS could not deliver to " + lost.endpoint()) + ": " + Terminal.clean(lost.why())));
            Map<String, String> environment = environment(cloud);
            terminal.line(terminal.in(Tone.GOOD, "The local cloud is ready.") + " Ctrl-C ends it.");
            terminal.line("");
            terminal.line("  git    " + cloud.endpoint() + GitOverHttp.PREFIX + "REPOSITORY");
            terminal.line("  files  " + folder + (temporary ? " (removed at the end)" : ""));
            terminal.line("");
            environment.forEach((name, value) -> terminal.line("export " + name + "=" + value));
            if (target.isPresent()) {
                write(target.get(), environment);
            }
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** One after another, since a verdict may be mailed to several, each in its own time. */
    private static synchronized void show(Terminal terminal, Mailbox.Email email) {
        terminal.line("");
        terminal.line(terminal.in(Tone.STRONG, "To " + email.to() + ": " + Terminal.clean(email.subject())));
        Screen.withoutFooter(email.text()).lines().forEach(line -> terminal.line(terminal.printed(line)));
    }

    /** Makes the folder, and takes it: two clouds cannot share one. */
    private Path dataFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            FileChannel opened = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = opened;
            if (opened.tryLock() == null) {
                throw new WrongRequest("--data: another local cloud uses " + folder + ".");
            }
            return folder.toAbsolutePath();
        } catch (FileSystemException refused) {
            throw new WrongRequest("--data: %s cannot be used: %s.".formatted(folder, WrongRequest.why(refused)));
        }
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
        return Optional.ofNullable(System.getenv("SIGNALBOX_RECORD")).filter(file -> !file.isBlank())
                .map(file -> WrongRequest.unlessWritable("SIGNALBOX_RECORD", Path.of(file)));
    }

    /** Whole or not at all: whoever waits for the file finds every line in it. */
    private static void write(Path file, Map<String, String> environment) throws IOException {
        Path part = Files.writeString(file.resolveSibling(file.getFileName() + ".part"), environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n").collect(Collectors.joining()));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
