package dev.signalbox.local.codebuild;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.BatchGetProjectsRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetProjectsResponse;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.ListBuildsForProjectRequest;
import software.amazon.awssdk.services.codebuild.model.ListBuildsForProjectResponse;
import software.amazon.awssdk.services.codebuild.model.ListBuildsRequest;
import software.amazon.awssdk.services.codebuild.model.ListBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.ListProjectsRequest;
import software.amazon.awssdk.services.codebuild.model.ListProjectsResponse;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.SortOrderType;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StartBuildResponse;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.codebuild.model.StopBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StopBuildResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.codebuild.reports.ReportOperations;
import dev.signalbox.local.codebuild.reports.Reports;
import dev.signalbox.local.codebuild.run.GitSource;
import dev.signalbox.local.codebuild.run.Source;
import dev.signalbox.local.events.EventBus;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

/**
 * CodeBuild: runs buildspecs of version 0.2 as real processes of this machine, in a fresh clone, as the project's role.
 * There is no container: image, compute type and privileged mode are shown and have no effect. Commands see none of the
 * developer's environment but {@code PATH}.
 */
public final class CodeBuild implements AutoCloseable {

    private static final Duration TOKENS_COUNT = Duration.ofMinutes(5);
    private static final int PLACES_IN_THE_QUEUE = 5;
    private static final int PAGE = 100;

    private record Token(Instant until, StartBuildRequest request, Job job) { }

    private record Waiting(Job job, Timeline.Appointment limit) { }

    /** Builds that are kept from going on. */
    public final class Hold implements AutoCloseable {

        private final Predicate<Build> which;
        private final CompletableFuture<Void> released = new CompletableFuture<>();

        private Hold(Predicate<Build> which) {
            this.which = which;
        }

        /** Lets them go on, and holds no more. */
        public void release() {
            holds.remove(this);
            released.complete(null);
        }

        @Override
        public void close() {
            release();
        }
    }

    private final Account account;
    private final Timeline timeline;
    private final Reports reports;
    private final Runner.Site site;
    private final BuildEvents events;
    private final Map<String, Project> projects = new LinkedHashMap<>();
    private final List<Hold> holds = new CopyOnWriteArrayList<>();

    private final Object lock = new Object();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, Token> tokens = new HashMap<>();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final List<Thread> runners = new ArrayList<>();
    private int limit = 4 * Runtime.getRuntime().availableProcessors();
    private boolean closed;

    /**
     * @param projects of type {@code AWS::CodeBuild::Project}
     * @param data where builds have their folders, each as long as it runs
     * @param endpoint the local cloud's address, for builds' own calls and their clones
     */
    public CodeBuild(Account account, Timeline timeline, Calls calls, EventBus bus, Identities identities, Gate gate, Keys keys,
                     List<Resource> projects, Path data, Supplier<URI> endpoint) {
        this(account, timeline, calls, bus, identities, gate, keys, projects, data, endpoint,
                new GitSource(location -> CodeCommitLocation.local(location, endpoint.get())));
    }

    CodeBuild(Account account, Timeline timeline, Calls calls, EventBus bus, Identities identities, Gate gate, Keys keys,
              List<Resource> projects, Path data, Supplier<URI> endpoint, Source source) {
        this.account = account;
        this.timeline = timeline;
        events = new BuildEvents(bus);
        reports = new Reports(account, timeline::now);
        site = new Runner.Site(account, timeline, calls, identities, gate, keys, data.toAbsolutePath(), endpoint, source, reports);
        for (Resource resource : projects) {
            Project project = Project.of(resource, account, timeline.now());
            this.projects.put(project.name(), project);
        }
    }

    /** The operations. */
    public Service service() {
        List<Operation<?>> all = new ArrayList<>(operations());
        all.addAll(new ReportOperations(reports).all());
        return new Service("codebuild", "codebuild", Protocol.JSON_1_1, all);
    }

    private List<Operation<?>> operations() {
        return List.of(
                Operation.of(BatchGetProjectsRequest::builder, request -> request.names().stream()
                        .map(name -> permission("codebuild:BatchGetProjects", name)).toList(), this::batchGetProjects),
                Operation.of(ListProjectsRequest::builder,
                        _ -> List.of(new Permission("codebuild:ListProjects", "*")), this::listProjects),
                Operation.of(StartBuildRequest::builder,
                        request -> List.of(permission("codebuild:StartBuild", request.projectName())), this::startBuild),
                Operation.of(BatchGetBuildsRequest::builder, request -> request.ids().stream()
                        .map(id -> permission("codebuild:BatchGetBuilds", projectOf(id))).distinct().toList(), this::batchGetBuilds),
                Operation.of(ListBuildsRequest::builder,
                        _ -> List.of(new Permission("codebuild:ListBuilds", "*")), this::listBuilds),
                Operation.of(ListBuildsForProjectRequest::builder,
                        request -> List.of(permission("codebuild:ListBuildsForProject", request.projectName())),
                        this::listBuildsForProject),
                Operation.of(StopBuildRequest::builder,
                        request -> List.of(permission("codebuild:StopBuild", projectOf(request.id()))), this::stopBuild));
    }

