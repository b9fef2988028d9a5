package dev.signalbox.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.lambda.model.State;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.Identities;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.time.Timeline;

/**
 * Lambda, for the functions of a template. Each runs in child JVMs, on AWS's runtime interface client or what stands in for it
 * ({@link FunctionRuntime}), with the environment that the template and Lambda give it and nothing of the developer's; they end
 * with this one, however it ends.
 *
 * <p>Function time-outs are wall time; the retries of asynchronous invocations are on the {@link Timeline}.
 */
public final class Lambda implements AutoCloseable {

    /** Largest payloads in bytes (AWS: Lambda quotas). */
    private static final int LARGEST_SYNCHRONOUS = 6 * 1024 * 1024;
    private static final int LARGEST_ASYNCHRONOUS = 1024 * 1024;
    /** How much of its log's end an invocation may ask back, in bytes. */
    private static final int TAIL = 4096;
    private static final Pattern NAME = Pattern.compile(
            "(?:arn:aws:lambda:(?<region>[a-z0-9-]+):)?(?:(?<account>\\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9-_]+)"
                    + "(?::(?<qualifier>\\$LATEST|[a-zA-Z0-9-_]+))?");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Account account;
    private final Map<String, Environments> functions = new TreeMap<>();
    private final AsynchronousInvocations asynchronous;
    private final RuntimeApi api;
    private final Path folder;
    private final Instant made;

    /**
     * Makes the functions ready; none is started yet.
     *
     * @param endpoint what functions get as {@code AWS_ENDPOINT_URL}; asked for when a function starts
     * @param data a folder for the environments' files; they are deleted as environments end
     * @throws UncheckedIOException when files or the Runtime API's port cannot be had
     */
    public Lambda(Account account, Timeline timeline, Calls calls, Identities identities, List<LambdaFunction> functions,
            Supplier<URI> endpoint, Path data) {
        this(account, timeline, calls, identities, functions, endpoint, data, FunctionRuntime.ofThisMachine());
    }

    /**
     * The same, on a runtime of one's choice.
     *
     * @throws UnknownOperation where that runtime cannot run
     */
    public Lambda(Account account, Timeline timeline, Calls calls, Identities identities, List<LambdaFunction> functions,
            Supplier<URI> endpoint, Path data, FunctionRuntime runtime) {
        this.account = account;
        this.made = timeline.now();
        try {
            Files.createDirectories(data);
            folder = Files.createTempDirectory(data.toAbsolutePath(), "lambda-");
            Launch launch = new Launch(runtime, folder);
            api = new RuntimeApi();
            Supplier<ExecutionEnvironment.Surroundings> surroundings = () -> new ExecutionEnvironment.Surroundings(
                    account, timeline, calls, identities, api, launch, folder, endpoint.get());
            functions.forEach(function -> this.functions.put(function.name(), new Environments(function, surroundings)));
        } catch (IOException failed) {
            throw new UncheckedIOException("Lambda cannot start", failed);
        }
        asynchronous = new AsynchronousInvocations(account, timeline, calls);
    }

    /**
     * Starts a process for each function ahead of its first event, as AWS may (AWS: "Understanding the Lambda execution
     * environment lifecycle", proactive initialization); returns before they have started.
     */
    public void prepare() {
        functions.values().forEach(Environments::prepare);
    }

    /** Lambda as the front door knows it. */
    public Service service() {
        return new Service("lambda", "lambda", Protocol.REST_JSON, List.of(
                Operation.of(InvokeRequest::builder, r -> needs("lambda:InvokeFunction", r.functionName(), r.qualifier()), this::invoke),
                Operation.of(GetFunctionRequest::builder,
                        r -> needs("lambda:GetFunction", r.functionName(), r.qualifier()), this::getFunction),
                Operation.of(GetFunctionConfigurationRequest::builder,
                        r -> needs("lambda:GetFunctionConfiguration", r.functionName(), r.qualifier()), this::getFunctionConfiguration),
                Operation.of(ListFunctionsRequest::builder,
                        r -> List.of(new Permission("lambda:ListFunctions", "*")), this::listFunctions)));
    }

