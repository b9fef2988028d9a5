package dev.signalbox.rules;

/**
 * What is wrong with a rules file, and where.
 *
 * @param line from 1
 * @param column from 1
 * @param message what was expected
 */
public record Problem(String file, int line, int column, String message) {

    /** As compilers write it: {@code .signalbox.yml:4:5: unknown word 'onn', did you mean 'on'?}. */
    @Override
    public String toString() {
        return "%s:%d:%d: %s".formatted(file, line, column, message);
    }
}
