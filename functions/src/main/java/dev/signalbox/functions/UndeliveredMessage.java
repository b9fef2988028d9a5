package dev.signalbox.functions;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.trigger.NotUnderstood;

/**
 * What the undelivered queue is told: {@code {"reason": …, "event": …}} with the whole payload, as JSON where it is JSON and as a
 * string otherwise. Bytes that are no UTF-8 stand there as ISO-8859-1, which the member {@code encoding} says.
 */
final class UndeliveredMessage {

    /** SQS takes 1 MiB. */
    private static final int LONGEST = 1_048_576;
    /** Of a payload that does not fit, this many bytes are kept, even if each needs the six characters of an escape. */
    private static final int KEPT = 150_000;

    private UndeliveredMessage() {
    }

    static String of(String reason, byte[] payload) {
        String whole = write(reason, payload);
        return whole.length() <= LONGEST ? whole : cut(reason, payload);
    }

    private static String write(String reason, byte[] payload) {
        ObjectNode message = Payloads.JSON.createObjectNode().put("reason", reason);
        try {
            message.set("event", Payloads.json(payload));
        } catch (NotUnderstood notJson) {
            putText(message, payload);
        }
        return written(message);
    }

    private static void putText(ObjectNode message, byte[] payload) {
        try {
            message.put("event", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
        } catch (CharacterCodingException notUtf8) {
            message.put("event", new String(payload, StandardCharsets.ISO_8859_1)).put("encoding", "ISO-8859-1");
        }
    }

    private static String cut(String reason, byte[] payload) {
        return written(Payloads.JSON.createObjectNode()
                .put("reason", reason)
                .put("event", new String(payload, 0, Math.min(KEPT, payload.length), StandardCharsets.ISO_8859_1))
                .put("encoding", "ISO-8859-1")
                .put("bytes", payload.length));
    }

    private static String written(ObjectNode message) {
        try {
            return Payloads.JSON.writeValueAsString(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree is always written", impossible);
        }
    }
}
