package dev.signalbox.aws;

import java.util.Objects;

import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.Commit;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileTooLargeException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;

import dev.signalbox.run.CommitSummary;
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
            return new SourceFile.Present(codeCommit
                    .getFile(request -> request.repositoryName(repository).commitSpecifier(commit).filePath(path))
                    .fileContent().asByteArray());
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
    public CommitSummary summary(String repository, String commit) throws Gone {
        try {
            Commit found = codeCommit.getCommit(request -> request.repositoryName(repository).commitId(commit)).commit();
            String author = found.author() == null ? "" : Objects.requireNonNullElse(found.author().name(), "");
            return CommitSummary.of(author, Objects.requireNonNullElse(found.message(), ""));
        } catch (RepositoryDoesNotExistException gone) {
            throw noRepository(repository);
        } catch (CommitIdDoesNotExistException gone) {
            throw noCommit(repository, commit);
        }
    }

    private static Gone noRepository(String repository) {
        return new Gone("repository %s does not exist any more".formatted(repository));
    }

    private static Gone noCommit(String repository, String commit) {
        return new Gone("commit %s does not exist in repository %s".formatted(commit, repository));
    }
}
