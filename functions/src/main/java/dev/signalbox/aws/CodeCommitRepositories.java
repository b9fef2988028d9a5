package dev.signalbox.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.BlobMetadata;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.Difference;
import software.amazon.awssdk.services.codecommit.model.FileDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileTooLargeException;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesResponse;
import software.amazon.awssdk.services.codecommit.model.GetFileResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidBranchNameException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitIdException;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.MaximumFileContentToLoadExceededException;
import software.amazon.awssdk.services.codecommit.model.MaximumItemsToCompareExceededException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNameIdPair;
import software.amazon.awssdk.services.codecommit.model.TipsDivergenceExceededException;
import software.amazon.awssdk.services.codecommit.model.UserInfo;

import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;
import dev.signalbox.run.Gone;
import dev.signalbox.run.Repositories;
import dev.signalbox.run.SourceFile;

/**
 * Source in CodeCommit. What its API reference says will not pass is told as gone or unknown; any other error, such as throttling
 * or a key that is out of reach, is thrown.
 */
public final class CodeCommitRepositories implements Repositories {

    /** Pages of differences that are read, of whatever size AWS makes them: it publishes no largest one to ask for. */
    private static final int MOST_PAGES = 100;

    private final CodeCommitClient codeCommit;

    public CodeCommitRepositories(CodeCommitClient codeCommit) {
        this.codeCommit = codeCommit;
    }

    @Override
    public SourceFile file(String repository, String specifier, String path) throws Gone {
        try {
            GetFileResponse found = codeCommit.getFile(request -> request
                    .repositoryName(repository).commitSpecifier(specifier).filePath(path));
            return new SourceFile.Present(found.fileContent().asByteArray(), found.commitId());
        } catch (FileDoesNotExistException absent) {
            return new SourceFile.Absent();
        } catch (FileTooLargeException large) {
            return new SourceFile.TooLarge();
        } catch (RepositoryDoesNotExistException gone) {
            throw noRepository(repository);
        } catch (CommitDoesNotExistException | InvalidCommitException gone) {
            throw noCommit(repository, specifier);
        }
    }

    @Override
    public Commit commit(String repository, String commit) throws Gone {
        try {
            software.amazon.awssdk.services.codecommit.model.Commit found =
                    codeCommit.getCommit(request -> request.repositoryName(repository).commitId(commit)).commit();
            UserInfo author = found.author() == null ? UserInfo.builder().build() : found.author();
            return new Commit(Objects.requireNonNullElse(author.name(), ""), Objects.requireNonNullElse(author.email(), ""),
                    Objects.requireNonNullElse(found.message(), ""));
        } catch (RepositoryDoesNotExistException gone) {
            throw noRepository(repository);
        } catch (CommitIdDoesNotExistException gone) {
            throw noCommit(repository, commit);
        }
    }

    @Override
    public String defaultBranch(String repository) throws Gone {
        try {
            return Objects.requireNonNullElse(
                    codeCommit.getRepository(request -> request.repositoryName(repository)).repositoryMetadata().defaultBranch(), "");
        } catch (RepositoryDoesNotExistException gone) {
            throw noRepository(repository);
        }
    }

    @Override
    public String tip(String repository, String branch) throws Gone {
        try {
            return codeCommit.getBranch(request -> request.repositoryName(repository).branchName(branch)).branch().commitId();
        } catch (RepositoryDoesNotExistException gone) {
            throw noRepository(repository);
        } catch (BranchDoesNotExistException | InvalidBranchNameException gone) {
            throw new Gone("branch %s does not exist in repository %s".formatted(branch, repository));
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code GetMergeOptions} is the one operation that tells a merge base without a pull request.
     */
    @Override
    public Optional<String> mergeBase(String repository, String commit, String branch) {
        try {
            return Optional.ofNullable(codeCommit.getMergeOptions(request -> request.repositoryName(repository)
                    .sourceCommitSpecifier(commit).destinationCommitSpecifier("refs/heads/" + branch)).baseCommitId())
                    .filter(base -> !base.isEmpty());
        } catch (RepositoryDoesNotExistException | CommitDoesNotExistException | InvalidCommitException
                | TipsDivergenceExceededException | MaximumFileContentToLoadExceededException | MaximumItemsToCompareExceededException _) {
            return Optional.empty();
        }
    }

    @Override
    public Changes changes(String repository, String before, String after) {
        SortedSet<String> paths = new TreeSet<>();
        String token = null;
        try {
            for (int page = 1; page <= MOST_PAGES; page++) {
                GetDifferencesResponse found = differences(repository, before, after, token);
                for (Difference difference : found.differences()) {
                    add(paths, difference.beforeBlob());
                    add(paths, difference.afterBlob());
                }
                token = found.nextToken();
                if (isLast(token)) {
                    return new Changes.Known(paths);
                }
            }
            return new Changes.Unknown("more than %,d paths changed".formatted(paths.size()));
        } catch (RepositoryDoesNotExistException gone) {
            return new Changes.Unknown(String.valueOf(noRepository(repository).getMessage()));
        } catch (CommitDoesNotExistException | InvalidCommitException | InvalidCommitIdException gone) {
            return new Changes.Unknown("the commit before, %s, can't be compared with %s".formatted(before, after));
        }
    }

    private GetDifferencesResponse differences(String repository, String before, String after, @Nullable String token) {
        return codeCommit.getDifferences(request -> request
                .repositoryName(repository).beforeCommitSpecifier(before).afterCommitSpecifier(after).nextToken(token));
    }

    /** A new path has no blob before, a deleted one none after. */
    private static void add(SortedSet<String> paths, @Nullable BlobMetadata blob) {
        if (blob != null && blob.path() != null) {
            paths.add(blob.path());
        }
    }

    @Override
    public List<String> names() {
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            ListRepositoriesResponse found = codeCommit.listRepositories(request -> request.nextToken(next));
            found.repositories().stream().map(RepositoryNameIdPair::repositoryName).forEach(names::add);
            token = found.nextToken();
        } while (!isLast(token));
        return List.copyOf(names);
    }

    private static boolean isLast(@Nullable String token) {
        return token == null || token.isEmpty();
    }

    private static Gone noRepository(String repository) {
        return new Gone("repository %s does not exist any more".formatted(repository));
    }

    private static Gone noCommit(String repository, String commit) {
        return new Gone("commit %s does not exist in repository %s".formatted(commit, repository));
    }
}
