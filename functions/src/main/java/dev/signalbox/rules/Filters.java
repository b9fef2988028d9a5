package dev.signalbox.rules;

/**
 * What must hold of a change, besides where it happened. All of them must; an empty one always does.
 *
 * @param paths at least one changed path is meant
 * @param authors the commit's author, as {@code Ada Lovelace <ada@example.com>}, or the address alone
 * @param actors the IAM identity that caused it: what follows the account in its ARN, such as {@code user/ada}
 * @param messages a line of the commit's message (of a pull request: of its title and description) is meant, and none is excluded
 */
public record Filters(Patterns paths, Patterns authors, Patterns actors, Patterns messages) {

    /** Asks nothing. */
    public static final Filters NONE = new Filters(Patterns.EVERYTHING, Patterns.EVERYTHING, Patterns.EVERYTHING, Patterns.EVERYTHING);
}
