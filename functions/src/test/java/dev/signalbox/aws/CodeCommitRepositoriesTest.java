package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CodeCommitException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.Difference;
import software.amazon.awssdk.services.codecommit.model.EncryptionKeyUnavailableException;
import software.amazon.awssdk.services.codecommit.model.FileDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.GetBranchRequest;
import software.amazon.awssdk.services.codecommit.model.GetBranchResponse;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesRequest;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesResponse;
import software.amazon.awssdk.services.codecommit.model.GetFileRequest;
import software.amazon.awssdk.services.codecommit.model.GetFileResponse;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeOptionsResponse;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidBranchNameException;
import software.amazon.awssdk.services.codecommit.model.InvalidCommitException;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesRequest;
import software.amazon.awssdk.services.codecommit.model.ListRepositoriesResponse;
import software.amazon.awssdk.services.codecommit.model.MaximumFileContentToLoadExceededException;
import software.amazon.awssdk.services.codecommit.model.MaximumItemsToCompareExceededException;
import software.amazon.awssdk.services.codecommit.model.RepositoryDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.RepositoryNameIdPair;
import software.amazon.awssdk.services.codecommit.model.TipsDivergenceExceededException;

import dev.signalbox.plan.Changes;
import dev.signalbox.run.Gone;
import dev.signalbox.run.SourceFile;

class CodeCommitRepositoriesTest {

    private final Account account = new Account();
    private final CodeCommitRepositories repositories = new CodeCommitRepositories(account);

    @Test
    void aFileIsReadByCommitAndByFullReference() throws Gone {
        account.commits.put("c1", Map.of("a.yml", "text"));
        account.references.put("refs/tags/v1", "c1");
        for (String specifier : List.of("c1", "refs/tags/v1")) {
            SourceFile.Present file = assertInstanceOf(SourceFile.Present.class, repositories.file("orders", specifier, "a.yml"));
            assertArrayEquals("text".getBytes(StandardCharsets.UTF_8), file.content());
            assertEquals("c1", file.commit());
        }
        assertThrows(Gone.class, () -> repositories.file("orders", "refs/tags/v2", "a.yml"));
        account.failure = InvalidCommitException.builder().build();
        assertThrows(Gone.class, () -> repositories.file("orders", "refs/tags/a..b", "a.yml"));
    }

    @Test
    void theDefaultBranchIsEmptyWhileThereIsNone() throws Gone {
        assertEquals("", repositories.defaultBranch("orders"));
        account.defaultBranch = "main";
        assertEquals("main", repositories.defaultBranch("orders"));
        assertEquals("repository gone does not exist any more",
                assertThrows(Gone.class, () -> repositories.defaultBranch("gone")).getMessage());
    }

    @Test
    void theTipIsWhereTheBranchPoints() throws Gone {
        account.references.put("refs/heads/main", "c1");
        assertEquals("c1", repositories.tip("orders", "main"));
        assertEquals("branch topic does not exist in repository orders",
                assertThrows(Gone.class, () -> repositories.tip("orders", "topic")).getMessage());
        assertThrows(Gone.class, () -> repositories.tip("gone", "main"));
        account.failure = InvalidBranchNameException.builder().build();
        assertThrows(Gone.class, () -> repositories.tip("orders", "a..b"));
    }

    @Test
    void theMergeBaseIsTheOneOfTheCommitAndTheBranch() {
        account.references.put("refs/heads/main", "c3");
        account.mergeBases.put("c2 c3", "c1");
        assertEquals(Optional.of("c1"), repositories.mergeBase("orders", "c2", "main"));
        assertEquals(Optional.empty(), repositories.mergeBase("orders", "c9", "main"));
        assertEquals(Optional.empty(), repositories.mergeBase("orders", "c2", "gone"));
        assertEquals(Optional.empty(), repositories.mergeBase("gone", "c2", "main"));
    }

