package dev.signalbox.local.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.ssm.SsmClient;

import dev.signalbox.local.LocalCloud;
import dev.signalbox.local.codecommit.GitOverHttp;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.sns.Mailbox;

/**
 * A local cloud in a test's hand: clients for the user {@code developer}, all that was heard of it since it began, and waiting
 * for what is to come. Nothing here sleeps: it awaits a condition, and is woken by the cloud's events, log lines and emails.
 */
public final class CloudInHand implements AutoCloseable {

    /** A line of a log, without its line break. */
    public record Line(String group, String stream, Instant time, String text) { }

    /** A message of the notifications topic, as a queue gets it. */
    public record Told(JsonNode document, JsonNode attributes, String subject) {
        public String verdict() {
            return document.path("verdict").asText();
        }

        public String change() {
            return document.path("change").asText();
        }

        public String reason() {
            return document.path("reason").asText();
        }

        /** Of the builds, in the document's order. */
        public List<String> outcomes() {
            return document.path("builds").valueStream().map(build -> build.path("outcome").asText()).toList();
        }

        /** Of the builds, by name, in the document's order. */
        public SequencedMap<String, String> outcomesByName() {
            SequencedMap<String, String> outcomes = new LinkedHashMap<>();
            document.path("builds").forEach(build -> outcomes.put(build.path("name").asText(), build.path("outcome").asText()));
            return outcomes;
        }

        public String commit() {
            return document.path("commit").asText();
        }

        public String run() {
            return document.path("run").path("id").asText();
        }
    }

    /** An execution of the run state machine, by its events. */
    public record Run(String arn, JsonNode input) { }

    private record Heard(JsonNode event, List<String> rules) { }

    private record Refused(String role, String action) { }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long LOOK_AGAIN_MILLIS = 40;
    private static final int LAST_LINES = 10;
    /** Rules that lead elsewhere than to Route. */
    private static final Set<String> TO_OTHERS = Set.of("BuildProgressRule", "ApprovalRulesOverriddenRule");

    private final Path folder;
    private final Path record;
    private final LocalCloud local;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final Decisions decisions = new Decisions();
    private final Object news = new Object();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final List<Refused> refused = new CopyOnWriteArrayList<>();
    private final Set<Refused> expected = new HashSet<>();
    private final List<Told> told = new ArrayList<>();
    private final List<JsonNode> undelivered = new ArrayList<>();
    private final List<Switchboard.Interception> interceptions = new ArrayList<>();
    private final String toldQueue;

    /** The clients. */
    public final CodeCommitClient codeCommit;
    public final CodeBuildClient codeBuild;
    public final SfnClient stepFunctions;
    public final LambdaClient lambda;
    public final SqsClient sqs;
    public final SnsClient sns;
    public final DynamoDbClient dynamoDb;
    public final SsmClient ssm;
    public final SecretsManagerClient secretsManager;
    public final CloudWatchClient cloudWatch;
    public final S3Client s3;
    public final SchedulerClient scheduler;

    private CloudInHand(Path folder, Map<String, String> parameters) throws IOException {
        this.folder = Files.createDirectories(folder.resolve(UUID.randomUUID().toString()).toAbsolutePath());
        record = this.folder.resolve("record.jsonl");
        Map<String, String> all = new HashMap<>(Map.of("NotificationEmail", "team@example.com"));
        all.putAll(parameters);
        local = LocalCloud.start(new LocalCloud.Options(
                Path.of("..").toRealPath(), 0, Files.createDirectory(this.folder.resolve("data")), all, Optional.of(record)));
        local.iam().listen(decisions);
        local.iam().listen((caller, permission, allowed) -> {
            if (!allowed) {
                refused.add(new Refused(role(caller.arn()), permission.action()));
            }
        });
        local.events().onEvent((event, rules) -> {
            heard.add(new Heard(event, rules));
            wake();
        });
        local.logs().listen((group, stream, time, line) -> {
            lines.add(new Line(group, stream, time, line.stripTrailing()));
            wake();
        });
        local.mailbox().listen(_ -> wake());
        codeCommit = of(CodeCommitClient.builder());
        codeBuild = of(CodeBuildClient.builder());
        stepFunctions = of(SfnClient.builder());
        lambda = of(LambdaClient.builder());
        sqs = of(SqsClient.builder());
        sns = of(SnsClient.builder());
        dynamoDb = of(DynamoDbClient.builder());
        ssm = of(SsmClient.builder());
        secretsManager = of(SecretsManagerClient.builder());
        cloudWatch = of(CloudWatchClient.builder());
        s3 = of(S3Client.builder().forcePathStyle(true));
        scheduler = of(SchedulerClient.builder());
        toldQueue = subscribe("told", Map.of());
    }