    private InvokeResponse invoke(InvokeRequest request, Caller caller) {
        if (request.durableExecutionName() != null || request.tenantId() != null) {
            throw new UnknownOperation("The local cloud's Lambda has no durable executions and no tenants.");
        }
        Environments environments = find(request.functionName(), request.qualifier());
        byte[] payload = request.payload() == null || request.payload().asByteArrayUnsafe().length == 0
                ? "{}".getBytes(UTF_8) : request.payload().asByteArray();
        InvocationType type = request.invocationType() == null ? InvocationType.REQUEST_RESPONSE : request.invocationType();
        return switch (type) {
            case REQUEST_RESPONSE -> {
                check(payload, LARGEST_SYNCHRONOUS);
                yield answer(environments, payload, request);
            }
            case EVENT -> {
                check(payload, LARGEST_ASYNCHRONOUS);
                asynchronous.accept(environments, Invocation.of(payload, null));
                yield InvokeResponse.builder().statusCode(202).build();
            }
            case DRY_RUN -> InvokeResponse.builder().statusCode(204).build();
            case UNKNOWN_TO_SDK_VERSION -> throw invalid("1 validation error detected: Value '" + request.invocationTypeAsString()
                    + "' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set:"
                    + " [Event, RequestResponse, DryRun]");
        };
    }

