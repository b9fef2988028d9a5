package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.eclipse.jgit.util.FileUtils;
import software.amazon.awssdk.services.codecommit.model.ConflictMetadata;
import software.amazon.awssdk.services.codecommit.model.CreateUnreferencedMergeCommitRequest;
import software.amazon.awssdk.services.codecommit.model.CreateUnreferencedMergeCommitResponse;
import software.amazon.awssdk.services.codecommit.model.GetMergeConflictsRequest;
import software.amazon.awssdk.services.codecommit.model.GetMergeConflictsResponse;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryResponse;
import software.amazon.awssdk.services.codecommit.model.ManualMergeRequiredException;

/** Merges against git's own, for trees of files, links and folders that get in each other's way. */
class TreeMergePropertyTest {

    private static final String MIDDLE = "\n2 PATH\n3 PATH\n4 PATH\n5 PATH\n6 PATH\n7 PATH\n8 PATH\n";

    private static Path folder;
    private static Workbench bench;
    private static Path bare;
    private static int tries;

    /** A file of a tree: its mode as git writes it, and its content. */
    record Entry(String mode, String content) { }

    @BeforeContainer
    static void open() throws IOException {
        folder = Files.createTempDirectory("merges");
        bench = new Workbench(folder);
        bench.create("orders");
        String id = bench.call(GetRepositoryResponse.class, GetRepositoryRequest.builder().repositoryName("orders").build())
                .repositoryMetadata().repositoryId();
        bare = folder.resolve("data").resolve(id);
    }

    @AfterContainer
    static void close() throws IOException {
        bench.close();
        FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE);
    }

    @Property(tries = 80)
    void whatMergesIsWhatGitMakesOfIt(@ForAll("trees") Map<String, Entry> base, @ForAll("trees") Map<String, Entry> source,
            @ForAll("trees") Map<String, Entry> destination) {
        int number = tries++;
        String input = commit("base" + number, "", base) + commit("source" + number, "base" + number, source)
                + commit("destination" + number, "base" + number, destination) + "done\n";
        var imported = bench.tryGit(bare, input, "fast-import", "--quiet", "--done");
        assertEquals(0, imported.status(), imported.err());
        var git = bench.tryGit(bare, "", "merge-tree", "--write-tree", "--no-messages",
                "destination" + number, "source" + number);

        assertAgrees(number, "FILE_LEVEL", git, false);
        assertAgrees(number, "LINE_LEVEL", git, Stream.of(base, source, destination).noneMatch(tree -> tree.containsKey("c")));
    }

    /**
     * Where it merges git merges too, to the same tree; where it does not each file has a reason; by lines git gives up too, but for a
     * folder that one side changed and the other one replaced by a file, of which git may see that nothing is lost.
     */
    private static void assertAgrees(int number, String level, Workbench.Done git, boolean exactly) {
        GetMergeConflictsResponse told = bench.call(GetMergeConflictsResponse.class, GetMergeConflictsRequest.builder()
                .repositoryName("orders").sourceCommitSpecifier("source" + number).destinationCommitSpecifier("destination" + number)
                .mergeOption("SQUASH_MERGE").conflictDetailLevel(level).build());
        if (exactly) {
            assertEquals(git.status() == 0, told.mergeable(), git.out());
        }
        assertEquals(told.mergeable(), told.conflictMetadataList().isEmpty());
        for (ConflictMetadata conflict : told.conflictMetadataList()) {
            assertTrue(conflict.numberOfConflicts() >= 1, conflict::toString);
            assertTrue(conflict.contentConflict() || conflict.fileModeConflict() || conflict.objectTypeConflict(), conflict::toString);
        }
        String merged;
        try {
            merged = bench.call(CreateUnreferencedMergeCommitResponse.class, CreateUnreferencedMergeCommitRequest.builder()
                    .repositoryName("orders").sourceCommitSpecifier("source" + number)
                    .destinationCommitSpecifier("destination" + number).mergeOption("SQUASH_MERGE").conflictDetailLevel(level).build())
                    .treeId();
        } catch (ManualMergeRequiredException _) {
            merged = "";
        }
        assertEquals(told.mergeable() ? git.out().strip() : "", merged, git.out());
    }

    private static String commit(String branch, String from, Map<String, Entry> tree) {
        StringBuilder commit = new StringBuilder("commit refs/heads/" + branch
                + "\ncommitter Ada <ada@example.com> 1795424400 +0000\ndata 0\n"
                + (from.isEmpty() ? "" : "from refs/heads/" + from + "\n") + "deleteall\n");
        tree.forEach((path, entry) -> commit.append("M %s inline %s\ndata %d\n%s\n".formatted(entry.mode(), path,
                entry.content().getBytes(StandardCharsets.UTF_8).length, entry.content())));
        return commit.append('\n').toString();
    }

    private static Map<String, Entry> told(Map<String, Entry> tree) {
        Map<String, Entry> told = new TreeMap<>();
        tree.forEach((path, entry) -> told.put(path, new Entry(entry.mode(), entry.content().replace("PATH", path))));
        return told;
    }

    /**
     * At most three files of one small text, whose lines far from each other change, so that sides often change the same file. Each
     * tells its path, so that git sees no renames, which cannot be switched off in its merges.
     */
    @Provide
    Arbitrary<Map<String, Entry>> trees() {
        Arbitrary<String> lines = Combinators.combine(Arbitraries.of("one", "ONE", "eins"), Arbitraries.of("nine", "NINE", "neun"),
                Arbitraries.of("\n", "")).as((first, last, end) -> first + MIDDLE + last + end);
        Arbitrary<Entry> entries = Arbitraries.frequencyOf(
                Tuple.of(8, lines.map(text -> new Entry("100644", text))),
                Tuple.of(2, lines.map(text -> new Entry("100755", text))),
                Tuple.of(1, Arbitraries.of("PATH/here", "PATH/there").map(text -> new Entry("120000", text))),
                Tuple.of(1, Arbitraries.of("\0a PATH", "\0b PATH").map(text -> new Entry("100644", text))));
        return Arbitraries.maps(Arbitraries.of("a", "b", "c/d", "c/e", "c"), entries).ofMinSize(1).ofMaxSize(3)
                .filter(tree -> !tree.containsKey("c") || tree.keySet().stream().noneMatch(path -> path.startsWith("c/")))
                .map(TreeMergePropertyTest::told);
    }
}
