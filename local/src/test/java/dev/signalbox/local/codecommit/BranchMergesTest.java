package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.BranchNameIsTagNameException;
import software.amazon.awssdk.services.codecommit.model.BranchNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.CommitMessageLengthExceededException;
import software.amazon.awssdk.services.codecommit.model.CommitRequiredException;
import software.amazon.awssdk.services.codecommit.model.ConcurrentReferenceUpdateException;
import software.amazon.awssdk.services.codecommit.model.CreateUnreferencedMergeCommitRequest;
import software.amazon.awssdk.services.codecommit.model.CreateUnreferencedMergeCommitResponse;
import software.amazon.awssdk.services.codecommit.model.GetCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommitResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidEmailException;
import software.amazon.awssdk.services.codecommit.model.InvalidMergeOptionException;
import software.amazon.awssdk.services.codecommit.model.ManualMergeRequiredException;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByFastForwardRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByFastForwardResponse;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesBySquashRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesBySquashResponse;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByThreeWayRequest;
import software.amazon.awssdk.services.codecommit.model.MergeBranchesByThreeWayResponse;
import software.amazon.awssdk.services.codecommit.model.MergeOptionRequiredException;
import software.amazon.awssdk.services.codecommit.model.NameLengthExceededException;

import dev.signalbox.local.front.UnknownOperation;

class BranchMergesTest {

    @TempDir
    Path folder;

