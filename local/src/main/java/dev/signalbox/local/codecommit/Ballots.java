package dev.signalbox.local.codecommit;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import software.amazon.awssdk.services.codecommit.model.ApprovalRule;

import dev.signalbox.local.front.Caller;

/**
 * The approval rules of pull requests and the votes on them, each pull request's in a file in its repository's folder. They change
 * only while {@link BareRepository#changes()} is held, as pull requests do, so that no vote comes between a merge and its check.
 *
 * <p>A new pull request gets a rule of each template of its repository that is for its destination. Assumed, since AWS does not
 * say: no event tells of these, and whoever opened the pull request is their last user.
 */
final class Ballots implements Approvals, PullRequests.Follower {

    private static final String FOLDER = "approvals";

    private final Repositories repositories;
    private final PullRequests pullRequests;
    private final ApprovalTemplates templates;
    private final Map<String, Ballot> byPullRequest = new ConcurrentHashMap<>();

    /** Takes up what an earlier run left in the repositories' folders. */
    Ballots(Repositories repositories, PullRequests pullRequests, ApprovalTemplates templates) {
        this.repositories = repositories;
        this.pullRequests = pullRequests;
        this.templates = templates;
        repositories.all().forEach(repository -> files(repository).all().forEach(document ->
                byPullRequest.put(document.path("pullRequest").asText(), Ballot.read(document))));
    }

    @Override
    public List<ApprovalRule> rules(PullRequest pullRequest) {
        return of(pullRequest).rules();
    }

    @Override
    public boolean satisfied(PullRequest pullRequest) {
        return of(pullRequest).passes();
    }

    @Override
    public void created(BareRepository repository, PullRequest pullRequest, Caller caller) {
        List<ApprovalTemplate> fitting = templates.of(repository).stream()
                .filter(template -> template.content().isFor(pullRequest.target().destinationReference())).toList();
        if (!fitting.isEmpty()) {
            change(repository, pullRequest.id(), ballot -> {
                Ballot changed = ballot;
                for (ApprovalTemplate template : fitting) {
                    changed = changed.with(made(template, caller));
                }
                return changed;
            });
        }
    }

    /** The rules and the votes for the revision that a pull request has. */
    Ballot of(PullRequest pullRequest) {
        return byPullRequest.getOrDefault(pullRequest.id(), Ballot.EMPTY).at(pullRequest.revisionId());
    }

    /** Changes them; the work may throw an operation's error, and then nothing has changed. */
    Ballot change(BareRepository repository, String pullRequest, UnaryOperator<Ballot> work) {
        repository.changes().lock();
        try {
            Ballot changed = work.apply(of(pullRequests.get(pullRequest).pullRequest()));
            files(repository).write(pullRequest, changed.write().put("pullRequest", pullRequest));
            byPullRequest.put(pullRequest, changed);
            return changed;
        } finally {
            repository.changes().unlock();
        }
    }

    private ApprovalRule made(ApprovalTemplate template, Caller caller) {
        var now = repositories.now();
        return ApprovalRule.builder().approvalRuleId(UUID.randomUUID().toString()).approvalRuleName(template.name())
                .approvalRuleContent(template.content().text()).ruleContentSha256(template.content().sha256())
                .creationDate(now).lastModifiedDate(now).lastModifiedUser(caller.arn())
                .originApprovalRuleTemplate(origin -> origin.approvalRuleTemplateId(template.id())
                        .approvalRuleTemplateName(template.name())).build();
    }

    private static JsonFolder files(BareRepository repository) {
        return new JsonFolder(repository.folder().resolve(FOLDER));
    }
}
