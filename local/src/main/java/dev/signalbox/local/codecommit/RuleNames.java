package dev.signalbox.local.codecommit;

/** Names of approval rules and their templates, as the CodeCommit user guide bounds them ("Quotas"). */
final class RuleNames {

    private RuleNames() {
    }

    /** Whether a name is 1 to 100 letters, digits, spaces and {@code . _ -}, not ending in {@code .git}. */
    static boolean valid(String name) {
        return name.matches("[\\w. -]{1,100}") && !name.endsWith(".git");
    }
}
