package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitRequiredException;
import software.amazon.awssdk.services.codecommit.model.ConflictMetadata;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesRequest;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesResponse;
import software.amazon.awssdk.services.codecommit.model.GetFolderRequest;
import software.amazon.awssdk.services.codecommit.model.GetFolderResponse;
import software.amazon.awssdk.services.codecommit.model.GetMergeCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeCommitResponse;
import software.amazon.awssdk.services.codecommit.model.GetMergeConflictsRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeConflictsResponse;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitException;
import software.amazon.awssdk.services.codecommit.model.InvalidConflictDetailLevelException;
import software.amazon.awssdk.services.codecommit.model.InvalidConflictResolutionStrategyException;
import software.amazon.awssdk.services.codecommit.model.InvalidMaxConflictFilesException;
import software.amazon.awssdk.services.codecommit.model.InvalidMergeOptionException;
import software.amazon.awssdk.services.codecommit.model.MergeOptionRequiredException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.TipsDivergenceExceededException;

class MergeLookupsTest {

    private static final List<String> ALL = List.of("FAST_FORWARD_MERGE", "SQUASH_MERGE", "THREE_WAY_MERGE");
    private static final List<String> WITH_A_NEW_COMMIT = List.of("SQUASH_MERGE", "THREE_WAY_MERGE");
    private static final List<String> NONE = List.of();

    @TempDir
    Path folder;

    private Workbench bench;
    private Path clone;
    private String base;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        clone = bench.cloned("orders");
        bench.commit(clone, "poem.txt", "one\ntwo\nthree\nfour\nfive\n");
        bench.commit(clone, "folder/kept.txt", "kept\n");
        base = bench.git(clone, "rev-parse", "HEAD");
        bench.git(clone, "push", "-q", "origin", "main");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aSourceAheadOfItsDestinationCanBeMergedInEachWay() {
        String topic = topic("poem.txt", "changed\n");
        GetMergeOptionsResponse options = options("topic", "main");
        assertEquals(ALL, options.mergeOptionsAsStrings());
        assertEquals(topic, options.sourceCommitId());
        assertEquals(base, options.destinationCommitId());
        assertEquals(base, options.baseCommitId());
        assertEquals(ALL, options("main", "main").mergeOptionsAsStrings());
    }

    @Test
    void aSourceThatTheDestinationHoldsHasItselfAsTheBase() {
        topic("poem.txt", "changed\n");
        GetMergeOptionsResponse options = options("main", "topic");
        assertEquals(base, options.baseCommitId());
        assertEquals(WITH_A_NEW_COMMIT, options.mergeOptionsAsStrings());
    }

    @Test
    void theBaseIsWhereTheSidesParted() {
        topic("new.txt", "new\n");
        onMain("poem.txt", "changed\n");
        GetMergeOptionsResponse options = options("topic", "main");
        assertEquals(base, options.baseCommitId());
        assertEquals(WITH_A_NEW_COMMIT, options.mergeOptionsAsStrings());
    }

