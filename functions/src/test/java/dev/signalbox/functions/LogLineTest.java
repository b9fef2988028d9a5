package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.databind.JsonNode;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.OutputStreamAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.signalbox.Events;

/** The handler as Lambda calls it, with the deployed logging; what the console would show is caught. */
class LogLineTest {

    private final Fakes account = new Fakes();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final LoggerContext logging = (LoggerContext) LogManager.getContext(false);

    @BeforeEach
    void catchTheConsole() {
        OutputStreamAppender caught = OutputStreamAppender.newBuilder().setName("caught").setTarget(console)
                .setLayout(logging.getConfiguration().getAppender("json").getLayout()).setImmediateFlush(true).build();
        caught.start();
        logging.getConfiguration().getRootLogger().addAppender(caught, null, null);
        logging.updateLoggers();
    }

    @AfterEach
    void letGoOfTheConsole() {
        logging.getConfiguration().getRootLogger().removeAppender("caught");
        logging.updateLoggers();
    }

    @Test
    void oneLineOfJsonHasTheDecisionAtItsTopLevel() throws IOException {
        JsonNode line = line(Events.bytes(Events.updated("main", Events.BEFORE, Events.COMMIT)));
        assertEquals(List.of(Events.ID, "orders", Events.COMMIT, "started", account.runs.keySet().iterator().next(), "build: push to main"),
                List.of(line.path("event").textValue(), line.path("repository").textValue(), line.path("commit").textValue(),
                        line.path("decision").textValue(), line.path("run").textValue(), line.path("reason").textValue()));
        assertEquals("signalbox-route", line.path("function_name").textValue());
    }

    @Test
    void namesFromUsersDoNotBreakTheLine() throws IOException {
        account.files.put(".signalbox.yml", "version: 1\nbuilds: { \"a\\\"b\\n{\": 5 }\n");
        JsonNode line = line(Events.bytes(Events.updated("\"quoted\"-\u00e9\ud83d\ude00", Events.BEFORE, Events.COMMIT)));
        assertTrue(line.path("reason").textValue().contains("'a\"b {'"), line.toString());
    }

    @Test
    void whatIsNotUnderstoodLeavesItsReason() throws IOException {
        assertEquals("detail: expected an object, not a string",
                line("{\"source\": \"aws.codecommit\", \"detail\": \"x\"}".getBytes(StandardCharsets.UTF_8)).path("reason").textValue());
    }

    @Test
    void whatMayPassIsThrownAndLeavesALine() throws IOException {
        account.trouble = new IllegalStateException("Rate exceeded");
        byte[] payload = Events.bytes(Events.updated("main", Events.BEFORE, Events.COMMIT));
        assertThrows(IllegalStateException.class, () -> handle(payload));
        JsonNode line = Fakes.json(console.toString(StandardCharsets.UTF_8));
        assertEquals(List.of("retry", "IllegalStateException: Rate exceeded"),
                List.of(line.path("decision").textValue(), line.path("reason").textValue()));
    }

    private JsonNode line(byte[] payload) throws IOException {
        handle(payload);
        String text = console.toString(StandardCharsets.UTF_8);
        assertEquals(1, text.lines().count(), text);
        return Fakes.json(text);
    }

    private void handle(byte[] payload) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        new RouteHandler(account.route(DecisionLog.STRUCTURED)).handleRequest(new ByteArrayInputStream(payload), answer, new Invocation());
        assertEquals(0, answer.size());
    }

    private record Invocation() implements Context {

        @Override
        public String getAwsRequestId() {
            return "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
        }

        @Override
        public String getLogGroupName() {
            return "/aws/lambda/signalbox-route";
        }

        @Override
        public String getLogStreamName() {
            return "2026/11/23/[$LATEST]1";
        }

        @Override
        public String getFunctionName() {
            return "signalbox-route";
        }

        @Override
        public String getFunctionVersion() {
            return "$LATEST";
        }

        @Override
        public String getInvokedFunctionArn() {
            return "arn:aws:lambda:us-east-1:123456789012:function:signalbox-route";
        }

        @Override
        public CognitoIdentity getIdentity() {
            throw new UnsupportedOperationException("asked by mobile applications only");
        }

        @Override
        public ClientContext getClientContext() {
            throw new UnsupportedOperationException("asked by mobile applications only");
        }

        @Override
        public int getRemainingTimeInMillis() {
            return 30_000;
        }

        @Override
        public int getMemoryLimitInMB() {
            return 512;
        }

        @Override
        public LambdaLogger getLogger() {
            throw new UnsupportedOperationException("the functions log through SLF4J");
        }
    }
}
