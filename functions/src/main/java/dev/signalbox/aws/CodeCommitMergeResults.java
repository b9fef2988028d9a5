package dev.signalbox.aws;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.BranchNameExistsException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.ConflictMetadata;
import software.amazon.awssdk.services.codecommit.model.GetMergeConflictsResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitException;
import software.amazon.awssdk.services.codecommit.model.ManualMergeRequiredException;
import software.amazon.awssdk.services.codecommit.model.MaximumFileContentToLoadExceededException;
import software.amazon.awssdk.services.codecommit.model.MaximumItemsToCompareExceededException;
import software.amazon.awssdk.services.codecommit.model.MergeOptionTypeEnum;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.TipsDivergenceExceededException;

import dev.signalbox.run.Gone;
import dev.signalbox.run.MergeResults;

/** Merges by CodeCommit itself, three ways: what GetMergeConflicts tells, and commits that CreateUnreferencedMergeCommit makes. */
public final class CodeCommitMergeResults implements MergeResults {

    private static final String AUTHOR = "Signalbox";

    private final CodeCommitClient codeCommit;

    public CodeCommitMergeResults(CodeCommitClient codeCommit) {
        this.codeCommit = codeCommit;
    }

    @Override
    public Outlook outlook(String repository, String source, String target) throws Gone {
        try {
            GetMergeConflictsResponse found = codeCommit.getMergeConflicts(request -> request.repositoryName(repository)
                    .sourceCommitSpecifier(source).destinationCommitSpecifier(target).mergeOption(MergeOptionTypeEnum.THREE_WAY_MERGE)
                    .maxConflictFiles(MOST_PATHS));
            String base = Objects.requireNonNullElse(found.baseCommitId(), "");
            if (base.equals(found.destinationCommitId()) || base.equals(found.sourceCommitId())) {
                return new Outlook.Same();
            }
            if (Boolean.TRUE.equals(found.mergeable())) {
                return new Outlook.Clean();
            }
            List<String> paths = found.conflictMetadataList().stream().map(ConflictMetadata::filePath).filter(Objects::nonNull)
                    .sorted().limit(MOST_PATHS).toList();
            return new Outlook.Conflict(paths, found.nextToken() != null && !found.nextToken().isEmpty());
        } catch (TipsDivergenceExceededException apart) {
            return new Outlook.Unknown("they are too far apart");
        } catch (MaximumFileContentToLoadExceededException | MaximumItemsToCompareExceededException large) {
            return new Outlook.Unknown("there is too much to compare");
        } catch (RepositoryDoesNotExistException | CommitDoesNotExistException | InvalidCommitException gone) {
            throw gone(repository, source, target);
        }
    }

    @Override
    public Optional<String> make(String repository, String source, String target, String message) throws Gone {
        try {
            return Optional.of(codeCommit.createUnreferencedMergeCommit(request -> request.repositoryName(repository)
                    .sourceCommitSpecifier(source).destinationCommitSpecifier(target).mergeOption(MergeOptionTypeEnum.THREE_WAY_MERGE)
                    .authorName(AUTHOR).commitMessage(message)).commitId());
        } catch (ManualMergeRequiredException conflict) {
            return Optional.empty();
        } catch (RepositoryDoesNotExistException | CommitDoesNotExistException | InvalidCommitException gone) {
            throw gone(repository, source, target);
        }
    }

    /**
     * Where repository or commit are gone, the build that does not find its source tells. A branch of that name that holds something else
     * was made by somebody else, and goes; one that comes again at once is thrown as CodeCommit says it, since it may pass.
     */
    @Override
    public void keep(String repository, String branch, String commit) {
        try {
            if (!create(repository, branch, commit) && !commit.equals(tip(repository, branch))) {
                remove(repository, branch);
                codeCommit.createBranch(request -> request.repositoryName(repository).branchName(branch).commitId(commit));
            }
        } catch (RepositoryDoesNotExistException | CommitDoesNotExistException gone) {
            // It can't be.
        }
    }

    private boolean create(String repository, String branch, String commit) {
        try {
            codeCommit.createBranch(request -> request.repositoryName(repository).branchName(branch).commitId(commit));
            return true;
        } catch (BranchNameExistsException there) {
            return false;
        }
    }

    private String tip(String repository, String branch) {
        try {
            return codeCommit.getBranch(request -> request.repositoryName(repository).branchName(branch)).branch().commitId();
        } catch (BranchDoesNotExistException gone) {
            return "";
        }
    }

    /** {@code DeleteBranch} says nothing of a branch that is not there: its errors name none. */
    @Override
    public void remove(String repository, String branch) {
        try {
            codeCommit.deleteBranch(request -> request.repositoryName(repository).branchName(branch));
        } catch (BranchDoesNotExistException | RepositoryDoesNotExistException none) {
            // It is gone, as it is to be.
        }
    }

    private static Gone gone(String repository, String source, String target) {
        return new Gone("commit %s or %s does not exist in repository %s any more".formatted(source, target, repository));
    }
}
