package dev.signalbox.rules;

/**
 * How much may yet be spent on holding patterns against names: one for a place of a pattern and a character of a name. It is for one
 * plan, and one thread.
 */
public final class Effort {

    /** So much is a second or two. */
    private static final long MOST = 300_000_000;

    /** All of it is spent: whether the pattern fits is not known. */
    public static final class Spent extends RuntimeException {
    }

    private long left;

    private Effort(long left) {
        this.left = left;
    }

    /** What one plan may cost. */
    public static Effort ofAPlan() {
        return new Effort(MOST);
    }

    /** For the one name of a branch or a person, which is short: what a file's patterns cost for it is bounded by its reader. */
    static Effort ofAName() {
        return new Effort(Long.MAX_VALUE);
    }

    void spend(long more) {
        left -= more;
        if (left < 0) {
            throw new Spent();
        }
    }
}