    private static InvokeResponse answer(Environments environments, byte[] payload, InvokeRequest request) {
        Outcome outcome;
        try {
            outcome = environments.invoke(Invocation.of(payload, decoded(request.clientContext())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ServiceException.builder().statusCode(500).message("The invocation was interrupted.")
                    .awsErrorDetails(details("ServiceException", "The invocation was interrupted.")).build();
        }
        return InvokeResponse.builder().statusCode(200).executedVersion("$LATEST")
                .functionError(outcome.failed() ? "Unhandled" : null)
                .logResult(request.logType() == LogType.TAIL ? tail(outcome.log()) : null)
                .payload(SdkBytes.fromByteArrayUnsafe(outcome.payload())).build();
    }

    private static @Nullable String decoded(@Nullable String clientContext) {
        try {
            return clientContext == null ? null : new String(Base64.getDecoder().decode(clientContext), UTF_8);
        } catch (IllegalArgumentException _) {
            throw badContent("Client context must be a valid Base64-encoded JSON object.");
        }
    }

    private static String tail(List<String> log) {
        byte[] all = (String.join("\n", log) + "\n").getBytes(UTF_8);
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(all, Math.max(0, all.length - TAIL), all.length));
    }

    private static void check(byte[] payload, int largest) {
        if (payload.length > largest) {
            String words = "Request must be smaller than " + largest + " bytes for the InvokeFunction operation";
            throw RequestTooLargeException.builder().statusCode(413).type("User").message(words)
                    .awsErrorDetails(details("RequestTooLargeException", words)).build();
        }
        try {
            if (JSON.readTree(payload).isMissingNode()) {
                throw badContent("Could not parse request body into json: No content to map due to end-of-input");
            }
        } catch (JsonProcessingException wrong) {
            throw badContent("Could not parse request body into json: " + wrong.getOriginalMessage());
        } catch (IOException wrong) {
            throw badContent("Could not parse request body into json: " + wrong.getMessage());
        }
    }

    private GetFunctionResponse getFunction(GetFunctionRequest request, Caller caller) {
        return GetFunctionResponse.builder()
                .configuration(configuration(find(request.functionName(), request.qualifier()).function())).build();
    }

    private GetFunctionConfigurationResponse getFunctionConfiguration(GetFunctionConfigurationRequest request, Caller caller) {
        FunctionConfiguration found = configuration(find(request.functionName(), request.qualifier()).function());
        return GetFunctionConfigurationResponse.builder()
                .functionName(found.functionName()).functionArn(found.functionArn()).description(found.description())
                .runtime(found.runtimeAsString()).role(found.role()).handler(found.handler()).timeout(found.timeout())
                .memorySize(found.memorySize()).lastModified(found.lastModified()).version(found.version())
                .environment(found.environment())
                .state(found.state()).lastUpdateStatus(found.lastUpdateStatus()).packageType(found.packageType())
                .loggingConfig(found.loggingConfig()).build();
    }

    private ListFunctionsResponse listFunctions(ListFunctionsRequest request, Caller caller) {
        return ListFunctionsResponse.builder()
                .functions(functions.values().stream().map(Environments::function).map(this::configuration).toList()).build();
    }

    private FunctionConfiguration configuration(LambdaFunction function) {
        return FunctionConfiguration.builder().functionName(function.name()).functionArn(function.arn())
                .description(function.description()).runtime(function.runtime()).role(function.roleArn()).handler(function.handler())
                .timeout(Math.toIntExact(function.timeout().toSeconds())).memorySize(function.memory())
                .lastModified(made.toString()).version("$LATEST").environment(e -> e.variables(function.environment()))
                .state(State.ACTIVE).lastUpdateStatus(LastUpdateStatus.SUCCESSFUL).packageType(PackageType.ZIP)
                .loggingConfig(l -> l.logFormat(LogFormat.TEXT).logGroup(function.logGroup())).build();
    }

    private List<Permission> needs(String action, String function, @Nullable String qualifier) {
        return List.of(new Permission(action, arn(parsed(function), qualifier)));
    }

    private Environments find(String function, @Nullable String qualifier) {
        Matcher parts = parsed(function);
        Environments found = functions.get(parts.group("name"));
        String arn = arn(parts, qualifier);
        boolean latest = arn.endsWith(":function:" + parts.group("name")) || arn.endsWith(":$LATEST");
        if (found == null || !latest || !arn.startsWith(found.function().arn())) {
            String words = "Function not found: " + arn;
            throw ResourceNotFoundException.builder().statusCode(404).type("User").message(words)
                    .awsErrorDetails(details("ResourceNotFoundException", words)).build();
        }
        return found;
    }

    /** The ARN that a name, a partial ARN or an ARN stands for, with its version or alias if there is one. */
    private String arn(Matcher parts, @Nullable String qualifier) {
        String region = parts.group("region") == null ? account.region() : parts.group("region");
        String owner = parts.group("account") == null ? account.id() : parts.group("account");
        String version = parts.group("qualifier") == null ? qualifier : parts.group("qualifier");
        return "arn:aws:lambda:%s:%s:function:%s%s".formatted(region, owner, parts.group("name"), version == null ? "" : ":" + version);
    }

    private static Matcher parsed(String function) {
        Matcher parts = NAME.matcher(function);
        if (!parts.matches()) {
            throw invalid("1 validation error detected: Value '" + function + "' at 'functionName' failed to satisfy constraint:"
                    + " Member must satisfy regular expression pattern: " + NAME.pattern());
        }
        return parts;
    }

    private static AwsErrorDetails details(String code, String words) {
        return AwsErrorDetails.builder().serviceName("Lambda").errorCode(code).errorMessage(words).build();
    }

    private static LambdaException badContent(String words) {
        return InvalidRequestContentException.builder().statusCode(400).type("User").message(words)
                .awsErrorDetails(details("InvalidRequestContentException", words)).build();
    }

    private static LambdaException invalid(String words) {
        return InvalidParameterValueException.builder().statusCode(400).type("User").message(words)
                .awsErrorDetails(details("InvalidParameterValueException", words)).build();
    }

    /** Kills what still runs and deletes its files. */
    @Override
    public synchronized void close() {
        if (!Files.exists(folder)) {
            return;
        }
        asynchronous.end();
        functions.values().parallelStream().forEach(Environments::close);
        asynchronous.close();
        api.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
