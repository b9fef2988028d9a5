package dev.signalbox.local.command;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;
import dev.signalbox.rules.Rules;
import dev.signalbox.rules.RulesReader;
import dev.signalbox.run.Gone;
import dev.signalbox.run.Repositories;
import dev.signalbox.run.SourceFile;

/** What a plan reads of a folder: it remembers what was read, and may put the working tree's rules in the place of the commit's. */
final class PlanSource implements Repositories {

    private final GitFolder folder;
    private final boolean workingTree;
    private String rulesCommit = "";
    private byte[] rules = {};
    private Optional<Changes> changes = Optional.empty();

    PlanSource(GitFolder folder, boolean workingTree) {
        this.folder = folder;
        this.workingTree = workingTree;
    }

    /** Whether the rules are the working tree's. */
    boolean workingTree() {
        return workingTree;
    }

    /** The changed paths; empty where nobody asked for them. */
    Optional<Changes> changes() {
        return changes;
    }

    /** Whether the rules are those of the commit that is checked out, and the working tree has others. */
    boolean passedOver() {
        return !workingTree && !folder.isBare() && folder.head().filter(rulesCommit::equals).isPresent()
                && !Arrays.equals(rules, folder.inWorkingTree(RulesReader.FILE).orElse(new byte[0]));
    }

    @Override
    public SourceFile file(String repository, String specifier, String path) throws Gone {
        SourceFile committed = folder.file(repository, specifier, path);
        if (path.equals(RulesReader.FILE)) {
            rulesCommit = folder.commitOf(specifier);
            rules = committed instanceof SourceFile.Present(byte[] content, String _) ? content : new byte[0];
        }
        if (!workingTree || !path.equals(RulesReader.FILE) && !path.equals(Rules.BUILDSPEC)) {
            return committed;
        }
        return folder.inWorkingTree(path).<SourceFile>map(content -> new SourceFile.Present(content, rulesCommit))
                .orElseGet(SourceFile.Absent::new);
    }

    @Override
    public Commit commit(String repository, String commit) throws Gone {
        return folder.commit(repository, commit);
    }

    @Override
    public String defaultBranch(String repository) {
        return folder.defaultBranch(repository);
    }

    @Override
    public String tip(String repository, String branch) throws Gone {
        return folder.tip(repository, branch);
    }

    @Override
    public Optional<String> mergeBase(String repository, String commit, String branch) {
        return folder.mergeBase(repository, commit, branch);
    }

    @Override
    public Changes changes(String repository, String before, String after) {
        Changes found = folder.changes(repository, before, after);
        changes = Optional.of(found);
        return found;
    }

    @Override
    public List<String> names() {
        return folder.names();
    }
}
