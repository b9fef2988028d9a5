package dev.signalbox.pullrequest;

import java.util.regex.Pattern;

/**
 * One line of the board: a build that the rules ask for.
 *
 * @param name its name, with the cell of its matrix: {@code unit (JAVA=21)}
 * @param check the name of the check that it belongs to, which votes: {@code unit}; what is no {@link #isName name} never does
 * @param run the run that it is, or was, part of; empty where none was
 * @param attempt of that run, from 1
 */
public record Check(String name, String check, boolean required, String run, int attempt, Progress progress) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{2,40}");

    /** Whether a check may be named so, as the rules have it. Only then there is a session that it may vote as. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    Check now(Progress other) {
        return new Check(name, check, required, run, attempt, other);
    }
}
