package dev.signalbox.local.endtoend;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import software.amazon.awssdk.services.codecommit.model.Approval;
import software.amazon.awssdk.services.codecommit.model.ApprovalState;
import software.amazon.awssdk.services.codecommit.model.Comment;
import software.amazon.awssdk.services.codecommit.model.PullRequestStatusEnum;
import software.amazon.awssdk.services.codecommit.model.PullRequestTarget;
import software.amazon.awssdk.services.codecommit.model.Target;

import dev.signalbox.local.endtoend.CloudInHand.Told;

/** A pull request. */
final class PullRequest {

    private final CloudInHand cloud;
    private final Repository repository;
    private final String id;

    private PullRequest(CloudInHand cloud, Repository repository, String id) {
        this.cloud = cloud;
        this.repository = repository;
        this.id = id;
    }

    /** Opens one into {@code main} from a branch that was pushed. */
    static PullRequest open(CloudInHand cloud, Repository repository, String branch, String title) {
        return open(cloud, repository, branch, "main", title);
    }

    /** Opens one between branches that were pushed. */
    static PullRequest open(CloudInHand cloud, Repository repository, String branch, String into, String title) {
        Target target = Target.builder().repositoryName(repository.name()).sourceReference(branch).destinationReference(into).build();
        String id = cloud.codeCommit.createPullRequest(request -> request.title(title).targets(target)).pullRequest().pullRequestId();
        return new PullRequest(cloud, repository, id);
    }

    String id() {
        return id;
    }

    software.amazon.awssdk.services.codecommit.model.PullRequest state() {
        return cloud.codeCommit.getPullRequest(request -> request.pullRequestId(id)).pullRequest();
    }

    /** Signalbox's comments. */
    List<Comment> comments() {
        return cloud.codeCommit.getCommentsForPullRequest(request -> request.pullRequestId(id)).commentsForPullRequestData().stream()
                .flatMap(place -> place.comments().stream()).filter(comment -> comment.authorArn().contains(":assumed-role/")).toList();
    }

    /** Its one comment, once it fits. */
    String awaitComment(String what, Predicate<String> fits) {
        return cloud.await("a comment of pull request %s: %s".formatted(id, what), () -> {
            List<Comment> comments = comments();
            if (comments.size() > 1) {
                throw new AssertionError("more than one comment: " + comments);
            }
            return comments.stream().map(Comment::content).filter(fits).findFirst();
        });
    }

    /** Its one comment, once its first line has a word. */
    String awaitComment(String word) {
        return awaitComment(word, text -> text.lines().findFirst().orElse("").contains(word));
    }

    /** The names of the sessions and users that approve the current revision, in their order. */
    List<String> approvals() {
        return cloud.codeCommit.getPullRequestApprovalStates(request -> request.pullRequestId(id).revisionId(state().revisionId()))
                .approvals().stream().filter(approval -> approval.approvalState() == ApprovalState.APPROVE).map(Approval::userArn)
                .map(arn -> arn.substring(arn.lastIndexOf('/') + 1)).sorted().toList();
    }

    void awaitApprovals(String... names) {
        cloud.awaitThat("approvals of " + List.of(names), () -> approvals().equals(List.of(names)));
    }

    /** What was told of it, once it is so many verdicts and all is at rest. */
    List<Told> told(int count) {
        Predicate<Told> ours = told -> told.document().path("pullRequest").asText().equals(id);
        cloud.awaitTold("verdicts of pull request " + id, repository, count, ours);
        cloud.settle();
        List<Told> all = cloud.told(repository.name()).stream().filter(ours).toList();
        if (all.size() != count) {
            throw new AssertionError("expected %d verdicts, not %s".formatted(count, all));
        }
        return all;
    }

    /** Writes a comment as a person. */
    void say(String text) {
        PullRequestTarget target = state().pullRequestTargets().getFirst();
        cloud.codeCommit.postCommentForPullRequest(request -> request.pullRequestId(id).repositoryName(repository.name())
                .beforeCommitId(target.destinationCommit()).afterCommitId(target.sourceCommit()).content(text));
    }

    void close() {
        cloud.codeCommit.updatePullRequestStatus(request -> request.pullRequestId(id).pullRequestStatus(PullRequestStatusEnum.CLOSED));
    }

    /** The branches of the repository that hold merge results. */
    List<String> mergeBranches() {
        return cloud.codeCommit.listBranches(request -> request.repositoryName(repository.name())).branches().stream()
                .filter(branch -> branch.startsWith("signalbox/merge/")).toList();
    }

    /** A decision of Route about an event of it, once there is one. */
    Optional<String> decided(String event) {
        return cloud.decisions(event).stream().map(line -> line.path("reason").asText()).findFirst();
    }
}
