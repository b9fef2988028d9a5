package dev.signalbox.pullrequest;

import java.util.List;
import java.util.Optional;

/** Pull requests as CodeCommit has them at this moment. What may pass, such as throttling, is thrown unchecked. */
public interface PullRequests {

    /**
     * A pull request.
     *
     * @param id digits
     * @param author the ARN of who made it
     * @param title as its author wrote it
     * @param description as its author wrote it; empty: none
     */
    record State(String id, String repository, Revision revision, boolean open, boolean merged, String author, String title,
            String description) {
    }

    /**
     * A comment.
     *
     * @param author the ARN of who wrote it
     * @param text whole; empty when it was deleted
     */
    record Comment(String author, String text) {
    }

    /** A pull request by its id; empty when there is none. */
    Optional<State> state(String id);

    /** The ARNs of those who approve a revision now; empty also when the revision is not there any more. */
    List<String> approvers(String id, String revision);

    /** The ARN of who set the approval rules of a revision aside; empty while they hold, and when the revision is not there any more. */
    Optional<String> overridden(String id, String revision);

    /** A comment by its id; empty when there is none any more. */
    Optional<Comment> comment(String comment);

    /** The open pull requests of a repository that lead from a branch. */
    List<State> openFrom(String repository, String branch);
}
