package dev.signalbox.run;

import java.util.List;

/** What became of a {@link Claim}. */
public sealed interface Turn {

    /**
     * The run holds all its groups: start it now.
     *
     * @param stopped runs whose place it took; they are stopped already
     * @param dropped runs that waited, and are told by now that they will not begin
     * @param input what to start it with: of a run that asked before, what it asked with then
     */
    record Taken(List<RunId> stopped, List<RunId> dropped, String input) implements Turn {
    }

    /**
     * The run is kept, and begins by itself when its groups are free.
     *
     * @param behind the runs that hold them
     * @param dropped runs that waited before it, and are told by now that they will not begin
     */
    record Waits(List<RunId> behind, List<RunId> dropped) implements Turn {
    }

    /** Another run is at work, and this one asked not to start then. Nothing is told. */
    record Skipped(RunId by) implements Turn {
    }

    /** A newer run has taken its place, and it is told. */
    record Superseded(RunId by) implements Turn {
    }

    /** The run has had its turn: it ended, or it was withdrawn. */
    record Over() implements Turn {
    }
}
