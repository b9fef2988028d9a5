package dev.signalbox.local.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.template.Resource;

/**
 * A function of the template.
 *
 * @param arn without a version
 * @param handler {@code package.Class} or {@code package.Class::method}
 * @param memory MB, 128 to 10,240; the heap is bounded by 85 % of it
 * @param timeout 1 s to 15 min, in wall time
 * @param environment the template's own variables
 * @param roleArn the role that the function's code acts as
 * @param classPath folders and jars; where the first is a folder, it is the working directory
 * @param concurrency environments at once, never more than the machine's own bound
 */
public record LambdaFunction(
        String name, String arn, String description, String runtime, String handler, int memory, Duration timeout,
        Map<String, String> environment, String roleArn, List<Path> classPath, String logGroup, int concurrency,
        Asynchronous asynchronous) {

    /**
     * What becomes of asynchronous invocations.
     *
     * @param maximumAge 60 s to 6 h
     * @param maximumRetries 0 to 2
     * @param onFailure the ARN of the SQS queue that is told of an event that was given up; null for none
     */
    public record Asynchronous(Duration maximumAge, int maximumRetries, @Nullable String onFailure) {

        /** What AWS does unless told otherwise. */
        public static final Asynchronous DEFAULT = new Asynchronous(Duration.ofHours(6), 2, null);

        private static Asynchronous of(String name, JsonNode config) {
            refuseOthers(name, "EventInvokeConfig.", config, ASYNCHRONOUS_PROPERTIES);
            refuseOthers(name, "EventInvokeConfig.DestinationConfig.", config.path("DestinationConfig"), Set.of("OnFailure"));
            JsonNode destination = config.path("DestinationConfig").path("OnFailure");
            String queue = destination.path("Destination").textValue();
            if (!destination.isMissingNode()
                    && (queue == null || !queue.startsWith("arn:aws:sqs:") || !destination.path("Type").asText("SQS").equals("SQS"))) {
                throw lacks(name, "an on-failure destination other than an SQS queue: " + destination);
            }
            return new Asynchronous(
                    Duration.ofSeconds(config.path("MaximumEventAgeInSeconds").asLong(DEFAULT.maximumAge.toSeconds())),
                    config.path("MaximumRetryAttempts").asInt(DEFAULT.maximumRetries), queue);
        }
    }

    private static final Set<String> ASYNCHRONOUS_PROPERTIES = Set.of(
            "FunctionName", "Qualifier", "MaximumEventAgeInSeconds", "MaximumRetryAttempts", "DestinationConfig");

    /** Those read here, those that others read (roles, events, code), and those that change nothing for the function. */
    private static final Set<String> PROPERTIES = Set.of(
            "FunctionName", "Description", "Handler", "Runtime", "MemorySize", "Timeout", "Environment", "LoggingConfig",
            "EventInvokeConfig", "ReservedConcurrentExecutions", "PackageType",
            "CodeUri", "Events", "Role", "Policies", "PermissionsBoundary", "AssumeRolePolicyDocument", "RolePath",
            "Architectures", "Tags", "Tracing", "KmsKeyArn", "RecursiveLoop", "RuntimeManagementConfig", "EphemeralStorage");

    /** Names that AWS refuses in a function's configuration, from its documentation of Lambda environment variables. */
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR");

    public LambdaFunction {
        environment = Map.copyOf(environment);
        classPath = List.copyOf(classPath);
    }

    /**
     * Reads an {@code AWS::Serverless::Function}.
     *
     * @param function its physical id is its name
     * @param invokeConfigs the template's {@code AWS::Lambda::EventInvokeConfig}s; those of other functions are passed over
     * @param roleArn its own {@code Role}, or the one that SAM makes of its {@code Policies}
     * @throws UnknownOperation naming what of it the local cloud lacks
     */
    public static LambdaFunction of(Resource function, List<Resource> invokeConfigs, String roleArn, List<Path> classPath) {
        String name = function.physicalId();
        JsonNode properties = function.properties();
        refuseOthers(name, "", properties, PROPERTIES);
        refuseOthers(name, "LoggingConfig.", properties.path("LoggingConfig"), Set.of("LogGroup", "LogFormat"));
        String runtime = properties.path("Runtime").asText();
        if (!runtime.startsWith("java") || !properties.path("PackageType").asText("Zip").equals("Zip")) {
            throw lacks(name, "a runtime other than Java's: " + runtime);
        }
        if (!properties.path("LoggingConfig").path("LogFormat").asText("Text").equals("Text")) {
            throw lacks(name, "LoggingConfig.LogFormat JSON");
        }
        int concurrency = properties.path("ReservedConcurrentExecutions").asInt(Integer.MAX_VALUE);
        if (concurrency < 1) {
            throw lacks(name, "ReservedConcurrentExecutions 0");
        }
        JsonNode asynchronous = properties.path("EventInvokeConfig");
        for (Resource config : invokeConfigs) {
            String target = config.properties().path("FunctionName").asText();
            if (target.equals(name) || target.equals(function.arn())) {
                asynchronous = config.properties();
            }
        }
        return new LambdaFunction(name, function.arn(), properties.path("Description").asText(""), runtime,
                properties.path("Handler").asText(), properties.path("MemorySize").asInt(128),
                Duration.ofSeconds(properties.path("Timeout").asLong(3)),
                environment(name, properties.path("Environment").path("Variables")), roleArn, classPath,
                properties.path("LoggingConfig").path("LogGroup").asText("/aws/lambda/" + name), concurrency,
                asynchronous.isMissingNode() ? Asynchronous.DEFAULT : Asynchronous.of(name, asynchronous));
    }

    private static Map<String, String> environment(String name, JsonNode variables) {
        Map<String, String> environment = new TreeMap<>();
        for (Map.Entry<String, JsonNode> variable : variables.properties()) {
            if (RESERVED.contains(variable.getKey())) {
                throw new IllegalArgumentException(
                        "Function " + name + " sets " + variable.getKey() + ", which Lambda reserves for itself.");
            }
            environment.put(variable.getKey(), variable.getValue().asText());
        }
        return environment;
    }

    private static void refuseOthers(String name, String prefix, JsonNode object, Set<String> known) {
        object.fieldNames().forEachRemaining(property -> {
            if (!known.contains(property)) {
                throw lacks(name, prefix + property);
            }
        });
    }

    private static UnknownOperation lacks(String name, String what) {
        return new UnknownOperation("Function " + name + " asks for what the local cloud's Lambda does not have: " + what + ".");
    }
}
