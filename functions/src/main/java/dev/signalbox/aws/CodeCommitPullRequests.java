package dev.signalbox.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.Approval;
import software.amazon.awssdk.services.codecommit.model.ApprovalState;
import software.amazon.awssdk.services.codecommit.model.CommentDeletedException;
import software.amazon.awssdk.services.codecommit.model.CommentDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.GetPullRequestOverrideStateResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidCommentIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidPullRequestIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidRevisionIdException;
import software.amazon.awssdk.services.codecommit.model.ListPullRequestsResponse;
import software.amazon.awssdk.services.codecommit.model.PullRequest;
import software.amazon.awssdk.services.codecommit.model.PullRequestDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.PullRequestStatusEnum;
import software.amazon.awssdk.services.codecommit.model.PullRequestTarget;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;

import dev.signalbox.pullrequest.PullRequests;
import dev.signalbox.pullrequest.Revision;
import dev.signalbox.run.Everywhere;

/**
 * Pull requests in CodeCommit. What its API reference says is gone is told as such; any other error, such as throttling, is thrown. A
 * pull request has one target: the API takes a list of them and allows one.
 */
public final class CodeCommitPullRequests implements PullRequests {

    private static final String BRANCHES = "refs/heads/";

    private final CodeCommitClient codeCommit;

    public CodeCommitPullRequests(CodeCommitClient codeCommit) {
        this.codeCommit = codeCommit;
    }

    @Override
    public Optional<State> state(String id) {
        return pullRequest(id).map(found -> {
            PullRequestTarget target = found.pullRequestTargets().getFirst();
            Revision revision = new Revision(found.revisionId(), branch(target.sourceReference()), target.sourceCommit(),
                    branch(target.destinationReference()), target.destinationCommit());
            boolean merged = target.mergeMetadata() != null && Boolean.TRUE.equals(target.mergeMetadata().isMerged());
            return new State(found.pullRequestId(), target.repositoryName(), revision,
                    found.pullRequestStatus() == PullRequestStatusEnum.OPEN, merged, text(found.authorArn()), text(found.title()),
                    text(found.description()));
        });
    }

    private Optional<PullRequest> pullRequest(String id) {
        try {
            return Optional.of(codeCommit.getPullRequest(request -> request.pullRequestId(id)).pullRequest());
        } catch (PullRequestDoesNotExistException | InvalidPullRequestIdException gone) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> approvers(String id, String revision) {
        try {
            return codeCommit.getPullRequestApprovalStates(request -> request.pullRequestId(id).revisionId(revision)).approvals().stream()
                    .filter(approval -> approval.approvalState() == ApprovalState.APPROVE).map(Approval::userArn).toList();
        } catch (PullRequestDoesNotExistException | InvalidPullRequestIdException | InvalidRevisionIdException gone) {
            return List.of();
        }
    }

    @Override
    public Optional<String> overridden(String id, String revision) {
        try {
            GetPullRequestOverrideStateResponse state =
                    codeCommit.getPullRequestOverrideState(request -> request.pullRequestId(id).revisionId(revision));
            return Boolean.TRUE.equals(state.overridden()) ? Optional.of(text(state.overrider())) : Optional.empty();
        } catch (PullRequestDoesNotExistException | InvalidPullRequestIdException | InvalidRevisionIdException gone) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Comment> comment(String comment) {
        try {
            software.amazon.awssdk.services.codecommit.model.Comment found =
                    codeCommit.getComment(request -> request.commentId(comment)).comment();
            return Optional.of(new Comment(text(found.authorArn()), Boolean.TRUE.equals(found.deleted()) ? "" : text(found.content())));
        } catch (CommentDoesNotExistException | CommentDeletedException | InvalidCommentIdException gone) {
            return Optional.empty();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code ListPullRequests} knows ids alone, so it takes a call for each open pull request of the repository.
     */
    @Override
    public List<State> openFrom(String repository, String branch) {
        return Everywhere.look(open(repository), this::state).stream().flatMap(Optional::stream)
                .filter(state -> state.open() && state.repository().equals(repository) && state.revision().source().equals(branch))
                .toList();
    }

    private List<String> open(String repository) {
        List<String> ids = new ArrayList<>();
        String token = null;
        try {
            do {
                String next = token;
                ListPullRequestsResponse found = codeCommit.listPullRequests(request -> request.repositoryName(repository)
                        .pullRequestStatus(PullRequestStatusEnum.OPEN).nextToken(next));
                ids.addAll(found.pullRequestIds());
                token = found.nextToken();
            } while (token != null && !token.isEmpty());
            return ids;
        } catch (RepositoryDoesNotExistException gone) {
            return List.of();
        }
    }

    private static String branch(String reference) {
        return reference.startsWith(BRANCHES) ? reference.substring(BRANCHES.length()) : reference;
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
