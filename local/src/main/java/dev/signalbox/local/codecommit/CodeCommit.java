package dev.signalbox.local.codecommit;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.signalbox.local.Account;
import dev.signalbox.local.events.EventBus;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.time.Timeline;

/** CodeCommit: its API, and its repositories over git. */
public final class CodeCommit implements AutoCloseable {

    private final Repositories repositories;
    private final Refs refs;
    private final Service service;

    /**
     * Opens the repositories that a folder holds.
     *
     * @param folder where the bare repositories live; made if it is not there
     * @param endpoint where the local cloud is reached, asked for anew each time: clone URLs begin with it
     */
    public CodeCommit(Account account, Timeline timeline, EventBus bus, Path folder, Supplier<URI> endpoint) {
        repositories = new Repositories(account, timeline, folder);
        refs = new Refs(repositories);
        RepositoryEvents repositoryEvents = new RepositoryEvents(repositories, bus);
        PullRequests pullRequests = new PullRequests(repositories);
        PullRequestEvents pullRequestEvents = new PullRequestEvents(account, repositories, bus);
        ApprovalTemplates templates = new ApprovalTemplates(repositories);
        Ballots approvals = new Ballots(repositories, pullRequests, templates);
        pullRequests.follow(approvals);
        PullRequestLife life = new PullRequestLife(repositories, pullRequests, pullRequestEvents);
        Merges merges = new Merges(repositories);
        refs.listen(repositoryEvents);
        refs.listen(life);
        Comments comments = new Comments(repositories);
        ApprovalTemplateEvents templateEvents = new ApprovalTemplateEvents(account, repositories, bus);
        List<Operation<?>> operations = Stream.of(
                new RepositoryOperations(account, repositories, refs, endpoint).list(),
                new TagOperations(repositories).list(),
                new BranchOperations(repositories, refs).list(),
                new CommitOperations(repositories).list(),
                new MergeLookups(repositories).list(),
                new BranchMerges(repositories, refs, repositoryEvents, merges).list(),
                new PullRequestOperations(repositories, pullRequests, life, approvals).list(),
                new PullRequestLookups(repositories, pullRequests, approvals).list(),
                new PullRequestMerges(repositories, refs, merges, pullRequests, life, approvals).list(),
                new FileOperations(repositories).list(),
                new CommentOperations(repositories, pullRequests, comments, new CommentEvents(account, repositories, bus)).list(),
                new CommentLists(repositories, pullRequests, comments).list(),
                new ApprovalRuleOperations(repositories, pullRequests, pullRequestEvents, approvals).list(),
                new ApprovalOperations(repositories, pullRequests, pullRequestEvents, approvals).list(),
                new ApprovalTemplateOperations(repositories, templates, templateEvents).list(),
                new AssociationOperations(repositories, templates, templateEvents).list(),
                new WriteOperations(repositories, refs).list()).<Operation<?>>flatMap(List::stream).toList();
        service = new Service("codecommit", "codecommit", Protocol.JSON_1_1, operations);
    }

    /** The API. */
    public Service service() {
        return service;
    }

    /** The repositories over git, to be served under {@link GitOverHttp#PREFIX}. */
    public GitOverHttp git(Identities identities, Gate gate) {
        return new GitOverHttp(repositories, refs, identities, gate);
    }

    @Override
    public void close() {
        repositories.close();
    }
}
