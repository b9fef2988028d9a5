package dev.signalbox.plan;

/**
 * What a plan needs to know besides trigger and rules.
 *
 * @param run the run's id
 * @param attempt from 1
 * @param project the stack's own CodeBuild project
 */
public record Settings(String run, int attempt, String project) {
}
