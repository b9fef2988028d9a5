package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.eclipse.jgit.util.FileUtils;
import software.amazon.awssdk.services.codecommit.model.BlobMetadata;
import software.amazon.awssdk.services.codecommit.model.Difference;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesRequest;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesResponse;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryResponse;

class DifferencesPropertyTest {

    private static final String NONE = "0".repeat(40);

    private static Path folder;
    private static Workbench bench;
    private static Path bare;
    private static int tries;

    /** A file of a tree: its mode as git writes it, and its content. */
    record Entry(String mode, String content) { }

    @BeforeContainer
    static void open() throws IOException {
        folder = Files.createTempDirectory("differences");
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

    @Property(tries = 60)
    void differencesAreThoseOfGitAndEachIsOnOnePage(
            @ForAll("trees") Map<String, Entry> before, @ForAll("trees") Map<String, Entry> after,
            @ForAll @IntRange(min = 1, max = 4) int size) {
        int number = tries++;
        String input = commit("before" + number, before) + commit("after" + number, after) + "done\n";
        var imported = bench.tryGit(bare, input, "fast-import", "--quiet", "--done");
        assertEquals(0, imported.status(), imported.err());
        String[] fields = bench.tryGit(bare, "", "diff", "--raw", "--no-renames", "--no-abbrev", "-z", "before" + number, "after" + number)
                .out().split("\0");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i + 1 < fields.length; i += 2) {
            expected.add(fields[i].substring(1).replace(" T", " M") + " " + fields[i + 1]);
        }

        List<String> found = new ArrayList<>();
        String token = null;
        do {
            GetDifferencesResponse page = bench.call(GetDifferencesResponse.class, GetDifferencesRequest.builder().repositoryName("orders")
                    .beforeCommitSpecifier("before" + number).afterCommitSpecifier("after" + number)
                    .maxResults(size).nextToken(token).build());
            page.differences().forEach(each -> found.add(line(each)));
            assertEquals(Math.min(size, expected.size()), token == null ? page.differences().size() : Math.min(size, expected.size()));
            token = page.nextToken();
        } while (token != null);
        assertEquals(expected.stream().sorted().toList(), found.stream().sorted().toList());
    }

    @Provide
    Arbitrary<Map<String, Entry>> trees() {
        Arbitrary<String> path = Arbitraries.of("a", "b", "a.b", "a-b", "a0", "x y", "ü").list().ofMinSize(1).ofMaxSize(3)
                .map(parts -> String.join("/", parts));
        Arbitrary<Entry> entry = Combinators.combine(Arbitraries.of("100644", "100755", "120000", "160000"),
                Arbitraries.of("1", "2", "3")).as(Entry::new);
        return Arbitraries.maps(path, entry).ofMinSize(0).ofMaxSize(12).map(DifferencesPropertyTest::withoutFilesThatAreFolders);
    }

    private static Map<String, Entry> withoutFilesThatAreFolders(Map<String, Entry> entries) {
        Map<String, Entry> clean = new TreeMap<>();
        entries.forEach((path, entry) -> {
            if (entries.keySet().stream().noneMatch(other -> other.startsWith(path + "/"))) {
                clean.put(path, entry);
            }
        });
        return clean;
    }

    private static String commit(String branch, Map<String, Entry> entries) {
        StringBuilder text = new StringBuilder("commit refs/heads/" + branch + "\ncommitter Ada <ada@example.com> 0 +0000\ndata 0\n\n");
        entries.forEach((path, entry) -> {
            if ("160000".equals(entry.mode())) {
                text.append("M 160000 ").append(entry.content().repeat(40)).append(' ').append(path).append('\n');
            } else {
                text.append("M ").append(entry.mode()).append(" inline ").append(path).append("\ndata ")
                        .append(entry.content().getBytes(StandardCharsets.UTF_8).length).append('\n').append(entry.content()).append('\n');
            }
        });
        return text.append('\n').toString();
    }

    private static String line(Difference difference) {
        BlobMetadata before = difference.beforeBlob();
        BlobMetadata after = difference.afterBlob();
        return (before == null ? "000000" : before.mode()) + " " + (after == null ? "000000" : after.mode()) + " "
                + (before == null ? NONE : before.blobId()) + " " + (after == null ? NONE : after.blobId()) + " "
                + difference.changeTypeAsString() + " " + (after == null ? before : after).path();
    }
}
