package dev.signalbox.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * Reads EventBridge's events of CodeCommit and Step Functions, in the shapes of CodeCommit's user guide ("Monitoring CodeCommit
 * events") and of Step Functions' developer guide ("Automating with EventBridge"); and the events that are meant for Signalbox itself.
 */
public final class EventReader {

    private static final int LONGEST_CAUSE = 1_000;
    private static final int LONGEST_TITLE = 1_000;
    private static final int LONGEST_DESCRIPTION = 10_240;
    private static final int LONGEST_INPUT = 262_144;

    private final ObjectMapper json;

    /** @param json reads the input of an execution, which an event carries as text */
    public EventReader(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The trigger that an event tells of. Whatever the JSON is, nothing but {@link NotUnderstood} is thrown.
     *
     * @param arrival how it came
     */
    public Trigger read(@Nullable JsonNode event, Arrival arrival) throws NotUnderstood {
        Members envelope = Members.of(event);
        String source = envelope.words("source");
        return switch (source) {
            case "aws.codecommit" -> codeCommit(envelope);
            case "aws.states" -> states(envelope);
            case OwnEvents.SOURCE -> OwnEvents.read(envelope, arrival);
            default -> throw new NotUnderstood("source: expected aws.codecommit, aws.states or signalbox, not " + source);
        };
    }

    private static Trigger codeCommit(Members envelope) throws NotUnderstood {
        Members detail = envelope.object("detail");
        Origin origin = new Origin(envelope.id("id"), envelope.instant("time"), detail.optionalArn("callerUserArn"));
        String type = envelope.words("detail-type");
        String event = detail.words("event");
        return switch (type) {
            case "CodeCommit Repository State Change" -> repository(origin, type, event, detail);
            // AWS's own example of a merge spells it in one word.
            case "CodeCommit Pull Request State Change", "CodeCommit PullRequest State Change" -> pullRequest(origin, type, event, detail);
            case "CodeCommit Comment on Pull Request" -> new Trigger.CommentOnPullRequest(origin, detail.repository("repositoryName"),
                    detail.id("pullRequestId"), detail.id("commentId"), detail.commit("afterCommitId"),
                    detail.optionalId("inReplyTo"), event.equals("commentOnPullRequestUpdated"));
            case "CodeCommit Comment on Commit" -> new Trigger.CommentOnCommit(
                    origin, detail.repository("repositoryName"), detail.id("commentId"), detail.commit("afterCommitId"));
            case "CodeCommit Comment Reaction Change" -> new Trigger.ReactionChanged(
                    origin, detail.repository("repositoryName"), detail.id("commentId"));
            case "CodeCommit Approval Rule Template Change" -> new Trigger.ApprovalTemplateChanged(
                    origin, detail.words("approvalRuleTemplateName"));
            default -> other(origin, type, event);
        };
    }

    private static Trigger repository(Origin origin, String type, String event, Members detail) throws NotUnderstood {
        String repository = detail.repository("repositoryName");
        return switch (event) {
            case "referenceCreated" -> pushed(origin, repository, detail, "");
            case "referenceUpdated" -> pushed(origin, repository, detail, detail.commit("oldCommitId"));
            case "referenceDeleted" -> new Trigger.RefDeleted(
                    origin, repository, referenceType(detail), detail.name("referenceName"), detail.commit("oldCommitId"));
            case "unreferencedMergeCommitCreated" -> new Trigger.MergeCommitMade(origin, repository, detail.commit("commitId"));
            default -> other(origin, type, event);
        };
    }

    private static Trigger pushed(Origin origin, String repository, Members detail, String previous) throws NotUnderstood {
        String name = detail.name("referenceName");
        String commit = detail.commit("commitId");
        return referenceType(detail).equals("branch")
                ? new Trigger.BranchPushed(origin, repository, name, commit, previous)
                : new Trigger.TagPushed(origin, repository, name, commit, previous);
    }

    private static String referenceType(Members detail) throws NotUnderstood {
        String type = detail.words("referenceType");
        if (!type.equals("branch") && !type.equals("tag")) {
            throw new NotUnderstood("detail.referenceType: expected branch or tag, not " + type);
        }
        return type;
    }

    private static Trigger pullRequest(Origin origin, String type, String event, Members detail) throws NotUnderstood {
        PullRequest pullRequest = new PullRequest(detail.id("pullRequestId"), detail.firstRepository("repositoryNames"),
                detail.name("sourceReference"), detail.commit("sourceCommit"), detail.name("destinationReference"),
                detail.optionalId("revisionId"), detail.optionalArn("author"), detail.optional("title", LONGEST_TITLE),
                detail.optional("description", LONGEST_DESCRIPTION));
        return switch (event) {
            case "pullRequestCreated" -> new Trigger.PullRequestOpened(origin, pullRequest);
            case "pullRequestSourceBranchUpdated" -> new Trigger.PullRequestUpdated(origin, pullRequest);
            case "pullRequestStatusChanged", "pullRequestMergeStatusUpdated" -> ended(origin, type, event, pullRequest, detail);
            case "pullRequestApprovalStateChanged" ->
                new Trigger.PullRequestApprovalChanged(origin, pullRequest, detail.words("approvalStatus"));
            case "pullRequestApprovalRuleOverridden" ->
                new Trigger.PullRequestRulesOverridden(origin, pullRequest, detail.words("overrideStatus"));
            case "pullRequestApprovalRuleCreated", "pullRequestApprovalRuleUpdated", "pullRequestApprovalRuleDeleted" ->
                new Trigger.PullRequestRuleChanged(origin, pullRequest, event);
            default -> other(origin, type, event);
        };
    }

    private static Trigger ended(Origin origin, String type, String event, PullRequest pullRequest, Members detail) throws NotUnderstood {
        if (detail.words("isMerged").equals("True")) {
            return new Trigger.PullRequestMerged(origin, pullRequest);
        }
        return detail.words("pullRequestStatus").equals("Closed")
                ? new Trigger.PullRequestClosed(origin, pullRequest)
                : other(origin, type, event);
    }

    private Trigger states(Members envelope) throws NotUnderstood {
        Origin origin = new Origin(envelope.id("id"), envelope.instant("time"), "");
        String type = envelope.words("detail-type");
        Members detail = envelope.object("detail");
        if (!type.equals("Step Functions Execution Status Change")) {
            return other(origin, type, "of Step Functions");
        }
        String status = detail.words("status");
        return switch (status) {
            case "SUCCEEDED", "ABORTED", "TIMED_OUT", "FAILED" -> new Trigger.RunEnded(origin, detail.arn("stateMachineArn"),
                    detail.arn("executionArn"), detail.id("name"), status, cause(detail), concluding(detail));
            default -> other(origin, type, status);
        };
    }

    private static String cause(Members detail) throws NotUnderstood {
        String error = detail.optional("error", 200);
        String cause = detail.optional("cause", LONGEST_CAUSE - 202);
        return error.isEmpty() || cause.isEmpty() ? error + cause : error + ": " + cause;
    }

    /** A concluding run is known by its name; its input tells too, where the event carries it. */
    private boolean concluding(Members detail) throws NotUnderstood {
        if (detail.id("name").startsWith("ended-")) {
            return true;
        }
        try {
            JsonNode input = json.readTree(detail.optional("input", LONGEST_INPUT));
            return input != null && input.has("ended");
        } catch (JsonProcessingException notOurs) {
            return false;
        }
    }

    private static Trigger other(Origin origin, String type, String event) {
        return new Trigger.Other(origin, type + ": " + event);
    }
}
