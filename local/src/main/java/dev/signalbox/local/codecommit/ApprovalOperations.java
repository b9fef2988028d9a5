package dev.signalbox.local.codecommit;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.Approval;
import software.amazon.awssdk.services.codecommit.model.ApprovalRule;
import software.amazon.awssdk.services.codecommit.model.ApprovalState;
import software.amazon.awssdk.services.codecommit.model.ApprovalStateRequiredException;
import software.amazon.awssdk.services.codecommit.model.EvaluatePullRequestApprovalRulesRequest;
import software.amazon.awssdk.services.codecommit.model.EvaluatePullRequestApprovalRulesResponse;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestApprovalStatesRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestApprovalStatesResponse;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestOverrideStateRequest;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestOverrideStateResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalStateException;
import software.amazon.awssdk.services.codecommit.model.InvalidOverrideStatusException;
import software.amazon.awssdk.services.codecommit.model.InvalidRevisionIdException;
import software.amazon.awssdk.services.codecommit.model.MaximumNumberOfApprovalsExceededException;
import software.amazon.awssdk.services.codecommit.model.OverrideAlreadySetException;
import software.amazon.awssdk.services.codecommit.model.OverridePullRequestApprovalRulesRequest;
import software.amazon.awssdk.services.codecommit.model.OverridePullRequestApprovalRulesResponse;
import software.amazon.awssdk.services.codecommit.model.OverrideStatus;
import software.amazon.awssdk.services.codecommit.model.OverrideStatusRequiredException;
import software.amazon.awssdk.services.codecommit.model.PullRequestCannotBeApprovedByAuthorException;
import software.amazon.awssdk.services.codecommit.model.PullRequestEvent;
import software.amazon.awssdk.services.codecommit.model.PullRequestEventType;
import software.amazon.awssdk.services.codecommit.model.RevisionIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.RevisionNotCurrentException;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalStateRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalStateResponse;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;

/**
 * The operations that vote on a pull request, tell what its approval rules make of the votes, and set the rules aside. A vote is the
 * calling identity's, of a role the session's, and for one revision: with the next one it is gone, and so is an override.
 *
 * <p>Assumed, since AWS does not say: of a revision that is not the current one no votes are known any more; a vote that
 * changes nothing is no event; and a pull request without rules is approved.
 */
final class ApprovalOperations {

    private static final int MOST_APPROVALS = 200;

    private final Repositories repositories;
    private final PullRequests pullRequests;
    private final PullRequestEvents events;
    private final Ballots ballots;

