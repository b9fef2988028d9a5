package dev.signalbox.local.codecommit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;

/** The sample events of {@code events/}: what comes out must have their members, of their kinds, and no others. */
final class Sample {

    private static final Path EVENTS = Path.of("../events");

    private Sample() {
    }

    /** @param file such as {@code branch-created.json} */
    static void assertLike(String file, Workbench.Event event) {
        JsonNode sample = read(file);
        assertEquals(sample.path("source").asText(), event.source());
        assertEquals(sample.path("detail-type").asText(), event.type());
        assertEquals(sample.path("resources").size(), event.resources().size(), () -> event.resources().toString());
        assertEquals(sample.path("detail").path("event").asText(), event.text("event"));
        assertEquals(kinds(sample.path("detail")), kinds(event.detail()), file);
    }

    private static Map<String, JsonNodeType> kinds(JsonNode detail) {
        Map<String, JsonNodeType> kinds = new TreeMap<>();
        detail.properties().forEach(member -> kinds.put(member.getKey(), member.getValue().getNodeType()));
        return kinds;
    }

    private static JsonNode read(String file) {
        try {
            return new ObjectMapper().readTree(Files.readString(EVENTS.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
