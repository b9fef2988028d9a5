package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.jspecify.annotations.Nullable;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.UnknownOperation;

/**
 * Every change of a ref, by git or by the API, is made here, one at a time in each repository, and told to the listeners in
 * the order of the changes, after they have happened.
 */
final class Refs {

    /** Hears of each changed ref while no other change of the repository can begin. */
    @FunctionalInterface
    interface Listener {
        void changed(BareRepository repository, RefChange change, Caller caller);
    }

    /** A ref was not where the change expected it, or its name is taken by a folder of refs. */
    static final class Moved extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Moved(String ref) {
            super(ref);
        }
    }

    static final String LOCALE_LACKS = "the local cloud's locale has no file name for this ref: start it with LC_ALL=C.UTF-8";

    private static final Charset FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private final Repositories repositories;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    Refs(Repositories repositories) {
        this.repositories = repositories;
    }

    /**
     * Whether a ref of that name can be kept: refs are files, and a JVM whose locale is not UTF-8 has no names for some of them.
     */
    static boolean canKeep(String ref) {
        return FILE_NAMES.newEncoder().canEncode(ref);
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Makes changes and tells of those that the work says were made. */
    void change(BareRepository repository, Caller caller, Supplier<List<RefChange>> work) {
        repository.changes().lock();
        try {
            List<RefChange> changed = work.get();
            if (!changed.isEmpty()) {
                chooseDefaultBranch(repository, changed);
                repository.change(details -> details.touched(repositories.now()));
            }
            changed.forEach(change -> listeners.forEach(listener -> listener.changed(repository, change, caller)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            repository.changes().unlock();
        }
    }

    /**
     * Moves, creates or deletes one ref.
     *
     * @param from where it must be now; null: it must not exist
     * @param to where it goes; null: deleted
     * @throws Moved when it is not there
     * @throws UnknownOperation when it cannot be kept
     */
    void move(BareRepository repository, Caller caller, String ref, @Nullable ObjectId from, @Nullable ObjectId to) {
        move(repository, caller, ref, from, to, null);
    }

    /** Moves one ref as {@link #move(BareRepository, Caller, String, ObjectId, ObjectId)} does, and tells what was merged. */
    void move(BareRepository repository, Caller caller, String ref, @Nullable ObjectId from, @Nullable ObjectId to,
            @Nullable MergeFacts merge) {
        if (!canKeep(ref)) {
            throw new UnknownOperation(ref + ": " + LOCALE_LACKS);
        }
        change(repository, caller, () -> {
            try {
                RefUpdate update = repository.git().updateRef(ref);
                update.disableRefLog();
                update.setForceUpdate(true);
                update.setExpectedOldObjectId(from == null ? ObjectId.zeroId() : from);
                RefUpdate.Result result;
                if (to == null) {
                    result = update.delete();
                } else {
                    update.setNewObjectId(to);
                    result = update.update();
                }
                return switch (result) {
                    case NEW, FAST_FORWARD, FORCED -> List.of(new RefChange(ref, from, to, merge));
                    case NO_CHANGE -> List.of();
                    case LOCK_FAILURE -> throw new Moved(ref);
                    case NOT_ATTEMPTED, REJECTED, REJECTED_CURRENT_BRANCH, REJECTED_MISSING_OBJECT, REJECTED_OTHER_REASON, IO_FAILURE,
                         RENAMED -> throw new IOException(ref + ": " + result);
                };
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Makes a branch the default: what HEAD stands for. */
    void makeDefault(BareRepository repository, String ref) throws IOException {
        RefUpdate head = repository.git().updateRef(Constants.HEAD);
        head.disableRefLog();
        head.link(ref);
    }

    private void chooseDefaultBranch(BareRepository repository, List<RefChange> changed) throws IOException {
        if (repository.defaultBranch().isEmpty()) {
            var first = changed.stream().filter(change -> change.after() != null && change.ref().startsWith(Constants.R_HEADS)).findFirst();
            if (first.isPresent()) {
                makeDefault(repository, first.get().ref());
            }
        }
    }
}
