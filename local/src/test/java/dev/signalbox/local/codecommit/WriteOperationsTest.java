package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.BranchNameIsTagNameException;
import software.amazon.awssdk.services.codecommit.model.CreateCommitRequest;
import software.amazon.awssdk.services.codecommit.model.CreateCommitResponse;
import software.amazon.awssdk.services.codecommit.model.DeleteFileEntry;
import software.amazon.awssdk.services.codecommit.model.DeleteFileRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteFileResponse;
import software.amazon.awssdk.services.codecommit.model.DirectoryNameConflictsWithFileNameException;
import software.amazon.awssdk.services.codecommit.model.FileContentAndSourceFileSpecifiedException;
import software.amazon.awssdk.services.codecommit.model.FileContentRequiredException;
import software.amazon.awssdk.services.codecommit.model.FileContentSizeLimitExceededException;
import software.amazon.awssdk.services.codecommit.model.FileDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.FileEntryRequiredException;
import software.amazon.awssdk.services.codecommit.model.FileMetadata;
import software.amazon.awssdk.services.codecommit.model.FileModeTypeEnum;
import software.amazon.awssdk.services.codecommit.model.FileNameConflictsWithDirectoryNameException;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryResponse;
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
import software.amazon.awssdk.services.codecommit.model.SameFileContentException;
import software.amazon.awssdk.services.codecommit.model.SamePathRequestException;
import software.amazon.awssdk.services.codecommit.model.SetFileModeEntry;
import software.amazon.awssdk.services.codecommit.model.SourceFileOrContentRequiredException;

class WriteOperationsTest {

    private static final String NOWHERE = "0123456789012345678901234567890123456789";

    @TempDir
    Path folder;

    private Workbench bench;
    private Path clone;
    private String tip;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        clone = bench.cloned("orders");
        tip = bench.git(clone, "rev-parse", "HEAD");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aPutFileIsACommitAndAnEvent() {
        PutFileResponse put = put(file("ci/run.sh", "true\n").fileMode(FileModeTypeEnum.EXECUTABLE).parentCommitId(tip)
                .name("Grace").email("grace@example.com").commitMessage("Run it"));
        bench.git(clone, "pull", "-q", "origin", "main");

        assertEquals(put.commitId(), bench.git(clone, "rev-parse", "HEAD"));
        assertEquals(put.treeId(), bench.git(clone, "rev-parse", "HEAD^{tree}"));
        assertEquals("100755 blob " + put.blobId() + "\tci/run.sh", bench.git(clone, "ls-tree", "HEAD", "ci/run.sh"));
        assertEquals("Grace <grace@example.com> Run it " + tip, bench.git(clone, "log", "-1", "--format=%an <%ae> %s %P"));
        assertEquals(1, bench.events.size());
        assertEquals("referenceUpdated", bench.events.getFirst().text("event"));
        assertEquals(put.commitId(), bench.events.getFirst().text("commitId"));
        assertEquals(tip, bench.events.getFirst().text("oldCommitId"));
        assertEquals("arn:aws:iam::123456789012:user/ada", bench.events.getFirst().text("callerUserArn"));
        bench.git(clone, "fsck", "--strict");
    }

    @Test
    void theFirstCommitNeedsNoParentAndMakesTheDefaultBranch() {
        bench.create("empty");
        put(file("a", "1").repositoryName("empty").branchName("trunk"));

        assertEquals("trunk", bench.call(GetRepositoryResponse.class, GetRepositoryRequest.builder().repositoryName("empty").build())
                .repositoryMetadata().defaultBranch());
        assertEquals("referenceCreated", bench.events.getFirst().text("event"));
    }

    @Test
    void theParentMustBeTheTip() {
        bench.commit(clone, "a", "1");
        bench.git(clone, "push", "-q", "origin", "main");
        bench.events.clear();

        assertThrows(ParentCommitIdOutdatedException.class, () -> put(file("b", "1").parentCommitId(tip)));
        assertThrows(ParentCommitIdRequiredException.class, () -> put(file("b", "1")));
        assertThrows(ParentCommitDoesNotExistException.class, () -> put(file("b", "1").parentCommitId(NOWHERE)));
        assertThrows(InvalidParentCommitIdException.class, () -> put(file("b", "1").parentCommitId("main")));
        assertThrows(BranchDoesNotExistException.class, () -> put(file("b", "1").branchName("nope").parentCommitId(tip)));
        bench.git(clone, "tag", "v1");
        bench.git(clone, "push", "-q", "origin", "v1");
        bench.events.clear();
        assertThrows(BranchNameIsTagNameException.class, () -> put(file("b", "1").branchName("v1").parentCommitId(tip)));
        assertEquals(List.of(), bench.events);
    }

