package dev.signalbox.pullrequest;

import java.util.Optional;

/**
 * Speaks on pull requests: writes the one comment, always as the same identity, since only its author may edit it, and votes, each
 * check as an identity of its own. What may pass, such as throttling, is thrown unchecked.
 */
public interface Voice {

    /**
     * Begins the comment, with {@link Comment#FIRST_WORDS}, which are edited then. Two that begin it at the same time begin one.
     *
     * @param gone the id of the comment in whose place it comes; empty where there was none
     * @return its id; empty when the pull request takes no comment, such as one that is gone
     */
    Optional<String> post(String repository, String pullRequest, Revision revision, String gone);

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
