package dev.signalbox.local.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code ./signalbox run} builds: a bare copy of the user's repository, with the buildspec that was given on top. The user's
 * own repository is only read.
 *
 * @param name the name it gets in CodeCommit
 * @param copy the bare copy
 * @param base the user's own commit, where the buildspec that was given lies on top of it
 * @param uncommitted how many files of the work tree differ from the commit, and so are not built
 */
record Source(String name, Path copy, String branch, String commit, String title, String author, Optional<String> base,
              int uncommitted) {

    /**
     * @param branch the branch to build; empty: the one that is checked out
     * @param buildspec a file used as the copy's {@code buildspec.yml}
     * @param scratch an empty folder for the copy
     * @throws WrongRequest when there is no repository, branch, commit or file there
     */
    static Source copyOf(Path path, Optional<String> branch, Optional<Path> buildspec, Path scratch) {
        if (!Files.isDirectory(path)) {
            throw new WrongRequest("There is no folder " + path + ".");
        }
        Git there = new Git(path);
        if (!there.attempt("rev-parse", "--git-dir").well()) {
            throw new WrongRequest(path + " is no git repository.");
        }
        String wanted = branch.orElseGet(() -> checkedOut(there, path));
        if (!there.attempt("rev-parse", "--verify", "--quiet", "refs/heads/" + wanted + "^{commit}").well()) {
            throw new WrongRequest("%s has no branch %s with a commit.".formatted(path, wanted));
        }
        if (there.run("rev-parse", "--is-shallow-repository").equals("true")) {
            throw new WrongRequest(path + " is a shallow clone, which cannot be pushed elsewhere. Complete it with: git fetch --unshallow");
        }
        String root = there.run("rev-parse", "--absolute-git-dir");
        Path copy = scratch.resolve("source.git");
        new Git(scratch).run("clone", "--quiet", "--bare", "--single-branch", "--branch", wanted, root, copy.toString());
        Git copied = new Git(copy);
        Optional<String> base = buildspec.map(_ -> copied.run("rev-parse", "refs/heads/" + wanted));
        buildspec.ifPresent(file -> addBuildspec(copy, wanted, file, scratch));
        String commit = copied.run("rev-parse", "refs/heads/" + wanted);
        boolean bare = there.run("rev-parse", "--is-bare-repository").equals("true");
        int uncommitted = bare || branch.isPresent() ? 0 : Math.toIntExact(there.run("status", "--porcelain").lines().count());
        return new Source(nameFor(path), copy, wanted, commit, copied.run("log", "-1", "--format=%s", commit),
                copied.run("log", "-1", "--format=%an", commit), base, uncommitted);
    }

    /** Pushes the branch to a repository of the local cloud. */
    void push(String url) {
        new Git(copy).run("push", "--quiet", url, "refs/heads/" + branch + ":refs/heads/" + branch);
    }

    private static String checkedOut(Git there, Path path) {
        Git.Ended head = there.attempt("symbolic-ref", "--short", "--quiet", "HEAD");
        if (!head.well()) {
            throw new WrongRequest(path + " has no branch checked out. Name one with --branch.");
        }
        return head.output().strip();
    }

    private static void addBuildspec(Path copy, String branch, Path file, Path scratch) {
        if (!Files.isRegularFile(file)) {
            throw new WrongRequest("There is no file " + file + ".");
        }
        Git git = new Git(copy, Map.of("GIT_INDEX_FILE", scratch.resolve("index").toString(),
                "GIT_AUTHOR_NAME", "Signalbox", "GIT_AUTHOR_EMAIL", "signalbox@localhost",
                "GIT_COMMITTER_NAME", "Signalbox", "GIT_COMMITTER_EMAIL", "signalbox@localhost"));
        String blob = git.run("hash-object", "-w", file.toAbsolutePath().toString());
        git.run("read-tree", "refs/heads/" + branch);
        git.run("update-index", "--add", "--cacheinfo", "100644," + blob + ",buildspec.yml");
        String tree = git.run("write-tree");
        String commit = git.run("commit-tree", tree, "-p", "refs/heads/" + branch, "-m", "Build with " + file.getFileName());
        git.run("update-ref", "refs/heads/" + branch, commit);
    }

    /** The folder's name as CodeCommit takes it: letters, digits, {@code . _ -}, at most 100. */
    static String nameFor(Path path) {
        String plain = path.toAbsolutePath().normalize().getFileName().toString().replaceAll("\\.git$", "")
                .replaceAll("[^A-Za-z0-9._-]+", "-");
        return plain.isEmpty() ? "repository" : plain.substring(0, Math.min(100, plain.length()));
    }
}
