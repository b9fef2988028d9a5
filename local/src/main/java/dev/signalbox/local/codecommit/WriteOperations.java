package dev.signalbox.local.codecommit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.BranchNameIsTagNameException;
import software.amazon.awssdk.services.codecommit.model.CreateCommitRequest;
import software.amazon.awssdk.services.codecommit.model.CreateCommitResponse;
import software.amazon.awssdk.services.codecommit.model.DeleteFileEntry;
import software.amazon.awssdk.services.codecommit.model.DeleteFileRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteFileResponse;
import software.amazon.awssdk.services.codecommit.model.FileContentAndSourceFileSpecifiedException;
import software.amazon.awssdk.services.codecommit.model.FileContentRequiredException;
import software.amazon.awssdk.services.codecommit.model.FileContentSizeLimitExceededException;
import software.amazon.awssdk.services.codecommit.model.FileEntryRequiredException;
import software.amazon.awssdk.services.codecommit.model.FileModeRequiredException;
import software.amazon.awssdk.services.codecommit.model.FileModeTypeEnum;
import software.amazon.awssdk.services.codecommit.model.InvalidDeletionParameterException;
import software.amazon.awssdk.services.codecommit.model.InvalidFileModeException;
import software.amazon.awssdk.services.codecommit.model.InvalidParentCommitIdException;
import software.amazon.awssdk.services.codecommit.model.MaximumFileEntriesExceededException;
import software.amazon.awssdk.services.codecommit.model.NoChangeException;
import software.amazon.awssdk.services.codecommit.model.ParentCommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.ParentCommitIdOutdatedException;
import software.amazon.awssdk.services.codecommit.model.ParentCommitIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.PutFileEntry;
import software.amazon.awssdk.services.codecommit.model.PutFileRequest;
import software.amazon.awssdk.services.codecommit.model.PutFileResponse;
import software.amazon.awssdk.services.codecommit.model.RestrictedSourceFileException;
import software.amazon.awssdk.services.codecommit.model.SameFileContentException;
import software.amazon.awssdk.services.codecommit.model.SamePathRequestException;
import software.amazon.awssdk.services.codecommit.model.SetFileModeEntry;
import software.amazon.awssdk.services.codecommit.model.SourceFileOrContentRequiredException;
import software.amazon.awssdk.services.codecommit.model.SourceFileSpecifier;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/** The operations that make a commit on a branch. */
final class WriteOperations {

    private static final int MOST_FILES = 100;
    private static final int LARGEST_CHANGE = 7 * 1024 * 1024;

    /** What is done to the files of the parent commit. */
    @FunctionalInterface
    private interface Change {
        void apply(TreeEdit files, ObjectInserter inserter) throws IOException;
    }

    /** A commit that was made. */
    private record Made(ObjectId commit, ObjectId tree, TreeEdit files) { }

    private final Repositories repositories;
    private final Refs refs;

