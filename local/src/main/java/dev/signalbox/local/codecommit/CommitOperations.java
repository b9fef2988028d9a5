package dev.signalbox.local.codecommit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.BatchGetCommitsError;
import software.amazon.awssdk.services.codecommit.model.BatchGetCommitsRequest;
import software.amazon.awssdk.services.codecommit.model.BatchGetCommitsResponse;
import software.amazon.awssdk.services.codecommit.model.Commit;
import software.amazon.awssdk.services.codecommit.model.CommitIdDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.CommitIdsLimitExceededException;
import software.amazon.awssdk.services.codecommit.model.CommitIdsListRequiredException;
import software.amazon.awssdk.services.codecommit.model.CommitRequiredException;
import software.amazon.awssdk.services.codecommit.model.GetCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommitResponse;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesRequest;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitIdException;
import software.amazon.awssdk.services.codecommit.model.UserInfo;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/** The operations that read commits and compare them. */
final class CommitOperations {

    private static final int IDS_AT_ONCE = 100;
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final Repositories repositories;

    CommitOperations(Repositories repositories) {
        this.repositories = repositories;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(GetCommitRequest::builder, r -> may("GetCommit", r.repositoryName()), this::get),
                Operation.of(BatchGetCommitsRequest::builder, r -> may("BatchGetCommits", r.repositoryName()), this::batchGet),
                Operation.of(GetDifferencesRequest::builder, r -> may("GetDifferences", r.repositoryName()), this::differences));
    }

    private List<Permission> may(String action, @Nullable String repository) {
        return List.of(new Permission("codecommit:" + action, repositories.arn(repository)));
    }

    private GetCommitResponse get(GetCommitRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String id = request.commitId();
        if (id == null || id.isEmpty()) {
            throw CommitIdRequiredException.builder().message("A commit ID is required.").build();
        }
        if (!ObjectId.isId(id)) {
            throw InvalidCommitIdException.builder().message("The specified commit ID is not valid: " + id).build();
        }
        Commit commit = commit(repository, id).orElseThrow(() ->
                CommitIdDoesNotExistException.builder().message("Commit " + id + " does not exist").build());
        return GetCommitResponse.builder().commit(commit).build();
    }

    private BatchGetCommitsResponse batchGet(BatchGetCommitsRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        if (request.commitIds().isEmpty()) {
            throw CommitIdsListRequiredException.builder().message("A list of commit IDs is required.").build();
        }
        if (request.commitIds().size() > IDS_AT_ONCE) {
            throw CommitIdsLimitExceededException.builder()
                    .message("The maximum number of allowed commit IDs in a batch request is " + IDS_AT_ONCE + ".").build();
        }
        List<Commit> commits = new ArrayList<>();
        List<BatchGetCommitsError> errors = new ArrayList<>();
        for (String id : request.commitIds()) {
            commit(repository, id).ifPresentOrElse(commits::add, () -> errors.add(BatchGetCommitsError.builder().commitId(id)
                    .errorCode(ObjectId.isId(id) ? "CommitIdDoesNotExistException" : "InvalidCommitIdException")
                    .errorMessage("Commit " + id + " does not exist").build()));
        }
        return BatchGetCommitsResponse.builder().commits(commits).errors(errors).build();
    }

    /** Every page compares the same two commits, even when the branches that the first one named have moved since. */
    private GetDifferencesResponse differences(GetDifferencesRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        if (request.afterCommitSpecifier() == null || request.afterCommitSpecifier().isEmpty()) {
            throw CommitRequiredException.builder().message("A commit was not specified.").build();
        }
        int size = Pages.size(request.maxResults(), PAGE, LARGEST_PAGE);
        return repository.read(walk -> {
            Sides sides = request.nextToken() == null
                    ? new Sides(request.beforeCommitSpecifier() == null ? null
                            : Specifiers.commit(repository, walk, request.beforeCommitSpecifier()).name(),
                            Specifiers.commit(repository, walk, request.afterCommitSpecifier()).name())
                    : Sides.of(Pages.Place.of(request.nextToken()).list());
            RevCommit before = sides.before() == null ? null : Specifiers.commit(repository, walk, sides.before());
            RevCommit after = Specifiers.commit(repository, walk, sides.after());
            var all = new Differences(walk.getObjectReader(), before, after).at(request.beforePath(), request.afterPath());
            var page = Pages.of(sides.text(), all, size, request.nextToken());
            return GetDifferencesResponse.builder().differences(page.items()).nextToken(page.next()).build();
        });
    }

    /** The two commits compared, as a page's token keeps them. */
    private record Sides(@Nullable String before, String after) {

        static Sides of(String text) {
            int dots = text.indexOf("..");
            String before = text.substring(0, Math.max(0, dots));
            String after = text.substring(dots < 0 ? 0 : dots + 2);
            if (dots < 0 || !ObjectId.isId(after) || !before.isEmpty() && !ObjectId.isId(before)) {
                throw Pages.invalid();
            }
            return new Sides(before.isEmpty() ? null : before, after);
        }

        String text() {
            return (before == null ? "" : before) + ".." + after;
        }
    }

    private static Optional<Commit> commit(BareRepository repository, String id) {
        if (!ObjectId.isId(id)) {
            return Optional.empty();
        }
        return repository.read(walk -> {
            Optional<RevCommit> found = Specifiers.commit(walk, ObjectId.fromString(id)).filter(commit -> commit.name().equals(id));
            if (found.isEmpty()) {
                return Optional.<Commit>empty();
            }
            RevCommit commit = found.get();
            return Optional.of(Commit.builder().commitId(commit.name()).treeId(commit.getTree().name())
                    .parents(List.of(commit.getParents()).stream().map(ObjectId::name).toList())
                    .message(commit.getFullMessage())
                    .author(user(commit.getAuthorIdent())).committer(user(commit.getCommitterIdent()))
                    .additionalData("").build());
        });
    }

    /** The date as CodeCommit gives it: seconds since 1970 and the offset from UTC, {@code 1795424400 +0100}. */
    private static UserInfo user(@Nullable PersonIdent person) {
        if (person == null) {
            return UserInfo.builder().build();
        }
        int minutes = person.getZoneOffset().getTotalSeconds() / 60;
        String date = String.format(Locale.ROOT, "%d %s%02d%02d", person.getWhenAsInstant().getEpochSecond(),
                minutes < 0 ? "-" : "+", Math.abs(minutes) / 60, Math.abs(minutes) % 60);
        return UserInfo.builder().name(person.getName()).email(person.getEmailAddress()).date(date).build();
    }
}