    private Workbench bench;
    private Path clone;
    private String base;
    private String topic;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        clone = bench.cloned("orders");
        bench.commit(clone, "poem.txt", "one\ntwo\nthree\nfour\nfive\n");
        base = bench.commit(clone, "folder/only.txt", "only\n");
        bench.git(clone, "push", "-q", "origin", "main");
        bench.git(clone, "checkout", "-q", "-b", "topic");
        topic = bench.commit(clone, "poem.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        bench.git(clone, "push", "-q", "origin", "topic");
        bench.events.clear();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private String onMain(String file, String content) {
        bench.git(clone, "checkout", "-q", "main");
        String commit = bench.commit(clone, file, content);
        bench.git(clone, "push", "-q", "origin", "main");
        bench.events.clear();
        return commit;
    }

    private String at(String branch) {
        bench.git(clone, "fetch", "-q", "origin");
        return bench.git(clone, "rev-parse", "origin/" + branch);
    }

    private MergeBranchesByFastForwardResponse forward(String destination, @Nullable String target) {
        return bench.call(MergeBranchesByFastForwardResponse.class, MergeBranchesByFastForwardRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier("topic").destinationCommitSpecifier(destination).targetBranch(target).build());
    }

    private MergeBranchesBySquashResponse squash(MergeBranchesBySquashRequest.Builder request) {
        return bench.call(MergeBranchesBySquashResponse.class, request.repositoryName("orders")
                .sourceCommitSpecifier("topic").destinationCommitSpecifier("main").build());
    }

    private CreateUnreferencedMergeCommitResponse unreferenced(CreateUnreferencedMergeCommitRequest.Builder request) {
        return bench.call(CreateUnreferencedMergeCommitResponse.class, request.repositoryName("orders")
                .sourceCommitSpecifier("topic").destinationCommitSpecifier("main").build());
    }

    @Test
    void aFastForwardMovesTheDestination() {
        MergeBranchesByFastForwardResponse merged = forward("main", null);
        assertEquals(topic, merged.commitId());
        assertEquals(bench.git(clone, "rev-parse", topic + "^{tree}"), merged.treeId());
        assertEquals(topic, at("main"));
        assertEquals(List.of("referenceUpdated"), bench.events.stream().map(event -> event.text("event")).toList());
        assertEquals("FAST_FORWARD_MERGE", bench.events.getFirst().text("mergeOption"));
    }

    @Test
    void theTargetIsMovedWhenItIsAtTheDestination() {
        bench.git(clone, "push", "-q", "origin", base + ":refs/heads/stable");
        forward(base, "stable");
        assertEquals(topic, at("stable"));
        assertEquals(base, at("main"));
        assertThrows(ConcurrentReferenceUpdateException.class, () -> forward("main", "stable"));
        assertEquals(topic, at("stable"));
    }

    @Test
    void theBranchThatIsMovedMustBeOne() {
        bench.git(clone, "tag", "v1", base);
        bench.git(clone, "push", "-q", "origin", "v1");
        assertThrows(BranchNameRequiredException.class, () -> forward(base, null));
        assertThrows(BranchDoesNotExistException.class, () -> forward(base, "gone"));
        assertThrows(BranchNameIsTagNameException.class, () -> forward("v1", null));
        assertThrows(BranchNameIsTagNameException.class, () -> forward("refs/tags/v1", null));
        assertThrows(CommitRequiredException.class, () -> forward("", "main"));
        assertEquals(topic, forward("HEAD", null).commitId());
    }

    @Test
    void aFastForwardThatIsNoneIsRefused() {
        String before = onMain("main.txt", "main\n");
        assertThrows(ManualMergeRequiredException.class, () -> forward("main", null));
        assertEquals(before, at("main"));
    }

    @Test
    void aSquashHasOneParentAndThreeWaysHaveTwo() {
        String before = onMain("main.txt", "main\n");
        String squashed = squash(MergeBranchesBySquashRequest.builder().authorName("Grace").email("grace@example.com")).commitId();
        assertEquals(squashed, at("main"));
        assertEquals(before + "|Grace|grace@example.com|Merge topic into main",
                bench.git(clone, "log", "-1", "--format=%P|%an|%ae|%s", squashed));
        String merged = bench.call(MergeBranchesByThreeWayResponse.class, MergeBranchesByThreeWayRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier("topic").destinationCommitSpecifier("main").commitMessage("Both").build()).commitId();
        assertEquals(merged, at("main"));
        assertEquals(squashed + " " + topic + "|ada|Both", bench.git(clone, "log", "-1", "--format=%P|%an|%s", merged));
    }

    @Test
    void linesOfBothSidesComeTogether() {
        onMain("poem.txt", "one\ntwo\nthree\nfour\nFIVE");
        assertThrows(ManualMergeRequiredException.class, () -> squash(MergeBranchesBySquashRequest.builder()));
        squash(MergeBranchesBySquashRequest.builder().conflictDetailLevel("LINE_LEVEL"));
        assertEquals("ONE\ntwo\nthree\nfour\nFIVE", bench.git(clone, "show", at("main") + ":poem.txt"));
    }

    @Test
    void oneSidesFileOrLinesCanBeAccepted() {
        onMain("poem.txt", "uno\ntwo\nthree\nfour\nFIVE\n");
        assertEquals("ONE\ntwo\nthree\nfour\nfive", poem("FILE_LEVEL", "ACCEPT_SOURCE"));
        assertEquals("uno\ntwo\nthree\nfour\nFIVE", poem("FILE_LEVEL", "ACCEPT_DESTINATION"));
        assertEquals("ONE\ntwo\nthree\nfour\nFIVE", poem("LINE_LEVEL", "ACCEPT_SOURCE"));
        assertEquals("uno\ntwo\nthree\nfour\nFIVE", poem("LINE_LEVEL", "ACCEPT_DESTINATION"));
        assertThrows(ManualMergeRequiredException.class, () -> poem("LINE_LEVEL", "AUTOMERGE"));
    }

    private String poem(String level, String strategy) {
        String commit = unreferenced(CreateUnreferencedMergeCommitRequest.builder().mergeOption("SQUASH_MERGE")
                .conflictDetailLevel(level).conflictResolutionStrategy(strategy)).commitId();
        bench.git(clone, "fetch", "-q", "origin", commit);
        return bench.git(clone, "show", commit + ":poem.txt");
    }

    @Test
    void anUnreferencedMergeMovesNothingAndCanBeRead() {
        String before = onMain("main.txt", "main\n");
        CreateUnreferencedMergeCommitResponse made =
                unreferenced(CreateUnreferencedMergeCommitRequest.builder().mergeOption("THREE_WAY_MERGE").commitMessage("Try"));
        var commit = bench.call(GetCommitResponse.class,
                GetCommitRequest.builder().repositoryName("orders").commitId(made.commitId()).build()).commit();
        assertEquals(List.of(before, topic), commit.parents());
        assertEquals(made.treeId(), commit.treeId());
        assertEquals("Try", commit.message());
        assertEquals(before, at("main"));
        assertEquals(List.of("unreferencedMergeCommitCreated"), bench.events.stream().map(event -> event.text("event")).toList());
        assertThrows(InvalidMergeOptionException.class,
                () -> unreferenced(CreateUnreferencedMergeCommitRequest.builder().mergeOption("FAST_FORWARD_MERGE")));
        assertThrows(MergeOptionRequiredException.class,
                () -> unreferenced(CreateUnreferencedMergeCommitRequest.builder().mergeOption("")));
    }

    @Test
    void anEmptiedFolderCanBeKept() {
        bench.git(clone, "rm", "-q", "folder/only.txt");
        bench.git(clone, "commit", "-q", "-m", "Empty the folder");
        bench.git(clone, "push", "-q", "origin", "topic");
        assertEquals("README.md\npoem.txt", files(false));
        assertEquals("README.md\nfolder/.gitkeep\npoem.txt", files(true));
    }

    private String files(boolean keepFolders) {
        String commit = unreferenced(CreateUnreferencedMergeCommitRequest.builder().mergeOption("SQUASH_MERGE")
                .keepEmptyFolders(keepFolders)).commitId();
        bench.git(clone, "fetch", "-q", "origin", commit);
        return bench.git(clone, "ls-tree", "-r", "--name-only", commit);
    }

    @Test
    void whatIsTooLongOrNotSupportedIsRefused() {
        assertThrows(NameLengthExceededException.class,
                () -> squash(MergeBranchesBySquashRequest.builder().authorName("x".repeat(1001))));
        assertThrows(InvalidEmailException.class, () -> squash(MergeBranchesBySquashRequest.builder().email("x".repeat(256))));
        assertThrows(CommitMessageLengthExceededException.class,
                () -> squash(MergeBranchesBySquashRequest.builder().commitMessage("x".repeat(256 * 1024 + 1))));
        UnknownOperation refused = assertThrows(UnknownOperation.class,
                () -> squash(MergeBranchesBySquashRequest.builder().conflictResolution(resolution -> { })));
        assertTrue(refused.awsErrorDetails().errorMessage().contains("MergeBranchesBySquash with conflictResolution"),
                refused.getMessage());
        assertEquals(base, at("main"));
    }
}
