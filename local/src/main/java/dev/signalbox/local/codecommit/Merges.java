package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ManualMergeRequiredException;
import software.amazon.awssdk.services.codecommit.model.MergeOptionTypeEnum;
import software.amazon.awssdk.services.codecommit.model.TipsDivergenceExceededException;

import dev.signalbox.local.front.Caller;

/**
 * Merges of two commits. Assumed, since AWS does not say: of several merge bases one is used; commits without a common one are
 * {@code TipsDivergenceExceededException}, of the declared errors the nearest; and a source that the destination holds already can
 * be merged, though not by fast forward.
 */
final class Merges {

    /**
     * How to merge.
     *
     * @param keepEmptyFolders whether a {@code .gitkeep} file keeps the folders that the merge empties
     * @param words null: no commit is made, as for a fast forward
     */
    record Wish(MergeOptionTypeEnum option, ConflictRules rules, boolean keepEmptyFolders, @Nullable CommitWords words) {

        static Wish fastForward() {
            return new Wish(MergeOptionTypeEnum.FAST_FORWARD_MERGE, ConflictRules.DEFAULT, false, null);
        }
    }

    /** What a merge gives: its commit, that commit's tree, and the facts. */
    record Merged(ObjectId commit, ObjectId tree, MergeFacts facts) { }

    /** Two commits and the one at which they parted. */
    record Sides(RevCommit base, RevCommit source, RevCommit destination) {

        /** @throws TipsDivergenceExceededException when they have no commit in common */
        static Sides of(BareRepository repository, ObjectId source, ObjectId destination) {
            RevCommit base = Merges.base(repository, source, destination).orElseThrow(() -> TipsDivergenceExceededException.builder()
                    .message("%s and %s have no commit in common".formatted(source.name(), destination.name())).build());
            return repository.read(walk -> new Sides(walk.parseCommit(base), walk.parseCommit(source), walk.parseCommit(destination)));
        }

        boolean fastForward() {
            return base.equals(destination);
        }
    }

    private final Repositories repositories;

    Merges(Repositories repositories) {
        this.repositories = repositories;
    }

    /** The newest commit that two have in common. */
    static Optional<RevCommit> base(BareRepository repository, ObjectId one, ObjectId other) {
        return repository.read(walk -> {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(List.of(walk.parseCommit(one), walk.parseCommit(other)));
            return Optional.ofNullable(walk.next());
        });
    }

    /** What stands in the way of a merge that makes a commit. */
    static List<Clash> clashes(BareRepository repository, Sides sides, ConflictRules rules) {
        return repository.read(walk -> tree(walk, sides, rules).clashes());
    }

    /**
     * Merges two commits and moves no ref.
     *
     * @throws ManualMergeRequiredException when it cannot be done as wished
     */
    Merged merge(BareRepository repository, Sides sides, Wish wish, Caller caller) {
        MergeFacts facts = new MergeFacts(sides.base(), sides.source(), sides.destination(), wish.option(), wish.rules());
        if (wish.words() == null) {
            if (!sides.fastForward()) {
                throw manual("The destination holds commits that the source does not: this is no fast forward.");
            }
            return new Merged(sides.source(), sides.source().getTree(), facts);
        }
        try (ObjectInserter inserter = repository.git().newObjectInserter()) {
            ObjectId tree = repository.read(walk -> write(walk, sides, wish, inserter));
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree);
            commit.setParentIds(wish.option() == MergeOptionTypeEnum.THREE_WAY_MERGE
                    ? List.of(sides.destination(), sides.source()) : List.of(sides.destination()));
            commit.setAuthor(wish.words().person(caller, repositories.now()));
            commit.setCommitter(commit.getAuthor());
            commit.setMessage(wish.words().text());
            ObjectId made = inserter.insert(commit);
            inserter.flush();
            return new Merged(made, tree, facts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectId write(RevWalk walk, Sides sides, Wish wish, ObjectInserter inserter) throws IOException {
        TreeMerge merge = tree(walk, sides, wish.rules());
        if (!merge.clashes().isEmpty()) {
            throw manual("The branches cannot be merged automatically; both changed "
                    + String.join(", ", merge.clashes().stream().map(Clash::path).limit(10).toList()) + ".");
        }
        ObjectId tree = merge.write(inserter);
        return wish.keepEmptyFolders() ? keepFolders(sides.destination().getTree(), tree, inserter) : tree;
    }

    private static TreeMerge tree(RevWalk walk, Sides sides, ConflictRules rules) throws IOException {
        return new TreeMerge(walk.getObjectReader(), rules, sides.base().getTree(), sides.source().getTree(),
                sides.destination().getTree());
    }

    private static ObjectId keepFolders(ObjectId before, ObjectId after, ObjectInserter inserter) throws IOException {
        inserter.flush();
        try (var reader = inserter.newReader(); TreeWalk walk = new TreeWalk(reader)) {
            TreeEdit files = new TreeEdit(reader, after);
            walk.addTree(before);
            walk.addTree(after);
            walk.setFilter(TreeFilter.ANY_DIFF);
            walk.setRecursive(true);
            while (walk.next()) {
                if (walk.getRawMode(1) == 0) {
                    files.keepFolderOf(walk.getPathString(), inserter.insert(Constants.OBJ_BLOB, new byte[0]));
                }
            }
            return files.write(inserter);
        }
    }

    static ManualMergeRequiredException manual(String why) {
        return ManualMergeRequiredException.builder().message(why).build();
    }
}
