package dev.signalbox.run;

import java.util.List;

/**
 * What a pull request makes of the rules, which are not its own to be checked by.
 *
 * @param changes what would be otherwise once it is merged, a line each; empty where nothing would
 * @param flaw why they could not be read then; empty where they can
 */
public record OwnRules(List<String> changes, String flaw) {

    /** It leaves them as they are. */
    static final OwnRules UNTOUCHED = new OwnRules(List.of(), "");

    public OwnRules {
        changes = List.copyOf(changes);
    }
}
