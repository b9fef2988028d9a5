package dev.signalbox.local.codebuild.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitSourceTest {

    @TempDir
    Path folder;

    private final Processes processes = new Processes("GIT_TEST", UUID.randomUUID().toString());
    private final List<String> commits = new ArrayList<>();
    private Path work;
    private String bare;
    private int clones;

    @BeforeEach
    void prepare() throws Exception {
        work = Files.createDirectory(folder.resolve("work"));
        git("init", "-q", "-b", "main", ".");
        git("config", "user.name", "Ada");
        git("config", "user.email", "ada@example.com");
        for (int number = 1; number <= 3; number++) {
            Files.writeString(work.resolve("file"), "version " + number);
            git("add", "file");
            git("commit", "-q", "-m", "Version " + number);
            commits.add(git("rev-parse", "HEAD"));
        }
        git("tag", "v1", commits.get(0));
        git("tag", "-a", "-m", "second", "v2", commits.get(1));
        git("branch", "topic/one", commits.get(1));
        git("branch", "side", commits.get(0));
        Path served = folder.resolve("served.git");
        git("clone", "-q", "--bare", ".", served.toString());
        bare = served.toUri().toString();
    }

    @AfterEach
    void end() {
        processes.end();
    }

    private String git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private String fetched(String version, int depth) throws Exception {
        Path clone = folder.resolve("clone " + ++clones);
        String commit = new GitSource(_ -> bare).fetch(wanted(version, depth), clone, processes);
        assertEquals("version " + (commits.indexOf(commit) + 1), Files.readString(clone.resolve("file")));
        return commit;
    }

    private Source.Wanted wanted(String version, int depth) {
        return new Source.Wanted("orders", version, depth, Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString()),
                new Source.User("ASIA1", "pass-word"));
    }

    @Test
    void commitsBranchesTagsAndRefsAreFound() throws Exception {
        for (int depth : List.of(0, 1)) {
            assertEquals(commits.get(2), fetched("", depth));
            assertEquals(commits.get(2), fetched("main", depth));
            assertEquals(commits.get(1), fetched("topic/one", depth));
            assertEquals(commits.get(1), fetched("refs/heads/topic/one", depth));
            assertEquals(commits.get(0), fetched("v1", depth));
            assertEquals(commits.get(1), fetched("v2", depth));
            assertEquals(commits.get(1), fetched("refs/tags/v2", depth));
            assertEquals(commits.get(0), fetched(commits.get(0), depth));
            assertEquals(commits.get(0), fetched("refs/heads/main^{" + commits.get(0) + "}", depth));
        }
    }

    @Test
    void aCommitThatIsOnNoBranchAnyMoreIsStillBuilt() throws Exception {
        git("--git-dir", folder.resolve("served.git").toString(), "config", "uploadpack.allowAnySHA1InWant", "true");
        git("--git-dir", folder.resolve("served.git").toString(), "update-ref", "refs/heads/main", commits.get(1));
        assertEquals(commits.get(2), fetched(commits.get(2), 0));
    }

    @Test
    void whatIsNotThereIsMissing() {
        for (String version : List.of("nope", "refs/heads/nope", "1".repeat(40), "--upload-pack=x",
                "refs/heads/nope^{" + commits.getFirst() + "}", "refs/heads/side^{" + commits.get(2) + "}")) {
            for (int depth : List.of(0, 1)) {
                Source.Missing missing = assertThrows(Source.Missing.class, () -> fetched(version, depth), version);
                assertEquals("reference not found for primary source and source version " + version, missing.getMessage());
            }
        }
        bare = folder.resolve("nowhere.git").toUri().toString();
        Source.Missing missing = assertThrows(Source.Missing.class, () -> fetched("main", 0));
        assertEquals("repository not found for primary source and source version main", missing.getMessage());
    }

    @Test
    void thePasswordGoesWithTheRequestAndIsKeptNowhere() throws Exception {
        List<String> authorizations = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        server.start();
        try {
            bare = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/repos/orders";
            Source.Missing missing = assertThrows(Source.Missing.class, () -> fetched("main", 0));
            assertEquals("authorization failed for primary source and source version main", missing.getMessage());
        } finally {
            server.stop(0);
        }
        String expected = "Basic " + Base64.getEncoder().encodeToString("ASIA1:pass-word".getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(expected), authorizations);
        String config = Files.readString(folder.resolve("clone " + clones).resolve(".git/config"));
        assertTrue(config.contains(bare), config);
        assertFalse(config.contains("Basic") || config.contains("pass-word"), config);
    }
}
