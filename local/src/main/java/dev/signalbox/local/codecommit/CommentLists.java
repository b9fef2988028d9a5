package dev.signalbox.local.codecommit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.Comment;
import software.amazon.awssdk.services.codecommit.model.CommentsForComparedCommit;
import software.amazon.awssdk.services.codecommit.model.CommentsForPullRequest;
import software.amazon.awssdk.services.codecommit.model.CommitIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForComparedCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForComparedCommitResponse;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForPullRequestRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommentsForPullRequestResponse;
import software.amazon.awssdk.services.codecommit.model.RepositoryNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNotAssociatedWithPullRequestException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/**
 * The operations that list comments: 100 at a time, at most 500, those of one place together, as the API reference has it. Assumed,
 * since AWS does not say: the oldest come first, deleted ones too, and those on a pull request are not listed for its commits.
 */
final class CommentLists {

    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 500;

    private final Repositories repositories;
    private final PullRequests pullRequests;
    private final Comments comments;

    CommentLists(Repositories repositories, PullRequests pullRequests, Comments comments) {
        this.repositories = repositories;
        this.pullRequests = pullRequests;
        this.comments = comments;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(GetCommentsForPullRequestRequest::builder,
                        r -> List.of(pullRequests.may("GetCommentsForPullRequest", r.pullRequestId())), this::ofPullRequest),
                Operation.of(GetCommentsForComparedCommitRequest::builder, r -> List.of(
                        new Permission("codecommit:GetCommentsForComparedCommit", repositories.arn(r.repositoryName()))),
                        this::ofComparedCommit));
    }

    private GetCommentsForPullRequestResponse ofPullRequest(GetCommentsForPullRequestRequest request, Caller caller) {
        PullRequests.Found found = pullRequests.get(request.pullRequestId());
        BareRepository repository = found.repository();
        boolean narrowed = request.repositoryName() != null || request.beforeCommitId() != null || request.afterCommitId() != null;
        if (narrowed) {
            checkNarrowed(request, repository);
        }
        Pages<PostedComment> page = page("comments of pull request " + found.pullRequest().id(), repository,
                place -> found.pullRequest().id().equals(place.pullRequestId())
                        && (!narrowed || of(place, request.beforeCommitId(), request.afterCommitId())),
                request.maxResults(), request.nextToken());
        return GetCommentsForPullRequestResponse.builder().nextToken(page.next())
                .commentsForPullRequestData(byPlace(page).entrySet().stream().map(each -> CommentsForPullRequest.builder()
                        .pullRequestId(each.getKey().pullRequestId()).repositoryName(repository.name())
                        .beforeCommitId(each.getKey().before()).afterCommitId(each.getKey().after())
                        .beforeBlobId(each.getKey().beforeBlob()).afterBlobId(each.getKey().afterBlob())
                        .location(each.getKey().location()).comments(each.getValue()).build()).toList()).build();
    }

    private GetCommentsForComparedCommitResponse ofComparedCommit(GetCommentsForComparedCommitRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String after = CommentPlaces.existing(repository, request.afterCommitId());
        String before = request.beforeCommitId() == null ? null : CommentPlaces.existing(repository, request.beforeCommitId());
        Pages<PostedComment> page = page("comments of " + repository.details().id() + " " + before + ".." + after, repository,
                place -> place.pullRequestId() == null && of(place, before, after), request.maxResults(), request.nextToken());
        return GetCommentsForComparedCommitResponse.builder().nextToken(page.next())
                .commentsForComparedCommitData(byPlace(page).entrySet().stream()
                        .map(each -> CommentsForComparedCommit.builder().repositoryName(repository.name())
                                .beforeCommitId(each.getKey().before()).afterCommitId(each.getKey().after())
                                .beforeBlobId(each.getKey().beforeBlob()).afterBlobId(each.getKey().afterBlob())
                                .location(each.getKey().location()).comments(each.getValue()).build()).toList()).build();
    }

    /** Of repository and commits all must be named where one is. */
    private void checkNarrowed(GetCommentsForPullRequestRequest request, BareRepository repository) {
        if (request.repositoryName() == null) {
            throw RepositoryNameRequiredException.builder().message("A repository name is required where commit IDs are given.").build();
        }
        if (repositories.get(request.repositoryName()) != repository) {
            throw RepositoryNotAssociatedWithPullRequestException.builder().message("Repository " + request.repositoryName()
                    + " is not associated with pull request " + request.pullRequestId()).build();
        }
        if (request.beforeCommitId() == null || request.afterCommitId() == null) {
            throw CommitIdRequiredException.builder().message("Both commit IDs are required where a repository is given.").build();
        }
        CommentPlaces.existing(repository, request.beforeCommitId());
        CommentPlaces.existing(repository, request.afterCommitId());
    }

    private Pages<PostedComment> page(String list, BareRepository repository, Predicate<CommentPlace> wanted, @Nullable Integer size,
            @Nullable String token) {
        Map<CommentPlace, List<PostedComment>> byPlace = comments.in(repository).stream().filter(comment -> wanted.test(comment.place()))
                .collect(Collectors.groupingBy(PostedComment::place, LinkedHashMap::new, Collectors.toList()));
        return Pages.of(list, byPlace.values().stream().flatMap(List::stream).toList(), Pages.size(size, PAGE, LARGEST_PAGE), token);
    }

    private static Map<CommentPlace, List<Comment>> byPlace(Pages<PostedComment> page) {
        return page.items().stream().collect(Collectors.groupingBy(PostedComment::place, LinkedHashMap::new,
                Collectors.mapping(PostedComment::shape, Collectors.toList())));
    }

    private static boolean of(CommentPlace place, @Nullable String before, @Nullable String after) {
        return Objects.equals(place.before(), before) && place.after().equals(after);
    }
}
