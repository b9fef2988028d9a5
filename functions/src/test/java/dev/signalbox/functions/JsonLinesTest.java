package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static software.amazon.lambda.powertools.logging.argument.StructuredArguments.entry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logging as it is deployed. */
class JsonLinesTest {

    private final Console console = new Console();

    @AfterEach
    void letGo() {
        MDC.clear();
        console.close();
    }

    @Test
    void fieldsStandInTheOrderTheyAreGiven() throws IOException {
        LoggerFactory.getLogger(JsonLinesTest.class).info("done {}", 3, entry("run", "push-1"), entry("first", true), entry("a", 7L));
        List<String> names = new ArrayList<>();
        line().fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("timestamp", "level", "message", "run", "first", "a"), names);
        assertEquals(List.of("\"INFO\"", "\"done 3\"", "true", "7"),
                List.of(line().path("level").toString(), line().path("message").toString(), line().path("first").toString(),
                        line().path("a").toString()));
    }

    @Test
    void everyCharacterComesBack() throws IOException {
        StringBuilder all = new StringBuilder("\ud83d\ude00");
        for (char character = 0; character < 0x300; character++) {
            all.append(character);
        }
        LoggerFactory.getLogger(JsonLinesTest.class).info("done", entry("text", all.toString()));
        assertEquals(all.toString(), line().path("text").textValue());
    }

    @Test
    void whatIsKnownOfTheInvocationIsOnTheLine() throws IOException {
        MDC.put("cold_start", "true");
        MDC.put("function_request_id", "8476a536");
        LoggerFactory.getLogger(JsonLinesTest.class).warn("slow");
        assertEquals(List.of("true", "\"8476a536\""),
                List.of(line().path("cold_start").toString(), line().path("function_request_id").toString()));
    }

    @Test
    void anErrorHasNameMessageAndStack() throws IOException {
        LoggerFactory.getLogger(JsonLinesTest.class).error("broken", new IllegalStateException("no \"table\""));
        assertEquals(List.of("java.lang.IllegalStateException", "no \"table\""),
                List.of(line().path("error").path("name").textValue(), line().path("error").path("message").textValue()));
        assertTrue(line().path("error").path("stack").textValue().contains("at " + JsonLinesTest.class.getName()));
    }

    @Test
    void librariesSpeakOnlyWhenTheyFail() throws IOException {
        LoggerFactory.getLogger("software.amazon.awssdk.request").warn("retried");
        LoggerFactory.getLogger("dev.signalboxes").warn("not ours");
        LoggerFactory.getLogger(JsonLinesTest.class).debug("detail");
        assertEquals("", console.text());
        LoggerFactory.getLogger("software.amazon.awssdk.request").error("gave up");
        assertEquals("gave up", line().path("message").textValue());
    }

    private JsonNode line() throws IOException {
        assertEquals(1, console.text().lines().count(), console.text());
        return Fakes.json(console.text());
    }
}