    ApprovalOperations(Repositories repositories, PullRequests pullRequests, PullRequestEvents events, Ballots ballots) {
        this.repositories = repositories;
        this.pullRequests = pullRequests;
        this.events = events;
        this.ballots = ballots;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(UpdatePullRequestApprovalStateRequest::builder,
                        r -> List.of(pullRequests.may("UpdatePullRequestApprovalState", r.pullRequestId())), this::vote),
                Operation.of(GetPullRequestApprovalStatesRequest::builder,
                        r -> List.of(pullRequests.may("GetPullRequestApprovalStates", r.pullRequestId())), this::votes),
                Operation.of(EvaluatePullRequestApprovalRulesRequest::builder,
                        r -> List.of(pullRequests.may("EvaluatePullRequestApprovalRules", r.pullRequestId())), this::evaluate),
                Operation.of(OverridePullRequestApprovalRulesRequest::builder,
                        r -> List.of(pullRequests.may("OverridePullRequestApprovalRules", r.pullRequestId())), this::override),
                Operation.of(GetPullRequestOverrideStateRequest::builder,
                        r -> List.of(pullRequests.may("GetPullRequestOverrideState", r.pullRequestId())), this::overridden));
    }

    private UpdatePullRequestApprovalStateResponse vote(UpdatePullRequestApprovalStateRequest request, Caller caller) {
        ApprovalState state = state(request);
        boolean approves = state == ApprovalState.APPROVE;
        changed(request.pullRequestId(), request.revisionId(), caller, (pullRequest, ballot) -> {
            if (pullRequest.author().equals(caller.arn())) {
                throw PullRequestCannotBeApprovedByAuthorException.builder()
                        .message("You cannot approve a pull request that you created.").build();
            }
            Ballot after = approves ? ballot.approvedBy(caller.arn()) : ballot.revokedBy(caller.arn());
            if (after.approvers().size() > MOST_APPROVALS) {
                throw MaximumNumberOfApprovalsExceededException.builder()
                        .message("A pull request has at most " + MOST_APPROVALS + " approvals.").build();
            }
            return after;
        }, PullRequestEvent.builder().pullRequestEventType(PullRequestEventType.PULL_REQUEST_APPROVAL_STATE_CHANGED)
                .approvalStateChangedEventMetadata(what -> what.revisionId(request.revisionId()).approvalStatus(state)),
                "pullRequestApprovalStateChanged", approves ? "approved" : "revoked the approval of",
                detail -> detail.put("approvalStatus", state.toString()));
        return UpdatePullRequestApprovalStateResponse.builder().build();
    }

    private GetPullRequestApprovalStatesResponse votes(GetPullRequestApprovalStatesRequest request, Caller caller) {
        PullRequest pullRequest = pullRequests.get(request.pullRequestId()).pullRequest();
        boolean current = pullRequest.revisionId().equals(revision(request.revisionId()));
        return GetPullRequestApprovalStatesResponse.builder().approvals((current ? ballots.of(pullRequest).approvers() : List.<String>of())
                .stream().map(arn -> Approval.builder().userArn(arn).approvalState(ApprovalState.APPROVE).build()).toList()).build();
    }

    private EvaluatePullRequestApprovalRulesResponse evaluate(EvaluatePullRequestApprovalRulesRequest request, Caller caller) {
        BareRepository repository = pullRequests.get(request.pullRequestId()).repository();
        repository.changes().lock();
        try {
            PullRequest pullRequest = current(pullRequests.get(request.pullRequestId()).pullRequest(), request.revisionId());
            Ballot ballot = ballots.of(pullRequest);
            return EvaluatePullRequestApprovalRulesResponse.builder().evaluation(what -> what.approved(ballot.passes())
                    .overridden(ballot.overrider() != null).approvalRulesSatisfied(names(ballot.rules(true)))
                    .approvalRulesNotSatisfied(names(ballot.rules(false)))).build();
        } finally {
            repository.changes().unlock();
        }
    }

    private OverridePullRequestApprovalRulesResponse override(OverridePullRequestApprovalRulesRequest request, Caller caller) {
        OverrideStatus status = status(request);
        boolean sets = status == OverrideStatus.OVERRIDE;
        changed(request.pullRequestId(), request.revisionId(), caller, (_, ballot) -> {
            if (sets && ballot.overrider() != null) {
                throw OverrideAlreadySetException.builder()
                        .message("The pull request has already had its approval rules set to override.").build();
            }
            return ballot.overriddenBy(sets ? caller.arn() : null);
        }, PullRequestEvent.builder().pullRequestEventType(PullRequestEventType.PULL_REQUEST_APPROVAL_RULE_OVERRIDDEN)
                .approvalRuleOverriddenEventMetadata(what -> what.revisionId(request.revisionId()).overrideStatus(status)),
                "pullRequestApprovalRuleOverridden", sets ? "overrode the approval rules of" : "no longer overrides the approval rules of",
                detail -> detail.put("overrideStatus", status.toString()));
        return OverridePullRequestApprovalRulesResponse.builder().build();
    }

    private GetPullRequestOverrideStateResponse overridden(GetPullRequestOverrideStateRequest request, Caller caller) {
        PullRequest pullRequest = pullRequests.get(request.pullRequestId()).pullRequest();
        boolean current = pullRequest.revisionId().equals(revision(request.revisionId()));
        String overrider = current ? ballots.of(pullRequest).overrider() : null;
        return GetPullRequestOverrideStateResponse.builder().overridden(overrider != null).overrider(overrider).build();
    }

    private void changed(@Nullable String id, @Nullable String revision, Caller caller, BiFunction<PullRequest, Ballot, Ballot> work,
            PullRequestEvent.Builder history, String event, String did, Consumer<ObjectNode> more) {
        BareRepository repository = pullRequests.get(id).repository();
        repository.changes().lock();
        try {
            PullRequest pullRequest = current(PullRequestLife.open(pullRequests.get(id).pullRequest()), revision);
            Ballot before = ballots.of(pullRequest);
            Ballot after = work.apply(pullRequest, before);
            if (!after.equals(before)) {
                ballots.change(repository, pullRequest.id(), _ -> after);
                PullRequest told = pullRequests.change(repository, pullRequest.id(),
                        each -> each.after(history.actorArn(caller.arn()).eventDate(repositories.now()).build()));
                events.tell(repository, told, caller, event, did + " pull request " + told.id(), more);
            }
        } finally {
            repository.changes().unlock();
        }
    }

    private static PullRequest current(PullRequest pullRequest, @Nullable String revision) {
        if (!pullRequest.revisionId().equals(revision(revision))) {
            throw RevisionNotCurrentException.builder().message("The revision ID provided in the request does not match the current "
                    + "revision ID. Use GetPullRequest to retrieve the current revision ID.").build();
        }
        return pullRequest;
    }

    private static String revision(@Nullable String id) {
        if (id == null || id.isEmpty()) {
            throw RevisionIdRequiredException.builder().message("A revision ID is required.").build();
        }
        if (!id.matches("[0-9a-f]{64}")) {
            throw InvalidRevisionIdException.builder().message("The revision ID is not valid: " + id).build();
        }
        return id;
    }

    private static ApprovalState state(UpdatePullRequestApprovalStateRequest request) {
        return switch (request.approvalState()) {
            case APPROVE, REVOKE -> request.approvalState();
            case null -> throw ApprovalStateRequiredException.builder().message("An approval state is required.").build();
            case UNKNOWN_TO_SDK_VERSION -> throw InvalidApprovalStateException.builder().message("The approval state must be one of "
                    + ApprovalState.knownValues() + ", not " + request.approvalStateAsString() + ".").build();
        };
    }

    private static OverrideStatus status(OverridePullRequestApprovalRulesRequest request) {
        return switch (request.overrideStatus()) {
            case OVERRIDE, REVOKE -> request.overrideStatus();
            case null -> throw OverrideStatusRequiredException.builder().message("An override status is required.").build();
            case UNKNOWN_TO_SDK_VERSION -> throw InvalidOverrideStatusException.builder().message("The override status must be one of "
                    + OverrideStatus.knownValues() + ", not " + request.overrideStatusAsString() + ".").build();
        };
    }

    private static List<String> names(List<ApprovalRule> rules) {
        return rules.stream().map(ApprovalRule::approvalRuleName).toList();
    }
}
