package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codecommit.model.BlobIdDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
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
import software.amazon.awssdk.services.codecommit.model.InvalidCommitException;
import software.amazon.awssdk.services.codecommit.model.InvalidPathException;
import software.amazon.awssdk.services.codecommit.model.PathRequiredException;
import software.amazon.awssdk.services.codecommit.model.SubModule;
import software.amazon.awssdk.services.codecommit.model.SymbolicLink;

class FileOperationsTest {

    private static final String NOWHERE = "0123456789012345678901234567890123456789";

    @TempDir
    Path folder;

    private Workbench bench;
    private Path clone;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        clone = bench.cloned("orders");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aFileIsReadAtEachKindOfSpecifier() {
        String first = bench.git(clone, "rev-parse", "HEAD");
        bench.git(clone, "tag", "-a", "-m", "words", "v1");
        bench.commit(clone, "README.md", "changed\n");
        bench.git(clone, "push", "-q", "origin", "main", "v1");
        String blob = bench.git(clone, "rev-parse", "v1:README.md");

        for (String specifier : List.of(first, "v1", "refs/tags/v1", bench.git(clone, "rev-parse", "v1"))) {
            GetFileResponse file = file("README.md", specifier);
            assertEquals("hello\n", file.fileContent().asUtf8String(), specifier);
            assertEquals(first, file.commitId());
            assertEquals(blob, file.blobId());
            assertEquals("README.md", file.filePath());
            assertEquals(FileModeTypeEnum.NORMAL, file.fileMode());
            assertEquals(6, file.fileSize());
        }
        for (String specifier : List.of("main", "refs/heads/main", "HEAD")) {
            assertEquals("changed\n", file("README.md", specifier).fileContent().asUtf8String(), specifier);
        }
        assertEquals("changed\n", file("/README.md", null).fileContent().asUtf8String());
    }

    @Test
    void aSpecifierThatMeansNothingIsRefused() {
        assertThrows(CommitDoesNotExistException.class, () -> file("README.md", "nope"));
        assertThrows(CommitDoesNotExistException.class, () -> file("README.md", NOWHERE));
        assertThrows(InvalidCommitException.class, () -> file("README.md", "main~1"));
        assertThrows(InvalidCommitException.class, () -> file("README.md", ""));
        bench.create("empty");
        assertThrows(CommitDoesNotExistException.class, () -> bench.call(GetFileResponse.class,
                GetFileRequest.builder().repositoryName("empty").filePath("README.md").build()));
    }

