package dev.signalbox.run;

import dev.signalbox.plan.Names;
import dev.signalbox.plan.Subject;

/**
 * What CodeBuild fetches for a run. What does not apply is empty.
 *
 * @param version as CodeBuild takes it: a commit, with the reference it is to be found by where that is no branch's own
 * @param targetCommit the tip that a pull request was looked at with
 * @param mergeBranch the branch that was made for a merge result
 * @param mergeCommit the merge result, where it is no commit of the pull request's own
 * @param note why it is not the merge result that was asked for
 */
public record Source(String version, String targetCommit, String mergeBranch, String mergeCommit, String note) {

    static Source of(Subject subject) {
        return new Source(subject.sourceVersion(), "", "", "", "");
    }

    /** The source of a pull request as it is. */
    static Source itself(Subject subject, String targetCommit, String note) {
        return new Source(subject.commit(), targetCommit, "", "", note);
    }

    static Source merged(String targetCommit, String branch, String commit) {
        return new Source("%s%s^{%s}".formatted(Names.BRANCHES, branch, commit), targetCommit, branch, commit, "");
    }
}
