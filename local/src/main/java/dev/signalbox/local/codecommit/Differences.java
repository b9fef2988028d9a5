package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.BlobMetadata;
import software.amazon.awssdk.services.codecommit.model.ChangeTypeEnum;
import software.amazon.awssdk.services.codecommit.model.Difference;
import software.amazon.awssdk.services.codecommit.model.PathDoesNotExistException;

/**
 * What differs between two commits, file by file in the order of their paths. A renamed file is one deleted and one added.
 *
 * @param before null: against nothing, so that every file is added
 */
record Differences(ObjectReader reader, @Nullable RevCommit before, RevCommit after) {

    /** A file or a folder in one of the commits. */
    private record Node(String path, ObjectId id, int mode) {

        boolean folder() {
            return FileMode.TREE.equals(mode);
        }

        BlobMetadata blob() {
            return BlobMetadata.builder().blobId(id.name()).path(path).mode(FileMode.fromBits(mode).toString()).build();
        }
    }

    /**
     * The differences below a path; with two paths, those between a file or folder and what it is called afterwards.
     *
     * @param beforePath null: as afterPath; if that is null too, the whole commit
     * @throws PathDoesNotExistException when neither commit has the path
     */
    List<Difference> at(@Nullable String beforePath, @Nullable String afterPath) throws IOException {
        String old = beforePath != null ? beforePath : afterPath;
        String now = afterPath != null ? afterPath : beforePath;
        Optional<Node> left = before == null ? Optional.empty() : node(before, old == null ? "" : FilePaths.folder(old));
        Optional<Node> right = node(after, now == null ? "" : FilePaths.folder(now));
        if (left.isEmpty() && right.isEmpty()) {
            throw PathDoesNotExistException.builder().message("Could not find path " + now).build();
        }
        if (left.filter(Node::folder).isPresent() == right.filter(Node::folder).isPresent() || left.isEmpty() || right.isEmpty()) {
            return between(left.orElse(null), right.orElse(null));
        }
        List<Difference> replaced = new ArrayList<>(between(left.get(), null));
        replaced.addAll(between(null, right.get()));
        return replaced;
    }

    private Optional<Node> node(RevCommit commit, String path) throws IOException {
        if (path.isEmpty()) {
            return Optional.of(new Node("", commit.getTree(), FileMode.TREE.getBits()));
        }
        try (TreeWalk found = TreeWalk.forPath(reader, path, commit.getTree())) {
            return Optional.ofNullable(found).map(walk -> new Node(path, walk.getObjectId(0), walk.getRawMode(0)));
        }
    }

    private List<Difference> between(@Nullable Node left, @Nullable Node right) throws IOException {
        if (left != null && !left.folder() || right != null && !right.folder()) {
            boolean same = left != null && right != null && left.id().equals(right.id()) && left.mode() == right.mode();
            return same ? List.of() : List.of(difference(left, right));
        }
        List<Difference> found = new ArrayList<>();
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(tree(left));
            walk.addTree(tree(right));
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            while (walk.next()) {
                found.add(difference(entry(walk, 0, left), entry(walk, 1, right)));
            }
        }
        return found;
    }

    private AbstractTreeIterator tree(@Nullable Node folder) throws IOException {
        return folder == null ? new EmptyTreeIterator() : new CanonicalTreeParser(new byte[0], reader, folder.id());
    }

    private static @Nullable Node entry(TreeWalk walk, int side, @Nullable Node folder) {
        if (folder == null || walk.getRawMode(side) == 0) {
            return null;
        }
        String path = folder.path().isEmpty() ? walk.getPathString() : folder.path() + "/" + walk.getPathString();
        return new Node(path, walk.getObjectId(side), walk.getRawMode(side));
    }

    private static Difference difference(@Nullable Node left, @Nullable Node right) {
        ChangeTypeEnum type = left == null ? ChangeTypeEnum.A : right == null ? ChangeTypeEnum.D : ChangeTypeEnum.M;
        return Difference.builder().changeType(type).beforeBlob(left == null ? null : left.blob())
                .afterBlob(right == null ? null : right.blob()).build();
    }
}
