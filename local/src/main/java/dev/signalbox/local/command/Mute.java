package dev.signalbox.local.command;

import java.util.Optional;

import dev.signalbox.pullrequest.Revision;
import dev.signalbox.pullrequest.Voice;

/** Says nothing: a plan speaks on no pull request. */
final class Mute implements Voice {

    @Override
    public Optional<String> post(String repository, String pullRequest, Revision revision, String gone) {
        return Optional.empty();
    }

    @Override
    public boolean edit(String comment, String text) {
        return false;
    }

    @Override
    public void vote(String pullRequest, String revision, String check, boolean approve) {
        // Nobody is there to vote.
    }

    @Override
    public boolean isOurs(String arn) {
        return false;
    }
}
