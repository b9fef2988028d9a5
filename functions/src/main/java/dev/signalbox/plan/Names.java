package dev.signalbox.plan;

/** Short names of what AWS names at length. */
final class Names {

    private static final String BRANCHES = "refs/heads/";

    private Names() {
    }

    /** A branch's short name. */
    static String branch(String reference) {
        return reference.startsWith(BRANCHES) ? reference.substring(BRANCHES.length()) : reference;
    }
}
