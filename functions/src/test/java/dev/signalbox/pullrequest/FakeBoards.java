package dev.signalbox.pullrequest;

import java.util.HashMap;
import java.util.Map;

/** Boards in memory, with conditional writes. */
public final class FakeBoards implements Boards {

    /** Happens before each call; it may throw. */
    public Runnable before = () -> { };
    private final Map<String, Kept> kept = new HashMap<>();

    /** A board as it is, without a call. */
    public Board now(String repository, String pullRequest) {
        return there(repository, pullRequest).board();
    }

    @Override
    public Kept read(String repository, String pullRequest) {
        before.run();
        return there(repository, pullRequest);
    }

    @Override
    public boolean write(Kept seen, Board now) {
        before.run();
        if (there(now.repository(), now.pullRequest()).version() != seen.version()) {
            return false;
        }
        kept.put(key(now.repository(), now.pullRequest()), new Kept(now, seen.version() + 1));
        return true;
    }

    private Kept there(String repository, String pullRequest) {
        return kept.getOrDefault(key(repository, pullRequest), new Kept(Board.empty(repository, pullRequest), 0));
    }

    private static String key(String repository, String pullRequest) {
        return repository + "#" + pullRequest;
    }
}
