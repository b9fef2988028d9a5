package dev.signalbox.pullrequest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/** One pull request with its comments and votes, and the table that its board is kept in, in memory. */
final class FakeCodeCommit implements Boards, Voice, PullRequests {

    static final String REPOSITORY = "orders";
    static final String PULL_REQUEST = "7";
    private static final String OURS = "arn:aws:sts::123456789012:assumed-role/signalbox-checks/";

    /** What happens before each call. */
    Runnable before = () -> { };
    final Map<String, String> comments = new TreeMap<>();
    final Map<String, String> begun = new HashMap<>();
    final Set<String> approvals = new TreeSet<>();
    /** What was asked of CodeCommit. */
    final List<String> calls = new ArrayList<>();
    /** The same, and what was asked of the table. */
    final List<String> all = new ArrayList<>();
    Kept kept = new Kept(Board.empty(REPOSITORY, PULL_REQUEST), 0);
    Revision revision = new Revision("r1", "topic", "c1", "main", "m1");
    boolean open = true;
    @Nullable RuntimeException failure;

    /** The source branch moves: votes go. */
    void pushed(Revision now) {
        revision = now;
        approvals.clear();
    }

    void commentIsDeleted() {
        comments.clear();
    }

    @Override
    public Kept read(String repository, String pullRequest) {
        before.run();
        all.add("read");
        return kept;
    }

    @Override
    public boolean write(Kept seen, Board now) {
        before.run();
        all.add("write");
        if (seen.version() != kept.version()) {
            return false;
        }
        kept = new Kept(now, seen.version() + 1);
        return true;
    }

    @Override
    public Optional<String> post(String repository, String pullRequest, Revision about, String gone) {
        called("post");
        String id = begun.get(gone);
        if (id == null) {
            id = "comment-" + (begun.size() + 1);
            begun.put(gone, id);
            comments.put(id, dev.signalbox.pullrequest.Comment.FIRST_WORDS);
        }
        return Optional.of(id);
    }

    @Override
    public boolean edit(String comment, String text) {
        called("edit");
        return comments.replace(comment, text) != null;
    }

    @Override
    public void vote(String pullRequest, String about, String check, boolean approve) {
        called((approve ? "approve " : "revoke ") + check);
        if (failure != null) {
            throw failure;
        }
        if (!about.equals(revision.id()) || !open) {
            return;
        }
        if (approve) {
            approvals.add(check);
        } else {
            approvals.remove(check);
        }
    }

    @Override
    public boolean isOurs(String arn) {
        return arn.startsWith(OURS);
    }

    @Override
    public Optional<State> state(String id) {
        before.run();
        return Optional.of(new State(id, REPOSITORY, revision, open, false, "arn:aws:iam::123456789012:user/ada", "A change", ""));
    }

    @Override
    public List<String> approvers(String id, String about) {
        called("approvers");
        List<String> all = new ArrayList<>(List.of("arn:aws:iam::123456789012:user/unit"));
        if (about.equals(revision.id())) {
            approvals.forEach(check -> all.add(OURS + check));
        }
        return all;
    }

    @Override
    public Optional<String> overridden(String id, String about) {
        throw new AssertionError("not asked for here");
    }

    @Override
    public Optional<PullRequests.Comment> comment(String comment) {
        throw new AssertionError("not asked for here");
    }

    @Override
    public List<State> openFrom(String repository, String branch) {
        throw new AssertionError("not asked for here");
    }

    private void called(String what) {
        before.run();
        calls.add(what);
        all.add(what);
    }
}
