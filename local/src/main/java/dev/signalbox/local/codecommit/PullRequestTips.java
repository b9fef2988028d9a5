package dev.signalbox.local.codecommit;

import java.util.Optional;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Where the branches of pull requests are. While one is open its commits are the tips of now, for
 * {@code PullRequestTarget.destinationCommit} is "the tip of the destination branch"; a closed one keeps those it had then.
 */
final class PullRequestTips {

    private PullRequestTips() {
    }

    /** The pull request as AWS shows it now. */
    static PullRequest now(BareRepository repository, PullRequest pullRequest) {
        return pullRequest.open() ? pullRequest.at(now(repository, pullRequest.target())) : pullRequest;
    }

    /** The target with the tips of now; a branch that is gone leaves the commit that is known of it. */
    static PullRequest.Target now(BareRepository repository, PullRequest.Target target) {
        ObjectId source = tip(repository, target.sourceReference()).orElseGet(() -> ObjectId.fromString(target.sourceCommit()));
        ObjectId destination = tip(repository, target.destinationReference())
                .orElseGet(() -> ObjectId.fromString(target.destinationCommit()));
        if (source.name().equals(target.sourceCommit()) && destination.name().equals(target.destinationCommit())) {
            return target;
        }
        return target.at(source.name(), destination.name(), Merges.base(repository, source, destination).map(RevCommit::name).orElse(null));
    }

    private static Optional<ObjectId> tip(BareRepository repository, String ref) {
        return repository.read(_ -> repository.ref(ref).map(Ref::getObjectId));
    }
}
