package dev.signalbox.local.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.iam.Iam;

/** What roles and AWS's services asked of the clouds of this JVM, and whether they were let: a file for each cloud. */
public final class Decisions implements Iam.Listener {

    /** Where the files are. */
    public static final Path FOLDER = Path.of("target", "decisions");

    /**
     * One decision, however often it was taken.
     *
     * @param who a role's ARN, or a service's name
     * @param source the ARN that a service acted for; empty for roles
     */
    public record Decision(boolean allowed, String who, String source, String action, String resource) {
        private String line() {
            return String.join("\t", allowed ? "allowed" : "refused", who, source, action, resource);
        }

        private static Decision of(String line) {
            String[] parts = line.split("\t");
            return new Decision(parts[0].equals("allowed"), parts[1], parts[2], parts[3], parts[4]);
        }
    }

    private final Set<Decision> seen = ConcurrentHashMap.newKeySet();

    @Override
    public void decided(Caller caller, Permission permission, boolean allowed) {
        switch (caller) {
            case Caller.User _ -> { }
            case Caller.RoleSession session ->
                    seen.add(new Decision(allowed, session.roleArn(), "", permission.action(), permission.resource()));
            case Caller.Service service ->
                    seen.add(new Decision(allowed, service.name(), service.sourceArn(), permission.action(), permission.resource()));
        }
    }

    void write(String name) {
        try {
            Files.createDirectories(FOLDER);
            Files.write(FOLDER.resolve(name + ".txt"), seen.stream().map(Decision::line).sorted().toList());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** All that the suites saw. */
    public static List<Decision> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.flatMap(file -> lines(file).stream()).distinct().map(Decision::of).toList();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
