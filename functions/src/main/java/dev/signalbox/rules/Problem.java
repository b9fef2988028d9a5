package dev.signalbox.rules;

import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * What is wrong with a rules file, and where.
 *
 * @param line from 1
 * @param column from 1
 * @param message what was expected
 */
public record Problem(String file, int line, int column, String message) {

    static Problem at(Mark mark, String message) {
        return new Problem(mark.getName(), mark.getLine() + 1, mark.getColumn() + 1, message);
    }

    /** As compilers write it: {@code .signalbox.yml:4:5: unknown word 'onn', did you mean 'on'?}. */
    @Override
    public String toString() {
        return "%s:%d:%d: %s".formatted(file, line, column, message);
    }
}
