package dev.signalbox.pullrequest;

/** Where boards are kept. What may pass, such as throttling, is thrown unchecked. */
public interface Boards {

    /**
     * A board as it was read.
     *
     * @param version how often it was written; 0: never
     */
    record Kept(Board board, long version) {
    }

    /** The board of a pull request, with every write made before; an empty one of version 0 where none is kept. */
    Kept read(String repository, String pullRequest);

    /** Writes a board in place of the one that was seen; false, and nothing happens, when another was written since. */
    boolean write(Kept seen, Board now);
}
