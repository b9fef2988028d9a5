package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.signalbox.Events;

/** The handler as Lambda calls it, with the deployed logging; what the console would show is caught. */
class LogLineTest {

    private final Fakes account = new Fakes();
    private final Console console = new Console();

    @AfterEach
    void letGoOfTheConsole() {
        console.close();
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
        JsonNode line = Fakes.json(console.text());
        assertEquals(List.of("retry", "IllegalStateException: Rate exceeded"),
                List.of(line.path("decision").textValue(), line.path("reason").textValue()));
    }

    /** The log's line, which whoever waits is answered too. */
    private JsonNode line(byte[] payload) throws IOException {
        JsonNode answer = Fakes.json(handle(payload));
        String text = console.text();
        assertEquals(1, text.lines().count(), text);
        JsonNode line = Fakes.json(text);
        answer.properties().forEach(member -> assertEquals(member.getValue(), line.get(member.getKey())));
        assertTrue(answer.has("decision") && answer.has("reason"), answer::toString);
        return line;
    }

    private String handle(byte[] payload) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        new RouteHandler(account.route(DecisionLog.STRUCTURED)).handleRequest(new ByteArrayInputStream(payload), answer, new Invocation("signalbox-route"));
        return answer.toString(StandardCharsets.UTF_8);
    }
}
