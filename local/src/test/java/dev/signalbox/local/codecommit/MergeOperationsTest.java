package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import software.amazon.awssdk.services.codecommit.model.GetDifferencesRequest;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesResponse;
import software.amazon.awssdk.services.codecommit.model.GetFolderRequest;
import software.amazon.awssdk.services.codecommit.model.GetFolderResponse;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitException;
import software.amazon.awssdk.services.codecommit.model.InvalidConflictDetailLevelException;
import software.amazon.awssdk.services.codecommit.model.InvalidConflictResolutionStrategyException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.TipsDivergenceExceededException;

import dev.signalbox.local.front.UnknownOperation;

class MergeOperationsTest {

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
    void whatIsNotSupportedFailsByName() {
        UnknownOperation refused = assertThrows(UnknownOperation.class,
                () -> call(request("main", "main").conflictResolutionStrategy("AUTOMERGE")));
        assertTrue(refused.awsErrorDetails().errorMessage().contains("conflictResolutionStrategy AUTOMERGE"), refused.getMessage());
        assertEquals(ALL, call(request("main", "main").conflictResolutionStrategy("NONE")).mergeOptionsAsStrings());
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
