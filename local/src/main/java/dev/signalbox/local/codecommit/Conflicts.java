package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.util.stream.IntStream;

import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.errors.BinaryBlobException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.treewalk.NameConflictTreeWalk;

/**
 * What stands in the way of a merge: files that both sides changed, each in its own way.
 *
 * @param lines whether only changes of the same lines are in each other's way, not those of the same file
 */
record Conflicts(ObjectReader reader, boolean lines) {

    private static final int BASE = 0;
    private static final int SOURCE = 1;
    private static final int DESTINATION = 2;

    /** Whether there are any, by the trees of three commits. */
    boolean any(ObjectId base, ObjectId source, ObjectId destination) throws IOException {
        try (NameConflictTreeWalk walk = new NameConflictTreeWalk(reader)) {
            walk.addTree(base);
            walk.addTree(source);
            walk.addTree(destination);
            while (walk.next()) {
                if (same(walk, SOURCE, DESTINATION) || same(walk, BASE, SOURCE) || same(walk, BASE, DESTINATION)) {
                    continue;
                }
                if (foldersOnly(walk)) {
                    walk.enterSubtree();
                } else if (!lines || !merges(walk)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean same(NameConflictTreeWalk walk, int one, int other) {
        return walk.getRawMode(one) == walk.getRawMode(other) && walk.idEqual(one, other);
    }

    private static boolean foldersOnly(NameConflictTreeWalk walk) {
        return IntStream.of(BASE, SOURCE, DESTINATION).map(walk::getRawMode)
                .allMatch(mode -> mode == 0 || FileMode.TREE.equals(mode));
    }

    private boolean merges(NameConflictTreeWalk walk) throws IOException {
        if (!IntStream.of(BASE, SOURCE, DESTINATION).map(walk::getRawMode)
                .allMatch(mode -> FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode))) {
            return false;
        }
        try {
            return !new MergeAlgorithm().merge(RawTextComparator.DEFAULT,
                    text(walk, BASE), text(walk, SOURCE), text(walk, DESTINATION)).containsConflicts();
        } catch (BinaryBlobException _) {
            return false;
        }
    }

    private RawText text(NameConflictTreeWalk walk, int side) throws IOException, BinaryBlobException {
        return RawText.load(reader.open(walk.getObjectId(side), Constants.OBJ_BLOB), FileOperations.LARGEST_FILE);
    }
}
