package dev.signalbox.functions;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.signalbox.trigger.Arrival;
import dev.signalbox.trigger.EventReader;
import dev.signalbox.trigger.NotUnderstood;
import dev.signalbox.trigger.Trigger;

/**
 * The payloads Route is called with: EventBridge's events, those of CodeCommit's older repository triggers, the slots of schedules and
 * requests by hand.
 */
final class Payloads {

    /** Deepest nesting of a payload; AWS's events have four levels. */
    private static final int DEEPEST = 100;

    /** Strict in reading, so that what is read twice is read alike, and ASCII in writing, which every queue takes. */
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build()).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private final EventReader events = new EventReader(JSON);
    private final RepositoryTriggerReader repositoryTriggers = new RepositoryTriggerReader();

    /**
     * What a payload tells of: at least one trigger, all of one event.
     *
     * @param arrival how it came
     */
    List<Trigger> read(byte[] payload, Arrival arrival) throws NotUnderstood {
        JsonNode event = json(payload);
        return event.has("Records") ? repositoryTriggers.read(event) : List.of(events.read(event, arrival));
    }

    /** The payload as JSON. */
    static JsonNode json(byte[] payload) throws NotUnderstood {
        try {
            JsonNode json = JSON.readTree(payload);
            if (json.isMissingNode()) {
                throw new NotUnderstood("the payload is empty");
            }
            return json;
        } catch (JsonProcessingException broken) {
            throw new NotUnderstood("the payload is not JSON: " + broken.getOriginalMessage());
        } catch (IOException | NumberFormatException broken) {
            throw new NotUnderstood("the payload is not JSON: " + broken.getMessage());
        }
    }
}
