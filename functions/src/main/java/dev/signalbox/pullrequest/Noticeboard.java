package dev.signalbox.pullrequest;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.signalbox.pullrequest.Board.Stage;
import dev.signalbox.pullrequest.Boards.Kept;

/**
 * Changes boards, and brings comment and votes up to them.
 *
 * <p><b>Why two that write at once do no harm.</b> A board is written only in place of the one that was read, so every change is made to
 * all changes before it. Comment and votes are made from a board that was read, and whoever made them reads again: when another board
 * is there, they make them again. So whoever writes last has seen the last board. That a check approves is noted in the board before
 * it does, and stays noted as long as the revision is the same: whoever dies in between, the next one takes back what should not be.
 *
 * <p>Every change but {@link #progress} brings comment and votes up to date, also when the board had it already: the one who changed it may
 * have died. What may pass, {@link BoardIsBusy} included, is thrown unchecked; doing it all again is safe.
 */
public final class Noticeboard {

    private static final int TRIES = 12;

    private final Boards boards;
    private final Voice voice;
    private final PullRequests pullRequests;
    private final Function<Board, String> words;
    private final Pause pause;

    public Noticeboard(Boards boards, Voice voice, PullRequests pullRequests) {
        this(boards, voice, pullRequests, Comment::of, Pause.JITTERED);
    }

    /**
     * @param words what the comment says of a board
     * @param pause before another try, when others wrote at the same time
     */
    Noticeboard(Boards boards, Voice voice, PullRequests pullRequests, Function<Board, String> words, Pause pause) {
        this.words = words;
        this.pause = pause;
        this.boards = boards;
        this.voice = voice;
        this.pullRequests = pullRequests;
    }

    /** What is known of a pull request. */
    public Board board(String repository, String pullRequest) {
        return boards.read(repository, pullRequest).board();
    }

    /**
     * Changes what is known of a pull request.
     *
     * @param change is made to the board as it is; several times, when others write at the same time
     * @return the board as it is then
     */
    public Board change(String repository, String pullRequest, UnaryOperator<Board> change) {
        for (int tries = 1; tries <= TRIES; tries++) {
            Kept kept = boards.read(repository, pullRequest);
            Board next = change.apply(kept.board());
            if (next.equals(kept.board())) {
                return tell(kept);
            }
            if (boards.write(kept, next)) {
                return tell(after(kept, next));
            }
            pause.after(tries);
        }
        throw new BoardIsBusy(repository, pullRequest);
    }

    /**
     * Changes what is known of one revision. Where the board is of another, only what is about the current one changes it: what comes
     * late is dropped.
     */
    public Board change(String repository, String pullRequest, String revision, UnaryOperator<Board> change) {
        return change(repository, pullRequest,
                board -> board.isOf(revision) || isCurrent(pullRequest, revision) ? change.apply(board) : board);
    }

    /**
     * Changes how far builds are, which comes often, is worth little and votes for nothing: the comment alone is brought up to it, and
     * where it is known already, the board is read and no more is done.
     *
     * @param again whether this may have been tried before, by one who died between the board and the comment: then the comment is brought
     *         up to the board that has it already, too
     */
    public void progress(String repository, String pullRequest, UnaryOperator<Board> change, boolean again) {
        for (int tries = 1; tries <= TRIES; tries++) {
            Kept kept = boards.read(repository, pullRequest);
            Board next = change.apply(kept.board());
            boolean known = next.equals(kept.board());
            if (known && !again) {
                return;
            }
            if (known || boards.write(kept, next)) {
                show(known ? kept : after(kept, next));
                return;
            }
            pause.after(tries);
        }
        throw new BoardIsBusy(repository, pullRequest);
    }