    WriteOperations(Repositories repositories, Refs refs) {
        this.repositories = repositories;
        this.refs = refs;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(PutFileRequest::builder, r -> may("PutFile", r.repositoryName(), r.branchName()), this::put),
                Operation.of(DeleteFileRequest::builder, r -> may("DeleteFile", r.repositoryName(), r.branchName()), this::delete),
                Operation.of(CreateCommitRequest::builder, r -> may("CreateCommit", r.repositoryName(), r.branchName()), this::create));
    }

    private List<Permission> may(String action, @Nullable String repository, @Nullable String branch) {
        return List.of(new Permission("codecommit:" + action, repositories.arn(repository))
                .with("codecommit:References", Constants.R_HEADS + branch));
    }

    private PutFileResponse put(PutFileRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String path = FilePaths.file(request.filePath());
        if (request.fileContent() == null || request.fileContent().asByteArrayUnsafe().length == 0) {
            throw FileContentRequiredException.builder()
                    .message("The file cannot be added because it is empty. Empty files cannot be added with this operation.").build();
        }
        FileMode mode = mode(request.fileMode());
        Made made = commit(repository, caller, request.branchName(), request.parentCommitId(),
                new CommitWords(request.name(), request.email(), request.commitMessage(), "Put " + path), (files, inserter) -> {
                    var content = new TreeEdit.Content(insert(inserter, request.fileContent()), mode);
                    if (files.find(path).filter(content::equals).isPresent()) {
                        throw SameFileContentException.builder().message("The content of " + path
                                + " is exactly the same as that of the file in the branch.").build();
                    }
                    files.put(path, content);
                });
        return PutFileResponse.builder().commitId(made.commit().name()).treeId(made.tree().name())
                .blobId(made.files().get(path).blob().name()).build();
    }

    private DeleteFileResponse delete(DeleteFileRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String path = FilePaths.file(request.filePath());
        Made made = commit(repository, caller, request.branchName(), request.parentCommitId(),
                new CommitWords(request.name(), request.email(), request.commitMessage(), "Delete " + path), (files, inserter) -> {
                    files.delete(path);
                    if (Boolean.TRUE.equals(request.keepEmptyFolders())) {
                        files.keepFolderOf(path, inserter.insert(Constants.OBJ_BLOB, new byte[0]));
                    }
                });
        return DeleteFileResponse.builder().commitId(made.commit().name()).treeId(made.tree().name()).filePath(path)
                .blobId(made.files().deleted().getFirst().blobId()).build();
    }

    private CreateCommitResponse create(CreateCommitRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        validate(request);
        Made made = commit(repository, caller, request.branchName(), request.parentCommitId(),
                new CommitWords(request.authorName(), request.email(), request.commitMessage(), "Change files"), (files, inserter) -> {
                    for (PutFileEntry entry : request.putFiles()) {
                        put(files, inserter, entry);
                    }
                    for (DeleteFileEntry entry : request.deleteFiles()) {
                        files.delete(FilePaths.file(entry.filePath()));
                    }
                    for (SetFileModeEntry entry : request.setFileModes()) {
                        String path = FilePaths.file(entry.filePath());
                        files.put(path, new TreeEdit.Content(files.get(path).blob(), mode(entry.fileMode())));
                    }
                    if (Boolean.TRUE.equals(request.keepEmptyFolders())) {
                        ObjectId empty = inserter.insert(Constants.OBJ_BLOB, new byte[0]);
                        List.copyOf(files.deleted()).forEach(gone -> files.keepFolderOf(gone.absolutePath(), empty));
                    }
                });
        return CreateCommitResponse.builder().commitId(made.commit().name()).treeId(made.tree().name())
                .filesAdded(made.files().added()).filesUpdated(made.files().updated()).filesDeleted(made.files().deleted()).build();
    }

    private static void put(TreeEdit files, ObjectInserter inserter, PutFileEntry entry) throws IOException {
        SourceFileSpecifier source = entry.sourceFile();
        String path = FilePaths.file(entry.filePath());
        if (source == null) {
            files.put(path, new TreeEdit.Content(insert(inserter, entry.fileContent()), mode(entry.fileMode())));
            return;
        }
        String from = FilePaths.file(source.filePath());
        TreeEdit.Content content = files.get(from);
        if (Boolean.TRUE.equals(source.isMove())) {
            files.delete(from);
        }
        files.put(path, entry.fileMode() == null ? content : new TreeEdit.Content(content.blob(), mode(entry.fileMode())));
    }

    private static void validate(CreateCommitRequest request) {
        int entries = request.putFiles().size() + request.deleteFiles().size() + request.setFileModes().size();
        if (entries == 0) {
            throw FileEntryRequiredException.builder()
                    .message("The commit cannot be created because no files have been specified as added, updated, or changed.").build();
        }
        if (entries > MOST_FILES) {
            throw MaximumFileEntriesExceededException.builder()
                    .message("A single commit can change at most " + MOST_FILES + " files with this operation.").build();
        }
        if (Boolean.TRUE.equals(request.keepEmptyFolders()) && request.deleteFiles().isEmpty()
                && request.putFiles().stream().noneMatch(entry -> entry.sourceFile() != null)) {
            throw InvalidDeletionParameterException.builder()
                    .message("keepEmptyFolders has a meaning only where files are deleted or moved.").build();
        }
        Set<String> paths = new HashSet<>();
        Stream.of(request.putFiles().stream().map(PutFileEntry::filePath),
                request.deleteFiles().stream().map(DeleteFileEntry::filePath),
                request.setFileModes().stream().map(SetFileModeEntry::filePath)).flatMap(each -> each).map(FilePaths::file)
                .filter(path -> !paths.add(path)).findFirst().ifPresent(path -> {
                    throw SamePathRequestException.builder()
                            .message("The commit cannot be created because it changes " + path + " more than once.").build();
                });
        long size = 0;
        for (PutFileEntry entry : request.putFiles()) {
            if (entry.sourceFile() != null && entry.fileContent() != null) {
                throw FileContentAndSourceFileSpecifiedException.builder()
                        .message("Both a source file and content have been specified for " + entry.filePath() + ".").build();
            }
            if (entry.sourceFile() == null && entry.fileContent() == null) {
                throw SourceFileOrContentRequiredException.builder()
                        .message("Neither a source file nor content has been specified for " + entry.filePath() + ".").build();
            }
            if (entry.sourceFile() != null && FilePaths.file(entry.sourceFile().filePath()).endsWith(TreeEdit.KEEP)) {
                throw RestrictedSourceFileException.builder().message("A .gitkeep file cannot be copied or moved.").build();
            }
            size += entry.fileContent() == null ? 0 : entry.fileContent().asByteArrayUnsafe().length;
        }
        if (size > LARGEST_CHANGE) {
            throw tooLarge();
        }
        if (request.setFileModes().stream().anyMatch(entry -> entry.fileMode() == null)) {
            throw FileModeRequiredException.builder().message("A file mode is required to update mode permissions for a file.").build();
        }
    }

    private Made commit(BareRepository repository, Caller caller, @Nullable String branch, @Nullable String parentId, CommitWords words,
            Change change) {
        String ref = BranchOperations.ref(branch);
        repository.changes().lock();
        try (ObjectInserter inserter = repository.git().newObjectInserter()) {
            Optional<ObjectId> parent = parent(repository, ref, parentId);
            Made made = repository.read(walk -> {
                RevCommit base = parent.isEmpty() ? null : walk.parseCommit(parent.get());
                TreeEdit files = new TreeEdit(walk.getObjectReader(), base == null ? null : base.getTree());
                change.apply(files, inserter);
                ObjectId tree = files.write(inserter);
                if (base != null && base.getTree().equals(tree)) {
                    throw NoChangeException.builder().message("The commit cannot be created because it would change nothing.").build();
                }
                CommitBuilder commit = new CommitBuilder();
                parent.ifPresent(commit::setParentId);
                commit.setTreeId(tree);
                PersonIdent author = words.person(caller, repositories.now());
                commit.setAuthor(author);
                commit.setCommitter(author);
                commit.setMessage(words.text());
                return new Made(inserter.insert(commit), tree, files);
            });
            inserter.flush();
            refs.move(repository, caller, ref, parent.orElse(null), made.commit());
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            repository.changes().unlock();
        }
    }

    /** The branch's tip, which the request must name; empty for the first commit of a repository. */
    private static Optional<ObjectId> parent(BareRepository repository, String ref, @Nullable String given) throws IOException {
        boolean none = given == null || given.isEmpty();
        if (!none && !ObjectId.isId(given)) {
            throw InvalidParentCommitIdException.builder().message("The parent commit ID is not valid: " + given).build();
        }
        Optional<ObjectId> tip = repository.ref(ref).map(Ref::getObjectId);
        String branch = ref.substring(Constants.R_HEADS.length());
        if (tip.isEmpty()) {
            if (repository.ref(Constants.R_TAGS + branch).isPresent()) {
                throw BranchNameIsTagNameException.builder().message("The branch name " + branch + " is a tag's name.").build();
            }
            if (repository.defaultBranch().isPresent()) {
                throw BranchDoesNotExistException.builder().message("Branch " + branch + " does not exist").build();
            }
            if (!none) {
                throw ParentCommitDoesNotExistException.builder()
                        .message("The parent commit ID is not valid because it does not exist: " + given).build();
            }
            return tip;
        }
        if (none) {
            throw ParentCommitIdRequiredException.builder().message("A parent commit ID is required. To view the full commit ID of a "
                    + "branch in a repository, use GetBranch or a Git command.").build();
        }
        if (!tip.get().name().equals(given)) {
            if (repository.<Boolean>read(walk -> Specifiers.commit(walk, ObjectId.fromString(given)).isEmpty())) {
                throw ParentCommitDoesNotExistException.builder()
                        .message("The parent commit ID is not valid because it does not exist: " + given).build();
            }
            throw ParentCommitIdOutdatedException.builder().message("The parent commit ID is outdated: the current tip of " + branch
                    + " is " + tip.get().name() + ".").build();
        }
        return tip;
    }

    private static ObjectId insert(ObjectInserter inserter, SdkBytes content) throws IOException {
        if (content.asByteArrayUnsafe().length > FileOperations.LARGEST_FILE) {
            throw tooLarge();
        }
        return inserter.insert(Constants.OBJ_BLOB, content.asByteArrayUnsafe());
    }

    private static FileContentSizeLimitExceededException tooLarge() {
        return FileContentSizeLimitExceededException.builder().message("The file cannot be added because it is too large. The maximum file "
                + "size is 6 MB, and the combined file content change size is 7 MB.").build();
    }

    private static FileMode mode(@Nullable FileModeTypeEnum mode) {
        return switch (mode) {
            case null -> FileMode.REGULAR_FILE;
            case NORMAL -> FileMode.REGULAR_FILE;
            case EXECUTABLE -> FileMode.EXECUTABLE_FILE;
            case SYMLINK -> FileMode.SYMLINK;
            case UNKNOWN_TO_SDK_VERSION -> throw InvalidFileModeException.builder()
                    .message("The specified file mode permission is not valid.").build();
        };
    }
}
