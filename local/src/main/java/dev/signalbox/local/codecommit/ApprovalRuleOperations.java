package dev.signalbox.local.codecommit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codecommit.model.ApprovalRule;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleContentRequiredException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleNameAlreadyExistsException;
import software.amazon.awssdk.services.codecommit.model.ApprovalRuleNameRequiredException;
import software.amazon.awssdk.services.codecommit.model.CannotDeleteApprovalRuleFromTemplateException;
import software.amazon.awssdk.services.codecommit.model.CannotModifyApprovalRuleFromTemplateException;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestApprovalRuleRequest;
import software.amazon.awssdk.services.codecommit.model.CreatePullRequestApprovalRuleResponse;
import software.amazon.awssdk.services.codecommit.model.DeletePullRequestApprovalRuleRequest;
import software.amazon.awssdk.services.codecommit.model.DeletePullRequestApprovalRuleResponse;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleContentException;
import software.amazon.awssdk.services.codecommit.model.InvalidApprovalRuleNameException;
import software.amazon.awssdk.services.codecommit.model.NumberOfRulesExceededException;
import software.amazon.awssdk.services.codecommit.model.PullRequestEvent;
import software.amazon.awssdk.services.codecommit.model.PullRequestEventType;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalRuleContentRequest;
import software.amazon.awssdk.services.codecommit.model.UpdatePullRequestApprovalRuleContentResponse;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;

/**
 * The operations on the approval rules of one pull request: at most 30 (CodeCommit user guide, "Quotas"), while it is open. A rule
 * that a template made can be neither changed nor deleted. Assumed: such a rule alone has destination references, since the user
 * guide says so of templates only.
 */
final class ApprovalRuleOperations {

    private static final int MOST = 30;

    /** What a call makes of the rules, and the rule that it is about. */
    private record Outcome(Ballot ballot, ApprovalRule rule) { }

    private final Repositories repositories;
    private final PullRequests pullRequests;
    private final PullRequestEvents events;
    private final Ballots ballots;

    ApprovalRuleOperations(Repositories repositories, PullRequests pullRequests, PullRequestEvents events, Ballots ballots) {
        this.repositories = repositories;
        this.pullRequests = pullRequests;
        this.events = events;
        this.ballots = ballots;
    }

    List<Operation<?>> list() {
        return List.of(
                Operation.of(CreatePullRequestApprovalRuleRequest::builder,
                        r -> List.of(pullRequests.may("CreatePullRequestApprovalRule", r.pullRequestId())), this::create),
                Operation.of(UpdatePullRequestApprovalRuleContentRequest::builder,
                        r -> List.of(pullRequests.may("UpdatePullRequestApprovalRuleContent", r.pullRequestId())), this::update),
                Operation.of(DeletePullRequestApprovalRuleRequest::builder,
                        r -> List.of(pullRequests.may("DeletePullRequestApprovalRule", r.pullRequestId())), this::delete));
    }

    private CreatePullRequestApprovalRuleResponse create(CreatePullRequestApprovalRuleRequest request, Caller caller) {
        String name = name(request.approvalRuleName());
        RuleContent content = content(request.approvalRuleContent());
        return CreatePullRequestApprovalRuleResponse.builder().approvalRule(changed(request.pullRequestId(), caller,
                PullRequestEventType.PULL_REQUEST_APPROVAL_RULE_CREATED, "pullRequestApprovalRuleCreated", "created an approval rule of",
                (ballot, now) -> {
                    if (ballot.rule(name).isPresent()) {
                        throw ApprovalRuleNameAlreadyExistsException.builder()
                                .message("An approval rule named " + name + " already exists").build();
                    }
                    if (ballot.rules().size() >= MOST) {
                        throw NumberOfRulesExceededException.builder()
                                .message("A pull request has at most " + MOST + " approval rules.").build();
                    }
                    ApprovalRule rule = ApprovalRule.builder().approvalRuleId(UUID.randomUUID().toString()).approvalRuleName(name)
                            .approvalRuleContent(content.text()).ruleContentSha256(content.sha256()).creationDate(now)
                            .lastModifiedDate(now).lastModifiedUser(caller.arn()).build();
                    return new Outcome(ballot.with(rule), rule);
                })).build();
    }

