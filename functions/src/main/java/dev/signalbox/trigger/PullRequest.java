package dev.signalbox.trigger;

/**
 * A pull request, as an event describes it.
 *
 * @param id as CodeCommit gives it: digits, a string
 * @param repository the repository of its target
 * @param source the full name of its source reference, such as {@code refs/heads/topic}
 * @param commit the tip of its source
 * @param target the full name of its destination reference
 * @param revision CodeCommit's id of what it proposes; a new one whenever its source moves
 * @param author the ARN of who made it
 * @param title as its author wrote it
 * @param description as its author wrote it
 */
public record PullRequest(String id, String repository, String source, String commit, String target, String revision, String author,
        String title, String description) {
}
