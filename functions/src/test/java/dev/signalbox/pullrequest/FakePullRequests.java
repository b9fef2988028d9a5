package dev.signalbox.pullrequest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Pull requests of one repository in memory, as CodeCommit keeps them: each move of the source branch is a revision of its own, with
 * no votes; what is closed keeps its last revision and never opens again. The first is 7, and its revisions are {@code r1, r2 …}.
 */
public final class FakePullRequests implements PullRequests {

    /** The role whose sessions vote for checks. */
    public static final String ROLE = "arn:aws:sts::123456789012:assumed-role/signalbox-checks/";

    /** Happens before each call; it may throw. */
    public Runnable before = () -> { };
    /** Tips of branches by their short names. */
    public final Map<String, String> tips = new TreeMap<>();
    private final String repository;
    private final Map<String, Proposal> proposals = new LinkedHashMap<>();
    private final Map<String, Comment> comments = new LinkedHashMap<>();
    private int revisions;

    private static final class Proposal {
        private final String source;
        private final String target;
        private final String author;
        private String title = "";
        private String description = "";
        private String commit;
        private String revision;
        private boolean open = true;
        private boolean merged;
        private String overrider = "";
        private final SortedSet<String> approvers = new TreeSet<>();

        Proposal(String source, String target, String author, String commit, String revision) {
            this.source = source;
            this.target = target;
            this.author = author;
            this.commit = commit;
            this.revision = revision;
        }
    }

    public FakePullRequests(String repository) {
        this.repository = repository;
    }

    /** Opens one. @return its id */
    public String open(String source, String target, String author) {
        String id = String.valueOf(7 + proposals.size());
        proposals.put(id, new Proposal(source, target, author, tip(source), newRevision()));
        return id;
    }

    public void describe(String id, String title, String description) {
        proposal(id).title = title;
        proposal(id).description = description;
    }

    /** Moves a branch. @return the ids of the pull requests that have a new revision by it */
    public List<String> push(String branch, String commit) {
        List<String> moved = new ArrayList<>();
        if (commit.equals(tips.put(branch, commit))) {
            return moved;
        }
        proposals.forEach((id, proposal) -> {
            if (proposal.open && proposal.source.equals(branch)) {
                proposal.commit = commit;
                proposal.revision = newRevision();
                proposal.approvers.clear();
                moved.add(id);
            }
        });
        return moved;
    }

    public void close(String id) {
        proposal(id).open = false;
    }

    public void merge(String id) {
        proposal(id).open = false;
        proposal(id).merged = true;
    }

    /** Somebody writes a comment. @return its id */
    public String comment(String author, String text) {
        String id = "comment-" + (comments.size() + 1);
        comments.put(id, new Comment(author, text));
        return id;
    }

    /** Replaces a comment's text. */
    public void edit(String comment, String text) {
        comments.computeIfPresent(comment, (_, before) -> new Comment(before.author(), text));
    }

    public void delete(String comment) {
        edit(comment, "");
    }

    /** A comment's text; empty when there is none. */
    String commentNow(String comment) {
        return comments.containsKey(comment) ? comments.get(comment).text() : "";
    }

    /** The texts of somebody's comments, whatever they are on. */
    public List<String> commentsOf(String author) {
        return comments.values().stream().filter(comment -> comment.author().equals(author) && !comment.text().isEmpty())
                .map(Comment::text).toList();
    }

    /** Approves the current revision, or takes that back. False when it may not: the revision is another, or it is closed. */
    public boolean vote(String id, String revision, String who, boolean approve) {
        Proposal proposal = proposal(id);
        if (!proposal.open || !proposal.revision.equals(revision)) {
            return false;
        }
        if (approve) {
            proposal.approvers.add(who);
        } else {
            proposal.approvers.remove(who);
        }
        return true;
    }

    /** Somebody approves what there is now. */
    public void approve(String id, String who) {
        vote(id, proposal(id).revision, who, true);
    }

    /** Somebody sets the rules aside; nobody, with an empty name: they hold again. */
    public void override(String id, String who) {
        proposal(id).overrider = who;
    }

    /** The checks that approve the current revision. */
    public SortedSet<String> checksApproving(String id) {
        SortedSet<String> checks = new TreeSet<>();
        proposal(id).approvers.stream().filter(who -> who.startsWith(ROLE)).forEach(who -> checks.add(who.substring(ROLE.length())));
        return checks;
    }

    /** How one is now, without a call. */
    public State now(String id) {
        Proposal proposal = proposal(id);
        return new State(id, repository, new Revision(proposal.revision, proposal.source, proposal.commit, proposal.target,
                tip(proposal.target)), proposal.open, proposal.merged, proposal.author, proposal.title, proposal.description);
    }

    public List<String> ids() {
        return List.copyOf(proposals.keySet());
    }

    @Override
    public Optional<State> state(String id) {
        before.run();
        return proposals.containsKey(id) ? Optional.of(now(id)) : Optional.empty();
    }

    @Override
    public List<String> approvers(String id, String revision) {
        before.run();
        Proposal proposal = proposals.get(id);
        return proposal == null || !proposal.revision.equals(revision) ? List.of() : List.copyOf(proposal.approvers);
    }

    @Override
    public Optional<String> overridden(String id, String revision) {
        before.run();
        Proposal proposal = proposals.get(id);
        return proposal == null || !proposal.revision.equals(revision) || proposal.overrider.isEmpty() ? Optional.empty()
                : Optional.of(proposal.overrider);
    }

    @Override
    public Optional<Comment> comment(String comment) {
        before.run();
        return Optional.ofNullable(comments.get(comment));
    }

    @Override
    public List<State> openFrom(String asked, String branch) {
        before.run();
        List<State> open = new ArrayList<>();
        proposals.forEach((id, proposal) -> {
            if (asked.equals(repository) && proposal.open && proposal.source.equals(branch)) {
                open.add(now(id));
            }
        });
        return open;
    }

    private String tip(String branch) {
        @Nullable String tip = tips.get(branch);
        if (tip == null) {
            throw new AssertionError("there is no branch " + branch);
        }
        return tip;
    }

    private String newRevision() {
        return "r" + ++revisions;
    }

    private Proposal proposal(String id) {
        Proposal proposal = proposals.get(id);
        if (proposal == null) {
            throw new AssertionError("there is no pull request " + id);
        }
        return proposal;
    }
}
