package dev.signalbox.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.signalbox.Events;

class EventReaderTest {

    private static final Origin ORIGIN = new Origin(Events.ID, Instant.parse("2026-11-23T09:00:00Z"), Events.ADA);
    private static final PullRequest SEVEN = new PullRequest("7", "orders", "refs/heads/topic", Events.COMMIT, "refs/heads/main");

    private final EventReader reader = new EventReader(new ObjectMapper());

    @Test
    void everyEventIsTheTriggerItTellsOf() throws NotUnderstood {
        Map<String, Trigger> expected = new TreeMap<>();
        expected.put("branch created", new Trigger.BranchPushed(ORIGIN, "orders", "main", Events.COMMIT, ""));
        expected.put("branch updated", new Trigger.BranchPushed(ORIGIN, "orders", "main", Events.COMMIT, Events.BEFORE));
        expected.put("branch merged", new Trigger.BranchPushed(
                new Origin(Events.ID, ORIGIN.at(), ""), "orders", "main", Events.COMMIT, Events.BEFORE));
        expected.put("branch deleted", new Trigger.RefDeleted(ORIGIN, "orders", "branch", "old", Events.BEFORE));
        expected.put("tag created", new Trigger.TagPushed(ORIGIN, "orders", "v1", Events.COMMIT, ""));
        expected.put("tag moved", new Trigger.TagPushed(ORIGIN, "orders", "v1", Events.COMMIT, Events.BEFORE));
        expected.put("tag deleted", new Trigger.RefDeleted(ORIGIN, "orders", "tag", "old", Events.BEFORE));
        expected.put("merge commit", new Trigger.MergeCommitMade(ORIGIN, "orders", Events.COMMIT));
        expected.put("repository event of another day", new Trigger.Other(ORIGIN, "CodeCommit Repository State Change: referenceRenamed"));
        expected.put("pullRequestCreated", new Trigger.PullRequestOpened(ORIGIN, SEVEN));
        expected.put("pullRequestSourceBranchUpdated", new Trigger.PullRequestUpdated(ORIGIN, SEVEN));
        expected.put("pullRequestStatusChanged", new Trigger.PullRequestClosed(ORIGIN, SEVEN));
        expected.put("pullRequestMergeStatusUpdated", new Trigger.PullRequestMerged(ORIGIN, SEVEN));
        expected.put("pullRequestApprovalStateChanged", new Trigger.PullRequestApprovalChanged(ORIGIN, SEVEN, "APPROVE"));
        expected.put("pullRequestApprovalRuleOverridden", new Trigger.PullRequestRulesOverridden(ORIGIN, SEVEN, "OVERRIDE"));
        for (String event : new String[] {"Created", "Updated", "Deleted"}) {
            expected.put("pullRequestApprovalRule" + event,
                    new Trigger.PullRequestRuleChanged(ORIGIN, SEVEN, "pullRequestApprovalRule" + event));
        }
        expected.put("pullRequestNew", new Trigger.Other(ORIGIN, "CodeCommit Pull Request State Change: pullRequestNew"));
        for (String event : new String[] {"Created", "Updated"}) {
            expected.put("commentOnPullRequest" + event, new Trigger.CommentOnPullRequest(ORIGIN, "orders", "7", "c1:r1", Events.COMMIT));
            expected.put("commentOnCommit" + event, new Trigger.CommentOnCommit(ORIGIN, "orders", "c1:r1", Events.COMMIT));
            expected.put("commentReaction" + event, new Trigger.ReactionChanged(ORIGIN, "orders", "c1:r1"));
        }
        expected.put("approvalRuleTemplateCreated", new Trigger.ApprovalTemplateChanged(ORIGIN, "two approvers"));
        expected.put("event of another kind", new Trigger.Other(ORIGIN, "CodeCommit Weather Change: itRains"));
        Origin aws = new Origin(Events.ID, ORIGIN.at(), "");
        expected.put("run aborted", runEnded(aws, "ABORTED"));
        expected.put("run timed out", runEnded(aws, "TIMED_OUT"));
        expected.put("run failed", runEnded(aws, "FAILED"));
        expected.put("run succeeded", new Trigger.Other(aws, "Step Functions Execution Status Change: SUCCEEDED"));
        Map<String, Trigger> read = new TreeMap<>();
        for (Map.Entry<String, ObjectNode> event : Events.all().entrySet()) {
            if (!event.getValue().has("Records")) {
                read.put(event.getKey(), reader.read(event.getValue()));
            }
        }
        assertEquals(expected, read);
    }

    @Test
    void aMergeInAwssOtherSpellingIsAMerge() throws NotUnderstood {
        ObjectNode event = Events.pullRequest("pullRequestMergeStatusUpdated").put("detail-type", "CodeCommit PullRequest State Change");
        assertEquals(new Trigger.PullRequestMerged(ORIGIN, SEVEN), reader.read(event));
    }

    @Test
    void aRunsInputMayBeAnythingOrNothing() throws NotUnderstood {
        for (String input : new String[] {"", "not JSON", "[]", "{\"run\": 1}", "{\"ended\": {}}"}) {
            ObjectNode event = Events.runEnded("by-hand", "FAILED");
            Events.detail(event).put("input", input);
            assertEquals(input.contains("ended"), ((Trigger.RunEnded) reader.read(event)).concluding());
        }
    }

    @Test
    void aLongCauseIsCut() throws NotUnderstood {
        ObjectNode event = Events.runEnded("push-1", "FAILED");
        Events.detail(event).put("error", "E".repeat(300)).put("cause", "c".repeat(30_000));
        assertTrue(((Trigger.RunEnded) reader.read(event)).cause().length() <= 1_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "commitId | 12 | detail.commitId: expected a commit id, 40 or 64 hex digits",
        "repositoryName | a/b | detail.repositoryName: expected the name of a repository",
        "referenceName | a b | detail.referenceName: expected the name of a reference, at most 256 characters",
        "referenceType | note | detail.referenceType: expected branch or tag, not note"})
    void whatIsWrongAndWhereIsSaid(String member, String value, String reason) {
        ObjectNode event = Events.updated("main", Events.BEFORE, Events.COMMIT);
        Events.detail(event).put(member, value);
        assertEquals(reason, assertThrows(NotUnderstood.class, () -> reader.read(event)).reason());
    }

    @Test
    void whatIsMissingIsSaid() {
        ObjectNode event = Objects.requireNonNull(Events.all().get("branch updated"));
        Events.detail(event).remove("oldCommitId");
        assertEquals("detail.oldCommitId: expected a commit id, 40 or 64 hex digits, not nothing",
                assertThrows(NotUnderstood.class, () -> reader.read(event)).reason());
    }

    private static Trigger runEnded(Origin origin, String status) {
        return new Trigger.RunEnded(origin, Events.MACHINE, Events.EXECUTION, "push-1", status, "Stopped: by hand", false);
    }
}