    @Test
    void aPathThatIsNoFileIsRefused() {
        bench.commit(clone, "folder/a", "1");
        bench.git(clone, "push", "-q", "origin", "main");
        assertThrows(FileDoesNotExistException.class, () -> file("nope.txt", null));
        assertThrows(FileDoesNotExistException.class, () -> file("folder", null));
        assertThrows(FileDoesNotExistException.class, () -> file("README.md/x", null));
        assertThrows(FolderDoesNotExistException.class, () -> folder("README.md"));
        assertThrows(FolderDoesNotExistException.class, () -> folder("nope"));
        assertThrows(PathRequiredException.class, () -> file("", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "../a", "a/./b", "a/../b", ".git/config"})
    void aPathThatGitCannotHaveIsRefused(String path) {
        assertThrows(InvalidPathException.class, () -> file(path, null));
        assertThrows(InvalidPathException.class, () -> folder(path));
    }

    @Test
    void aFileOfSixMegabytesPassesAndOneMoreByteDoesNot() throws Exception {
        byte[] largest = new byte[6 * 1024 * 1024];
        largest[5] = 1;
        Files.write(clone.resolve("largest"), largest);
        bench.commit(clone, "too large", "x".repeat(largest.length + 1));
        bench.git(clone, "push", "-q", "origin", "main");

        assertArrayEquals(largest, file("largest", null).fileContent().asByteArray());
        assertThrows(FileTooLargeException.class, () -> file("too large", null));
    }

    @Test
    void aBlobIsReadByItsId() {
        String blob = bench.git(clone, "rev-parse", "HEAD:README.md");

        assertEquals("hello\n", blob(blob).content().asUtf8String());
        assertThrows(BlobIdDoesNotExistException.class, () -> blob(NOWHERE));
        assertThrows(BlobIdDoesNotExistException.class, () -> blob(bench.git(clone, "rev-parse", "HEAD")));
        assertThrows(InvalidBlobIdException.class, () -> blob("README.md"));
    }

    @Test
    void aFolderListsWhatItHoldsByKind() throws Exception {
        Path inner = Files.createDirectories(clone.resolve("a folder/inner"));
        Files.writeString(inner.resolve("deep"), "1");
        Files.writeString(clone.resolve("a folder/run.sh"), "2");
        assertEquals(true, clone.resolve("a folder/run.sh").toFile().setExecutable(true));
        Files.createSymbolicLink(clone.resolve("a folder/link"), Path.of("run.sh"));
        bench.git(clone, "update-index", "--add", "--cacheinfo", "160000," + NOWHERE + ",a folder/module");
        Files.createDirectories(clone.resolve("a folder/module"));
        bench.commit(clone, "three", "3");
        assertEquals(0, bench.tryGit(clone, "100644 " + blobOf("3") + "\ta folder/ü.txt\n", "update-index", "--index-info").status());
        bench.git(clone, "commit", "-q", "-m", "Name it");
        String commit = id("HEAD");
        bench.git(clone, "push", "-q", "origin", "main");

        GetFolderResponse found = folder("a folder");
        assertEquals(commit, found.commitId());
        assertEquals("a folder", found.folderPath());
        assertEquals(id("HEAD:a folder"), found.treeId());
        assertEquals(List.of(Folder.builder().treeId(id("HEAD:a folder/inner")).absolutePath("a folder/inner").relativePath("inner")
                .build()), found.subFolders());
        assertEquals(List.of(
                File.builder().blobId(blobOf("2")).absolutePath("a folder/run.sh").relativePath("run.sh").fileMode("EXECUTABLE").build(),
                File.builder().blobId(blobOf("3")).absolutePath("a folder/ü.txt").relativePath("ü.txt").fileMode("NORMAL").build()),
                found.files());
        assertEquals(List.of(SymbolicLink.builder().blobId(blobOf("run.sh")).absolutePath("a folder/link").relativePath("link")
                .fileMode("SYMLINK").build()), found.symbolicLinks());
        assertEquals(List.of(SubModule.builder().commitId(NOWHERE).absolutePath("a folder/module").relativePath("module").build()),
                found.subModules());
        assertEquals(FileModeTypeEnum.SYMLINK, file("a folder/link", null).fileMode());
        assertEquals("run.sh", file("a folder/link", null).fileContent().asUtf8String());
        assertThrows(FileDoesNotExistException.class, () -> file("a folder/module", null));

        assertEquals(List.of("README.md", "three"), folder("/").files().stream().map(File::relativePath).toList());
        assertEquals("", folder("").folderPath());
        assertEquals(id("HEAD^{tree}"), folder("").treeId());
    }

    private String id(String what) {
        return bench.git(clone, "rev-parse", what);
    }

    private String blobOf(String content) {
        return bench.tryGit(clone, content, "hash-object", "--stdin").out().strip();
    }

    private GetFileResponse file(String path, @Nullable String specifier) {
        return bench.call(GetFileResponse.class,
                GetFileRequest.builder().repositoryName("orders").filePath(path).commitSpecifier(specifier).build());
    }

    private GetFolderResponse folder(String path) {
        return bench.call(GetFolderResponse.class, GetFolderRequest.builder().repositoryName("orders").folderPath(path).build());
    }

    private GetBlobResponse blob(String id) {
        return bench.call(GetBlobResponse.class, GetBlobRequest.builder().repositoryName("orders").blobId(id).build());
    }
}