    /** Sets how many builds run at once; up to five times as many wait. */
    public void accountLimit(int builds) {
        synchronized (lock) {
            limit = builds;
            startWaiting();
        }
    }

    /** Keeps builds in PROVISIONING until they are released, stopped or timed out. */
    public Hold hold(Predicate<Build> which) {
        Hold hold = new Hold(which);
        holds.add(hold);
        return hold;
    }

    /**
     * Makes a build that is not complete end in any of the six states, whatever it does.
     *
     * @param buildId id or ARN
     * @throws IllegalArgumentException for {@code IN_PROGRESS}, or when there is no such build
     */
    public void end(String buildId, StatusType status) {
        if (status == StatusType.IN_PROGRESS) {
            throw new IllegalArgumentException("a build does not end IN_PROGRESS");
        }
        Job job = find(buildId).orElseThrow(() -> new IllegalArgumentException("there is no build " + buildId));
        end(job, new Job.Ending(status, status == StatusType.SUCCEEDED ? Optional.empty()
                : Optional.of(PhaseContext.builder().statusCode(status.toString()).message("The build was made to end.").build())));
    }

    /** Stops every build; returns when nothing of them is left. */
    @Override
    public void close() {
        List<Job> all;
        List<Thread> running;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(jobs.values());
            running = List.copyOf(runners);
        }
        all.forEach(job -> end(job, new Job.Ending(StatusType.STOPPED, Optional.empty())));
        for (Thread runner : running) {
            try {
                runner.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private BatchGetProjectsResponse batchGetProjects(BatchGetProjectsRequest request, Caller caller) {
        List<software.amazon.awssdk.services.codebuild.model.Project> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : request.names()) {
            Optional<Project> project = project(name);
            project.ifPresentOrElse(known -> found.add(known.model()), () -> missing.add(name));
        }
        return BatchGetProjectsResponse.builder().projects(found).projectsNotFound(missing).build();
    }

    private ListProjectsResponse listProjects(ListProjectsRequest request, Caller caller) {
        Comparator<Project> order = Comparator.comparing(Project::name);
        List<String> names = projects.values().stream()
                .sorted(request.sortOrder() == SortOrderType.DESCENDING ? order.reversed() : order).map(Project::name).toList();
        Page page = Page.of(names, request.nextToken(), PAGE);
        return ListProjectsResponse.builder().projects(page.items()).nextToken(page.next().orElse(null)).build();
    }

    private StartBuildResponse startBuild(StartBuildRequest request, Caller caller) {
        Project project = project(request.projectName()).orElseThrow(() -> noProject(request.projectName()));
        StartBuildRequest without = request.toBuilder().idempotencyToken(null).build();
        synchronized (lock) {
            Instant now = timeline.now();
            tokens.values().removeIf(token -> !token.until.isAfter(now));
            Token known = request.idempotencyToken() == null ? null : tokens.get(request.idempotencyToken());
            if (known != null) {
                if (!known.request.equals(without)) {
                    throw invalid("The idempotency token " + request.idempotencyToken()
                            + " was used before, with other parameters");
                }
                return StartBuildResponse.builder().build(known.job.view()).build();
            }
            Request.Wanted wanted = new Request(account, site.endpoint().get(), project, request).build(initiator(caller), now);
            Build asked = wanted.build();
            checkLimits(project);
            long number = numbers.merge(project.name(), 1L, Long::sum);
            Job job = new Job(asked.toBuilder().buildNumber(number).build(), wanted.outputs(), timeline, events);
            jobs.put(asked.id(), job);
            if (request.idempotencyToken() != null) {
                tokens.put(request.idempotencyToken(), new Token(now.plus(TOKENS_COUNT), without, job));
            }
            job.begin(BuildPhaseType.SUBMITTED);
            events.state(job.view());
            job.end(StatusType.SUCCEEDED, Optional.empty());
            job.begin(BuildPhaseType.QUEUED);
            Build answer = job.view();
            Timeline.Appointment patience = timeline.after(Duration.ofMinutes(asked.queuedTimeoutInMinutes()), () -> timeOutInQueue(job));
            queue.add(new Waiting(job, patience));
            startWaiting();
            return StartBuildResponse.builder().build(answer).build();
        }
    }

    private void checkLimits(Project project) {
        if (closed) {
            throw AccountLimitExceededException.builder().message("The local cloud is closing").build();
        }
        Integer most = project.model().concurrentBuildLimit();
        long active = jobs.values().stream().map(Job::view)
                .filter(build -> build.projectName().equals(project.name()) && !build.buildComplete()).count();
        if (most != null && active >= most) {
            throw limitExceeded("Cannot have more than %d active builds for the project %s".formatted(most, project.name()));
        }
        if (runners.size() >= limit && queue.size() >= PLACES_IN_THE_QUEUE * limit) {
            throw limitExceeded("Cannot have more than %d builds in queue for the account".formatted(PLACES_IN_THE_QUEUE * limit));
        }
    }

    private void startWaiting() {
        while (!closed && !queue.isEmpty() && runners.size() < limit) {
            Waiting next = queue.remove();
            next.limit.cancel();
            Thread runner = Thread.ofVirtual().name("build-" + next.job.id()).unstarted(() -> run(next.job));
            runners.add(runner);
            runner.start();
        }
    }

    private void run(Job job) {
        try {
            job.end(StatusType.SUCCEEDED, Optional.empty());
            new Runner(site, job, this::waitForRelease).run();
        } finally {
            synchronized (lock) {
                runners.remove(Thread.currentThread());
                startWaiting();
            }
        }
    }

    private void waitForRelease(Job job) {
        for (Hold hold : holds) {
            if (hold.which.test(job.view())) {
                CompletableFuture.anyOf(hold.released, job.whenEnding()).join();
            }
        }
    }

    private void timeOutInQueue(Job job) {
        end(job, new Job.Ending(StatusType.TIMED_OUT,
                Optional.of(PhaseContext.builder().statusCode("BUILD_TIMED_OUT").message("Build has timed out.").build())));
    }

    private void end(Job job, Job.Ending ending) {
        Optional<Waiting> waiting;
        synchronized (lock) {
            waiting = queue.stream().filter(candidate -> candidate.job == job).findFirst();
            waiting.ifPresent(queue::remove);
        }
        if (!job.demand(ending)) {
            return;
        }
        if (waiting.isPresent()) {
            waiting.get().limit.cancel();
            job.end(ending.status(), ending.context());
            job.complete(ending.status());
        } else {
            Thread.ofVirtual().name("end-" + job.id()).start(job.processes()::end);
        }
    }

    private BatchGetBuildsResponse batchGetBuilds(BatchGetBuildsRequest request, Caller caller) {
        List<Build> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String id : request.ids()) {
            find(id).ifPresentOrElse(job -> found.add(job.view()), () -> missing.add(id));
        }
        return BatchGetBuildsResponse.builder().builds(found).buildsNotFound(missing).build();
    }

