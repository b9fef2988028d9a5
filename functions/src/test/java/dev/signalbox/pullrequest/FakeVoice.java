package dev.signalbox.pullrequest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Speaks on pull requests in memory. A vote about what is not there to be voted on is refused, as CodeCommit does, and kept apart. */
public final class FakeVoice implements Voice {

    /** Who writes our comment. */
    public static final String US = FakePullRequests.ROLE + "signalbox";

    /** Happens before each call; it may throw. */
    public Runnable before = () -> { };
    /** Votes that were refused: pull request, revision and check. */
    public final List<String> refused = new ArrayList<>();
    /** Our comments by the pull requests they are on. */
    public final Map<String, String> comments = new HashMap<>();
    public int edits;
    private final FakePullRequests pullRequests;

    public FakeVoice(FakePullRequests pullRequests) {
        this.pullRequests = pullRequests;
    }

    /** A noticeboard whose comments take no time to make, and that waits for nobody. */
    public Noticeboard plainly(Boards boards) {
        return new Noticeboard(boards, this, pullRequests, FakeVoice::plain, _ -> { });
    }

    /** What there is to say of a board, in no particular form. */
    public static String plain(Board board) {
        return "%s of %s (%s) %s %s %s".formatted(board.standing(), board.revision(), board.stage(), board.checks(), board.ruling(),
                board.answers());
    }

    /** The text of our comment on a pull request; empty when there is none. */
    public String said(String pullRequest) {
        String comment = comments.get(pullRequest);
        return comment == null ? "" : pullRequests.commentNow(comment);
    }

    @Override
    public Optional<String> post(String repository, String pullRequest, Revision revision, String gone) {
        before.run();
        if (said(pullRequest).isEmpty()) {
            comments.put(pullRequest, pullRequests.comment(US, Comment.FIRST_WORDS));
        }
        return Optional.of(comments.get(pullRequest));
    }

    @Override
    public boolean edit(String comment, String text) {
        before.run();
        if (pullRequests.commentNow(comment).isEmpty()) {
            return false;
        }
        edits++;
        pullRequests.edit(comment, text);
        return true;
    }

    @Override
    public void vote(String pullRequest, String revision, String check, boolean approve) {
        before.run();
        if (!pullRequests.vote(pullRequest, revision, FakePullRequests.ROLE + check, approve)) {
            refused.add("%s %s %s".formatted(pullRequest, revision, check));
        }
    }

    @Override
    public boolean isOurs(String arn) {
        return arn.startsWith(FakePullRequests.ROLE);
    }
}
