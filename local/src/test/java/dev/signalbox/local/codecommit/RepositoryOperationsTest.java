package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codecommit.model.BatchGetRepositoriesRequest;
import software.amazon.awssdk.services.codecommit.model.BatchGetRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.CreateRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.DeleteRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidContinuationTokenException;
import software.amazon.awssdk.services.codecommit.model.InvalidOrderException;
import software.amazon.awssdk.services.codecommit.model.InvalidRepositoryDescriptionException;
import software.amazon.awssdk.services.codecommit.model.InvalidRepositoryNameException;
import software.amazon.awssdk.services.codecommit.model.InvalidResourceArnException;
import software.amazon.awssdk.services.codecommit.model.InvalidSortByException;
import software.amazon.awssdk.services.codecommit.model.InvalidSystemTagUsageException;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesRequest;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.codecommit.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.codecommit.model.MaximumRepositoryNamesExceededException;
import software.amazon.awssdk.services.codecommit.model.OrderEnum;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RepositoryMetadata;
import software.amazon.awssdk.services.codecommit.model.RepositoryNameExistsException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNameIdPair;
import software.amazon.awssdk.services.codecommit.model.SortByEnum;
import software.amazon.awssdk.services.codecommit.model.TagResourceRequest;
import software.amazon.awssdk.services.codecommit.model.TagResourceResponse;
import software.amazon.awssdk.services.codecommit.model.UntagResourceRequest;
import software.amazon.awssdk.services.codecommit.model.UntagResourceResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateDefaultBranchRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateDefaultBranchResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryDescriptionRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryDescriptionResponse;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryNameRequest;
import software.amazon.awssdk.services.codecommit.model.UpdateRepositoryNameResponse;

import dev.signalbox.local.front.UnknownOperation;

