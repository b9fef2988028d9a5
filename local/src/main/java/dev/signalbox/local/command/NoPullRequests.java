package dev.signalbox.local.command;

import java.util.List;
import java.util.Optional;

import dev.signalbox.pullrequest.PullRequests;

/** The pull requests of a folder: none, which are CodeCommit's and not git's. */
final class NoPullRequests implements PullRequests {

    @Override
    public Optional<State> state(String id) {
        return Optional.empty();
    }

    @Override
    public Optional<String> overridden(String id, String revision) {
        return Optional.empty();
    }

    @Override
    public List<String> approvers(String id, String revision) {
        return List.of();
    }

    @Override
    public Optional<Comment> comment(String comment) {
        return Optional.empty();
    }

    @Override
    public List<State> openFrom(String repository, String branch) {
        return List.of();
    }
}
