package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codecommit.model.BatchGetCommitsRequest;
import software.amazon.awssdk.services.codecommit.model.BatchGetCommitsResponse;
import software.amazon.awssdk.services.codecommit.model.Commit;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CommitIdsLimitExceededException;
import software.amazon.awssdk.services.codecommit.model.Difference;
import software.amazon.awssdk.services.codecommit.model.GetCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetCommitResponse;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesRequest;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitIdException;
import software.amazon.awssdk.services.codecommit.model.InvalidContinuationTokenException;
import software.amazon.awssdk.services.codecommit.model.InvalidMaxResultsException;
import software.amazon.awssdk.services.codecommit.model.PathDoesNotExistException;

class CommitOperationsTest {

    private static final String NOWHERE = "0123456789012345678901234567890123456789";

    @TempDir
    Path folder;

    private Workbench bench;
    private Path clone;
    private String first;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        clone = bench.cloned("orders");
        first = bench.git(clone, "rev-parse", "HEAD");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aCommitIsAllThatGitKnowsOfIt() {
        String tree = bench.git(clone, "rev-parse", "HEAD^{tree}");
        String raw = """
                tree %s
                parent %s
                author Zoë <zoe@example.com> 1795424400 +0530
                committer Ada <ada@example.com> 1795424460 -0800

                Subject

                Body: "ü"
                """.formatted(tree, first);
        String id = bench.tryGit(clone, raw, "hash-object", "-t", "commit", "-w", "--stdin").out().strip();
        bench.git(clone, "push", "-q", "origin", id + ":refs/heads/main");

        Commit commit = get(id);
        assertEquals(id, commit.commitId());
        assertEquals(tree, commit.treeId());
        assertEquals(List.of(first), commit.parents());
        assertEquals("Subject\n\nBody: \"ü\"\n", commit.message());
        assertEquals("Zoë", commit.author().name());
        assertEquals("zoe@example.com", commit.author().email());
        assertEquals("1795424400 +0530", commit.author().date());
        assertEquals("Ada", commit.committer().name());
        assertEquals("1795424460 -0800", commit.committer().date());
    }

    @Test
    void aCommitIsNamedByItsWholeId() {
        assertEquals(List.of(), get(first).parents());
        assertThrows(CommitIdDoesNotExistException.class, () -> get(NOWHERE));
        assertThrows(CommitIdDoesNotExistException.class, () -> get(bench.git(clone, "rev-parse", "HEAD^{tree}")));
        assertThrows(InvalidCommitIdException.class, () -> get("main"));
        assertThrows(InvalidCommitIdException.class, () -> get(first.substring(0, 7)));
    }

    @Test
    void aBatchOfCommitsTellsWhatIsNotThere() {
        var batch = bench.call(BatchGetCommitsResponse.class,
                BatchGetCommitsRequest.builder().repositoryName("orders").commitIds(first, NOWHERE).build());

        assertEquals(List.of(first), batch.commits().stream().map(Commit::commitId).toList());
        assertEquals(NOWHERE, batch.errors().getFirst().commitId());
        assertEquals("CommitIdDoesNotExistException", batch.errors().getFirst().errorCode());
        assertThrows(CommitIdsLimitExceededException.class, () -> bench.call(BatchGetCommitsResponse.class,
                BatchGetCommitsRequest.builder().repositoryName("orders").commitIds(Collections.nCopies(101, first)).build()));
    }

    @Test
    void withoutACommitBeforeEveryFileIsAdded() {
        Difference only = differences(null, "main").differences().getFirst();

        assertEquals("A", only.changeTypeAsString());
        assertEquals("README.md", only.afterBlob().path());
        assertEquals("100644", only.afterBlob().mode());
        assertEquals(bench.git(clone, "rev-parse", "HEAD:README.md"), only.afterBlob().blobId());
        assertEquals(null, only.beforeBlob());
    }

