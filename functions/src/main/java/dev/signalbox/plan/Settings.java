package dev.signalbox.plan;

/**
 * What a plan needs to know besides trigger, rules and facts.
 *
 * @param run the run's id
 * @param project the CodeBuild project of builds that name no other
 * @param pullRequestProject the CodeBuild project of builds of pull requests that are not trusted, whatever they name
 */
public record Settings(String run, String project, String pullRequestProject) {
}
