package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.eclipse.jgit.util.FileUtils;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.InvalidRepositoryNameException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNameExistsException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNameRequiredException;

import dev.signalbox.local.Account;
import dev.signalbox.local.time.Timeline;

/** The repositories of the account, each in a folder of its own, named by the repository's id: names are data. */
final class Repositories implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[\\w.-]{1,100}");

    private final Account account;
    private final Timeline timeline;
    private final Path folder;
    private final Map<String, BareRepository> byName = new ConcurrentHashMap<>();

    /** Takes up what an earlier run left in the folder. */
    Repositories(Account account, Timeline timeline, Path folder) {
        CleanSettings.use();
        this.account = account;
        this.timeline = timeline;
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> kept = Files.list(folder)) {
                for (Path each : kept.toList()) {
                    BareRepository.at(each).ifPresent(repository -> byName.put(repository.name(), repository));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the repositories' folders are, and what belongs to all of them. */
    Path folder() {
        return folder;
    }

    /** In whole milliseconds, as what is kept on disk. */
    Instant now() {
        return timeline.now().truncatedTo(ChronoUnit.MILLIS);
    }

    String arn(@Nullable String name) {
        return account.arn("codecommit", String.valueOf(name));
    }

    Collection<BareRepository> all() {
        return List.copyOf(byName.values());
    }

    Optional<BareRepository> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The repository of a name.
     *
     * @throws RepositoryNameRequiredException without a name
     * @throws InvalidRepositoryNameException for a name that no repository can have
     * @throws RepositoryDoesNotExistException when there is none
     */
    BareRepository get(@Nullable String name) {
        return find(valid(name)).orElseThrow(() -> RepositoryDoesNotExistException.builder().message(name + " does not exist").build());
    }

    /** @throws InvalidRepositoryNameException unless 1 to 100 letters, digits, {@code . _ -}, not ending in {@code .git} */
    static String valid(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw RepositoryNameRequiredException.builder().message("A repository name is required.").build();
        }
        if (!NAME.matcher(name).matches() || name.endsWith(".git")) {
            throw InvalidRepositoryNameException.builder().message("The repository name is not valid. Repository names can be any valid "
                    + "combination of letters, numbers, periods, underscores, and dashes between 1 and 100 characters in length. "
                    + "Names are case sensitive and cannot end in .git.").build();
        }
        return name;
    }

    synchronized BareRepository create(@Nullable String name, @Nullable String description, Map<String, String> tags) {
        free(valid(name));
        String id = UUID.randomUUID().toString();
        long now = now().toEpochMilli();
        try {
            BareRepository created = BareRepository.create(folder.resolve(id),
                    new Details(valid(name), id, description, now, now, tags));
            byName.put(created.name(), created);
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void rename(@Nullable String oldName, @Nullable String newName) {
        BareRepository repository = get(oldName);
        free(valid(newName));
        repository.change(details -> details.named(valid(newName), now()));
        byName.put(repository.name(), repository);
        byName.remove(oldName);
    }

    /** Removes a repository for good; empty when there is none of that name. */
    synchronized Optional<BareRepository> delete(@Nullable String name) {
        BareRepository gone = byName.remove(valid(name));
        if (gone == null) {
            return Optional.empty();
        }
        gone.changes().lock();
        try {
            gone.close();
            FileUtils.delete(gone.folder().toFile(), FileUtils.RECURSIVE | FileUtils.RETRY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            gone.changes().unlock();
        }
        return Optional.of(gone);
    }

    Stream<BareRepository> sorted(Comparator<BareRepository> order) {
        return all().stream().sorted(order.thenComparing(BareRepository::name));
    }

    @Override
    public void close() {
        all().forEach(BareRepository::close);
    }

    private void free(String name) {
        if (byName.containsKey(name)) {
            throw RepositoryNameExistsException.builder().message("Repository named " + name + " already exists").build();
        }
    }
}
