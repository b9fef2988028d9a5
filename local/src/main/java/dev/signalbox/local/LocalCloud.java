package dev.signalbox.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.signalbox.local.cloudformation.CloudFormation;
import dev.signalbox.local.cloudwatch.CloudWatch;
import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.codecommit.CodeCommit;
import dev.signalbox.local.codecommit.GitOverHttp;
import dev.signalbox.local.dynamodb.DynamoDb;
import dev.signalbox.local.events.EventBridge;
import dev.signalbox.local.front.FrontDoor;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Recorder;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.iam.Iam;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.lambda.Lambda;
import dev.signalbox.local.lambda.LambdaFunction;
import dev.signalbox.local.logs.Logs;
import dev.signalbox.local.s3.S3;
import dev.signalbox.local.scheduler.Scheduler;
import dev.signalbox.local.secretsmanager.SecretsManager;
import dev.signalbox.local.sns.Mailbox;
import dev.signalbox.local.sns.Sns;
import dev.signalbox.local.sqs.Sqs;
import dev.signalbox.local.ssm.Ssm;
import dev.signalbox.local.states.StateMachine;
import dev.signalbox.local.states.StepFunctions;
import dev.signalbox.local.sts.Sts;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.Stack;
import dev.signalbox.local.template.TemplateProblem;
import dev.signalbox.local.time.Timeline;

/**
 * The cloud whole: every service, wired as the template says, behind one front door. It answers from the moment
 * {@link #start(Options)} returns until it is closed, and leaves no process behind.
 */
public final class LocalCloud implements AutoCloseable {

    /**
     * What a local cloud is made of.
     *
     * @param home the project's folder: where {@code template.yaml} lies
     * @param port 0 for a free one
     * @param data where the cloud's files live
     * @param parameters of the template; those left out have their defaults
     * @param record where every AWS call from outside is written, a JSON object a line; empty: nowhere
     */
    public record Options(Path home, int port, Path data, Map<String, String> parameters, Optional<Path> record) { }

