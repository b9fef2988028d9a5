package dev.signalbox.aws;

import java.util.Optional;

import software.amazon.awssdk.services.codecommit.model.ApprovalState;
import software.amazon.awssdk.services.codecommit.model.BeforeCommitIdAndAfterCommitIdAreSameException;
import software.amazon.awssdk.services.codecommit.model.Comment;
import software.amazon.awssdk.services.codecommit.model.CommentDeletedException;
import software.amazon.awssdk.services.codecommit.model.CommentDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommentNotCreatedByCallerException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.IdempotencyParameterMismatchException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommentIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidRevisionIdException;
import software.amazon.awssdk.services.codecommit.model.PullRequestAlreadyClosedException;
import software.amazon.awssdk.services.codecommit.model.PullRequestDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNotAssociatedWithPullRequestException;
import software.amazon.awssdk.services.codecommit.model.RevisionNotCurrentException;

import dev.signalbox.pullrequest.Revision;
import dev.signalbox.pullrequest.Voice;
import dev.signalbox.run.Fingerprint;

/**
 * Comments and votes in CodeCommit, as sessions of one role: {@code signalbox} writes the comment, every check votes under its own
 * name.
 *
 * <p>The comment begins with a fixed text and a token that follows from the pull request, so that two who begin it get the same one.
 * Where the pull request has moved meanwhile, the same token comes with other commits: CodeCommit refuses that, and the comment that is
 * there is looked for. How long CodeCommit remembers a token is not documented: were it forgotten, the board's id of the comment still
 * keeps all but those who begin at the same time from a second one.
 */
public final class CodeCommitVoice implements Voice {

    private static final String COMMENTS = "signalbox";
    private static final int DIGITS = 40;

    private final Sessions sessions;

    public CodeCommitVoice(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Optional<String> post(String repository, String pullRequest, Revision revision, String gone) {
        try {
            return Optional.of(sessions.call(COMMENTS, codeCommit -> codeCommit.postCommentForPullRequest(request -> request
                    .repositoryName(repository).pullRequestId(pullRequest)
                    .beforeCommitId(revision.targetCommit()).afterCommitId(revision.commit())
                    .content(dev.signalbox.pullrequest.Comment.FIRST_WORDS)
                    .clientRequestToken("signalbox-" + Fingerprint.of(DIGITS, repository, pullRequest, gone)))).comment().commentId());
        } catch (IdempotencyParameterMismatchException begun) {
            return Optional.of(ours(pullRequest, gone).orElseThrow(() -> begun));
        } catch (PullRequestDoesNotExistException | RepositoryDoesNotExistException | RepositoryNotAssociatedWithPullRequestException
                | CommitDoesNotExistException | BeforeCommitIdAndAfterCommitIdAreSameException nowhere) {
            return Optional.empty();
        }
    }

    /** A repository may be named only together with two commits; without them the comments on all revisions are listed. */
    private Optional<String> ours(String pullRequest, String gone) {
        String author = sessions.arn(COMMENTS);
        String token = null;
        do {
            String next = token;
            GetCommentsForPullRequestResponse found = sessions.call(COMMENTS, codeCommit -> codeCommit.getCommentsForPullRequest(
                    request -> request.pullRequestId(pullRequest).nextToken(next)));
            Optional<String> ours = found.commentsForPullRequestData().stream().flatMap(data -> data.comments().stream())
                    .filter(comment -> author.equals(comment.authorArn()) && !Boolean.TRUE.equals(comment.deleted()))
                    .map(Comment::commentId).filter(id -> !id.equals(gone)).findFirst();
            if (ours.isPresent()) {
                return ours;
            }
            token = found.nextToken();
        } while (token != null && !token.isEmpty());
        return Optional.empty();
    }

    @Override
    public boolean edit(String comment, String text) {
        try {
            sessions.call(COMMENTS, codeCommit -> codeCommit.updateComment(request -> request.commentId(comment).content(text)));
            return true;
        } catch (CommentDoesNotExistException | CommentDeletedException | CommentNotCreatedByCallerException
                | InvalidCommentIdException notOurs) {
            return false;
        }
    }

    @Override
    public void vote(String pullRequest, String revision, String check, boolean approve) {
        try {
            sessions.call(check, codeCommit -> codeCommit.updatePullRequestApprovalState(request -> request.pullRequestId(pullRequest)
                    .revisionId(revision).approvalState(approve ? ApprovalState.APPROVE : ApprovalState.REVOKE)));
        } catch (RevisionNotCurrentException | InvalidRevisionIdException | PullRequestAlreadyClosedException
                | PullRequestDoesNotExistException late) {
            return;
        }
    }

    @Override
    public boolean isOurs(String arn) {
        return arn.startsWith(sessions.arn(""));
    }
}
