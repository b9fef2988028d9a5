package dev.signalbox.verdict;

/** The last verdict of a sequence of runs, such as a branch's pushes, before a run's own came. */
public sealed interface LastVerdict {

    /** There was no passed or failed verdict yet. */
    record None() implements LastVerdict {
    }

    record Passed() implements LastVerdict {
    }

    record Failed() implements LastVerdict {
    }

    /** A run with a newer trigger has given its verdict already, which stays the last. */
    record Newer() implements LastVerdict {
    }

    /** The last verdict as a record spells it; the empty text is {@link None}. */
    static LastVerdict of(String word) {
        if (word.isEmpty()) {
            return new None();
        }
        return Verdict.of(word) == Verdict.FAILED ? new Failed() : new Passed();
    }
}