class RepositoryOperationsTest {

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void open() {
        bench = new Workbench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aNewRepositoryHasItsMetadataAndNoDefaultBranch() {
        RepositoryMetadata made = bench.call(CreateRepositoryResponse.class, CreateRepositoryRequest.builder().repositoryName("orders")
                .repositoryDescription("Where orders live").tags(Map.of("team", "blue")).build()).repositoryMetadata();

        assertEquals("123456789012", made.accountId());
        assertEquals("orders", made.repositoryName());
        assertEquals("Where orders live", made.repositoryDescription());
        assertEquals("arn:aws:codecommit:us-east-1:123456789012:orders", made.arn());
        assertEquals(bench.endpoint() + "/v1/repos/orders", made.cloneUrlHttp());
        assertEquals("ssh://git-codecommit.us-east-1.amazonaws.com/v1/repos/orders", made.cloneUrlSsh());
        assertNotNull(made.creationDate());
        assertEquals(made.creationDate(), made.lastModifiedDate());
        assertNull(made.defaultBranch());
        assertEquals(36, made.repositoryId().length());
        assertEquals(made, get("orders"));
        assertEquals(Map.of("team", "blue"), tags());
    }

    @Test
    void aNameIsTakenOnce() {
        bench.create("orders");

        assertEquals("Repository named orders already exists",
                assertThrows(RepositoryNameExistsException.class, () -> bench.create("orders")).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "ü", "orders.git", "a\nb", "../x"})
    void aNameOutsideOfTheAlphabetIsRefused(String name) {
        assertThrows(InvalidRepositoryNameException.class, () -> bench.create(name));
        assertThrows(InvalidRepositoryNameException.class, () -> bench.create("a".repeat(101)));
    }

    @Test
    void namesOfDotsStayInTheirFolder() throws Exception {
        bench.create("..");
        bench.create("a".repeat(100));

        assertEquals("..", get("..").repositoryName());
        try (var kept = Files.list(folder.resolve("data"))) {
            assertEquals(2, kept.count());
        }
    }

    @Test
    void anUnknownRepositoryIsRefusedByName() {
        assertEquals("nope does not exist", assertThrows(RepositoryDoesNotExistException.class, () -> get("nope")).getMessage());
    }

    @Test
    void aDescriptionHasAtMostAThousandCharacters() {
        assertThrows(InvalidRepositoryDescriptionException.class, () -> bench.call(CreateRepositoryResponse.class, CreateRepositoryRequest
                .builder().repositoryName("orders").repositoryDescription("x".repeat(1001)).build()));
        bench.create("orders");
        bench.call(UpdateRepositoryDescriptionResponse.class,
                UpdateRepositoryDescriptionRequest.builder().repositoryName("orders").repositoryDescription("new").build());
        assertEquals("new", get("orders").repositoryDescription());
    }

    @Test
    void encryptionKeysAreRefusedByName() {
        assertTrue(assertThrows(UnknownOperation.class, () -> bench.call(CreateRepositoryResponse.class,
                CreateRepositoryRequest.builder().repositoryName("orders").kmsKeyId("key").build())).getMessage().contains("kmsKeyId"));
    }

    @Test
    void repositoriesAreListedInTheOrderAskedFor() {
        bench.create("b");
        bench.timeline.turn(Duration.ofMinutes(1));
        bench.create("a");

        assertEquals(List.of("a", "b"), names(list(ListRepositoriesRequest.builder().build())));
        assertEquals(List.of("b", "a"), names(list(ListRepositoriesRequest.builder().order(OrderEnum.DESCENDING).build())));
        assertEquals(List.of("b", "a"), names(list(ListRepositoriesRequest.builder().sortBy(SortByEnum.LAST_MODIFIED_DATE).build())));
        assertThrows(InvalidSortByException.class, () -> list(ListRepositoriesRequest.builder().sortBy("size").build()));
        assertThrows(InvalidOrderException.class, () -> list(ListRepositoriesRequest.builder().order("sideways").build()));
        assertThrows(InvalidContinuationTokenException.class, () -> list(ListRepositoriesRequest.builder().nextToken("?").build()));
    }

    @Test
    void aBatchTellsWhatIsNotThere() {
        bench.create("a");
        var batch = bench.call(BatchGetRepositoriesResponse.class,
                BatchGetRepositoriesRequest.builder().repositoryNames("a", "nope").build());

        assertEquals(List.of("a"), batch.repositories().stream().map(RepositoryMetadata::repositoryName).toList());
        assertEquals(List.of("nope"), batch.repositoriesNotFound());
        assertThrows(MaximumRepositoryNamesExceededException.class, () -> bench.call(BatchGetRepositoriesResponse.class,
                BatchGetRepositoriesRequest.builder().repositoryNames(IntStream.range(0, 26).mapToObj(i -> "r" + i).toList()).build()));
    }

    @Test
    void aDeletedRepositoryIsGoneAndItsNameFree() {
        bench.cloned("orders");
        String id = get("orders").repositoryId();
        var request = DeleteRepositoryRequest.builder().repositoryName("orders").build();

        assertEquals(id, bench.call(DeleteRepositoryResponse.class, request).repositoryId());
        assertThrows(RepositoryDoesNotExistException.class, () -> get("orders"));
        assertNull(bench.call(DeleteRepositoryResponse.class, request).repositoryId());
        assertEquals(List.of(), bench.events);
        bench.create("orders");
        assertNull(get("orders").defaultBranch());
    }

    @Test
    void theDefaultBranchIsWhatAClonesHeadIs() {
        Path clone = bench.cloned("orders");
        bench.git(clone, "push", "-q", "origin", "main:trunk");
        assertEquals("main", get("orders").defaultBranch());
        bench.call(UpdateDefaultBranchResponse.class,
                UpdateDefaultBranchRequest.builder().repositoryName("orders").defaultBranchName("trunk").build());

        assertEquals("trunk", get("orders").defaultBranch());
        bench.git(folder, "clone", "-q", bench.url("orders"), "other");
        assertEquals("refs/heads/trunk", bench.git(folder.resolve("other"), "symbolic-ref", "HEAD"));
        assertEquals("Branch nope does not exist", assertThrows(BranchDoesNotExistException.class, () -> bench.call(
                UpdateDefaultBranchResponse.class, UpdateDefaultBranchRequest.builder().repositoryName("orders").defaultBranchName("nope")
                        .build())).getMessage());
    }

    @Test
    void aRenamedRepositoryKeepsItsIdAndContent() {
        bench.cloned("orders");
        String id = get("orders").repositoryId();
        bench.call(UpdateRepositoryNameResponse.class, UpdateRepositoryNameRequest.builder().oldName("orders").newName("sales").build());

        assertEquals(id, get("sales").repositoryId());
        assertThrows(RepositoryDoesNotExistException.class, () -> get("orders"));
        bench.git(folder, "clone", "-q", bench.url("sales"), "other");
    }

    @Test
    void tagsAreAddedAndTakenAway() {
        bench.create("orders");
        String arn = "arn:aws:codecommit:us-east-1:123456789012:orders";
        bench.call(TagResourceResponse.class, TagResourceRequest.builder().resourceArn(arn).tags(Map.of("a", "1", "b", "2")).build());
        bench.call(UntagResourceResponse.class, UntagResourceRequest.builder().resourceArn(arn).tagKeys("a").build());

        assertEquals(Map.of("b", "2"), tags());
        assertThrows(InvalidSystemTagUsageException.class, () -> bench.call(TagResourceResponse.class,
                TagResourceRequest.builder().resourceArn(arn).tags(Map.of("aws:x", "1")).build()));
        assertThrows(InvalidResourceArnException.class, () -> bench.call(ListTagsForResourceResponse.class,
                ListTagsForResourceRequest.builder().resourceArn("arn:aws:s3:::orders").build()));
    }

    @Test
    void whatIsOnDiskIsThereAfterARestart() {
        bench.cloned("orders");
        RepositoryMetadata before = get("orders");
        bench.close();
        bench = new Workbench(folder);

        assertEquals(before.toBuilder().cloneUrlHttp("").build(), get("orders").toBuilder().cloneUrlHttp("").build());
    }

    private RepositoryMetadata get(String name) {
        return bench.call(GetRepositoryResponse.class, GetRepositoryRequest.builder().repositoryName(name).build()).repositoryMetadata();
    }

    private ListRepositoriesResponse list(ListRepositoriesRequest request) {
        return bench.call(ListRepositoriesResponse.class, request);
    }

    private static List<String> names(ListRepositoriesResponse listed) {
        return listed.repositories().stream().map(RepositoryNameIdPair::repositoryName).toList();
    }

    private Map<String, String> tags() {
        return bench.call(ListTagsForResourceResponse.class, ListTagsForResourceRequest.builder()
                .resourceArn("arn:aws:codecommit:us-east-1:123456789012:orders").build()).tags();
    }
}
