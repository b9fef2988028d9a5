package dev.signalbox.local.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

class PlainContextTest {

    private final Map<String, String> headers = new HashMap<>(Map.of(
            "Lambda-Runtime-Aws-Request-Id", "one",
            "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:f",
            "Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 60_000), "Lambda-Runtime-Trace-Id", "Root=1"));

    private PlainContext context() {
        return PlainContext.of(headers::get, Map.of("AWS_LAMBDA_FUNCTION_NAME", "f", "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512", "AWS_LAMBDA_LOG_GROUP_NAME", "/group", "AWS_LAMBDA_LOG_STREAM_NAME", "stream"));
    }

    @Test
    void itTellsWhatHeadersAndEnvironmentSay() {
        PlainContext context = context();
        assertEquals("one f $LATEST 512 /group stream Root=1", String.join(" ", context.getAwsRequestId(), context.getFunctionName(),
                context.getFunctionVersion(), Integer.toString(context.getMemoryLimitInMB()), context.getLogGroupName(),
                context.getLogStreamName(), context.getXrayTraceId()));
        assertEquals(60, Math.round(context.getRemainingTimeInMillis() / 1000.0));
    }

    @Test
    void aClientContextIsRefusedToWhoeverAsksForIt() {
        assertEquals(null, context().getClientContext());
        headers.put("Lambda-Runtime-Client-Context", "{}");
        assertEquals("one", context().getAwsRequestId());
        assertThrows(UnsupportedOperationException.class, context()::getClientContext);
    }

    @Test
    void anAnswerThatLacksAHeaderIsRefusedByName() {
        headers.remove("Lambda-Runtime-Trace-Id");
        assertEquals("the Runtime API gave no Lambda-Runtime-Trace-Id",
                assertThrows(IllegalStateException.class, this::context).getMessage());
    }
}
