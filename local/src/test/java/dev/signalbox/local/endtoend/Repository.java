package dev.signalbox.local.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A repository of the local cloud that no other test knows, and a clone of it. */
public final class Repository {

    private final String name;
    private final Git git;

    Repository(String name, Path folder, String url) {
        this.name = name;
        this.git = new Git(folder);
        git.run("init", "-q", "-b", "main");
        git.run("remote", "add", "origin", url);
        write("repository-name", name); // else two tests that commit the same in the same second have the same commit
    }

    public String name() {
        return name;
    }

    /** Commits files, by path, on the branch at hand. @return the commit's id */
    public String commit(String title, Map<String, String> files) {
        files.forEach(this::write);
        git.run("add", "-A");
        git.run("commit", "-q", "--allow-empty", "-m", title);
        return git.run("rev-parse", "HEAD");
    }

    private void write(String path, String content) {
        try {
            Path file = git.folder().resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Takes over the files of a folder as they are. */
    void take(Path from) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                write(from.relativize(file).toString(), Files.readString(file));
            }
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Commits a {@code buildspec.yml} that has these commands. */
    public String commit(String... commands) {
        return commit("Change the build", Map.of("buildspec.yml", Buildspecs.of(commands)));
    }

    /** Pushes the branch at hand. */
    public void push() {
        git.run("push", "-q", "origin", "HEAD");
    }

    /** {@link #commit(String...)} and {@link #push()}. */
    public String push(String... commands) {
        String commit = commit(commands);
        push();
        return commit;
    }

    /** Any git command. */
    public String git(String... words) {
        return git.run(words);
    }
}
