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

    /** What follows the account in an identity's ARN, such as {@code user/ada}; empty where there is none. */
    static String actor(String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length == 6 ? parts[5] : "";
    }
}
