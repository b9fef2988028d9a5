package dev.signalbox.rules;

/** When a build runs: one entry below {@code on}. */
public sealed interface Occasion {

    /** A push to a branch that the patterns match. */
    record Push(Patterns branches) implements Occasion {
    }
}
