package dev.signalbox;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Events as EventBridge and CodeCommit deliver them, one of every kind. */
public final class Events {

    public static final String COMMIT = "1f".repeat(20);
    public static final String BEFORE = "2e".repeat(20);
    public static final String ID = "0f2c6a6e-5f0c-4d2b-9a57-2a6c1ab39f10";
    public static final String ADA = "arn:aws:iam::123456789012:user/ada";
    public static final String MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:signalbox-run";
    public static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:signalbox-run:push-1";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Events() {
    }

    /** Every kind of event that is understood, by a name for it. */
    public static Map<String, ObjectNode> all() {
        Map<String, ObjectNode> events = new TreeMap<>();
        events.put("branch created", created("main", COMMIT));
        events.put("branch updated", updated("main", BEFORE, COMMIT));
        events.put("branch merged", merged());
        events.put("branch deleted", deleted("branch"));
        events.put("tag created", tag("referenceCreated"));
        events.put("tag moved", tag("referenceUpdated"));
        events.put("tag deleted", deleted("tag"));
        events.put("merge commit", codeCommit("CodeCommit Repository State Change", Map.of(
                "event", "unreferencedMergeCommitCreated", "repositoryName", "orders", "commitId", COMMIT, "mergeOption", "SQUASH_MERGE")));
        events.put("repository event of another day", codeCommit("CodeCommit Repository State Change", Map.of(
                "event", "referenceRenamed", "repositoryName", "orders")));
        for (String event : new String[] {"pullRequestCreated", "pullRequestSourceBranchUpdated", "pullRequestStatusChanged",
                "pullRequestMergeStatusUpdated", "pullRequestApprovalRuleCreated", "pullRequestApprovalRuleUpdated",
                "pullRequestApprovalRuleDeleted", "pullRequestApprovalRuleOverridden",
                "pullRequestApprovalStateChanged",
                "pullRequestNew"}) {
            events.put(event, pullRequest(event));
        }
        for (String event : new String[] {"Created", "Updated"}) {
            events.put("commentOnPullRequest" + event, codeCommit("CodeCommit Comment on Pull Request", Map.of(
                    "event", "commentOnPullRequest" + event, "repositoryName", "orders", "pullRequestId", "7", "commentId", "c1:r1",
                    "afterCommitId", COMMIT, "beforeCommitId", BEFORE)));
            events.put("commentOnCommit" + event, codeCommit("CodeCommit Comment on Commit", Map.of(
                    "event", "commentOnCommit" + event, "repositoryName", "orders", "commentId", "c1:r1", "afterCommitId", COMMIT)));
            events.put("commentReaction" + event, codeCommit("CodeCommit Comment Reaction Change", Map.of(
                    "event", "commentReaction" + event, "repositoryName", "orders", "commentId", "c1:r1")));
        }
        events.put("reply on pull request", codeCommit("CodeCommit Comment on Pull Request", Map.of(
                "event", "commentOnPullRequestCreated", "repositoryName", "orders", "pullRequestId", "7", "commentId", "c1:r1",
                "afterCommitId", COMMIT, "beforeCommitId", BEFORE, "inReplyTo", "c0:r0")));
        events.put("approvalRuleTemplateCreated", codeCommit("CodeCommit Approval Rule Template Change", Map.of(
                "event", "approvalRuleTemplateCreated", "approvalRuleTemplateName", "two approvers")));
        events.put("event of another kind", codeCommit("CodeCommit Weather Change", Map.of("event", "itRains")));
        events.put("run aborted", runEnded("push-1", "ABORTED"));
        events.put("run timed out", runEnded("push-1", "TIMED_OUT"));
        events.put("run failed", runEnded("push-1", "FAILED"));
        events.put("run succeeded", runEnded("push-1", "SUCCEEDED"));
        events.put("repository trigger", repositoryTrigger("refs/heads/main"));
        events.put("schedule slot", slot("orders"));
        ObjectNode ofBranch = slot("orders");
        detail(ofBranch).put("branch", "release/1.0");
        events.put("schedule slot of a branch", ofBranch);
        events.put("account schedule slot", slot(""));
        events.put("build request", requested("branch", "main"));
        events.put("build request for a tag", requested("tag", "v1"));
        ObjectNode whole = requested("commit", COMMIT);
        events.put("build request for a commit", whole);
        detail(whole).put("attempt", 2).putObject("env").put("STAGE", "test").put("EMPTY", "");
        detail(whole).putArray("builds").add("unit").add("lint").add("unit");
        return events;
    }

    /** A slot of a repository's schedule; of the account's own if the name is empty. */
    public static ObjectNode slot(String repository) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("schedule", "nightly-1");
        detail.put("expression", "cron(0 3 ? * MON-FRI *)");
        detail.put("timezone", "Europe/Amsterdam");
        if (!repository.isEmpty()) {
            detail.put("repository", repository);
        }
        return own("Signalbox Schedule Slot", detail);
    }

    /** A request by hand for what a branch, a tag or a commit leads to. */
    public static ObjectNode requested(String kind, String name) {
        return own("Signalbox Build Request", Map.of("repository", "orders", kind, name));
    }

    private static ObjectNode own(String type, Map<String, Object> detail) {
        ObjectNode event = JSON.createObjectNode().put("version", "0").put("source", "signalbox").put("detail-type", type)
                .put("id", ID).put("time", "2026-11-23T09:00:00Z");
        event.set("detail", JSON.valueToTree(detail));
        return event;
    }

    /** A new branch. */
    public static ObjectNode created(String branch, String commit) {
        return codeCommit("CodeCommit Repository State Change",
                reference("referenceCreated", "branch", branch, Map.of("commitId", commit)));
    }

    /** A push to a branch. */
    public static ObjectNode updated(String branch, String before, String commit) {
        return codeCommit("CodeCommit Repository State Change",
                reference("referenceUpdated", "branch", branch, Map.of("commitId", commit, "oldCommitId", before)));
    }

    /** A merge by CodeCommit's API, of which AWS tells no caller. */
    public static ObjectNode merged() {
        ObjectNode event = updated("main", BEFORE, COMMIT);
        detail(event).put("mergeOption", "THREE_WAY_MERGE").put("baseCommitId", BEFORE).remove("callerUserArn");
        return event;
    }

    /** A new tag, or a moved one. */
    public static ObjectNode tag(String event) {
        return codeCommit("CodeCommit Repository State Change",
                reference(event, "tag", "v1", Map.of("commitId", COMMIT, "oldCommitId", BEFORE)));
    }

    /** A deleted branch or tag. */
    public static ObjectNode deleted(String type) {
        return codeCommit("CodeCommit Repository State Change", reference("referenceDeleted", type, "old", Map.of("oldCommitId", BEFORE)));
    }

    /** Something about an open pull request; a status or merge event tells of its end. */
    public static ObjectNode pullRequest(String event) {
        Map<String, Object> detail = new LinkedHashMap<>();
        boolean ended = event.contains("Status");
        detail.put("event", event);
        detail.put("pullRequestId", "7");
        detail.put("repositoryNames", new String[] {"orders"});
        detail.put("sourceReference", "refs/heads/topic");
        detail.put("sourceCommit", COMMIT);
        detail.put("destinationReference", "refs/heads/main");
        detail.put("destinationCommit", BEFORE);
        detail.put("revisionId", "r1");
        detail.put("author", ADA);
        detail.put("title", "A \"title\"\nof two lines");
        detail.put("description", "Why,\nin two lines");
        detail.put("creationDate", "Tue Feb 9 2019 10:18:42 PDT ");
        detail.put("pullRequestStatus", ended ? "Closed" : "Open");
        detail.put("isMerged", event.contains("Merge") ? "True" : "False");
        detail.put("approvalStatus", "APPROVE");
        detail.put("overrideStatus", "OVERRIDE");
        return codeCommit("CodeCommit Pull Request State Change", detail);
    }

    /** The end of an execution. */
    public static ObjectNode runEnded(String name, String status) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("executionArn", EXECUTION);
        detail.put("stateMachineArn", MACHINE);
        detail.put("name", name);
        detail.put("status", status);
        detail.put("startDate", 1_795_424_400_000L);
        detail.put("stopDate", 1_795_424_460_000L);
        detail.put("input", "{\"version\":1}");
        detail.put("output", null);
        detail.put("error", "Stopped");
        detail.put("cause", "by hand");
        return event("aws.states", "Step Functions Execution Status Change", detail);
    }

    /** What a repository trigger sends, for any number of references. */
    public static ObjectNode repositoryTrigger(String... refs) {
        ObjectNode event = JSON.createObjectNode();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("awsRegion", "us-east-1").put("customData", "this is custom data").put("eventId", ID);
        record.put("eventName", "ReferenceChanges").put("eventPartNumber", 1).put("eventTotalParts", 1).put("eventVersion", "1.0");
        record.put("eventSource", "aws:codecommit").put("eventSourceARN", "arn:aws:codecommit:us-east-1:123456789012:orders");
        record.put("eventTime", "2026-11-23T09:00:00.000+0000").put("eventTriggerConfigId", ID).put("eventTriggerName", "signalbox");
        record.put("userIdentityARN", ADA);
        var references = record.putObject("codecommit").putArray("references");
        for (String ref : refs) {
            references.addObject().put("commit", COMMIT).put("ref", ref);
        }
        return event;
    }

    /** The {@code detail} of an event. */
    public static ObjectNode detail(JsonNode event) {
        return (ObjectNode) event.path("detail");
    }

    /** The JSON of an event. */
    public static byte[] bytes(JsonNode event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Map<String, Object> reference(String event, String type, String name, Map<String, Object> commits) {
        Map<String, Object> detail = new LinkedHashMap<>(commits);
        detail.put("event", event);
        detail.put("repositoryName", "orders");
        detail.put("repositoryId", "12345678-1234-5678-abcd-12345678abcd");
        detail.put("referenceType", type);
        detail.put("referenceName", name);
        detail.put("referenceFullName", (type.equals("tag") ? "refs/tags/" : "refs/heads/") + name);
        return detail;
    }

    private static ObjectNode codeCommit(String type, Map<String, Object> detail) {
        Map<String, Object> whole = new LinkedHashMap<>(detail);
        whole.put("callerUserArn", ADA);
        return event("aws.codecommit", type, whole);
    }

    private static ObjectNode event(String source, String type, Map<String, Object> detail) {
        ObjectNode event = JSON.createObjectNode().put("version", "0").put("id", ID).put("detail-type", type).put("source", source)
                .put("account", "123456789012").put("time", "2026-11-23T09:00:00Z").put("region", "us-east-1");
        event.putArray("resources").add("arn:aws:codecommit:us-east-1:123456789012:orders");
        event.set("detail", JSON.valueToTree(detail));
        return event;
    }
}
