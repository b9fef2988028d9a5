package dev.signalbox.trigger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.signalbox.Events;

class EventReaderTest {

    private static final Origin ORIGIN = new Origin(Events.ID, Instant.parse("2026-11-23T09:00:00Z"), Events.ADA);
    private static final PullRequest SEVEN = new PullRequest("7", "orders", "refs/heads/topic", Events.COMMIT, "refs/heads/main",
            "r1", Events.ADA, "A \"title\"\nof two lines", "Why,\nin two lines");

    private static final Arrival ARRIVAL = new Arrival("request-1", Instant.parse("2026-11-23T09:00:07Z"));

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
            expected.put("commentOnPullRequest" + event, new Trigger.CommentOnPullRequest(ORIGIN, "orders", "7", "c1:r1",
                    Events.COMMIT, "", event.equals("Updated")));
            expected.put("commentOnCommit" + event, new Trigger.CommentOnCommit(ORIGIN, "orders", "c1:r1", Events.COMMIT));
            expected.put("commentReaction" + event, new Trigger.ReactionChanged(ORIGIN, "orders", "c1:r1"));
        }
        expected.put("reply on pull request",
                new Trigger.CommentOnPullRequest(ORIGIN, "orders", "7", "c1:r1", Events.COMMIT, "c0:r0", false));
        expected.put("approvalRuleTemplateCreated", new Trigger.ApprovalTemplateChanged(ORIGIN, "two approvers"));
        expected.put("event of another kind", new Trigger.Other(ORIGIN, "CodeCommit Weather Change: itRains"));
        Origin aws = new Origin(Events.ID, ORIGIN.at(), "");
        expected.put("run aborted", runEnded(aws, "ABORTED"));
        expected.put("run timed out", runEnded(aws, "TIMED_OUT"));
        expected.put("run failed", runEnded(aws, "FAILED"));
        expected.put("run succeeded", runEnded(aws, "SUCCEEDED"));
        expected.put("schedule slot", new Trigger.ScheduleSlot(
                aws, "orders", "nightly-1", "cron(0 3 ? * MON-FRI *)", "Europe/Amsterdam", "", ORIGIN.at()));
        expected.put("schedule slot of a branch", new Trigger.ScheduleSlot(
                aws, "orders", "nightly-1", "cron(0 3 ? * MON-FRI *)", "Europe/Amsterdam", "release/1.0", ORIGIN.at()));
        expected.put("account schedule slot", new Trigger.AccountSlot(
                aws, "nightly-1", "cron(0 3 ? * MON-FRI *)", "Europe/Amsterdam", ORIGIN.at()));
        expected.put("build request", requested(aws, "main", "", ""));
        expected.put("build request for a tag", requested(aws, "", "v1", ""));
        expected.put("build request for a commit", new Trigger.Requested(aws, "orders", "", "", Events.COMMIT, List.of("unit", "lint"),
                new TreeMap<>(Map.of("STAGE", "test", "EMPTY", "")), 2));
        Map<String, Trigger> read = new TreeMap<>();
        for (Map.Entry<String, ObjectNode> event : Events.all().entrySet()) {
            if (!event.getValue().has("Records")) {
                read.put(event.getKey(), read(event.getValue()));
            }
        }
        assertEquals(expected, read);
    }

    @Test
    void aMergeInAwssOtherSpellingIsAMerge() throws NotUnderstood {
        ObjectNode event = Events.pullRequest("pullRequestMergeStatusUpdated").put("detail-type", "CodeCommit PullRequest State Change");
        assertEquals(new Trigger.PullRequestMerged(ORIGIN, SEVEN), read(event));
    }

    @Test
    void aRunsInputMayBeAnythingOrNothing() throws NotUnderstood {
        for (String input : new String[] {"", "not JSON", "[]", "{\"run\": 1}", "{\"ended\": {}}"}) {
            ObjectNode event = Events.runEnded("by-hand", "FAILED");
            Events.detail(event).put("input", input);
            assertEquals(input.contains("ended"), ((Trigger.RunEnded) read(event)).concluding());
        }
    }

    @Test
    void aLongCauseIsCut() throws NotUnderstood {
        ObjectNode event = Events.runEnded("push-1", "FAILED");
        Events.detail(event).put("error", "E".repeat(300)).put("cause", "c".repeat(30_000));
        assertTrue(((Trigger.RunEnded) read(event)).cause().length() <= 1_000);
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
        assertEquals(reason, assertThrows(NotUnderstood.class, () -> read(event)).reason());
    }

    @Test
    void whatIsMissingIsSaid() {
        ObjectNode event = Objects.requireNonNull(Events.all().get("branch updated"));
        Events.detail(event).remove("oldCommitId");
        assertEquals("detail.oldCommitId: expected a commit id, 40 or 64 hex digits, not nothing",
                assertThrows(NotUnderstood.class, () -> read(event)).reason());
    }

    @Test
    void aRequestWithoutIdAndTimeHasThoseOfItsArrival() throws NotUnderstood {
        ObjectNode request = Events.requested("branch", "main");
        assertEquals(Events.ID, read(request).origin().event());
        request.remove(List.of("id", "time", "version"));
        Trigger.Requested bare = requested(new Origin("request-1", ARRIVAL.at(), ""), "main", "", "");
        assertEquals(bare, read(request));
        Events.detail(request).putNull("tag").putNull("builds").putNull("env").putNull("attempt");
        assertEquals(bare, read(request.putNull("id").putNull("time")));
    }

    @Test
    void aSlotIsTheTimeItWasToComeAtHoweverLateItComes() throws NotUnderstood {
        ObjectNode late = Events.slot("orders").put("time", "2026-11-23T02:00:00Z");
        assertEquals(Instant.parse("2026-11-23T02:00:00Z"), ((Trigger.ScheduleSlot) read(late)).slot());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "brnach | \"main\" | detail.brnach: not known here, expected repository, branch, tag, commit, builds, env, attempt",
        "tag | \"v1\" | detail: expected one of branch, tag and commit",
        "branch | null | detail: expected one of branch, tag and commit",
        "branch | \"a b\" | detail.branch: expected the name of a reference, at most 256 characters",
        "repository | null | detail.repository: expected the name of a repository, not nothing",
        "builds | [] | detail.builds: expected a list of names of builds, 1 to 256",
        "builds | \"unit\" | detail.builds: expected a list of names of builds, 1 to 256",
        "builds | [\"unit\", \"a b\"] | detail.builds[1]: expected a list of names of builds, which a b is not",
        "builds | [7] | detail.builds[0]: expected a list of names of builds, which 7 is not",
        "attempt | 0 | detail.attempt: expected a whole number, 1 to 1000",
        "attempt | 1001 | detail.attempt: expected a whole number, 1 to 1000",
        "attempt | 1.5 | detail.attempt: expected a whole number, 1 to 1000",
        "attempt | \"2\" | detail.attempt: expected a whole number, 1 to 1000",
        "attempt | 99999999999 | detail.attempt: expected a whole number, 1 to 1000",
        "env | [] | detail.env: expected an object, not a list",
        "env | {\"A\": 1} | detail.env.A: expected a text, not a number",
        "env | {\"A\": {\"secret\": \"x\"}} | detail.env.A: expected a text, not an object"})
    void whatIsWrongInARequestIsSaid(String member, String json, String reason) throws JsonProcessingException {
        ObjectNode request = Events.requested("branch", "main");
        Events.detail(request).set(member, new ObjectMapper().readTree(json));
        assertEquals(reason, assertThrows(NotUnderstood.class, () -> read(request)).reason());
    }

    @Test
    void aRequestIsOfBoundedSize() throws NotUnderstood {
        ObjectNode request = Events.requested("branch", "main");
        ArrayNode builds = Events.detail(request).putArray("builds");
        ObjectNode env = Events.detail(request).putObject("env");
        IntStream.range(0, 256).forEach(i -> builds.add("build-" + i));
        IntStream.range(0, 100).forEach(i -> env.put("V" + i, "x".repeat(10_000)));
        assertEquals(256, ((Trigger.Requested) read(request)).builds().size());
        assertEquals(100, ((Trigger.Requested) read(request)).env().size());
        env.put("ONE_MORE", "");
        assertEquals("detail.env: expected at most 100 variables", assertThrows(NotUnderstood.class, () -> read(request)).reason());
        env.remove("ONE_MORE");
        builds.add("one-more");
        assertThrows(NotUnderstood.class, () -> read(request));
    }

    @Test
    void aWrongWordAroundARequestIsNotUnderstood() {
        ObjectNode request = Events.requested("branch", "main");
        assertEquals("detail-type: expected Signalbox Build Request or Signalbox Schedule Slot, not Signalbox Build request",
                assertThrows(NotUnderstood.class, () -> read(request.deepCopy().put("detail-type", "Signalbox Build request"))).reason());
        assertEquals("times: not known here, expected source, detail-type, detail, id, time, version, account, region, resources",
                assertThrows(NotUnderstood.class, () -> read(request.deepCopy().put("times", ""))).reason());
        String reason = assertThrows(NotUnderstood.class, () -> read(request.deepCopy().put("x\ud800\n".repeat(1_000), ""))).reason();
        assertTrue(reason.startsWith("x??x??") && reason.length() < 200, reason);
    }

    private Trigger read(@Nullable JsonNode event) throws NotUnderstood {
        return reader.read(event, ARRIVAL);
    }

    private static Trigger.Requested requested(Origin origin, String branch, String tag, String commit) {
        return new Trigger.Requested(origin, "orders", branch, tag, commit, List.of(), new TreeMap<>(), 1);
    }

    private static Trigger runEnded(Origin origin, String status) {
        return new Trigger.RunEnded(origin, Events.MACHINE, Events.EXECUTION, "push-1", status, "Stopped: by hand", false);
    }
}
