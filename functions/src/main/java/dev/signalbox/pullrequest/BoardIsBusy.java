package dev.signalbox.pullrequest;

/** Others kept writing a pull request's board. It may pass: doing it all again is safe. */
public final class BoardIsBusy extends RuntimeException {

    BoardIsBusy(String repository, String pullRequest) {
        super("The board of pull request %s of %s keeps changing".formatted(pullRequest, repository));
    }
}
