package dev.signalbox.run;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Where turns are kept. What is read holds every move made before. What may pass, such as throttling, is thrown unchecked. */
public interface TurnStore {

    /** Where a run stands; empty when it asked for no group, or was forgotten. */
    Optional<Place> place(RunId run);

    /** The input of a run that asked for groups; empty when it was skipped, or its execution has ended. */
    Optional<String> input(RunId run);

    /** A group of a repository, known or not. */
    GroupHead head(String repository, String group);

    /** Makes all the moves, each of another item; or none of them, and answers false, when one does not find what was seen. */
    boolean make(List<Move> moves);

    /** A change of what was seen. */
    sealed interface Move {

        /** A group gets another holder or another run that waits. */
        record OfHead(GroupHead seen, GroupHead now) implements Move {
        }

        /**
         * A run goes on to another stage. A run that is superseded must have no verdict; one whose execution ended loses its input.
         *
         * @param input what its execution is started with; null when it is kept already, or not needed
         */
        record OfPlace(Place seen, Place now, @Nullable String input) implements Move {
        }
    }
}