    private UpdatePullRequestApprovalRuleContentResponse update(UpdatePullRequestApprovalRuleContentRequest request, Caller caller) {
        String name = name(request.approvalRuleName());
        RuleContent content = content(request.newRuleContent());
        return UpdatePullRequestApprovalRuleContentResponse.builder().approvalRule(changed(request.pullRequestId(), caller,
                PullRequestEventType.PULL_REQUEST_APPROVAL_RULE_UPDATED, "pullRequestApprovalRuleUpdated", "updated an approval rule of",
                (ballot, now) -> {
                    ApprovalRule before = ballot.rule(name).orElseThrow(() -> ApprovalRuleDoesNotExistException.builder()
                            .message("Approval rule " + name + " does not exist").build());
                    if (before.originApprovalRuleTemplate() != null) {
                        throw CannotModifyApprovalRuleFromTemplateException.builder()
                                .message("The approval rule cannot be modified. It was created by an approval rule template.").build();
                    }
                    ApprovalTemplateOperations.checkSha256(request.existingRuleContentSha256(),
                            RuleContent.of(before.approvalRuleContent()));
                    ApprovalRule rule = before.toBuilder().approvalRuleContent(content.text()).ruleContentSha256(content.sha256())
                            .lastModifiedDate(now).lastModifiedUser(caller.arn()).build();
                    return new Outcome(ballot.replacing(rule), rule);
                })).build();
    }

    /** Deleting again what is gone is answered without an id, as the API reference has it. */
    private DeletePullRequestApprovalRuleResponse delete(DeletePullRequestApprovalRuleRequest request, Caller caller) {
        String name = name(request.approvalRuleName());
        PullRequest pullRequest = PullRequestLife.open(pullRequests.get(request.pullRequestId()).pullRequest());
        Optional<ApprovalRule> found = ballots.of(pullRequest).rule(name);
        if (found.isEmpty()) {
            return DeletePullRequestApprovalRuleResponse.builder().build();
        }
        if (found.get().originApprovalRuleTemplate() != null) {
            throw CannotDeleteApprovalRuleFromTemplateException.builder().message("The approval rule cannot be deleted. It was created by "
                    + "an approval rule template.").build();
        }
        ApprovalRule deleted = changed(pullRequest.id(), caller, PullRequestEventType.PULL_REQUEST_APPROVAL_RULE_DELETED,
                "pullRequestApprovalRuleDeleted", "deleted an approval rule of",
                (ballot, _) -> new Outcome(ballot.without(found.get()), found.get()));
        return DeletePullRequestApprovalRuleResponse.builder().approvalRuleId(deleted.approvalRuleId()).build();
    }

    private ApprovalRule changed(@Nullable String id, Caller caller, PullRequestEventType type, String event, String did,
            BiFunction<Ballot, Instant, Outcome> work) {
        BareRepository repository = pullRequests.get(id).repository();
        repository.changes().lock();
        try {
            PullRequest pullRequest = PullRequestLife.open(pullRequests.get(id).pullRequest());
            Instant now = repositories.now();
            Outcome outcome = work.apply(ballots.of(pullRequest), now);
            ballots.change(repository, pullRequest.id(), _ -> outcome.ballot());
            ApprovalRule rule = outcome.rule();
            PullRequest after = pullRequests.change(repository, pullRequest.id(), before -> before.after(PullRequestEvent.builder()
                    .eventDate(now).actorArn(caller.arn()).pullRequestEventType(type)
                    .approvalRuleEventMetadata(what -> what.approvalRuleId(rule.approvalRuleId())
                            .approvalRuleName(rule.approvalRuleName()).approvalRuleContent(rule.approvalRuleContent())).build()));
            events.tell(repository, after, caller, event, did + " pull request " + after.id(), detail -> detail
                    .put("approvalRuleId", rule.approvalRuleId()).put("approvalRuleName", rule.approvalRuleName())
                    .put("approvalRuleContentSha256", rule.ruleContentSha256()));
            return rule;
        } finally {
            repository.changes().unlock();
        }
    }

    private static String name(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw ApprovalRuleNameRequiredException.builder().message("An approval rule name is required.").build();
        }
        if (!RuleNames.valid(name)) {
            throw InvalidApprovalRuleNameException.builder().message("The specified approval rule name is not valid: " + name).build();
        }
        return name;
    }

    private static RuleContent content(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw ApprovalRuleContentRequiredException.builder().message("Approval rule content is required.").build();
        }
        try {
            RuleContent content = RuleContent.of(text);
            if (!content.destinations().isEmpty()) {
                throw new RuleContent.Invalid("only a template has DestinationReferences");
            }
            return content;
        } catch (RuleContent.Invalid invalid) {
            throw InvalidApprovalRuleContentException.builder()
                    .message("The approval rule content is not valid: " + invalid.getMessage()).build();
        }
    }
}
