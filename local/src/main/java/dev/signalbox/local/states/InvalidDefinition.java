package dev.signalbox.local.states;

import java.util.List;

/** A definition that AWS would refuse, or that holds what the local cloud does not have. It names every problem. */
public final class InvalidDefinition extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    InvalidDefinition(String machine, List<String> problems) {
        super("The definition of state machine " + machine + " is not valid:\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem in one line, with the state's name. */
    public List<String> problems() {
        return problems;
    }
}
