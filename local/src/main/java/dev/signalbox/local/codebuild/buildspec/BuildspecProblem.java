package dev.signalbox.local.codebuild.buildspec;

/** A buildspec that cannot be used; the message says where and why. */
public final class BuildspecProblem extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /**
     * @param line from 1
     * @param column from 1
     */
    BuildspecProblem(int line, int column, String message) {
        super("line %d, column %d: %s".formatted(line, column, message));
        this.line = line;
        this.column = column;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** From 1. */
    public int column() {
        return column;
    }
}
