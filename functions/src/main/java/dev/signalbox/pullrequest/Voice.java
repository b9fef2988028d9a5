package dev.signalbox.pullrequest;

import java.util.Optional;

/**
 * Speaks on pull requests: writes the one comment, always as the same identity, since only its author may edit it, and votes, each
 * check as an identity of its own. What may pass, such as throttling, is thrown unchecked.
 */
public interface Voice {

    /**
     * Writes the comment. Two that write it at the same time write one.
     *
     * @return its id; empty when the pull request takes no comment, such as one that is gone
     */
    Optional<String> post(String repository, String pullRequest, Revision revision, String text);

    /** Edits the comment. False when it is not there any more or is not ours: then it must be written anew. */
    boolean edit(String comment, String text);

    /**
     * Says for a check that a revision may be merged, or takes that back. What is about another revision than the current one, or about
     * a closed pull request, changes nothing.
     */
    void vote(String pullRequest, String revision, String check, boolean approve);

    /** Whether an identity is one of ours. */
    boolean isOurs(String arn);
}