    @Test
    void aFileThatCannotBePutIsRefused() {
        tip = put(file("folder/a", "1").parentCommitId(tip)).commitId();
        assertThrows(SameFileContentException.class, () -> put(file("folder/a", "1").parentCommitId(tip)));
        assertThrows(FileContentRequiredException.class, () -> put(file("b", "").parentCommitId(tip)));
        assertThrows(FileContentSizeLimitExceededException.class,
                () -> put(file("b", "x".repeat(6 * 1024 * 1024 + 1)).parentCommitId(tip)));
        assertThrows(FileNameConflictsWithDirectoryNameException.class, () -> put(file("folder", "1").parentCommitId(tip)));
        assertThrows(DirectoryNameConflictsWithFileNameException.class, () -> put(file("folder/a/b", "1").parentCommitId(tip)));
        assertThrows(InvalidFileModeException.class, () -> put(file("b", "1").fileMode("ODD").parentCommitId(tip)));
    }

    @Test
    void aCommitPutsDeletesMovesAndSetsModes() {
        tip = put(file("old/a", "1").parentCommitId(tip)).commitId();
        tip = put(file("script", "2").parentCommitId(tip)).commitId();
        tip = put(file("gone/b", "3").parentCommitId(tip)).commitId();
        CreateCommitResponse made = commit(CreateCommitRequest.builder().parentCommitId(tip).authorName("Grace").commitMessage("All")
                .keepEmptyFolders(true)
                .putFiles(PutFileEntry.builder().filePath("new").fileContent(SdkBytes.fromUtf8String("4")).build(),
                        PutFileEntry.builder().filePath("README.md").fileContent(SdkBytes.fromUtf8String("5")).build(),
                        PutFileEntry.builder().filePath("moved/a").sourceFile(source -> source.filePath("old/a").isMove(true)).build())
                .deleteFiles(DeleteFileEntry.builder().filePath("gone/b").build())
                .setFileModes(SetFileModeEntry.builder().filePath("script").fileMode(FileModeTypeEnum.EXECUTABLE).build()));
        bench.git(clone, "pull", "-q", "origin", "main");

        assertEquals(made.commitId(), bench.git(clone, "rev-parse", "HEAD"));
        assertEquals("100644 README.md\n100644 gone/.gitkeep\n100644 moved/a\n100644 new\n100644 old/.gitkeep\n100755 script",
                bench.git(clone, "ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD"));
        assertEquals(List.of("new", "moved/a", "old/.gitkeep", "gone/.gitkeep"), paths(made.filesAdded()));
        assertEquals(List.of("README.md", "script"), paths(made.filesUpdated()));
        assertEquals(List.of("old/a", "gone/b"), paths(made.filesDeleted()));
        bench.git(clone, "fsck", "--strict");
    }

    @Test
    void aCommitThatMakesNoSenseIsRefused() {
        PutFileEntry same = PutFileEntry.builder().filePath("README.md").fileContent(SdkBytes.fromUtf8String("hello\n")).build();
        PutFileEntry nothing = PutFileEntry.builder().filePath("x").build();
        assertThrows(FileEntryRequiredException.class, () -> commit(with()));
        assertThrows(NoChangeException.class, () -> commit(with(same)));
        assertThrows(SamePathRequestException.class, () -> commit(with(same, same)));
        assertThrows(SourceFileOrContentRequiredException.class, () -> commit(with(nothing)));
        assertThrows(FileContentAndSourceFileSpecifiedException.class, () -> commit(with(same.toBuilder()
                .sourceFile(source -> source.filePath("a")).build())));
        assertThrows(MaximumFileEntriesExceededException.class,
                () -> commit(with(Collections.nCopies(101, same).toArray(PutFileEntry[]::new))));
        assertThrows(FileDoesNotExistException.class,
                () -> commit(with().deleteFiles(DeleteFileEntry.builder().filePath("nope").build())));
        assertEquals(List.of(), bench.events);
    }

    @Test
    void aDeletedFileIsACommit() {
        DeleteFileResponse gone = bench.call(DeleteFileResponse.class, DeleteFileRequest.builder().repositoryName("orders")
                .branchName("main").filePath("README.md").parentCommitId(tip).build());
        bench.git(clone, "pull", "-q", "origin", "main");

        assertEquals("", bench.git(clone, "ls-tree", "HEAD"));
        assertEquals(bench.git(clone, "rev-parse", tip + ":README.md"), gone.blobId());
        assertEquals("README.md", gone.filePath());
        assertTrue(bench.git(clone, "log", "-1", "--format=%an %s").startsWith("ada Delete README.md"));
    }

    private static PutFileRequest.Builder file(String path, String content) {
        return PutFileRequest.builder().repositoryName("orders").branchName("main").filePath(path)
                .fileContent(SdkBytes.fromUtf8String(content));
    }

    private PutFileResponse put(PutFileRequest.Builder request) {
        return bench.call(PutFileResponse.class, request.build());
    }

    private CreateCommitRequest.Builder with(PutFileEntry... files) {
        return CreateCommitRequest.builder().parentCommitId(tip).putFiles(files);
    }

    private CreateCommitResponse commit(CreateCommitRequest.Builder request) {
        return bench.call(CreateCommitResponse.class, request.repositoryName("orders").branchName("main").build());
    }

    private static List<String> paths(List<FileMetadata> files) {
        return files.stream().map(FileMetadata::absolutePath).toList();
    }
}
