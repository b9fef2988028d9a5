package dev.signalbox.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest {

    @TempDir
    private Path folder;
    private Path repository;
    private Path scratch;
    private Git git;

    @BeforeEach
    void aRepositoryWithOneCommit() throws IOException {
        repository = Files.createDirectory(folder.resolve("my orders (old)"));
        scratch = Files.createDirectory(folder.resolve("scratch"));
        git = new Git(repository, Map.of("GIT_AUTHOR_NAME", "Ada", "GIT_AUTHOR_EMAIL", "ada@example.com",
                "GIT_COMMITTER_NAME", "Ada", "GIT_COMMITTER_EMAIL", "ada@example.com"));
        git.run("init", "--quiet", "--initial-branch", "main");
        Files.writeString(repository.resolve("buildspec.yml"), "version: 0.2\n");
        git.run("add", ".");
        git.run("commit", "--quiet", "--message", "Begin");
    }

    @Test
    void theCheckedOutBranchIsCopied() {
        Source source = copy(Optional.empty(), Optional.empty());
        assertEquals("my-orders-old-", source.name());
        assertEquals(List.of("main", "Begin", "Ada"), List.of(source.branch(), source.title(), source.author()));
        assertEquals(git.run("rev-parse", "HEAD"), source.commit());
    }

    @Test
    void aGivenBuildspecComesOnTopAndTheRepositoryStaysAsItWas() throws IOException {
        Path given = Files.writeString(folder.resolve("other.yml"), "version: 0.2 # given\n");
        String before = git.run("for-each-ref") + git.run("status", "--porcelain") + git.run("count-objects");
        Source source = copy(Optional.empty(), Optional.of(given));
        Git copied = new Git(source.copy());
        assertEquals("version: 0.2 # given", copied.run("show", "main:buildspec.yml"));
        assertEquals(git.run("rev-parse", "HEAD"), copied.run("rev-parse", source.commit() + "^"));
        assertEquals(before, git.run("for-each-ref") + git.run("status", "--porcelain") + git.run("count-objects"));
    }

    @Test
    void whatIsNotCommittedIsCounted() throws IOException {
        Files.writeString(repository.resolve("new"), "");
        Files.writeString(repository.resolve("buildspec.yml"), "changed");
        assertEquals(2, copy(Optional.empty(), Optional.empty()).uncommitted());
    }

    @Test
    void hooksOfTheRepositoryDoNotRun() throws IOException {
        Path hook = Files.writeString(repository.resolve(".git/hooks/pre-push"), "#!/bin/sh\nexit 1\n");
        assertTrue(hook.toFile().setExecutable(true));
        new Git(scratch).run("init", "--quiet", "--bare", "target.git");
        copy(Optional.empty(), Optional.empty()).push(scratch.resolve("target.git").toString());
        assertEquals(git.run("rev-parse", "HEAD"), new Git(scratch.resolve("target.git")).run("rev-parse", "main"));
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertTrue(refusal(folder.resolve("nowhere"), Optional.empty(), Optional.empty()).contains("There is no folder"));
        assertTrue(refusal(scratch, Optional.empty(), Optional.empty()).contains("is no git repository"));
        assertTrue(refusal(repository, Optional.of("topic"), Optional.empty()).contains("has no branch topic"));
        assertTrue(refusal(repository, Optional.empty(), Optional.of(folder.resolve("x.yml"))).contains("There is no file"));
        git.run("checkout", "--quiet", "--detach");
        assertTrue(refusal(repository, Optional.empty(), Optional.empty()).contains("--branch"));
    }

    @Test
    void aShallowCloneIsRefusedWithWhatCompletesIt() {
        git.run("commit", "--quiet", "--allow-empty", "--message", "Go on");
        Path shallow = scratch.resolve("shallow");
        new Git(scratch).run("clone", "--quiet", "--depth", "1", repository.toUri().toString(), shallow.toString());
        assertTrue(refusal(shallow, Optional.empty(), Optional.empty()).contains("git fetch --unshallow"));
    }

    @Test
    void theUsersOwnCommitIsNamedBelowAGivenBuildspec() throws IOException {
        Path given = Files.writeString(folder.resolve("other.yml"), "version: 0.2 # given\n");
        assertEquals(Optional.of(git.run("rev-parse", "HEAD")), copy(Optional.empty(), Optional.of(given)).base());
        assertEquals(Optional.empty(), Source.copyOf(repository, Optional.empty(), Optional.empty(), folder).base());
    }

    private String refusal(Path path, Optional<String> branch, Optional<Path> buildspec) {
        return assertThrows(WrongRequest.class, () -> Source.copyOf(path, branch, buildspec, scratch)).getMessage();
    }

    private Source copy(Optional<String> branch, Optional<Path> buildspec) {
        return Source.copyOf(repository, branch, buildspec, scratch);
    }
}
