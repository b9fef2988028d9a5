package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryRequest;
import software.amazon.awssdk.services.codecommit.model.GetRepositoryResponse;

import dev.signalbox.local.codecommit.Workbench.Done;
import dev.signalbox.local.codecommit.Workbench.Event;
import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;

class GitOverHttpTest {

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
    void aCloneOfAnEmptyRepositoryIsOnMain() {
        bench.git(folder, "clone", "-q", bench.create("orders"), "clone");

        assertEquals("refs/heads/main", bench.git(folder.resolve("clone"), "symbolic-ref", "HEAD"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2"})
    void whatIsPushedIsCloned(String protocol) throws Exception {
        bench.create("orders");
        bench.git(folder, "init", "-q", "-b", "main", "first");
        Path first = folder.resolve("first");
        String commit = bench.commit(first, "a folder/$(x) 'y'.txt", "words\n");
        bench.git(first, "-c", "protocol.version=" + protocol, "push", "-q", bench.url("orders"), "main");
        bench.git(folder, "-c", "protocol.version=" + protocol, "clone", "-q", bench.url("orders"), "second");

        assertEquals(commit, bench.git(folder.resolve("second"), "rev-parse", "HEAD"));
        assertEquals("words\n", Files.readString(folder.resolve("second/a folder/$(x) 'y'.txt")));
    }

    @Test
    void aNewBranchIsAnEventWithEveryMember() {
        bench.create("orders");
        bench.git(folder, "clone", "-q", bench.url("orders"), "clone");
        String commit = bench.commit(folder.resolve("clone"), "a", "1");
        bench.git(folder.resolve("clone"), "push", "-q", "origin", "main");

        String id = bench.call(GetRepositoryResponse.class, GetRepositoryRequest.builder().repositoryName("orders").build())
                .repositoryMetadata().repositoryId();
        Event event = only();
        assertEquals("aws.codecommit", event.source());
        assertEquals("CodeCommit Repository State Change", event.type());
        assertEquals(List.of("arn:aws:codecommit:us-east-1:123456789012:orders"), event.resources());
        assertEquals(("{'event':'referenceCreated','repositoryName':'orders','repositoryId':'" + id + "','referenceType':'branch',"
                + "'referenceName':'main','referenceFullName':'refs/heads/main','commitId':'" + commit + "',"
                + "'callerUserArn':'arn:aws:iam::123456789012:user/developer'}").replace('\'', '"'), event.detail().toString());
    }

    @Test
    void aPushedCommitUpdatesItsBranch() {
        Path clone = bench.cloned("orders");
        String old = bench.git(clone, "rev-parse", "HEAD");
        String commit = bench.commit(clone, "a", "1");
        bench.git(clone, "push", "-q", "origin", "main");

        Event event = only();
        assertEquals("referenceUpdated", event.text("event"));
        assertEquals(commit, event.text("commitId"));
        assertEquals(old, event.text("oldCommitId"));
    }

    @Test
    void aForcedPushIsAnUpdateAndTheOldCommitCanStillBeFetched() {
        Path clone = bench.cloned("orders");
        String lost = bench.commit(clone, "a", "1");
        bench.git(clone, "push", "-q", "origin", "main");
        bench.events.clear();
        bench.git(clone, "reset", "-q", "--hard", "HEAD~1");
        String commit = bench.commit(clone, "a", "2");
        assertNotEquals(0, bench.tryGit(clone, "", "push", "origin", "main").status());
        bench.git(clone, "push", "-q", "--force", "origin", "main");

        Event event = only();
        assertEquals("referenceUpdated", event.text("event"));
        assertEquals(commit, event.text("commitId"));
        assertEquals(lost, event.text("oldCommitId"));
        bench.git(folder, "init", "-q", "other");
        bench.git(folder.resolve("other"), "fetch", "-q", "--depth", "1", bench.url("orders"), lost);
        assertEquals(lost, bench.git(folder.resolve("other"), "rev-parse", "FETCH_HEAD"));
    }

    @Test
    void aPushThatChangesNothingIsNoEvent() {
        Path clone = bench.cloned("orders");
        bench.git(clone, "push", "-q", "origin", "main");

        assertEquals(List.of(), bench.events);
    }

    @Test
    void aDeletedBranchIsAnEventWithoutCommit() {
        Path clone = bench.cloned("orders");
        String commit = bench.git(clone, "rev-parse", "HEAD");
        bench.git(clone, "push", "-q", "origin", "main:refs/heads/topic/one");
        bench.events.clear();
        bench.git(clone, "push", "-q", "origin", ":topic/one");

        Event event = only();
        assertEquals("referenceDeleted", event.text("event"));
        assertEquals("topic/one", event.text("referenceName"));
        assertEquals(commit, event.text("oldCommitId"));
        assertFalse(event.detail().has("commitId"));
    }

    @Test
    void theDefaultBranchCannotBeDeleted() {
        Path clone = bench.cloned("orders");
        Done done = bench.tryGit(clone, "", "push", "origin", ":main");

        assertNotEquals(0, done.status());
        assertTrue(done.err().contains("the default branch cannot be deleted"), done.err());
        assertEquals(List.of(), bench.events);
    }

    @Test
    void lightAndAnnotatedTagsTellTheirCommit() {
        Path clone = bench.cloned("orders");
        String first = bench.git(clone, "rev-parse", "HEAD");
        bench.git(clone, "tag", "light");
        bench.git(clone, "tag", "-a", "-m", "words", "annotated");
        bench.git(clone, "push", "-q", "origin", "light", "annotated");
        assertEquals(Set.of("light " + first, "annotated " + first), bench.events.stream()
                .map(event -> event.text("referenceName") + " " + event.text("commitId")).collect(Collectors.toSet()));
        assertTrue(bench.events.stream().allMatch(event -> event.text("referenceType").equals("tag")
                && event.text("event").equals("referenceCreated")));

        bench.events.clear();
        String second = bench.commit(clone, "a", "1");
        bench.git(clone, "tag", "-f", "-a", "-m", "moved", "annotated");
        bench.git(clone, "push", "-q", "-f", "origin", "annotated");
        assertEquals("referenceUpdated", only().text("event"));
        assertEquals(second, only().text("commitId"));
        assertEquals(first, only().text("oldCommitId"));

        bench.events.clear();
        bench.git(clone, "push", "-q", "origin", ":refs/tags/annotated");
        assertEquals("referenceDeleted", only().text("event"));
        assertEquals(second, only().text("oldCommitId"));
    }

    @Test
    void refsBesideBranchesAndTagsAreKeptWithoutEvents() {
        Path clone = bench.cloned("orders");
        bench.git(clone, "push", "-q", "origin", "main:refs/notes/x");

        assertEquals(List.of(), bench.events);
        assertTrue(bench.git(clone, "ls-remote", "origin").contains("refs/notes/x"));
    }

    @Test
    void oneEventComesForEachOfManyRefs() {
        Path clone = bench.cloned("orders");
        String commit = bench.git(clone, "rev-parse", "HEAD");
        Set<String> names = IntStream.range(0, 300).mapToObj(i -> "refs/heads/many/" + i).collect(Collectors.toCollection(TreeSet::new));
        names.addAll(List.of("refs/heads/a'b$(x)", "refs/heads/100%25", "refs/heads/\"quoted\"",
                "refs/heads/a+b&c=d"));
        Done made = bench.tryGit(clone, names.stream().map(name -> "create " + name + " " + commit + "\n").collect(Collectors.joining()),
                "update-ref", "--stdin");
        assertEquals(0, made.status(), made.err());
        bench.git(clone, "push", "-q", "origin", "--all");

        assertEquals(names, bench.events.stream().map(event -> event.text("referenceFullName")).collect(Collectors.toSet()));
        assertEquals(names.size(), bench.events.size());
    }

    @Test
    @DisabledIfSystemProperty(named = "sun.jnu.encoding", matches = "(?i)utf-?8")
    void aRefThatTheLocaleCannotKeepIsRefusedInWords() {
        Path clone = bench.cloned("orders");
        String commit = bench.git(clone, "rev-parse", "HEAD");
        assertEquals(0, bench.tryGit(clone, "create refs/heads/ü " + commit + "\n", "update-ref", "--stdin").status());
        Done push = bench.tryGit(clone, "", "push", "origin", "--all");

        assertNotEquals(0, push.status());
        assertTrue(push.err().contains("LC_ALL=C.UTF-8"), push.err());
        assertEquals(List.of(), bench.events);
    }

    @Test
    @EnabledIfSystemProperty(named = "sun.jnu.encoding", matches = "(?i)utf-?8")
    void namesInAnyScriptAreKept() {
        Path clone = bench.cloned("orders");
        String commit = bench.git(clone, "rev-parse", "HEAD");
        assertEquals(0, bench.tryGit(clone, "create refs/heads/ü-✓ " + commit + "\n", "update-ref", "--stdin").status());
        bench.git(clone, "push", "-q", "origin", "--all");

        assertEquals("ü-✓", only().text("referenceName"));
        assertTrue(bench.git(clone, "ls-remote", "origin").contains(commit + "\trefs/heads/ü-✓"));
    }

    @Test
    void tenBranchesPushedAtOnceAllArrive() throws Exception {
        bench.cloned("orders");
        List<Path> clones = IntStream.range(0, 10).mapToObj(i -> {
            bench.git(folder, "clone", "-q", bench.url("orders"), "clone" + i);
            bench.commit(folder.resolve("clone" + i), "file" + i, "content " + i);
            return folder.resolve("clone" + i);
        }).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> pushes = new ArrayList<>();
            for (Path clone : clones) {
                pushes.add(threads.submit(() -> bench.git(clone, "push", "-q", "origin", "main:branch-" + clone.getFileName())));
            }
            for (Future<String> push : pushes) {
                push.get();
            }
        }

        assertEquals(clones.stream().map(clone -> "branch-" + clone.getFileName()).collect(Collectors.toSet()),
                bench.events.stream().map(event -> event.text("referenceName")).collect(Collectors.toSet()));
        assertEquals(10, bench.events.size());
    }

    @Test
    void ofTwoPushesToOneBranchOneIsRefused() throws Exception {
        bench.cloned("orders");
        List<Path> clones = IntStream.range(0, 2).mapToObj(i -> {
            bench.git(folder, "clone", "-q", bench.url("orders"), "clone" + i);
            bench.commit(folder.resolve("clone" + i), "file" + i, "content " + i);
            return folder.resolve("clone" + i);
        }).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> pushes = clones.stream()
                    .map(clone -> threads.submit(() -> bench.tryGit(clone, "", "push", "origin", "main").status())).toList();
            Set<Integer> ends = new HashSet<>();
            for (Future<Integer> push : pushes) {
                ends.add(push.get());
            }
            assertEquals(Set.of(0, 1), ends);
        }
        only();
    }

    /** Git compresses a request of more than 1,024 bytes; what it wants of sixty branches takes some 3,000. */
    @Test
    void aCloneThatWantsManyCommitsSendsAGzippedBody() {
        Path clone = bench.cloned("orders");
        bench.commit(clone, "a", "1");
        for (int i = 0; i < 60; i++) {
            bench.git(clone, "commit", "-q", "--allow-empty", "-m", "own " + i);
            bench.git(clone, "branch", "branch-" + i);
        }
        bench.git(clone, "push", "-q", "origin", "--all");
        for (String protocol : List.of("0", "2")) {
            bench.encodings.clear();
            bench.git(folder, "-c", "protocol.version=" + protocol, "clone", "-q", bench.url("orders"), "again" + protocol);
            assertEquals(bench.git(clone, "rev-parse", "branch-7"), bench.git(folder.resolve("again" + protocol), "rev-parse", "origin/branch-7"));
            assertTrue(bench.encodings.contains("gzip"), bench.encodings.toString());
        }
    }

    @Test
    void aLargePackTravelsInChunksBothWays() throws Exception {
        Path clone = bench.cloned("orders");
        byte[] noise = new byte[12 << 20];
        new Random(7).nextBytes(noise);
        Files.write(clone.resolve("noise"), noise);
        String commit = bench.commit(clone, "a", "1");
        bench.git(clone, "push", "-q", "origin", "main");
        bench.git(folder, "clone", "-q", bench.url("orders"), "other");

        assertEquals(commit, bench.git(folder.resolve("other"), "rev-parse", "HEAD"));
        assertEquals(-1, Files.mismatch(clone.resolve("noise"), folder.resolve("other/noise")));
    }

    @Test
    void aShallowCloneHasOneCommit() {
        Path clone = bench.cloned("orders");
        bench.commit(clone, "a", "1");
        bench.git(clone, "push", "-q", "origin", "main");
        bench.git(folder, "clone", "-q", "--depth", "1", bench.url("orders"), "other");

        assertEquals("1", bench.git(folder.resolve("other"), "rev-list", "--count", "HEAD"));
        bench.git(folder.resolve("other"), "fetch", "-q", "--unshallow");
        assertEquals("2", bench.git(folder.resolve("other"), "rev-list", "--count", "HEAD"));
    }

    @Test
    void jgitClonesAndPushesToo() throws Exception {
        bench.cloned("orders");
        try (Git git = Git.cloneRepository().setURI(bench.url("orders")).setDirectory(folder.resolve("jgit").toFile()).call()) {
            String commit = git.commit().setAllowEmpty(true).setSign(false).setAuthor("Ada", "ada@example.com")
                    .setCommitter("Ada", "ada@example.com").setMessage("by JGit").call().name();
            git.push().call();
            assertEquals(commit, only().text("commitId"));
        }
    }

    @Test
    void theFirstPushedBranchBecomesTheDefault() {
        bench.create("orders");
        bench.git(folder, "init", "-q", "-b", "trunk", "clone");
        Path clone = folder.resolve("clone");
        bench.commit(clone, "a", "1");
        bench.git(clone, "push", "-q", bench.url("orders"), "trunk");
        bench.git(clone, "push", "-q", bench.url("orders"), "trunk:main");

        assertEquals("trunk", bench.call(GetRepositoryResponse.class, GetRepositoryRequest.builder().repositoryName("orders").build())
                .repositoryMetadata().defaultBranch());
        bench.git(folder, "clone", "-q", bench.url("orders"), "other");
        assertEquals("refs/heads/trunk", bench.git(folder.resolve("other"), "symbolic-ref", "HEAD"));
    }

    @Test
    void anUnknownRepositoryIsSaidInWords() {
        Done done = bench.tryGit(folder, "", "clone", bench.url("nope"));

        assertNotEquals(0, done.status());
        assertTrue(done.err().contains("Repository nope does not exist."), done.err());
    }

    @Test
    void theUserNameOfHttpBasicIsTheCaller() {
        Path clone = bench.cloned("orders");
        bench.commit(clone, "a", "1");
        bench.git(clone, Workbench.as("grace", "push", "-q", "origin", "main"));

        assertEquals("arn:aws:iam::123456789012:user/grace", only().text("callerUserArn"));
    }

    @Test
    void aSessionIsKnownByItsAccessKeyUntilItEnds() {
        Path clone = bench.cloned("orders");
        bench.commit(clone, "a", "1");
        var key = bench.identities.issue(new Caller.RoleSession("arn:aws:iam::123456789012:role/build", "AWSCodeBuild-1"));
        bench.git(clone, Workbench.as(key.accessKeyId(), "push", "-q", "origin", "main"));
        assertEquals("arn:aws:sts::123456789012:assumed-role/build/AWSCodeBuild-1", only().text("callerUserArn"));

        bench.identities.revoke(key);
        Done done = bench.tryGit(clone, "", Workbench.as(key.accessKeyId(), "fetch", "origin"));
        assertNotEquals(0, done.status());
        assertTrue(done.err().contains("403"), done.err());
    }

    @Test
    void whoMayNotPullOrPushIsToldWhy() {
        try (Workbench closed = new Workbench(folder.resolve("closed"), (caller, permission) -> {
            if (caller.arn().endsWith("/mallory")) {
                throw new AccessDenied(caller, permission, "no policy allows it");
            }
        })) {
            Path clone = closed.cloned("orders");
            closed.commit(clone, "a", "1");
            Done pull = closed.tryGit(clone, "", Workbench.as("mallory", "fetch", "origin"));
            Done push = closed.tryGit(clone, "", Workbench.as("mallory", "push", "origin", "main"));

            String user = "User: arn:aws:iam::123456789012:user/mallory is not authorized to perform: codecommit:";
            String resource = " on resource: arn:aws:codecommit:us-east-1:123456789012:orders because no policy allows it";
            assertNotEquals(0, pull.status());
            assertTrue(pull.err().contains("403") && pull.err().contains(user + "GitPull" + resource), pull.err());
            assertNotEquals(0, push.status());
            assertTrue(push.err().contains("403") && push.err().contains(user + "GitPush" + resource), push.err());
            assertEquals(List.of(), closed.events);
        }
    }

    @Test
    void aProtectedBranchRefusesAloneAndSaysWhy() {
        try (Workbench guarded = new Workbench(folder.resolve("guarded"), (caller, permission) -> {
            if (caller.arn().endsWith("/grace") && "refs/heads/main".equals(permission.context().get("codecommit:References"))) {
                throw new AccessDenied(caller, permission, "a policy denies it");
            }
        })) {
            Path clone = guarded.cloned("orders");
            guarded.commit(clone, "a", "1");
            Done push = guarded.tryGit(clone, "", Workbench.as("grace", "push", "origin", "main", "main:topic"));

            assertNotEquals(0, push.status());
            assertTrue(push.err().contains("[remote rejected] main -> main") && push.err().contains("codecommit:GitPush"), push.err());
            assertEquals(List.of("topic"), guarded.events.stream().map(event -> event.text("referenceName")).toList());
            guarded.events.clear();
            guarded.git(clone, "push", "-q", "origin", ":topic");
            guarded.events.clear();
            assertNotEquals(0, guarded.tryGit(clone, "",
                    Workbench.as("grace", "push", "--atomic", "origin", "main", "main:topic")).status());
            assertEquals(List.of(), guarded.events);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders/info/refs", "orders/HEAD", "info/refs?service=git-upload-pack",
            "..%2forders/info/refs?service=git-upload-pack", "orders/info/refs?service=git-shell"})
    void whatIsNotSmartHttpIsRefused(String path) throws Exception {
        bench.cloned("orders");
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(HttpRequest.newBuilder(URI.create(bench.endpoint() + "/v1/repos/" + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertTrue(answer.statusCode() == 403 || answer.statusCode() == 404, path + ": " + answer.statusCode());
            assertFalse(answer.body().isBlank());
        }
    }

    private Event only() {
        assertEquals(1, bench.events.size(), bench.events.toString());
        return bench.events.getFirst();
    }
}
