package dev.signalbox.rules;

import java.util.List;
import java.util.stream.Collectors;

/** How the reading of a repository's rules ended. */
public sealed interface Reading {

    /** There is no rules file and nothing that the default rule could build. */
    record Nothing() implements Reading {
    }

    /** The rules. */
    record Understood(Rules rules) implements Reading {
    }

    /**
     * The file is broken.
     *
     * @param problems at least one, in the order of the file
     */
    record Broken(List<Problem> problems) implements Reading {

        public Broken {
            problems = List.copyOf(problems);
        }

        /** All problems, one a line. */
        public String reason() {
            return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        }
    }
}
