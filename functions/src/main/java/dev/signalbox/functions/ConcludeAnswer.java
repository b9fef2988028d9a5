package dev.signalbox.functions;

import java.io.IOException;
import java.io.OutputStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.tell.Message;

/** Conclude's answer as the state machine reads it; the attributes in the form of its {@code sns:publish}. */
final class ConcludeAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConcludeAnswer() {
    }

    static void write(Conclude.Answer answer, OutputStream to) throws IOException {
        Message message = answer.message();
        ObjectNode node = JSON.createObjectNode().put("verdict", answer.conclusion().verdict().word())
                .put("change", answer.conclusion().change().word()).put("subject", message.subject());
        node.set("message", message.texts());
        ObjectNode attributes = node.putObject("attributes");
        message.attributes().forEach((name, attribute) ->
                attributes.putObject(name).put("DataType", attribute.type()).put("StringValue", attribute.value()));
        JSON.writeValue(to, node);
    }
}
