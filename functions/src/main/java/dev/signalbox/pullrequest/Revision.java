package dev.signalbox.pullrequest;

/**
 * What a pull request proposed at some time. CodeCommit makes a new one whenever the source branch moves, and never when the target does.
 *
 * @param id CodeCommit's revision id
 * @param source the source branch's short name
 * @param commit the source branch's tip
 * @param target the target branch's short name
 * @param targetCommit the target branch's tip, as it was when somebody looked
 */
public record Revision(String id, String source, String commit, String target, String targetCommit) {
}