    /** Starts one, with its files in a folder of its own. */
    public static CloudInHand start(Path folder) {
        return start(folder, Map.of());
    }

    /** Starts one whose stack has these parameters. */
    public static CloudInHand start(Path folder, Map<String, String> parameters) {
        try {
            return new CloudInHand(folder, parameters);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** CodeCommit for another user. */
    public CodeCommitClient as(String user) {
        return of(CodeCommitClient.builder(), user);
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C of(B builder) {
        return of(builder, "developer");
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C of(B builder, String user) {
        return builder.endpointOverride(URI.create(local.endpoint().toString())).region(Region.US_EAST_1).httpClient(http)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(user, "any")))
                .overrideConfiguration(settings -> settings.defaultProfileFile(ProfileFile.aggregator().build())).build();
    }

    /** A queue that is subscribed to the notifications. @return its URL */
    public String subscribe(String name, Map<String, String> attributes) {
        String url = sqs.createQueue(queue -> queue.queueName(name)).queueUrl();
        String arn = sqs.getQueueAttributes(queue -> queue.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes().get(QueueAttributeName.QUEUE_ARN);
        String topic = local.stack().output("NotificationsTopicArn");
        String policy = """
                {"Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
                  "Resource": "%s", "Condition": {"ArnEquals": {"aws:SourceArn": "%s"}}}]}""".formatted(arn, topic);
        sqs.setQueueAttributes(queue -> queue.queueUrl(url).attributes(Map.of(
                QueueAttributeName.POLICY, policy, QueueAttributeName.MESSAGE_RETENTION_PERIOD, "1209600")));
        sns.subscribe(subscription -> subscription.topicArn(topic).protocol("sqs").endpoint(arn).attributes(attributes));
        return url;
    }

    public LocalCloud local() {
        return local;
    }

    public String output(String key) {
        return local.stack().output(key);
    }

    /** Where every call from outside is written. */
    public Path record() {
        return record;
    }

    /** A new repository. */
    public Repository repository() {
        String name = "orders-" + UUID.randomUUID().toString().substring(0, 8);
        codeCommit.createRepository(request -> request.repositoryName(name));
        try {
            return new Repository(name, Files.createDirectories(folder.resolve("clones").resolve(name)),
                    local.endpoint() + GitOverHttp.PREFIX + name);
        } catch (IOException refusedByDisk) {
            throw new UncheckedIOException(refusedByDisk);
        }
    }

    // ---- waiting

    private void wake() {
        synchronized (news) {
            news.notifyAll();
        }
    }

    /** Waits until there is a value. */
    public <T> T await(String what, Supplier<Optional<T>> probe) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            Optional<T> found = probe.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("not seen in time: " + what + underWay());
            }
            synchronized (news) {
                try {
                    news.wait(LOOK_AGAIN_MILLIS);
                } catch (InterruptedException stopped) {
                    throw new AssertionError(stopped);
                }
            }
        }
    }

    /** For a test that failed: what every run and build that has not ended is at. */
    private String underWay() {
        StringBuilder words = new StringBuilder();
        stepFunctions.listExecutionsPaginator(request -> request.stateMachineArn(output("RunStateMachineArn"))
                .statusFilter(ExecutionStatus.RUNNING)).executions().forEach(run -> {
                    words.append("\nrunning: ").append(run.name());
                    history(run.executionArn()).forEach(event -> words.append("\n    ")
                            .append(event.type()).append(' ').append(event.timestamp())
                            .append(event.taskSubmitFailedEventDetails() == null ? "" : event.taskSubmitFailedEventDetails())
                            .append(event.taskFailedEventDetails() == null ? "" : event.taskFailedEventDetails()));
                });
        allBuilds().stream().filter(build -> !build.buildComplete()).forEach(build -> words.append("\nbuilding: ").append(build.id())
                .append(" in ").append(build.currentPhase()).append(" of ").append(build.sourceVersion()));
        String route = "/aws/lambda/" + output("RouteFunctionName");
        lines().reversed().stream().filter(line -> line.group().equals(route)).limit(LAST_LINES)
                .forEach(line -> words.append("\nRoute's log: ").append(line.text()));
        return words + "\nthe clock: " + local.timeline().now();
    }