    static Stream<CodeCommitException> withoutAMergeBase() {
        return Stream.of(TipsDivergenceExceededException.builder().build(), MaximumFileContentToLoadExceededException.builder().build(),
                MaximumItemsToCompareExceededException.builder().build(), InvalidCommitException.builder().build());
    }

    @ParameterizedTest
    @MethodSource("withoutAMergeBase")
    void whatCannotBeToldHasNoMergeBase(CodeCommitException failure) {
        account.failure = failure;
        assertEquals(Optional.empty(), repositories.mergeBase("orders", "c2", "main"));
    }

    @Test
    void changesAreAddedModifiedAndDeletedPathsAndBothOfARename() {
        account.differences("c1", "c2", difference("", "new.txt"), difference("a.txt", "a.txt"), difference("old.txt", ""),
                difference("from/b.txt", "to/b.txt"));
        assertEquals(new Changes.Known(List.of("new.txt", "a.txt", "old.txt", "from/b.txt", "to/b.txt")),
                repositories.changes("orders", "c1", "c2"));
    }

    @Test
    void changesOfAllPagesAreKnown() {
        account.differences("c1", "c2", numbered(account.page * 100));
        Changes.Known known = assertInstanceOf(Changes.Known.class, repositories.changes("orders", "c1", "c2"));
        assertEquals(account.page * 100, known.paths().size());
        assertEquals(new Changes.Known(new TreeSet<>()), account.none("c2", repositories));
    }

    @Test
    void moreThanAHundredPagesAreReadNoFurther() {
        account.differences("c1", "c2", numbered(account.page * 100 + 1));
        assertEquals(new Changes.Unknown("more than 300 paths changed"), repositories.changes("orders", "c1", "c2"));
        assertEquals(100, account.pagesRead);
    }

    @Test
    void whatCannotBeComparedIsUnknownWithTheReason() {
        assertEquals(new Changes.Unknown("the commit before, c1, can't be compared with c2"), repositories.changes("orders", "c1", "c2"));
        assertEquals(new Changes.Unknown("repository gone does not exist any more"), repositories.changes("gone", "c1", "c2"));
    }

    @Test
    void namesAreThoseOfAllPages() {
        List<String> all = IntStream.range(0, account.page * 2 + 1).mapToObj(i -> "repository-" + i).toList();
        account.names.clear();
        account.names.addAll(all);
        assertEquals(all, repositories.names());
        account.names.clear();
        assertEquals(List.of(), repositories.names());
    }

    @Test
    void whatMayPassIsThrown() {
        account.failure = EncryptionKeyUnavailableException.builder().build();
        assertThrows(EncryptionKeyUnavailableException.class, () -> repositories.defaultBranch("orders"));
        assertThrows(EncryptionKeyUnavailableException.class, () -> repositories.tip("orders", "main"));
        assertThrows(EncryptionKeyUnavailableException.class, () -> repositories.mergeBase("orders", "c1", "main"));
        assertThrows(EncryptionKeyUnavailableException.class, () -> repositories.changes("orders", "c1", "c2"));
        account.failure = (CodeCommitException) CodeCommitException.builder().statusCode(400).message("Rate exceeded").build();
        assertThrows(CodeCommitException.class, repositories::names);
    }

    private static Difference[] numbered(int many) {
        return IntStream.range(0, many).mapToObj(i -> difference("", "file-" + i)).toArray(Difference[]::new);
    }

    private static Difference difference(String before, String after) {
        Difference.Builder difference = Difference.builder();
        if (!before.isEmpty()) {
            difference.beforeBlob(blob -> blob.path(before).blobId("b"));
        }
        if (!after.isEmpty()) {
            difference.afterBlob(blob -> blob.path(after).blobId("b"));
        }
        return difference.build();
    }

    /** CodeCommit with the repository {@code orders}, in pages of three. */
    private static final class Account implements CodeCommitClient {

