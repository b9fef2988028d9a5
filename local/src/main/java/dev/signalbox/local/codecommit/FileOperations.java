package dev.signalbox.local.codecommit;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codecommit.model.BlobIdDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.BlobIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.File;
import software.amazon.awssdk.services.codecommit.model.FileDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileModeTypeEnum;
import software.amazon.awssdk.services.codecommit.model.FileTooLargeException;
import software.amazon.awssdk.services.codecommit.model.Folder;
import software.amazon.awssdk.services.codecommit.model.FolderDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.GetBlobRequest;
import software.amazon.awssdk.services.codecommit.model.GetBlobResponse;
import software.amazon.awssdk.services.codecommit.model.GetFileRequest;
import software.amazon.awssdk.services.codecommit.model.GetFileResponse;
import software.amazon.awssdk.services.codecommit.model.GetFolderRequest;
import software.amazon.awssdk.services.codecommit.model.GetFolderResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidBlobIdException;
import software.amazon.awssdk.services.codecommit.model.SubModule;
import software.amazon.awssdk.services.codecommit.model.SymbolicLink;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;

/** The operations that read files and folders. */
final class FileOperations {

    /** CodeCommit's limit for files that pass through the API: 6 MB. */
    static final int LARGEST_FILE = 6 * 1024 * 1024;

    private final Repositories repositories;

    FileOperations(Repositories repositories) {
        this.repositories = repositories;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(GetFileRequest::builder, r -> may("GetFile", r.repositoryName()), this::file),
                Operation.of(GetFolderRequest::builder, r -> may("GetFolder", r.repositoryName()), this::folder),
                Operation.of(GetBlobRequest::builder, r -> may("GetBlob", r.repositoryName()), this::blob));
    }

    static FileModeTypeEnum mode(FileMode mode) {
        return mode == FileMode.SYMLINK ? FileModeTypeEnum.SYMLINK
                : mode == FileMode.EXECUTABLE_FILE ? FileModeTypeEnum.EXECUTABLE : FileModeTypeEnum.NORMAL;
    }

    private List<Permission> may(String action, @Nullable String repository) {
        return List.of(new Permission("codecommit:" + action, repositories.arn(repository)));
    }

    private GetFileResponse file(GetFileRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String path = FilePaths.file(request.filePath());
        return repository.read(walk -> {
            RevCommit commit = Specifiers.commit(repository, walk, request.commitSpecifier());
            try (TreeWalk found = TreeWalk.forPath(walk.getObjectReader(), path, commit.getTree())) {
                if (found == null || found.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
                    throw FileDoesNotExistException.builder().message("Could not find path " + path).build();
                }
                ObjectLoader content = walk.getObjectReader().open(found.getObjectId(0), Constants.OBJ_BLOB);
                return GetFileResponse.builder().commitId(commit.name()).blobId(found.getObjectId(0).name()).filePath(path)
                        .fileMode(mode(found.getFileMode(0))).fileSize(content.getSize()).fileContent(bytes(content)).build();
            }
        });
    }

    private GetBlobResponse blob(GetBlobRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String id = request.blobId();
        if (id == null || id.isEmpty()) {
            throw BlobIdRequiredException.builder().message("A blob ID is required.").build();
        }
        if (!ObjectId.isId(id)) {
            throw InvalidBlobIdException.builder().message("The specified blob ID is not valid: " + id).build();
        }
        return repository.read(walk -> {
            try {
                ObjectLoader content = walk.getObjectReader().open(ObjectId.fromString(id), Constants.OBJ_BLOB);
                return GetBlobResponse.builder().content(bytes(content)).build();
            } catch (MissingObjectException | IncorrectObjectTypeException _) {
                throw BlobIdDoesNotExistException.builder().message("Blob " + id + " does not exist").build();
            }
        });
    }

    private GetFolderResponse folder(GetFolderRequest request, Caller caller) {
        BareRepository repository = repositories.get(request.repositoryName());
        String path = FilePaths.folder(request.folderPath());
        return repository.read(walk -> {
            RevCommit commit = Specifiers.commit(repository, walk, request.commitSpecifier());
            ObjectId tree = commit.getTree();
            if (!path.isEmpty()) {
                try (TreeWalk found = TreeWalk.forPath(walk.getObjectReader(), path, tree)) {
                    if (found == null || !found.isSubtree()) {
                        throw FolderDoesNotExistException.builder().message("Could not find path " + path).build();
                    }
                    tree = found.getObjectId(0);
                }
            }
            Listing listing = new Listing(path);
            try (TreeWalk entries = new TreeWalk(walk.getObjectReader())) {
                entries.addTree(tree);
                while (entries.next()) {
                    listing.add(entries.getNameString(), entries.getObjectId(0), entries.getFileMode(0));
                }
            }
            return GetFolderResponse.builder().commitId(commit.name()).folderPath(path).treeId(tree.name())
                    .subFolders(listing.folders).files(listing.files).symbolicLinks(listing.links).subModules(listing.modules).build();
        });
    }

    private static SdkBytes bytes(ObjectLoader content) {
        if (content.getSize() > LARGEST_FILE) {
            throw FileTooLargeException.builder()
                    .message("The file exceeds the limit of 6 MB for files: it has " + content.getSize() + " bytes.").build();
        }
        return SdkBytes.fromByteArray(content.getBytes());
    }

    /** What a folder holds, by kind. */
    private static final class Listing {

        private final String folder;
        private final List<Folder> folders = new ArrayList<>();
        private final List<File> files = new ArrayList<>();
        private final List<SymbolicLink> links = new ArrayList<>();
        private final List<SubModule> modules = new ArrayList<>();

        Listing(String folder) {
            this.folder = folder;
        }

        void add(String name, ObjectId id, FileMode mode) {
            String path = folder.isEmpty() ? name : folder + "/" + name;
            if (mode == FileMode.TREE) {
                folders.add(Folder.builder().treeId(id.name()).absolutePath(path).relativePath(name).build());
            } else if (mode == FileMode.GITLINK) {
                modules.add(SubModule.builder().commitId(id.name()).absolutePath(path).relativePath(name).build());
            } else if (mode == FileMode.SYMLINK) {
                links.add(SymbolicLink.builder().blobId(id.name()).absolutePath(path).relativePath(name).fileMode(mode(mode)).build());
            } else {
                files.add(File.builder().blobId(id.name()).absolutePath(path).relativePath(name).fileMode(mode(mode)).build());
            }
        }
    }
}