    public void awaitThat(String what, BooleanSupplier condition) {
        await(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Turns the clock step by step, for as long as a condition does not hold. */
    public void turnUntil(String what, Duration step, BooleanSupplier condition) {
        awaitThat(what, () -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            local.timeline().turn(step);
            return false;
        });
    }

    /** Turns the clock to a time that is still to come. */
    public void turnTo(Instant when) {
        local.timeline().turn(Duration.between(local.timeline().now(), when));
    }

    /** Turns the clock past the waits of a repository's runs before they try again, for as long as a condition does not hold. */
    public void turnRetriesUntil(String what, Repository repository, BooleanSupplier condition) {
        awaitThat(what, () -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (runs(repository.name()).stream().anyMatch(this::waitsToTryAgain)) {
                local.timeline().turn(Duration.ofSeconds(10));
            }
            return false;
        });
    }

    private boolean waitsToTryAgain(Run run) {
        HistoryEventType last = stepFunctions.getExecutionHistory(request -> request
                .executionArn(run.arn()).reverseOrder(true).maxResults(1)).events().getFirst().type();
        return last == HistoryEventType.TASK_FAILED || last == HistoryEventType.TASK_SUBMIT_FAILED;
    }

    // ---- what is heard

    /** All events of the bus so far. */
    public List<JsonNode> events() {
        return heard.stream().map(Heard::event).toList();
    }

    public List<JsonNode> events(Predicate<JsonNode> which) {
        return events().stream().filter(which).toList();
    }

    public JsonNode awaitEvent(String what, Predicate<JsonNode> which) {
        return await(what, () -> events(which).stream().findFirst());
    }

    /** The event of a branch's move to a commit. */
    public static Predicate<JsonNode> pushOf(String commit) {
        return event -> event.path("source").asText().equals("aws.codecommit")
                && event.path("detail").path("commitId").asText().equals(commit);
    }

    /** The event of a run's end. */
    public static Predicate<JsonNode> endOf(String execution) {
        return event -> event.path("source").asText().equals("aws.states")
                && event.path("detail").path("executionArn").asText().equals(execution)
                && !event.path("detail").path("status").asText().equals("RUNNING");
    }

    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** The decisions that Route's log holds about an event. */
    public List<JsonNode> decisions(String event) {
        return decisions().stream().filter(decision -> decision.path("event").asText().equals(event)).toList();
    }

    /** All decisions of Route. */
    public List<JsonNode> decisions() {
        String group = "/aws/lambda/" + output("RouteFunctionName");
        return lines.stream().filter(line -> line.group().equals(group)).map(line -> json(line.text()))
                .filter(line -> line.has("decision")).toList();
    }

    /** A decision about a repository, once there is one that fits. */
    public JsonNode awaitDecision(String what, Repository repository, Predicate<JsonNode> which) {
        return await(what, () -> decisions().stream()
                .filter(decision -> decision.path("repository").asText().equals(repository.name())).filter(which).findFirst());
    }

    /** Why the push of a commit leads to nothing. */
    public String leftAlone(Repository repository, String commit) {
        String event = awaitEvent("the push", pushOf(commit)).path("id").asText();
        JsonNode decision = await("the decision", () -> decisions(event).stream().findFirst());
        if (!decision.path("decision").asText().equals("ignored") || runs(repository.name()).stream()
                .anyMatch(run -> run.input().path("commit").asText().equals(commit))) {
            throw new AssertionError("not left alone: " + decision);
        }
        return decision.path("reason").asText();
    }

    /** What a build of a verdict's document wrote to its log. */
    public List<String> log(JsonNode build) {
        String group = build.path("logs").path("group").asText();
        String stream = build.path("logs").path("stream").asText();
        return lines.stream().filter(line -> line.group().equals(group) && line.stream().equals(stream)).map(Line::text).toList();
    }

    /** The schedules of a repository. */
    public List<GetScheduleResponse> schedules(Repository repository) {
        return scheduler.listSchedulesPaginator(_ -> { }).schedules().stream().flatMap(listed -> {
            try {
                return Stream.of(scheduler.getSchedule(request -> request.name(listed.name()).groupName(listed.groupName())));
            } catch (ResourceNotFoundException _) {
                return Stream.of(); // removed since it was listed
            }
        }).filter(schedule -> schedule.target().input().contains("\"" + repository.name() + "\"")).toList();
    }