    /** Brings the comment alone up to a board, and to those that come in its place meanwhile. */
    private void show(Kept seen) {
        Kept kept = seen;
        for (int tries = 1; tries <= TRIES; tries++) {
            Revision revision = kept.board().revision();
            if (revision == null) {
                return;
            }
            boolean begun = speak(kept, revision, words.apply(kept.board()), false);
            Kept now = read(kept);
            if (now.version() == kept.version()) {
                return;
            }
            kept = begun ? now : later(kept, tries);
        }
        throw new BoardIsBusy(seen.board().repository(), seen.board().pullRequest());
    }

    /**
     * Edits the comment, unless it says so already, or begins it where it is not there.
     *
     * @return whether it was begun: then it is to be edited yet
     */
    private boolean speak(Kept kept, Revision revision, String text, boolean said) {
        Board board = kept.board();
        if (!board.comment().isEmpty() && (said || voice.edit(board.comment(), text))) {
            return false;
        }
        Optional<String> begun = voice.post(board.repository(), board.pullRequest(), revision, board.comment());
        begun.ifPresent(id -> boards.write(kept, board.commented(id)));
        return begun.isPresent();
    }

    private boolean isCurrent(String pullRequest, String revision) {
        return pullRequests.state(pullRequest).filter(state -> state.revision().id().equals(revision)).isPresent();
    }

    /** Brings comment and votes up to a board, and to those that come in its place meanwhile. */
    private Board tell(Kept seen) {
        Kept kept = seen;
        String written = "";
        for (int tries = 1; tries <= TRIES; tries++) {
            Revision revision = kept.board().revision();
            if (revision == null) {
                return kept.board();
            }
            Votes votes = votes(kept.board(), revision);
            Board noted = kept.board().approving(votes.missing());
            if (!noted.equals(kept.board()) && !boards.write(kept, noted)) {
                kept = later(kept, tries);
                continue;
            }
            kept = noted.equals(kept.board()) ? kept : after(kept, noted);
            RuntimeException trouble = cast(noted, revision, votes);
            String text = words.apply(noted);
            boolean begun = speak(kept, revision, text, text.equals(written));
            written = begun ? "" : text;
            if (trouble != null) {
                throw trouble;
            }
            Kept now = read(kept);
            if (now.version() == kept.version()) {
                return now.board();
            }
            kept = begun ? now : later(kept, tries);
        }
        throw new BoardIsBusy(seen.board().repository(), seen.board().pullRequest());
    }

    private record Votes(Set<String> missing, Set<String> wrong) {
    }

    private Votes votes(Board board, Revision revision) {
        Set<String> wanted = board.votes();
        if (board.stage() != Stage.OPEN || wanted.isEmpty() && board.approved().isEmpty()) {
            return new Votes(Set.of(), Set.of());
        }
        Set<String> there = pullRequests.approvers(board.pullRequest(), revision.id()).stream().filter(voice::isOurs)
                .map(arn -> arn.substring(arn.lastIndexOf('/') + 1)).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(there);
        Set<String> wrong = new TreeSet<>(there);
        wrong.addAll(board.approved());
        wrong.removeAll(wanted);
        return new Votes(missing, wrong);
    }

    /** Votes, and gives back what went wrong: that must not keep the comment from being written. */
    private @Nullable RuntimeException cast(Board board, Revision revision, Votes votes) {
        try {
            votes.wrong().forEach(check -> voice.vote(board.pullRequest(), revision.id(), check, false));
            votes.missing().forEach(check -> voice.vote(board.pullRequest(), revision.id(), check, true));
            return null;
        } catch (RuntimeException trouble) {
            return trouble;
        }
    }

    private Kept read(Kept kept) {
        return boards.read(kept.board().repository(), kept.board().pullRequest());
    }

    /** When others write too, they are let go first: one edit then tells what all of them wrote. */
    private Kept later(Kept kept, int tries) {
        pause.after(tries);
        return read(kept);
    }

    private static Kept after(Kept seen, Board now) {
        return new Kept(now, seen.version() + 1);
    }
}