    private ListBuildsResponse listBuilds(ListBuildsRequest request, Caller caller) {
        Page page = Page.of(ids(_ -> true, request.sortOrder()), request.nextToken(), PAGE);
        return ListBuildsResponse.builder().ids(page.items()).nextToken(page.next().orElse(null)).build();
    }

    private ListBuildsForProjectResponse listBuildsForProject(ListBuildsForProjectRequest request, Caller caller) {
        Project project = project(request.projectName()).orElseThrow(() -> noProject(request.projectName()));
        Page page = Page.of(ids(build -> build.projectName().equals(project.name()), request.sortOrder()), request.nextToken(), PAGE);
        return ListBuildsForProjectResponse.builder().ids(page.items()).nextToken(page.next().orElse(null)).build();
    }

    private StopBuildResponse stopBuild(StopBuildRequest request, Caller caller) {
        Job job = find(request.id()).orElseThrow(() -> ResourceNotFoundException.builder()
                .message("The build " + request.id() + " does not exist").build());
        end(job, new Job.Ending(StatusType.STOPPED, Optional.empty()));
        return StopBuildResponse.builder().build(job.view()).build();
    }

    private List<String> ids(Predicate<Build> which, @Nullable SortOrderType order) {
        List<String> ids;
        synchronized (lock) {
            ids = jobs.values().stream().map(Job::view).filter(which).map(Build::id).toList();
        }
        return order == SortOrderType.ASCENDING ? ids : ids.reversed();
    }

    private Optional<Job> find(@Nullable String idOrArn) {
        synchronized (lock) {
            return Optional.ofNullable(jobs.get(bare(idOrArn)));
        }
    }

    private Optional<Project> project(@Nullable String nameOrArn) {
        return Optional.ofNullable(projects.get(bare(nameOrArn)));
    }

    private Permission permission(String action, @Nullable String nameOrArn) {
        return project(nameOrArn).map(project -> project.permission(action))
                .orElseGet(() -> new Permission(action, account.arn("codebuild", "project/" + bare(nameOrArn))));
    }

    private static String projectOf(@Nullable String buildIdOrArn) {
        return bare(buildIdOrArn).replaceFirst(":.*", "");
    }

    /** A name or an id out of itself or its ARN. */
    private static String bare(@Nullable String nameOrArn) {
        return nameOrArn == null ? "" : nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
    }

    /** As CodeBuild shows it: a user's name, a role's session as {@code role/session}, a service's resource as {@code states/name}. */
    private static String initiator(Caller caller) {
        return switch (caller) {
            case Caller.User user -> user.name();
            case Caller.RoleSession session ->
                    session.roleArn().substring(session.roleArn().lastIndexOf('/') + 1) + "/" + session.sessionName();
            case Caller.Service service ->
                    service.name().replaceFirst("\\..*", "") + "/" + service.sourceArn().replaceFirst(".*[:/]", "");
        };
    }

    private static ResourceNotFoundException noProject(@Nullable String name) {
        return ResourceNotFoundException.builder().message("Project cannot be found: " + name).build();
    }

    private static AccountLimitExceededException limitExceeded(String message) {
        return AccountLimitExceededException.builder().message(message).build();
    }

    static InvalidInputException invalid(String message) {
        return InvalidInputException.builder().message(message).build();
    }
}
