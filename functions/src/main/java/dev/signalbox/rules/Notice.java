package dev.signalbox.rules;

import java.util.Set;

/**
 * A verdict that is meant for people.
 *
 * @param on words of verdicts and changes, such as {@code failed} and {@code fixed}: any of them
 * @param branches the branches it is about; verdicts about no branch are meant when there is no pattern
 */
public record Notice(Set<String> on, Patterns branches) {

    public Notice {
        on = Set.copyOf(on);
    }
}
