package dev.signalbox.pullrequest;

/**
 * One line of the board: a build that the rules ask for.
 *
 * @param name its name, with the cell of its matrix: {@code unit (JAVA=21)}
 * @param check the name of the check that it belongs to, which votes: {@code unit}
 * @param run the run that it is, or was, part of; empty where none was
 * @param attempt of that run, from 1
 */
public record Check(String name, String check, boolean required, String run, int attempt, Progress progress) {

    Check now(Progress other) {
        return new Check(name, check, required, run, attempt, other);
    }
}