        private final int page = 3;
        private final List<String> names = new ArrayList<>(List.of("orders"));
        private final Map<String, Map<String, String>> commits = new LinkedHashMap<>();
        private final Map<String, String> references = new LinkedHashMap<>();
        private final Map<String, String> mergeBases = new LinkedHashMap<>();
        private final Map<String, List<Difference>> differences = new LinkedHashMap<>();
        private @Nullable String defaultBranch;
        private @Nullable CodeCommitException failure;
        private int pagesRead;

        void differences(String before, String after, Difference... all) {
            differences.put(before + ".." + after, List.of(all));
        }

        Changes none(String commit, CodeCommitRepositories repositories) {
            differences(commit, commit);
            return repositories.changes("orders", commit, commit);
        }

        private void check(String repository) {
            if (failure != null) {
                throw failure;
            }
            if (!names.contains(repository)) {
                throw RepositoryDoesNotExistException.builder().build();
            }
        }

        @Override
        public GetFileResponse getFile(GetFileRequest request) {
            check(request.repositoryName());
            String commit = references.getOrDefault(request.commitSpecifier(), request.commitSpecifier());
            Map<String, String> files = commits.get(commit);
            if (files == null) {
                throw CommitDoesNotExistException.builder().build();
            }
            if (!files.containsKey(request.filePath())) {
                throw FileDoesNotExistException.builder().build();
            }
            return GetFileResponse.builder().commitId(commit)
                    .fileContent(SdkBytes.fromUtf8String(Objects.requireNonNull(files.get(request.filePath())))).build();
        }

        @Override
        public GetRepositoryResponse getRepository(GetRepositoryRequest request) {
            check(request.repositoryName());
            return GetRepositoryResponse.builder().repositoryMetadata(metadata -> metadata.defaultBranch(defaultBranch)).build();
        }

        @Override
        public GetBranchResponse getBranch(GetBranchRequest request) {
            check(request.repositoryName());
            String tip = references.get("refs/heads/" + request.branchName());
            if (tip == null) {
                throw BranchDoesNotExistException.builder().build();
            }
            return GetBranchResponse.builder().branch(branch -> branch.branchName(request.branchName()).commitId(tip)).build();
        }

        @Override
        public GetMergeOptionsResponse getMergeOptions(GetMergeOptionsRequest request) {
            check(request.repositoryName());
            String destination = references.get(request.destinationCommitSpecifier());
            String base = mergeBases.get(request.sourceCommitSpecifier() + " " + destination);
            if (base == null) {
                throw CommitDoesNotExistException.builder().build();
            }
            return GetMergeOptionsResponse.builder().baseCommitId(base)
                    .sourceCommitId(request.sourceCommitSpecifier()).destinationCommitId(destination).build();
        }

        @Override
        public GetDifferencesResponse getDifferences(GetDifferencesRequest request) {
            check(request.repositoryName());
            List<Difference> all = differences.get(request.beforeCommitSpecifier() + ".." + request.afterCommitSpecifier());
            if (all == null) {
                throw CommitDoesNotExistException.builder().build();
            }
            pagesRead++;
            int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
            int to = Math.min(all.size(), from + page);
            return GetDifferencesResponse.builder().differences(all.subList(from, to))
                    .nextToken(to < all.size() ? String.valueOf(to) : null).build();
        }

        @Override
        public ListRepositoriesResponse listRepositories(ListRepositoriesRequest request) {
            if (failure != null) {
                throw failure;
            }
            int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
            int to = Math.min(names.size(), from + page);
            return ListRepositoriesResponse.builder()
                    .repositories(names.subList(from, to).stream()
                            .map(name -> RepositoryNameIdPair.builder().repositoryName(name).build()).toList())
                    .nextToken(to < names.size() ? String.valueOf(to) : null).build();
        }

        @Override
        public String serviceName() {
            return "codecommit";
        }

        @Override
        public void close() {
        }
    }
}
