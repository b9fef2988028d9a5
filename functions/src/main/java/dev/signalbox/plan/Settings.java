package dev.signalbox.plan;

/**
 * What a plan needs to know besides trigger, rules and facts.
 *
 * @param run the run's id
 * @param project the CodeBuild project of builds that name no other
 */
public record Settings(String run, String project) {
}
