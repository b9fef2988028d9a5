package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.DirectoryNameConflictsWithFileNameException;
import software.amazon.awssdk.services.codecommit.model.FileDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileMetadata;
import software.amazon.awssdk.services.codecommit.model.FileNameConflictsWithDirectoryNameException;
import software.amazon.awssdk.services.codecommit.model.FilePathConflictsWithSubmodulePathException;

/** The files of a commit to be, begun from those of its parent. */
final class TreeEdit {

    static final String KEEP = ".gitkeep";

    /** A file's content and kind. */
    record Content(ObjectId blob, FileMode mode) { }

    private final NavigableMap<String, Content> files = new TreeMap<>();
    private final List<FileMetadata> added = new ArrayList<>();
    private final List<FileMetadata> updated = new ArrayList<>();
    private final List<FileMetadata> deleted = new ArrayList<>();

    TreeEdit(ObjectReader reader, @Nullable ObjectId tree) throws IOException {
        if (tree != null) {
            try (TreeWalk walk = new TreeWalk(reader)) {
                walk.addTree(tree);
                walk.setRecursive(true);
                while (walk.next()) {
                    files.put(walk.getPathString(), new Content(walk.getObjectId(0), walk.getFileMode(0)));
                }
            }
        }
    }

    /** @throws FileDoesNotExistException when there is no such file */
    Content get(String path) {
        Content found = files.get(path);
        if (found == null || found.mode() == FileMode.GITLINK) {
            throw FileDoesNotExistException.builder().message("Could not find path " + path).build();
        }
        return found;
    }

    Optional<Content> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    void put(String path, Content content) {
        Content old = files.get(path);
        if (old != null && old.mode() == FileMode.GITLINK) {
            throw submodule(path);
        }
        if (folderExists(path)) {
            throw FileNameConflictsWithDirectoryNameException.builder()
                    .message("The file " + path + " has the same name as a directory in this repository.").build();
        }
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            Content above = files.get(path.substring(0, slash));
            if (above != null && above.mode() == FileMode.GITLINK) {
                throw submodule(path);
            }
            if (above != null) {
                throw DirectoryNameConflictsWithFileNameException.builder().message("The path " + path
                        + " needs a directory with the same name as the file " + path.substring(0, slash) + ".").build();
            }
        }
        files.put(path, content);
        if (!content.equals(old)) {
            (old == null ? added : updated).add(metadata(path, content));
        }
    }

    void delete(String path) {
        deleted.add(metadata(path, get(path)));
        files.remove(path);
    }

    /** Puts an empty file where a deletion left a folder without any. */
    void keepFolderOf(String path, ObjectId empty) {
        int slash = path.lastIndexOf('/');
        if (slash > 0 && !folderExists(path.substring(0, slash))) {
            put(path.substring(0, slash) + "/" + KEEP, new Content(empty, FileMode.REGULAR_FILE));
        }
    }

    List<FileMetadata> added() {
        return added;
    }

    List<FileMetadata> updated() {
        return updated;
    }

    List<FileMetadata> deleted() {
        return deleted;
    }

    ObjectId write(ObjectInserter inserter) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder builder = index.builder();
        files.forEach((path, content) -> {
            DirCacheEntry entry = new DirCacheEntry(Constants.encode(path));
            entry.setFileMode(content.mode());
            entry.setObjectId(content.blob());
            builder.add(entry);
        });
        builder.finish();
        return index.writeTree(inserter);
    }

    private boolean folderExists(String path) {
        String next = files.higherKey(path + "/");
        return next != null && next.startsWith(path + "/");
    }

    private static FilePathConflictsWithSubmodulePathException submodule(String path) {
        return FilePathConflictsWithSubmodulePathException.builder().message("The path " + path + " points to a submodule.").build();
    }

    private static FileMetadata metadata(String path, Content content) {
        return FileMetadata.builder().absolutePath(path).blobId(content.blob().name())
                .fileMode(FileOperations.mode(content.mode())).build();
    }
}