    @Test
    void aRenameIsADeletionAndAnAddition() throws Exception {
        Files.move(clone.resolve("README.md"), clone.resolve("LIES.md"));
        bench.commit(clone, "other", "1");
        bench.git(clone, "push", "-q", "origin", "main");

        assertEquals(Set.of("D README.md -", "A - LIES.md", "A - other"), words(differences(first, "main")));
    }

    @Test
    void aPathLimitsWhatIsCompared() {
        bench.commit(clone, "a/x", "1");
        bench.commit(clone, "a/deep/y", "1");
        String before = bench.commit(clone, "ab/z", "1");
        bench.commit(clone, "a/x", "2");
        bench.commit(clone, "a/deep/y", "2");
        bench.commit(clone, "ab/z", "2");
        bench.git(clone, "push", "-q", "origin", "main");

        assertEquals(Set.of("M a/x a/x", "M a/deep/y a/deep/y"), words(below(before, "a", "a")));
        assertEquals(Set.of("M a/x a/x"), words(below(before, "a/x", null)));
        assertEquals(Set.of("M a/deep/y a/deep/y"), words(below(before, null, "/a/deep/")));
        assertEquals(Set.of("A - ab/z"), words(below(first, null, "ab")));
        assertEquals(Set.of("D a/x -", "D a/deep/y -", "A - ab/z"), words(below(before, "a", "ab")));
        assertThrows(PathDoesNotExistException.class, () -> below(before, "nope", "nope"));
    }

    @Test
    void pagesCompareTheSameCommitsThoughTheBranchMoves() {
        for (String name : List.of("a", "b", "c")) {
            bench.commit(clone, name, "1");
        }
        bench.git(clone, "push", "-q", "origin", "main");
        var page = differences(request().beforeCommitSpecifier(first).afterCommitSpecifier("main").maxResults(2));
        assertEquals(Set.of("A - a", "A - b"), words(page));
        bench.commit(clone, "aa", "1");
        bench.git(clone, "push", "-q", "origin", "main");

        var second = request().beforeCommitSpecifier(first).afterCommitSpecifier("main").maxResults(2).nextToken(page.nextToken());
        assertEquals(Set.of("A - c"), words(differences(second)));
        assertEquals(null, differences(second).nextToken());
    }

    @Test
    void aRequestThatMakesNoSenseIsRefused() {
        assertThrows(InvalidMaxResultsException.class, () -> differences(request().afterCommitSpecifier("main").maxResults(0)));
        assertThrows(InvalidContinuationTokenException.class, () -> differences(request().afterCommitSpecifier("main").nextToken("x")));
        assertThrows(CommitDoesNotExistException.class, () -> differences(null, "nope"));
        assertThrows(CommitDoesNotExistException.class, () -> differences("nope", "main"));
        assertThrows(InvalidCommitException.class, () -> differences(null, "a..b"));
        assertNotNull(differences("main", "main").differences());
        assertEquals(List.of(), differences("main", "main").differences());
    }

    private Commit get(String id) {
        return bench.call(GetCommitResponse.class, GetCommitRequest.builder().repositoryName("orders").commitId(id).build()).commit();
    }

    private static GetDifferencesRequest.Builder request() {
        return GetDifferencesRequest.builder().repositoryName("orders");
    }

    private GetDifferencesResponse differences(GetDifferencesRequest.Builder request) {
        return bench.call(GetDifferencesResponse.class, request.build());
    }

    private GetDifferencesResponse differences(@Nullable String before, String after) {
        return differences(request().beforeCommitSpecifier(before).afterCommitSpecifier(after));
    }

    private GetDifferencesResponse below(String before, @Nullable String beforePath, @Nullable String afterPath) {
        return differences(request().beforeCommitSpecifier(before).afterCommitSpecifier("main")
                .beforePath(beforePath).afterPath(afterPath));
    }

    private static Set<String> words(GetDifferencesResponse response) {
        return response.differences().stream().map(each -> each.changeTypeAsString() + " "
                + (each.beforeBlob() == null ? "-" : each.beforeBlob().path()) + " "
                + (each.afterBlob() == null ? "-" : each.afterBlob().path())).collect(Collectors.toSet());
    }
}
