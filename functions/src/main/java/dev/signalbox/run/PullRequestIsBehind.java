package dev.signalbox.run;

/** An event tells of a revision that CodeCommit does not show yet. It may in a minute. */
public final class PullRequestIsBehind extends RuntimeException {

    PullRequestIsBehind(String pullRequest, String shown, String told) {
        super("CodeCommit shows revision %s of pull request %s, and not %s yet".formatted(shown, pullRequest, told));
    }
}