    /** The name of the one stack. */
    public static final String STACK = "signalbox";

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([A-Za-z0-9]+)}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Account account = new Account("123456789012", "us-east-1");
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final Timeline timeline = closing(new Timeline());
    private final Iam iam;
    private final Switchboard switchboard;
    private final FrontDoor door;
    private final Stack stack;
    private final EventBridge events;
    private final CodeBuild builds;
    private final Lambda functions;
    private final Logs logs;
    private final CloudWatch metrics;
    private final Mailbox mailbox = new Mailbox();
    private final Sns topics;
    private final Scheduler schedules;

    private LocalCloud(Options options) {
        try {
            ResourcePolicies policies = new ResourcePolicies();
            Identities identities = new Identities(account.id());
            iam = new Iam(policies);
            switchboard = new Switchboard(iam);
            door = closing(new FrontDoor(options.port(), switchboard, identities,
                    options.record().map(file -> closing(new Recorder(file)))));
            stack = Stack.load(options.home().resolve("template.yaml"), STACK, account, door.endpoint(), options.parameters());
            iam.deploy(stack);

            List<Resource> resources = List.copyOf(stack.resources().values());
            Supplier<URI> endpoint = door::endpoint;
            Keys keys = new Keys(account, resources, policies);
            DynamoDb tables = closing(new DynamoDb(account, resources));
            events = closing(new EventBridge(account, timeline, switchboard, stack.ofType("AWS::Events::Rule")));
            Sqs queues = closing(new Sqs(account, timeline, policies, keys, endpoint, resources));
            CodeCommit repositories = closing(new CodeCommit(account, timeline, events, folder(options.data(), "repositories"), endpoint));
            functions = closing(new Lambda(account, timeline, switchboard, identities, functions(), endpoint,
                    folder(options.data(), "functions")));
            builds = closing(new CodeBuild(account, timeline, switchboard, events, identities, iam, keys,
                    stack.ofType("AWS::CodeBuild::Project"), options.data(), endpoint));
            StepFunctions machines = closing(new StepFunctions(account, timeline, switchboard, iam, events, stateMachines()));
            schedules = closing(new Scheduler(account, timeline, switchboard, iam));
            metrics = new CloudWatch(timeline);
            logs = new Logs(account, timeline, metrics, resources);
            topics = new Sns(account, timeline, switchboard, policies, keys, endpoint, mailbox, resources);
            Stream.of(tables.service(), events.service(), queues.service(), repositories.service(), functions.service(),
                    builds.service(), machines.service(), schedules.service(), metrics.service(), logs.service(), topics.service(),
                    new Ssm(account, timeline, keys, resources).service(), new SecretsManager(account, timeline, keys).service(),
                    new S3(account, timeline, policies, keys, folder(options.data(), "buckets"), resources).service(),
                    new Sts(account, timeline, identities, stack.ofType("AWS::IAM::Role")).service(),
                    iam.service(account.id()), new CloudFormation(account, stack, timeline.now()).service()).forEach(switchboard::connect);
            door.handle(GitOverHttp.PREFIX, repositories.git(identities, iam));
            door.open();
            functions.prepare();
            schedules.deploy(resources);
        } catch (RuntimeException | Error broken) {
            close();
            throw broken;
        }
    }

    /**
     * Starts a cloud.
     *
     * @throws TemplateProblem when the template asks for what is not there
     */
    public static LocalCloud start(Options options) {
        return new LocalCloud(options);
    }

    public Account account() {
        return account;
    }

    /** What {@code AWS_ENDPOINT_URL} must say. */
    public URI endpoint() {
        return door.endpoint();
    }

    public Stack stack() {
        return stack;
    }

    public Timeline timeline() {
        return timeline;
    }

    public Iam iam() {
        return iam;
    }

    public Switchboard calls() {
        return switchboard;
    }

    public EventBridge events() {
        return events;
    }

    public CodeBuild builds() {
        return builds;
    }

    public Logs logs() {
        return logs;
    }

    public CloudWatch metrics() {
        return metrics;
    }

    public Sns topics() {
        return topics;
    }

    public Scheduler schedules() {
        return schedules;
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    /** Ends everything, newest first: runs, then builds and functions with all their processes, then what those call. */
    @Override
    public synchronized void close() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception broken) {
                System.err.println("while closing: " + broken);
            }
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        closing.push(part);
        return part;
    }

    private List<LambdaFunction> functions() {
        return stack.ofType("AWS::Serverless::Function").stream().map(function -> {
            Path code = stack.folder().resolve(function.properties().path("CodeUri").asText());
            return LambdaFunction.of(function, stack.ofType("AWS::Lambda::EventInvokeConfig"),
                    function.properties().path("Role").asText(), packaged(code));
        }).toList();
    }

    /** A function's package as {@code sam build} lays it out: its classes, then its libraries. */
    private static List<Path> packaged(Path code) {
        Path classes = code.resolve("target/classes");
        try (Stream<Path> jars = Files.list(code.resolve("target/lib"))) {
            return Stream.concat(Stream.of(classes), jars.sorted()).toList();
        } catch (IOException missing) {
            throw new TemplateProblem("The functions are not packaged: " + code + " has no target/lib. Run: mvn package");
        }
    }

    private List<StateMachine> stateMachines() {
        return stack.ofType("AWS::Serverless::StateMachine").stream().map(machine -> new StateMachine(
                machine.attributes().get("Name"), machine.arn(), machine.properties().path("Role").asText(), definition(machine),
                timeline.now())).toList();
    }

    private JsonNode definition(Resource machine) {
        JsonNode substitutions = machine.properties().path("DefinitionSubstitutions");
        String file = machine.properties().path("DefinitionUri").asText();
        String text = SUBSTITUTION.matcher(stack.file(file)).replaceAll(match -> {
            if (!substitutions.has(match.group(1))) {
                throw new TemplateProblem(file + " names " + match.group() + ", which DefinitionSubstitutions does not give.");
            }
            return Matcher.quoteReplacement(substitutions.path(match.group(1)).asText());
        });
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new TemplateProblem(file + " is not JSON: " + broken.getOriginalMessage());
        }
    }

    private static Path folder(Path data, String name) {
        try {
            return Files.createDirectories(data.resolve(name));
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot make a folder in " + data, refused);
        }
    }
}
