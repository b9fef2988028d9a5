package dev.signalbox.aws;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileTooLargeException;
import software.amazon.awssdk.services.codecommit.model.GetFileResponse;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.UserInfo;

import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;
import dev.signalbox.run.Gone;
import dev.signalbox.run.Repositories;
import dev.signalbox.run.SourceFile;

/** Source in CodeCommit: {@code GetFile} and {@code GetCommit}. */
public final class CodeCommitRepositories implements Repositories {

    private final CodeCommitClient codeCommit;

    public CodeCommitRepositories(CodeCommitClient codeCommit) {
        this.codeCommit = codeCommit;
    }

    @Override
    public SourceFile file(String repository, String commit, String path) throws Gone {
        try {
            GetFileResponse found = codeCommit.getFile(request -> request.repositoryName(repository).commitSpecifier(commit).filePath(path));
            return new SourceFile.Present(found.fileContent().asByteArray(), found.commitId());
        } catch (FileDoesNotExistException absent) {
            return new SourceFile.Absent();
        } catch (FileTooLargeException large) {
            return new SourceFile.TooLarge();
        } catch (RepositoryDoesNotExistException gone) {
            throw noRepository(repository);
        } catch (CommitDoesNotExistException gone) {
            throw noCommit(repository, commit);
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
        throw new UnsupportedOperationException();
    }

    @Override
    public String tip(String repository, String branch) throws Gone {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> mergeBase(String repository, String commit, String branch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Changes changes(String repository, String before, String after) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> names() {
        throw new UnsupportedOperationException();
    }

    private static Gone noRepository(String repository) {
        return new Gone("repository %s does not exist any more".formatted(repository));
    }

    private static Gone noCommit(String repository, String commit) {
        return new Gone("commit %s does not exist in repository %s".formatted(commit, repository));
    }
}
