package dev.signalbox.rules;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What must hold for a build to run, whatever the occasion.
 *
 * @param triggers any of these; empty: all
 * @param branches the branch that is built (of a pull request: its target); tags and bare commits are on none, so a pattern keeps them out
 */
public record When(Set<Kind> triggers, Patterns branches) {

    /** Asks nothing. */
    public static final When ALWAYS = new When(Set.of(), Patterns.EVERYTHING);

    public When {
        triggers = triggers.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(triggers));
    }

    /** A kind of trigger. */
    public enum Kind {
        PUSH, TAG, PULL_REQUEST, SCHEDULE, MANUAL;

        /** The kind as files, documents and variables spell it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
