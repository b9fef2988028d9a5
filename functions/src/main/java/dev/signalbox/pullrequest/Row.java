package dev.signalbox.pullrequest;

/**
 * What a run says of one build.
 *
 * @param name its name, with the cell of its matrix: {@code unit (JAVA=21)}
 * @param check the name of the check that it belongs to: {@code unit}
 */
public record Row(String name, String check, boolean required, Progress progress) {
}
