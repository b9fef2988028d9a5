package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** One repository: a bare git repository on disk and its {@link Details}. Safe for use by many threads. */
final class BareRepository implements AutoCloseable {

    /** Work on a repository's objects; what it reads stays open while it works. */
    @FunctionalInterface
    interface Reading<T> {
        T with(RevWalk walk) throws IOException;
    }

    private static final String FIRST_BRANCH = "main";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DETAILS = "codecommit.json";

    private final Path folder;
    private final Repository git;
    private final ReentrantLock changes = new ReentrantLock(true);
    private volatile Details details;

    private BareRepository(Path folder, Repository git, Details details) {
        this.folder = folder;
        this.git = git;
        this.details = details;
    }

    static BareRepository create(Path folder, Details details) throws IOException {
        Repository git = open(folder);
        git.create(true);
        git.updateRef(Constants.HEAD).link(Constants.R_HEADS + FIRST_BRANCH);
        StoredConfig config = git.getConfig();
        config.setBoolean("uploadpack", null, "allowFilter", true);
        // Commits that no ref holds any longer stay: builds and pull requests name them by id.
        config.setBoolean("receive", null, "autogc", false);
        config.setInt("gc", null, "auto", 0);
        config.save();
        BareRepository repository = new BareRepository(folder, git, details);
        repository.write(details);
        return repository;
    }

    static Optional<BareRepository> at(Path folder) throws IOException {
        Path file = folder.resolve(DETAILS);
        return Files.isRegularFile(file)
                ? Optional.of(new BareRepository(folder, open(folder), JSON.readValue(file.toFile(), Details.class)))
                : Optional.empty();
    }

    private static Repository open(Path folder) throws IOException {
        return new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
    }

    Path folder() {
        return folder;
    }

    Repository git() {
        return git;
    }

    Details details() {
        return details;
    }

    String name() {
        return details.name();
    }

    /** Held while refs change, so that events are told in the order of the changes. */
    ReentrantLock changes() {
        return changes;
    }

    synchronized void change(UnaryOperator<Details> change) {
        Details changed = change.apply(details);
        try {
            write(changed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        details = changed;
    }

    <T> T read(Reading<T> reading) {
        try (RevWalk walk = new RevWalk(git)) {
            return reading.with(walk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ref of that full name, if it points to something. */
    Optional<Ref> ref(String fullName) throws IOException {
        return Optional.ofNullable(git.exactRef(fullName)).filter(ref -> ref.getObjectId() != null);
    }

    /** The default branch's full ref name; there is none before the first push. */
    Optional<String> defaultBranch() {
        try {
            return ref(Constants.HEAD).map(head -> head.getTarget().getName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        git.close();
    }

    private void write(Details written) throws IOException {
        Path part = folder.resolve(DETAILS + ".part");
        Files.write(part, JSON.writeValueAsBytes(written));
        Files.move(part, folder.resolve(DETAILS), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
