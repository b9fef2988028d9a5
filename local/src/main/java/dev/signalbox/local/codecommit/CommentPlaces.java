package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.util.Optional;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.BeforeCommitIdAndAfterCommitIdAreSameException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidFilePositionException;
import software.amazon.awssdk.services.codecommit.model.InvalidRelativeFileVersionEnumException;
import software.amazon.awssdk.services.codecommit.model.Location;
import software.amazon.awssdk.services.codecommit.model.PathDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RelativeFileVersionEnum;

/**
 * Finds what a comment is about. A position is the number of a line that the version of the file has; a location without a position
 * is the file. Assumed, since AWS does not say: a position needs {@code relativeFileVersion}, a file may do without it.
 */
final class CommentPlaces {

    private CommentPlaces() {
    }

    /**
     * The place of a comment on the difference of two commits.
     *
     * @param before null only for a comment on a first commit
     */
    static CommentPlace find(BareRepository repository, @Nullable String before, @Nullable String after, @Nullable Location location) {
        if (after != null && after.equals(before)) {
            throw BeforeCommitIdAndAfterCommitIdAreSameException.builder()
                    .message("The before commit ID and the after commit ID are the same: " + after).build();
        }
        return repository.read(walk -> {
            RevCommit changed = commit(walk, after);
            if (before == null && changed.getParentCount() > 0) {
                throw CommitIdRequiredException.builder().message("A before commit ID is required for every commit but the first.").build();
            }
            RevCommit from = before == null ? null : commit(walk, before);
            if (location == null) {
                return new CommentPlace(null, before, changed.name(), null, null, null);
            }
            String path = FilePaths.file(location.filePath());
            Optional<ObjectId> old = from == null ? Optional.empty() : blob(walk, from, path);
            Optional<ObjectId> changedTo = blob(walk, changed, path);
            check(walk, location, old, changedTo);
            return new CommentPlace(null, before, changed.name(), old.map(ObjectId::name).orElse(null),
                    changedTo.map(ObjectId::name).orElse(null), location);
        });
    }

    /** The commit of a full id, which must be there. */
    static String existing(BareRepository repository, @Nullable String id) {
        return repository.read(walk -> commit(walk, id).name());
    }

    private static RevCommit commit(RevWalk walk, @Nullable String id) {
        if (id == null || id.isEmpty()) {
            throw CommitIdRequiredException.builder().message("A commit ID is required.").build();
        }
        if (!ObjectId.isId(id)) {
            throw InvalidCommitIdException.builder().message("The specified commit ID is not valid: " + id).build();
        }
        return Specifiers.commit(walk, ObjectId.fromString(id)).filter(found -> found.name().equals(id)).orElseThrow(() ->
                CommitDoesNotExistException.builder().message("Commit " + id + " does not exist").build());
    }

    private static Optional<ObjectId> blob(RevWalk walk, RevCommit commit, String path) throws IOException {
        try (TreeWalk found = TreeWalk.forPath(walk.getObjectReader(), path, commit.getTree())) {
            return Optional.ofNullable(found).filter(file -> !file.isSubtree()).map(file -> file.getObjectId(0));
        }
    }

    private static void check(RevWalk walk, Location location, Optional<ObjectId> before, Optional<ObjectId> after) throws IOException {
        RelativeFileVersionEnum version = location.relativeFileVersion();
        if (version == RelativeFileVersionEnum.UNKNOWN_TO_SDK_VERSION || version == null && location.filePosition() != null) {
            throw InvalidRelativeFileVersionEnumException.builder().message("The relative file version must be one of "
                    + RelativeFileVersionEnum.knownValues() + ".").build();
        }
        Optional<ObjectId> meant = version == null ? after.or(() -> before) : version == RelativeFileVersionEnum.BEFORE ? before : after;
        ObjectId file = meant.orElseThrow(() -> PathDoesNotExistException.builder()
                .message("The specified path does not exist: " + location.filePath()).build());
        if (location.filePosition() != null && (location.filePosition() < 1 || location.filePosition() > lines(walk, file))) {
            throw InvalidFilePositionException.builder().message("The file has no line " + location.filePosition() + ".").build();
        }
    }

    private static long lines(RevWalk walk, ObjectId file) throws IOException {
        byte[] bytes = walk.getObjectReader().open(file).getCachedBytes(Integer.MAX_VALUE);
        long ends = 0;
        for (byte each : bytes) {
            ends += each == '\n' ? 1 : 0;
        }
        return bytes.length > 0 && bytes[bytes.length - 1] != '\n' ? ends + 1 : ends;
    }
}
