package dev.signalbox.plan;

/** Short names of what AWS names at length. */
public final class Names {

    /** What the full names of branches begin with. */
    public static final String BRANCHES = "refs/heads/";

    private Names() {
    }

    /** A branch's short name. */
    public static String branch(String reference) {
        return reference.startsWith(BRANCHES) ? reference.substring(BRANCHES.length()) : reference;
    }
}
