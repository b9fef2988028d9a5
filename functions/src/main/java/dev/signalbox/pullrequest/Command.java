package dev.signalbox.pullrequest;

import java.util.List;

/**
 * What somebody asks for in a comment: a line that begins with {@code /} and a word, outside of quotes, fences and indented code.
 * Words are read in upper and lower case, names as they are.
 */
public sealed interface Command {

    /** A comment's commands beyond this many are not read. */
    int MOST = 5;

    /**
     * Runs builds again.
     *
     * @param names of checks, as {@code unit}, or of their cells, as {@code unit (JAVA=21)}; at least one
     */
    record Test(List<String> names) implements Command {
        public Test {
            names = List.copyOf(names);
        }
    }

    /** Runs all builds again. */
    record TestAll() implements Command {
    }

    /** Runs again what did not pass. */
    record Retest() implements Command {
    }

    /** Stops what runs. */
    record Cancel() implements Command {
    }

    /** Asks what can be asked for. */
    record Help() implements Command {
    }

    /** Lets a check, or one of its cells, count as passed. */
    record Skip(String name, String reason) implements Command {
    }

    /**
     * A command without what it needs.
     *
     * @param word {@code test} or {@code skip}
     */
    record Incomplete(String word) implements Command {
    }

    /**
     * Perhaps meant for us.
     *
     * @param word of letters and hyphens, in lower case
     */
    record Unknown(String word) implements Command {
    }

    /** There are more commands than are read. */
    record More() implements Command {
    }

    /** The commands of a comment, in their order, each once, {@value #MOST} and {@link More} at most. Any text has some, or none. */
    static List<Command> in(String text) {
        return new CommandReader().read(text);
    }
}
