package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.BranchInfo;
import software.amazon.awssdk.services.codecommit.model.BranchNameExistsException;
import software.amazon.awssdk.services.codecommit.model.BranchNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CreateBranchRequest;
import software.amazon.awssdk.services.codecommit.model.CreateBranchResponse;
import software.amazon.awssdk.services.codecommit.model.DefaultBranchCannotBeDeletedException;
import software.amazon.awssdk.services.codecommit.model.DeleteBranchRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteBranchResponse;
import software.amazon.awssdk.services.codecommit.model.GetBranchRequest;
import software.amazon.awssdk.services.codecommit.model.GetBranchResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidBranchNameException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitIdException;
import software.amazon.awssdk.services.codecommit.model.ListBranchesRequest;
import software.amazon.awssdk.services.codecommit.model.ListBranchesResponse;

class BranchOperationsTest {

    private static final String NOWHERE = "0123456789012345678901234567890123456789";

    @TempDir
    Path folder;

    private Workbench bench;
    private Path clone;
    private String commit;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
        clone = bench.cloned("orders");
        commit = bench.git(clone, "rev-parse", "HEAD");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aBranchMadeByTheApiIsAnEventOfItsCaller() {
        create("topic/one", commit);

        assertEquals(1, bench.events.size());
        assertEquals("referenceCreated", bench.events.getFirst().text("event"));
        assertEquals("refs/heads/topic/one", bench.events.getFirst().text("referenceFullName"));
        assertEquals(commit, bench.events.getFirst().text("commitId"));
        assertEquals("arn:aws:iam::123456789012:user/ada", bench.events.getFirst().text("callerUserArn"));
        assertEquals(BranchInfo.builder().branchName("topic/one").commitId(commit).build(), get("topic/one"));
    }

    @Test
    void aBranchNeedsAFreeNameAndACommit() {
        create("topic/one", commit);
        assertThrows(BranchNameExistsException.class, () -> create("topic/one", commit));
        assertThrows(BranchNameExistsException.class, () -> create("topic", commit));
        assertThrows(BranchNameExistsException.class, () -> create("main", commit));
        assertThrows(CommitDoesNotExistException.class, () -> create("two", NOWHERE));
        assertThrows(InvalidCommitIdException.class, () -> create("two", "main"));
        assertThrows(BranchNameRequiredException.class, () -> create("", commit));
        assertEquals(1, bench.events.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a..b", "/a", "a/", "a.lock", "-\u0000", "a~1", "a:b"})
    void aNameThatGitDoesNotAllowIsRefused(String name) {
        assertThrows(InvalidBranchNameException.class, () -> create(name, commit));
        assertThrows(InvalidBranchNameException.class, () -> get(name));
    }

    @Test
    void anUnknownBranchIsRefusedByName() {
        assertEquals("Branch nope does not exist", assertThrows(BranchDoesNotExistException.class, () -> get("nope")).getMessage());
        assertThrows(BranchNameRequiredException.class, () -> get(null));
    }

    @Test
    void aDeletedBranchIsAnEventToo() {
        create("topic", commit);
        bench.events.clear();

        assertEquals(BranchInfo.builder().branchName("topic").commitId(commit).build(), delete("topic").deletedBranch());
        assertEquals("referenceDeleted", bench.events.getFirst().text("event"));
        assertEquals(commit, bench.events.getFirst().text("oldCommitId"));
        assertNull(delete("topic").deletedBranch());
        assertEquals(1, bench.events.size());
    }

    @Test
    void theDefaultBranchStays() {
        assertThrows(DefaultBranchCannotBeDeletedException.class, () -> delete("main"));
        assertEquals(List.of(), bench.events);
    }

    @Test
    void everyBranchIsListedOnce() {
        String input = IntStream.range(0, 1500).mapToObj(i -> "create refs/heads/b/" + i + " " + commit + "\n")
                .collect(Collectors.joining());
        assertEquals(0, bench.tryGit(clone, input, "update-ref", "--stdin").status());
        bench.git(clone, "push", "-q", "origin", "--all");
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            var page = bench.call(ListBranchesResponse.class,
                    ListBranchesRequest.builder().repositoryName("orders").nextToken(token).build());
            names.addAll(page.branches());
            token = page.nextToken();
        } while (token != null);

        assertEquals(1501, names.size());
        assertEquals(1501, names.stream().distinct().count());
    }

    private void create(String branch, String at) {
        bench.call(CreateBranchResponse.class,
                CreateBranchRequest.builder().repositoryName("orders").branchName(branch).commitId(at).build());
    }

    private BranchInfo get(@Nullable String branch) {
        return bench.call(GetBranchResponse.class, GetBranchRequest.builder().repositoryName("orders").branchName(branch).build()).branch();
    }

    private DeleteBranchResponse delete(String branch) {
        return bench.call(DeleteBranchResponse.class, DeleteBranchRequest.builder().repositoryName("orders").branchName(branch).build());
    }
}
