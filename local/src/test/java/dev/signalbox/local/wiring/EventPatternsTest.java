package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import software.amazon.event.ruler.Ruler;

import dev.signalbox.local.template.Resource;

/** Which samples of {@code events/} each rule of the template lets through, by AWS's own matcher. */
class EventPatternsTest {

    private static final Map<String, Set<String>> LET_THROUGH = Map.of(
            "PushRule", Set.of("branch-created.json", "branch-updated.json", "branch-merged.json", "branch-deleted.json",
                    "tag-created.json", "tag-moved.json", "tag-deleted.json"),
            "PullRequestRule", Set.of("pull-request-created.json", "pull-request-updated.json", "pull-request-closed.json",
                    "pull-request-merged.json", "pull-request-approved.json", "pull-request-approval-revoked.json",
                    "pull-request-approval-rules-overridden.json"),
            "CommentRule", Set.of("comment-on-pull-request-created.json"),
            "ApprovalRulesOverriddenRule", Set.of("pull-request-approval-rules-overridden.json"),
            "BuildProgressRule", Set.of("build-phase-changed.json"),
            "RunEndedRule", Set.of("run-succeeded.json", "run-aborted.json", "run-failed.json", "run-timed-out.json"));

    /** An event of CodeBuild, with what the rule looks at. */
    private static final String BUILD = """
            {"source": "aws.codebuild", "detail-type": "CodeBuild Build %s Change", "detail": {"project-name": "p", "%s": "%s",
             "additional-information": {"environment": {"environment-variables": [
              {"name": "SIGNALBOX_RUN", "type": "PLAINTEXT", "value": "r"}, {"name": "%s", "type": "PLAINTEXT", "value": "7"}]}}}}""";

    @Test
    void eachRuleLetsItsEventsThroughAndNoOthers() {
        Map<String, Set<String>> seen = new TreeMap<>();
        for (Resource rule : Project.stack().ofType("AWS::Events::Rule")) {
            seen.put(rule.logicalId(), Project.files("events", ".json").stream().map(file -> file.getFileName().toString())
                    .filter(name -> matches(Project.text("events/" + name), rule)).collect(Collectors.toSet()));
        }
        assertEquals(LET_THROUGH, seen);
    }

    @Test
    void branchesOfMergeResultsAreLeftAloneAndNothingElseThatHasTheirName() {
        assertFalse(push("branch", "signalbox/merge/pull-request-1"));
        for (String name : List.of("signalbox/topic", "signalbox", "topic/signalbox/merge/1")) {
            assertTrue(push("branch", name), name);
        }
        for (String name : List.of("signalbox/1.0", "signalbox/merge/1")) {
            assertTrue(push("tag", name), name);
        }
    }

    private static boolean push(String type, String name) {
        return matches("""
                {"source": "aws.codecommit", "detail-type": "CodeCommit Repository State Change",
                 "detail": {"event": "referenceCreated", "referenceType": "%s", "referenceName": "%s"}}""".formatted(type, name),
                Project.resource("PushRule"));
    }

    @Test
    void aBuildOfAPullRequestIsFollowedUntilItsLastPhasesWhichTheRunTells() {
        assertEquals(List.of("IN_PROGRESS"), Stream.of("IN_PROGRESS", "SUCCEEDED", "FAILED", "STOPPED", "FAULT", "TIMED_OUT")
                .filter(status -> progress("State", "build-status", status, "SIGNALBOX_PULL_REQUEST")).toList());
        assertEquals(List.of("SUBMITTED", "QUEUED", "PROVISIONING", "DOWNLOAD_SOURCE", "INSTALL", "PRE_BUILD", "BUILD", "POST_BUILD"),
                Stream.of("SUBMITTED", "QUEUED", "PROVISIONING", "DOWNLOAD_SOURCE", "INSTALL", "PRE_BUILD", "BUILD", "POST_BUILD",
                        "UPLOAD_ARTIFACTS", "FINALIZING", "COMPLETED")
                        .filter(phase -> progress("Phase", "completed-phase", phase, "SIGNALBOX_PULL_REQUEST")).toList());
    }

    @Test
    void aBuildOfNoPullRequestIsNotFollowed() {
        assertFalse(progress("State", "build-status", "IN_PROGRESS", "SIGNALBOX_BUILD"));
    }

    private static boolean progress(String what, String member, String value, String variable) {
        return matches(BUILD.formatted(what, member, value, variable), Project.resource("BuildProgressRule"));
    }

    private static boolean matches(String event, Resource rule) {
        try {
            return Ruler.matchesRule(event, rule.properties().path("EventPattern").toString());
        } catch (Exception wrong) {
            throw new AssertionError(rule.logicalId(), wrong);
        }
    }
}
