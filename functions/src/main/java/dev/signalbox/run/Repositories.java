package dev.signalbox.run;

import java.util.List;
import java.util.Optional;

import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;

/** Source as it is in the account's repositories. What may pass, such as throttling, is thrown unchecked. */
public interface Repositories {

    /**
     * A file by its path from the root.
     *
     * @param specifier a commit's id, or a full reference
     */
    SourceFile file(String repository, String specifier, String path) throws Gone;

    /** Who wrote a commit, and what they said of it. */
    Commit commit(String repository, String commit) throws Gone;

    /** The name of the default branch; empty while the repository has none. */
    String defaultBranch(String repository) throws Gone;

    /** The commit that a branch points to. */
    String tip(String repository, String branch) throws Gone;

    /** The newest commit that a commit and a branch have in common; empty when there is none, or it can't be told. */
    Optional<String> mergeBase(String repository, String commit, String branch);

    /** What changed between two commits, whatever lies between them. */
    Changes changes(String repository, String before, String after);

    /** The names of all repositories of the account and region. */
    List<String> names();
}