    @Test
    void theSameFileChangedOnBothSidesIsAConflictUnlessLinesAreLookedAt() {
        topic("poem.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        onMain("poem.txt", "one\ntwo\nthree\nfour\nFIVE\n");
        assertEquals(NONE, options("topic", "main").mergeOptionsAsStrings());
        assertEquals(WITH_A_NEW_COMMIT, byLines());
        assertEquals(base, options("topic", "main").baseCommitId());
    }

    @Test
    void theSameLineChangedOnBothSidesIsAConflict() {
        topic("poem.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        onMain("poem.txt", "uno\ntwo\nthree\nfour\nfive\n");
        assertEquals(NONE, byLines());
    }

    @Test
    void theSameChangeOnBothSidesIsNoConflict() {
        topic("poem.txt", "both\n");
        onMain("poem.txt", "both\n");
        onMain("other.txt", "other\n");
        assertEquals(WITH_A_NEW_COMMIT, options("topic", "main").mergeOptionsAsStrings());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FILE_LEVEL", "LINE_LEVEL"})
    void aFileInTheWayOfAFolderIsAConflict(String level) {
        topic("thing", "a file\n");
        onMain("thing/inside.txt", "a folder\n");
        assertEquals(NONE, call(request("topic", "main").conflictDetailLevel(level)).mergeOptionsAsStrings());
    }

    @Test
    void filesThatAreNoTextAreNotMergedByLines() {
        topic("poem.txt", "\0one\n");
        onMain("poem.txt", "\0two\n");
        assertEquals(NONE, byLines());
    }

    @Test
    void aFileDeletedHereAndChangedThereIsAConflict() {
        topic("poem.txt", "changed\n");
        bench.git(clone, "checkout", "-q", "main");
        bench.git(clone, "rm", "-q", "poem.txt");
        bench.git(clone, "commit", "-q", "-m", "Forget the poem");
        bench.git(clone, "push", "-q", "origin", "main");
        assertEquals(NONE, byLines());
    }

    @Test
    void historiesWithoutACommonCommitDiverge() {
        bench.git(clone, "checkout", "-q", "--orphan", "other");
        bench.commit(clone, "other.txt", "other\n");
        bench.git(clone, "push", "-q", "origin", "other");
        assertThrows(TipsDivergenceExceededException.class, () -> options("other", "main"));
    }

    /** GetFolder and GetDifferences as well: for GetFile see {@code FileOperationsTest}. */
    @Test
    void everyKindOfSpecifierStandsForItsCommit() {
        bench.git(clone, "tag", "-a", "v1", "-m", "Version 1");
        bench.git(clone, "tag", "light");
        bench.git(clone, "push", "-q", "origin", "v1", "light");
        for (String specifier : List.of(base, "main", "refs/heads/main", "HEAD", "v1", "refs/tags/v1", "light", "refs/tags/light",
                bench.git(clone, "rev-parse", "v1"))) {
            GetMergeOptionsResponse options = options(specifier, specifier);
            assertEquals(List.of(base, base, base),
                    List.of(options.sourceCommitId(), options.destinationCommitId(), options.baseCommitId()), specifier);
            assertEquals(base, bench.call(GetFolderResponse.class, GetFolderRequest.builder()
                    .repositoryName("orders").folderPath("/").commitSpecifier(specifier).build()).commitId(), specifier);
            assertEquals(List.of(), bench.call(GetDifferencesResponse.class, GetDifferencesRequest.builder().repositoryName("orders")
                    .beforeCommitSpecifier(specifier).afterCommitSpecifier(base).build()).differences(), specifier);
        }
    }

    @Test
    void aRequestThatMakesNoSenseIsRefused() {
        assertThrows(CommitDoesNotExistException.class, () -> options("nope", "main"));
        assertThrows(CommitDoesNotExistException.class, () -> options("main", "nope"));
        assertThrows(InvalidCommitException.class, () -> options("a..b", "main"));
        assertThrows(CommitRequiredException.class, () -> options("main", ""));
        assertThrows(RepositoryDoesNotExistException.class, () -> call(request("main", "main").repositoryName("gone")));
        assertThrows(InvalidConflictDetailLevelException.class, () -> call(request("main", "main").conflictDetailLevel("WORD_LEVEL")));
        assertThrows(InvalidConflictResolutionStrategyException.class,
                () -> call(request("main", "main").conflictResolutionStrategy("TOSS_A_COIN")));
    }

    @Test
    void aStrategyThatSettlesConflictsLeavesNone() {
        topic("poem.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        onMain("poem.txt", "uno\ntwo\nthree\nfour\nfive\n");
        assertEquals(WITH_A_NEW_COMMIT, call(request("topic", "main").conflictResolutionStrategy("ACCEPT_SOURCE")).mergeOptionsAsStrings());
        assertEquals(WITH_A_NEW_COMMIT,
                call(request("topic", "main").conflictResolutionStrategy("ACCEPT_DESTINATION")).mergeOptionsAsStrings());
        assertEquals(NONE, call(request("topic", "main").conflictResolutionStrategy("AUTOMERGE")).mergeOptionsAsStrings());
        assertEquals(NONE, call(request("topic", "main").conflictResolutionStrategy("NONE")).mergeOptionsAsStrings());
    }

    @Test
    void automaticMergesLookAtLines() {
        topic("poem.txt", "ONE\ntwo\nthree\nfour\nfive\n");
        onMain("poem.txt", "one\ntwo\nthree\nfour\nFIVE\n");
        assertEquals(WITH_A_NEW_COMMIT, call(request("topic", "main").conflictResolutionStrategy("AUTOMERGE")).mergeOptionsAsStrings());
    }

    @Test
    void aConflictIsToldWithAllThatIsKnownOfItsFile() {
        String source = topic("poem.txt", "ONE\ntwo\nthree\nfour\nFIVE\n");
        onMain("poem.txt", "uno\ntwo\nthree\nfour\ncinque!\n");
        GetMergeConflictsResponse found = conflicts(conflicts("THREE_WAY_MERGE").conflictDetailLevel("LINE_LEVEL"));
        assertFalse(found.mergeable());
        assertEquals(List.of(source, bench.git(clone, "rev-parse", "main"), base),
                List.of(found.sourceCommitId(), found.destinationCommitId(), found.baseCommitId()));
        assertEquals(List.of(ConflictMetadata.builder().filePath("poem.txt")
                .fileSizes(sizes -> sizes.source(24L).destination(27L).base(24L))
                .fileModes(modes -> modes.source("NORMAL").destination("NORMAL").base("NORMAL"))
                .objectTypes(types -> types.source("FILE").destination("FILE").base("FILE"))
                .numberOfConflicts(2).isBinaryFile(binary -> binary.source(false).destination(false).base(false))
                .contentConflict(true).fileModeConflict(false).objectTypeConflict(false)
                .mergeOperations(changes -> changes.source("M").destination("M")).build()), found.conflictMetadataList());
        assertEquals(1, conflicts(conflicts("SQUASH_MERGE")).conflictMetadataList().getFirst().numberOfConflicts());
    }

    @Test
    void aFileInTheWayOfAFolderIsAConflictOfTypes() {
        topic("thing", "a file\n");
        onMain("thing/inside.txt", "a folder\n");
        ConflictMetadata conflict = conflicts(conflicts("SQUASH_MERGE")).conflictMetadataList().getFirst();
        assertEquals("thing", conflict.filePath());
        assertEquals(List.of("FILE", "DIRECTORY"),
                List.of(conflict.objectTypes().sourceAsString(), conflict.objectTypes().destinationAsString()));
        assertEquals(List.of(true, false, false),
                List.of(conflict.objectTypeConflict(), conflict.contentConflict(), conflict.fileModeConflict()));
        assertEquals(1, conflict.numberOfConflicts());
        assertEquals("A", conflict.mergeOperations().sourceAsString());
        assertNull(conflict.fileSizes().base());
    }

    @Test
    void conflictsComePageByPage() {
        bench.git(clone, "checkout", "-q", "-B", "topic", base);
        List.of("a", "b", "c").forEach(file -> bench.commit(clone, file, "topic\n"));
        bench.git(clone, "push", "-q", "origin", "topic");
        List.of("a", "b", "c").forEach(file -> onMain(file, "main\n"));
        GetMergeConflictsResponse first = conflicts(conflicts("SQUASH_MERGE").maxConflictFiles(2));
        GetMergeConflictsResponse second = conflicts(conflicts("SQUASH_MERGE").maxConflictFiles(2).nextToken(first.nextToken()));
        assertEquals(List.of("a", "b"), first.conflictMetadataList().stream().map(ConflictMetadata::filePath).toList());
        assertEquals(List.of("c"), second.conflictMetadataList().stream().map(ConflictMetadata::filePath).toList());
        assertNull(second.nextToken());
    }

    @Test
    void aFastForwardHasNoConflictsAndIsToldWhetherItIsOne() {
        topic("poem.txt", "changed\n");
        assertTrue(conflicts(conflicts("FAST_FORWARD_MERGE")).mergeable());
        onMain("poem.txt", "otherwise\n");
        GetMergeConflictsResponse apart = conflicts(conflicts("FAST_FORWARD_MERGE"));
        assertFalse(apart.mergeable());
        assertEquals(List.of(), apart.conflictMetadataList());
        assertThrows(MergeOptionRequiredException.class, () -> conflicts(conflicts("")));
        assertThrows(InvalidMergeOptionException.class, () -> conflicts(conflicts("OCTOPUS")));
        assertThrows(InvalidMaxConflictFilesException.class, () -> conflicts(conflicts("SQUASH_MERGE").maxConflictFiles(0)));
    }

    @Test
    void theCommitThatMergedTwoIsFoundOnABranch() {
        String source = topic("new.txt", "new\n");
        onMain("poem.txt", "changed\n");
        String destination = bench.git(clone, "rev-parse", "main");
        GetMergeCommitRequest request = GetMergeCommitRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier(source).destinationCommitSpecifier(destination).build();
        assertNull(bench.call(GetMergeCommitResponse.class, request).mergedCommitId());
        bench.git(clone, "merge", "-q", "--no-ff", "--no-edit", "topic");
        bench.git(clone, "push", "-q", "origin", "main");
        GetMergeCommitResponse merged = bench.call(GetMergeCommitResponse.class, request);
        assertEquals(bench.git(clone, "rev-parse", "main"), merged.mergedCommitId());
        assertEquals(List.of(source, destination, base),
                List.of(merged.sourceCommitId(), merged.destinationCommitId(), merged.baseCommitId()));
    }

    private static GetMergeConflictsRequest.Builder conflicts(String option) {
        return GetMergeConflictsRequest.builder().repositoryName("orders").sourceCommitSpecifier("topic")
                .destinationCommitSpecifier("main").mergeOption(option);
    }

    private GetMergeConflictsResponse conflicts(GetMergeConflictsRequest.Builder request) {
        return bench.call(GetMergeConflictsResponse.class, request.build());
    }

    private String topic(String file, String content) {
        bench.git(clone, "checkout", "-q", "-B", "topic", base);
        String commit = bench.commit(clone, file, content);
        bench.git(clone, "push", "-q", "origin", "topic");
        return commit;
    }

    private void onMain(String file, String content) {
        bench.git(clone, "checkout", "-q", "main");
        bench.commit(clone, file, content);
        bench.git(clone, "push", "-q", "origin", "main");
    }

    private List<String> byLines() {
        return call(request("topic", "main").conflictDetailLevel("LINE_LEVEL")).mergeOptionsAsStrings();
    }

    private GetMergeOptionsResponse options(String source, String destination) {
        return call(request(source, destination));
    }

    private static GetMergeOptionsRequest.Builder request(String source, String destination) {
        return GetMergeOptionsRequest.builder().repositoryName("orders")
                .sourceCommitSpecifier(source).destinationCommitSpecifier(destination);
    }

    private GetMergeOptionsResponse call(GetMergeOptionsRequest.Builder request) {
        return bench.call(GetMergeOptionsResponse.class, request.build());
    }
}
