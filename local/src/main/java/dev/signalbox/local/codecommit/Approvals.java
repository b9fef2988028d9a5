package dev.signalbox.local.codecommit;

import java.util.List;

import software.amazon.awssdk.services.codecommit.model.ApprovalRule;

/** What pull requests ask those who know of approvals. */
interface Approvals {

    /** The rules of a pull request, as GetPullRequest shows them. */
    List<ApprovalRule> rules(PullRequest pullRequest);

    /** Whether all of them are satisfied or overridden, for the revision that the pull request has: only then it may be merged. */
    boolean satisfied(PullRequest pullRequest);
}
