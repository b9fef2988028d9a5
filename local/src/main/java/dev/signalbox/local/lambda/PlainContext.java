package dev.signalbox.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.function.UnaryOperator;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PlainRuntime} tells a function of its invocation.
 *
 * @param clientContext JSON from the caller, or null; a function that asks for it is refused
 */
record PlainContext(Map<String, String> environment, String requestId, String arn, long deadline, String traceId,
        @Nullable String clientContext) implements Context, LambdaLogger {

    /** Reads the headers of the Runtime API's answer. */
    static PlainContext of(UnaryOperator<@Nullable String> header, Map<String, String> environment) {
        return new PlainContext(environment, given(header, "Aws-Request-Id"), given(header, "Invoked-Function-Arn"),
                Long.parseLong(given(header, "Deadline-Ms")), given(header, "Trace-Id"), header.apply("Lambda-Runtime-Client-Context"));
    }

    private static String given(UnaryOperator<@Nullable String> header, String name) {
        String value = header.apply("Lambda-Runtime-" + name);
        if (value == null) {
            throw new IllegalStateException("the Runtime API gave no Lambda-Runtime-" + name);
        }
        return value;
    }

    private String variable(String name) {
        return environment.getOrDefault("AWS_LAMBDA_" + name, "");
    }

    @Override
    public String getAwsRequestId() {
        return requestId;
    }

    @Override
    public String getLogGroupName() {
        return variable("LOG_GROUP_NAME");
    }

    @Override
    public String getLogStreamName() {
        return variable("LOG_STREAM_NAME");
    }

    @Override
    public String getFunctionName() {
        return variable("FUNCTION_NAME");
    }

    @Override
    public String getFunctionVersion() {
        return variable("FUNCTION_VERSION");
    }

    @Override
    public String getInvokedFunctionArn() {
        return arn;
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
        if (clientContext != null) {
            throw new UnsupportedOperationException("On this machine the local cloud does not hand a client context to a function.");
        }
        return null;
    }

    @Override
    public int getRemainingTimeInMillis() {
        return (int) (deadline - System.currentTimeMillis());
    }

    @Override
    public int getMemoryLimitInMB() {
        return Integer.parseInt(variable("FUNCTION_MEMORY_SIZE"));
    }

    @Override
    public LambdaLogger getLogger() {
        return this;
    }

    @Override
    public String getXrayTraceId() {
        return traceId;
    }

    @Override
    public void log(String message) {
        System.out.print(message);
        System.out.flush();
    }

    @Override
    public void log(byte[] message) {
        log(new String(message, UTF_8));
    }
}
