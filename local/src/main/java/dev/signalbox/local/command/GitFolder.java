package dev.signalbox.local.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

import dev.signalbox.local.codecommit.CleanSettings;
import dev.signalbox.plan.Changes;
import dev.signalbox.plan.Commit;
import dev.signalbox.run.Gone;
import dev.signalbox.run.Repositories;
import dev.signalbox.run.SourceFile;

/** A git repository in a folder, as if it were the one of CodeCommit; whatever repository is asked for, it answers. It is only read. */
final class GitFolder implements Repositories, AutoCloseable {

    /** CodeCommit's limit for files that pass through the API: 6 MB. */
    private static final int LARGEST_FILE = 6 * 1024 * 1024;
    private static final String ORIGIN = "origin";

    private final Path path;
    private final Repository git;
    private final String defaultBranch;

    private GitFolder(Path path, Repository git, String defaultBranch) {
        this.path = path;
        this.git = git;
        this.defaultBranch = defaultBranch;
    }

    /**
     * @param path in the repository, or the bare repository itself
     * @param defaultBranch the branch that is the repository's default; empty: what the folder tells
     * @throws WrongRequest when there is no repository that can be read
     */
    static GitFolder at(Path path, Optional<String> defaultBranch) {
        if (!Files.isDirectory(path)) {
            throw new WrongRequest("There is no folder " + path + ".");
        }
        CleanSettings.use();
        FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true)
                .findGitDir(path.toAbsolutePath().normalize().toFile());
        if (builder.getGitDir() == null) {
            throw new WrongRequest(path + " is no git repository.");
        }
        try {
            Repository git = builder.build();
            if ("sha256".equals(git.getConfig().getString("extensions", null, "objectFormat"))) {
                throw new WrongRequest(path + " has commits with SHA-256 ids, which plan can't read.");
            }
            GitFolder folder = new GitFolder(path, git, defaultBranch.orElse(""));
            defaultBranch.filter(branch -> folder.branch(branch).isEmpty()).ifPresent(branch -> {
                throw folder.noBranch(branch);
            });
            return folder;
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException unreadable) {
            throw new WrongRequest("%s cannot be read as a git repository: %s".formatted(path, unreadable.getMessage()));
        }
    }

    /** The name it would have in CodeCommit. */
    String name() {
        return Source.nameFor(git.isBare() ? git.getDirectory().toPath() : git.getWorkTree().toPath());
    }

    /** The branch that is checked out; empty when it is a commit, or has none yet. */
    Optional<String> checkedOut() {
        return read(() -> ref(Constants.HEAD)).filter(Ref::isSymbolic).map(Ref::getTarget).map(Ref::getName)
                .filter(name -> name.startsWith(Constants.R_HEADS)).map(Repository::shortenRefName);
    }

    /** The commit that is checked out. */
    Optional<String> head() {
        return named(Constants.HEAD);
    }

    /** The tip of a branch: of the folder's own, or else of origin's as it was last seen. */
    Optional<String> branch(String branch) {
        return named(Constants.R_HEADS + branch).or(() -> pushed(branch));
    }

    /** The commit of a tag. */
    Optional<String> tag(String tag) {
        return named(Constants.R_TAGS + tag);
    }

    /** The tip that a branch had when its remote was last seen. */
    Optional<String> pushed(String branch) {
        return named(Constants.R_REMOTES + remote(branch) + "/" + branch);
    }

    /** Whether anything is known of the remote that a branch is pushed to. */
    boolean knowsRemoteOf(String branch) {
        return !read(() -> git.getRefDatabase().getRefsByPrefix(Constants.R_REMOTES + remote(branch) + "/")).isEmpty();
    }

    /** The name of the remote that a branch is pushed to. */
    String remote(String branch) {
        String configured = git.getConfig().getString(ConfigConstants.CONFIG_BRANCH_SECTION, branch, ConfigConstants.CONFIG_KEY_REMOTE);
        return configured == null || configured.equals(".") ? ORIGIN : configured;
    }

    /** The commit that a revision stands for, as git spells revisions. */
    Optional<String> revision(String revision) {
        try {
            return Optional.ofNullable(git.resolve(revision + "^{commit}")).flatMap(this::commit).map(RevCommit::name);
        } catch (RevisionSyntaxException | AmbiguousObjectException | IncorrectObjectTypeException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is a commit, or a tag of one, with that id. */
    boolean has(String id) {
        return ObjectId.isId(id) && commit(ObjectId.fromString(id)).isPresent();
    }

    /** The commit that a full id or a full reference stands for. */
    String commitOf(String specifier) throws Gone {
        return specified(specifier).name();
    }

    /** The first parent of a commit that is there; empty: it has none. */
    Optional<String> parent(String commit) {
        return commit(ObjectId.fromString(commit)).filter(one -> one.getParentCount() > 0).map(one -> one.getParent(0).name());
    }

    boolean isBare() {
        return git.isBare();
    }

    /** A file of the working tree; empty: there is none. */
    Optional<byte[]> inWorkingTree(String file) {
        Path whole = git.getWorkTree().toPath().resolve(file);
        return Files.isRegularFile(whole) ? Optional.of(read(() -> Files.readAllBytes(whole))) : Optional.empty();
    }

    WrongRequest noBranch(String branch) {
        return new WrongRequest("%s has no branch %s with a commit.".formatted(path, branch));
    }

    @Override
    public SourceFile file(String repository, String specifier, String path) throws Gone {
        RevCommit commit = specified(specifier);
        return read(() -> {
            try (TreeWalk found = TreeWalk.forPath(git, path, commit.getTree())) {
                if (found == null || found.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
                    return new SourceFile.Absent();
                }
                ObjectLoader content = git.open(found.getObjectId(0), Constants.OBJ_BLOB);
                return content.getSize() > LARGEST_FILE ? new SourceFile.TooLarge()
                        : new SourceFile.Present(content.getBytes(LARGEST_FILE), commit.name());
            }
        });
    }

    @Override
    public Commit commit(String repository, String commit) throws Gone {
        RevCommit found = specified(commit);
        PersonIdent author = found.getAuthorIdent();
        return new Commit(author.getName(), author.getEmailAddress(), found.getFullMessage());
    }

    /** Where a clone stands, its remote's; else {@code main} or {@code master}, where they are; else what is checked out. */
    @Override
    public String defaultBranch(String repository) {
        return defaultBranch.isEmpty()
                ? ofOrigin().or(() -> Stream.of("main", "master").filter(name -> named(Constants.R_HEADS + name).isPresent()).findFirst())
                        .or(this::checkedOut).orElse("")
                : defaultBranch;
    }

    @Override
    public String tip(String repository, String branch) throws Gone {
        return branch(branch).orElseThrow(() -> new Gone("branch %s does not exist in repository %s".formatted(branch, repository)));
    }

    /** What would come of merging its branches. */
    PlannedMerges merges() {
        return new PlannedMerges(git);
    }

    @Override
    public Optional<String> mergeBase(String repository, String commit, String branch) {
        Optional<String> tip = branch(branch);
        return tip.isEmpty() ? Optional.empty() : read(() -> {
            try (RevWalk walk = new RevWalk(git)) {
                walk.setRevFilter(RevFilter.MERGE_BASE);
                walk.markStart(walk.parseCommit(ObjectId.fromString(commit)));
                walk.markStart(walk.parseCommit(ObjectId.fromString(tip.get())));
                return Optional.ofNullable(walk.next()).map(RevCommit::name);
            } catch (MissingObjectException | IncorrectObjectTypeException _) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Changes changes(String repository, String before, String after) {
        Optional<RevCommit> old = commit(ObjectId.fromString(before));
        Optional<RevCommit> now = commit(ObjectId.fromString(after));
        if (old.isEmpty() || now.isEmpty()) {
            return new Changes.Unknown("the commit before, %s, can't be compared with %s".formatted(before, after));
        }
        return read(() -> {
            SortedSet<String> paths = new TreeSet<>();
            try (TreeWalk walk = new TreeWalk(git)) {
                walk.addTree(old.get().getTree());
                walk.addTree(now.get().getTree());
                walk.setRecursive(true);
                walk.setFilter(TreeFilter.ANY_DIFF);
                while (walk.next()) {
                    paths.add(walk.getPathString());
                }
            }
            return new Changes.Known(paths);
        });
    }

    @Override
    public List<String> names() {
        return List.of(name());
    }

    @Override
    public void close() {
        git.close();
    }

    private Optional<String> ofOrigin() {
        String prefix = Constants.R_REMOTES + ORIGIN + "/";
        return read(() -> ref(prefix + Constants.HEAD)).filter(Ref::isSymbolic).map(head -> head.getTarget().getName())
                .filter(name -> name.startsWith(prefix)).map(name -> name.substring(prefix.length()));
    }

    /** A full id, or a full reference; a branch may be one of origin's. */
    private RevCommit specified(String specifier) throws Gone {
        Optional<String> id = ObjectId.isId(specifier) ? Optional.of(specifier)
                : specifier.startsWith(Constants.R_HEADS) ? branch(specifier.substring(Constants.R_HEADS.length())) : named(specifier);
        return id.map(ObjectId::fromString).flatMap(this::commit)
                .orElseThrow(() -> new Gone("commit %s does not exist in %s".formatted(specifier, path)));
    }

    private Optional<String> named(String reference) {
        return read(() -> ref(reference)).map(Ref::getObjectId).flatMap(this::commit).map(RevCommit::name);
    }

    private Optional<Ref> ref(String reference) throws IOException {
        return Optional.ofNullable(git.exactRef(reference));
    }

    /** A tag's object stands for its commit. */
    private Optional<RevCommit> commit(@Nullable ObjectId id) {
        return id == null ? Optional.empty() : read(() -> {
            try (RevWalk walk = new RevWalk(git)) {
                return walk.peel(walk.parseAny(id)) instanceof RevCommit commit ? Optional.of(walk.parseCommit(commit)) : Optional.empty();
            } catch (MissingObjectException | IncorrectObjectTypeException _) {
                return Optional.empty();
            }
        });
    }

    /** Reading from the disk. */
    @FunctionalInterface
    private interface Work<T> {
        T done() throws IOException;
    }

    private <T> T read(Work<T> work) {
        try {
            return work.done();
        } catch (IOException unreadable) {
            throw new WrongRequest("%s cannot be read as a git repository: %s".formatted(path, unreadable.getMessage()));
        }
    }
}
