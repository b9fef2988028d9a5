package dev.signalbox.local.front;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Writes each call that came by HTTP as one line of JSON: service, operation, caller, request, and response or error. Members
 * are named as the API's model names them, times are epoch seconds, blobs base64; what the model marks as sensitive is
 * {@code ***}. A line is on its way to the disk before its call is answered.
 */
public final class Recorder implements AutoCloseable {

    private static final JsonNode MASK = JsonNodeFactory.instance.textNode("***");

    private final BufferedWriter out;

    /** Records at the end of a file, which is made when it is not there. */
    public Recorder(Path file) {
        try {
            out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void answered(Caller caller, Switchboard.Line line, @Nullable ObjectNode request, SdkPojo response, byte[] given) {
        Model.Call call = Model.aws().call(line.service(), line.operation());
        ObjectNode entry = entry(caller, line.service().name(), call.name());
        entry.set("request", request);
        entry.set("response", members(response, line.service(), call.output(), call.gives(), given));
        write(entry);
    }

    void refused(Caller caller, String service, String operation, @Nullable ObjectNode request, Refusal refusal, boolean byShape) {
        ObjectNode entry = entry(caller, service, operation);
        if (request != null) {
            entry.set("request", request);
        }
        entry.putObject("error").put("code", byShape ? refusal.shape() : refusal.code()).put("message", refusal.message());
        write(entry);
    }

    /** A shape's members with what is sensitive masked. */
    static ObjectNode members(SdkPojo shape, Service service, String name, String streams, byte[] content) {
        ObjectNode members = Shapes.write(shape, Naming.OF_THE_MODEL);
        if (!streams.isEmpty() && content.length > 0) {
            members.put(streams, Base64.getEncoder().encodeToString(content));
        }
        return name.isEmpty() ? members : (ObjectNode) masked(members, Model.aws().api(service), name, false);
    }

    private static ObjectNode entry(Caller caller, String service, String operation) {
        return JsonNodeFactory.instance.objectNode().put("service", service).put("operation", operation).put("caller", caller.arn());
    }

    /** Sensitive structures and lists keep their form: what they hold is masked, each leaf by itself. */
    private static JsonNode masked(JsonNode value, Model.Api api, String shapeName, boolean hidden) {
        Model.Shape shape = api.shape(shapeName);
        boolean hide = hidden || shape.sensitive();
        if (!hide && shape == Model.Shape.PLAIN) {
            return value;
        }
        return switch (value) {
            case ObjectNode object when hide && shape.isMap() -> MASK;
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    String inner = shape.isMap() ? shape.item() : shape.members().getOrDefault(member.getKey(), "");
                    member.setValue(masked(member.getValue(), api, inner, hide));
                }
                yield object;
            }
            case ArrayNode array -> {
                for (int index = 0; index < array.size(); index++) {
                    array.set(index, masked(array.get(index), api, shape.item(), hide));
                }
                yield array;
            }
            default -> hide ? MASK : value;
        };
    }

    private synchronized void write(ObjectNode entry) {
        try {
            out.write(entry.toString());
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the record of calls cannot be written", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