    public List<Mailbox.Email> emails() {
        return local.mailbox().emails();
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }

    // ---- runs

    /** The runs of a repository, those that conclude others included. */
    public List<Run> runs(String repository) {
        List<Run> runs = new ArrayList<>();
        Set<String> arns = new HashSet<>();
        for (JsonNode event : events()) {
            JsonNode detail = event.path("detail");
            if (event.path("source").asText().equals("aws.states") && detail.path("status").asText().equals("RUNNING")) {
                JsonNode input = json(detail.path("input").asText());
                if (input.path("repository").asText().equals(repository) || arns.contains(input.path("ended").path("arn").asText())) {
                    arns.add(detail.path("executionArn").asText());
                    runs.add(new Run(detail.path("executionArn").asText(), input));
                }
            }
        }
        return runs;
    }

    /** The run that was started for a commit. */
    public Run awaitRun(Repository repository, String commit) {
        return await("the run of " + commit, () -> runs(repository.name()).stream()
                .filter(run -> run.input().path("commit").asText().equals(commit)).findFirst());
    }

    public ExecutionStatus status(String execution) {
        return stepFunctions.describeExecution(request -> request.executionArn(execution)).status();
    }

    public List<HistoryEvent> history(String execution) {
        return stepFunctions.getExecutionHistoryPaginator(request -> request.executionArn(execution)).events().stream().toList();
    }

    /** The builds of a commit, oldest first. */
    public List<Build> builds(String commit) {
        return allBuilds().stream().filter(build -> commit.equals(build.sourceVersion())).toList();
    }

