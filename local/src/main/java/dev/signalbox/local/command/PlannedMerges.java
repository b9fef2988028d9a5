package dev.signalbox.local.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.revwalk.RevWalk;

import dev.signalbox.run.MergeResults;

/** Merges as a plan needs them: git says what would come of one, and none is made. */
final class PlannedMerges implements MergeResults {

    /** Stands where a run would have the id of the merge commit, which only CodeCommit makes. */
    private static final String NOT_MADE = "MERGE_COMMIT";

    private final Repository git;

    PlannedMerges(Repository git) {
        this.git = git;
    }

    @Override
    public Outlook outlook(String repository, String source, String target) {
        try (RevWalk walk = new RevWalk(git)) {
            ObjectId proposed = ObjectId.fromString(source);
            ObjectId tip = ObjectId.fromString(target);
            if (walk.isMergedInto(walk.parseCommit(tip), walk.parseCommit(proposed))
                    || walk.isMergedInto(walk.parseCommit(proposed), walk.parseCommit(tip))) {
                return new Outlook.Same();
            }
            ResolveMerger merger = (ResolveMerger) MergeStrategy.RECURSIVE.newMerger(git, true);
            return merger.merge(tip, proposed) ? new Outlook.Clean()
                    : new Outlook.Conflict(merger.getUnmergedPaths().stream().sorted().limit(MOST_PATHS).toList(),
                            merger.getUnmergedPaths().size() > MOST_PATHS);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public Optional<String> make(String repository, String source, String target, String message) {
        return Optional.of(NOT_MADE);
    }

    @Override
    public void keep(String repository, String branch, String commit) {
        throw new IllegalStateException("a plan is not carried out here");
    }

    @Override
    public void remove(String repository, String branch) {
        // None was made.
    }
}
