package dev.signalbox.rules;

/**
 * What the account says to the rules of all its repositories.
 *
 * @param layer the text of its own words, which lie under and over those of every repository; blank: none
 * @param secretsPrefix what the names of parameters and secrets begin with that the stack's own project may read, without a leading
 *                      {@code /}; empty: it may read all
 * @param project the name of the stack's own project, when a file spells it out; empty: not known
 */
public record Account(String layer, String secretsPrefix, String project) {

    /** As problems name the account's layer. */
    public static final String FILE = "account defaults";

    /** An account that says nothing, with a stack that was deployed without a wish. */
    public static final Account SILENT = new Account("", "signalbox/", "");

    boolean isOwn(String name) {
        return name.isEmpty() || name.equals(project);
    }
}