    private List<Build> allBuilds() {
        List<String> ids = codeBuild.listBuildsPaginator(request -> request.sortOrder("ASCENDING")).ids().stream().toList();
        List<Build> found = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += 100) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + 100));
            found.addAll(codeBuild.batchGetBuilds(request -> request.ids(some)).builds());
        }
        return found;
    }

    /** The n-th build of a commit, counted from one, once it is in a phase. */
    public Build awaitBuild(String commit, int number, String phase) {
        return await("build " + number + " of " + commit + " in " + phase, () -> Optional.of(builds(commit))
                .filter(builds -> builds.size() >= number).map(builds -> builds.get(number - 1))
                .filter(build -> build.currentPhase().equals(phase)));
    }

    /** The builds of a verdict's document, as CodeBuild knows them. */
    public List<Build> builds(Told verdict) {
        List<String> ids = verdict.document().path("builds").valueStream().map(build -> build.path("id").asText())
                .filter(id -> !id.isEmpty()).toList();
        return codeBuild.batchGetBuilds(request -> request.ids(ids)).builds();
    }

    /** Asks Route for builds by hand. @param detail the members of the request's {@code detail}, JSON */
    public void request(String id, String detail) {
        route("{\"source\": \"signalbox\", \"detail-type\": \"Signalbox Build Request\", \"id\": \"%s\", \"detail\": {%s}}"
                .formatted(id, detail));
    }

    /** Gives an event to Route as EventBridge does. */
    public void route(String payload) {
        lambda.invoke(request -> request.functionName(output("RouteFunctionName")).invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(payload)));
    }

    // ---- telling

    /** All that a repository's runs were told so far. */
    public synchronized List<Told> told(String repository) {
        drain(toldQueue).forEach(message -> {
            JsonNode envelope = json(message);
            told.add(new Told(json(envelope.path("Message").asText()),
                    envelope.path("MessageAttributes"), envelope.path("Subject").asText()));
        });
        return told.stream().filter(one -> one.document().path("repository").asText().equals(repository)).toList();
    }

    public Told awaitTold(Repository repository, String commit) {
        return await("the verdict of " + commit, () -> told(repository.name()).stream()
                .filter(one -> one.document().path("commit").asText().equals(commit)).findFirst());
    }

    /** What a repository was told that fits, once it is so many verdicts. */
    public List<Told> awaitTold(String what, Repository repository, int count, Predicate<Told> which) {
        return await(what, () -> Optional.of(told(repository.name()).stream().filter(which).toList())
                .filter(verdicts -> verdicts.size() >= count));
    }

    /** What a commit was told, once all is at rest: exactly one verdict. */
    public Told toldOnce(Repository repository, String commit) {
        awaitTold(repository, commit);
        settle();
        List<Told> all = told(repository.name()).stream().filter(one -> one.document().path("commit").asText().equals(commit)).toList();
        if (all.size() != 1) {
            throw new AssertionError("told " + all.size() + " times: " + all);
        }
        return all.getFirst();
    }

    /** All that is in the undelivered queue, and was. */
    public List<JsonNode> undelivered() {
        drain(output("UndeliveredQueueUrl")).forEach(message -> undelivered.add(json(message)));
        return List.copyOf(undelivered);
    }

    private List<String> drain(String queue) {
        List<String> bodies = new ArrayList<>();
        while (true) {
            var messages = sqs.receiveMessage(request -> request.queueUrl(queue).maxNumberOfMessages(10)).messages();
            if (messages.isEmpty()) {
                return bodies;
            }
            messages.forEach(message -> {
                bodies.add(message.body());
                sqs.deleteMessage(request -> request.queueUrl(queue).receiptHandle(message.receiptHandle()));
            });
        }
    }

    /**
     * Waits until nothing is under way: every event was decided on as often as it was delivered, every run has ended and its end
     * was heard of, and what was concluded was told.
     */
    public void settle() {
        try {
            awaitThat("all at rest", this::atRest);
        } catch (AssertionError late) {
            throw new AssertionError("%s; under way: %s".formatted(late.getMessage(), unsettled()), late);
        }
    }

    /** Whether {@link #settle()} would return at once. */
    public boolean atRest() {
        int before = heard.size();
        return unsettled().isEmpty() && heard.size() == before;
    }

    /** What is under way; empty: nothing. */
    private String unsettled() {
        Set<String> begun = new HashSet<>();
        Set<String> ended = new HashSet<>();
        for (JsonNode event : events(each -> each.path("source").asText().equals("aws.states"))) {
            boolean running = event.path("detail").path("status").asText().equals("RUNNING");
            (running ? begun : ended).add(event.path("detail").path("executionArn").asText());
        }
        if (!ended.equals(begun)) {
            begun.removeAll(ended);
            return "executions " + begun;
        }
        List<String> decided = decisions().stream().filter(decision -> !decision.path("decision").asText().equals("retry"))
                .map(decision -> decision.path("event").asText()).toList();
        List<String> delivered = heard.stream().filter(one -> one.rules().stream().anyMatch(rule -> TO_OTHERS.stream().noneMatch(rule::contains)))
                .map(one -> one.event().path("id").asText()).toList();
        Set<String> undecided = new HashSet<>(delivered);
        undecided.removeIf(id -> count(decided, id) >= count(delivered, id));
        if (!undecided.isEmpty()) {
            return "events " + events(event -> undecided.contains(event.path("id").asText()));
        }
        told("");
        int concluded = events(event -> event.path("source").asText().equals("signalbox")).size();
        return told.size() >= concluded ? "" : "%d of %d verdicts".formatted(told.size(), concluded);
    }

    private static long count(List<String> all, String one) {
        return all.stream().filter(one::equals).count();
    }

    // ---- trouble

    /** Puts something before every call, until the test ends. */
    public void intercept(Switchboard.Interception interception) {
        interceptions.add(interception);
        local.calls().intercept(interception);
    }

    public void stopIntercepting() {
        interceptions.forEach(local.calls()::stopIntercepting);
        interceptions.clear();
    }

    /**
     * The test provokes that a role of the template is refused an action.
     *
     * @param role its logical id
     */
    public void expectRefusal(String role, String action) {
        expected.add(new Refused(role(local.stack().resources().get(role).arn()), action));
    }

    private static String role(String arn) {
        return arn.replaceFirst(".*:(assumed-)?role/", "").replaceFirst("/.*", "");
    }

    void begin() {
        refused.clear();
        expected.clear();
    }

    void checkRefusals() {
        stopIntercepting();
        if (!expected.equals(Set.copyOf(refused))) {
            throw new AssertionError("refused: " + Set.copyOf(refused) + ", expected: " + expected);
        }
    }

    /** After a failed test: whatever it left must not fail the next. */
    void abandon() {
        stopIntercepting();
        for (String arn : stepFunctions.listExecutionsPaginator(request -> request.stateMachineArn(output("RunStateMachineArn"))
                .statusFilter(ExecutionStatus.RUNNING)).executions().stream().map(each -> each.executionArn()).toList()) {
            stepFunctions.stopExecution(request -> request.executionArn(arn));
        }
    }

    @Override
    public void close() {
        decisions.write(folder.getFileName().toString());
        local.close();
        http.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
