package dev.signalbox.trigger;

/**
 * A pull request, as an event describes it.
 *
 * @param id as CodeCommit gives it: digits, a string
 * @param repository the repository of its target
 * @param source the full name of its source reference, such as {@code refs/heads/topic}
 * @param commit the tip of its source
 * @param target the full name of its destination reference
 */
public record PullRequest(String id, String repository, String source, String commit, String target) {
}
