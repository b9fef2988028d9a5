package dev.signalbox.local.sns;

import static dev.signalbox.local.sns.Problems.invalid;
import static dev.signalbox.local.sns.Problems.wrongValue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;

import dev.signalbox.local.front.UnknownOperation;

/** What SNS asks of a message before it takes it. */
final class Publication {

    /** AWS: 256 KiB for the message, all texts and attributes together. */
    private static final int LARGEST = 262_144;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Publication() {
    }

    /**
     * The texts of a message by protocol; {@code default} is always among them.
     *
     * @throws AwsServiceException when subject, attributes, structure or size are not as SNS takes them
     */
    static Map<String, String> texts(PublishRequest request) {
        if (request.messageGroupId() != null || request.messageDeduplicationId() != null) {
            throw new UnknownOperation("The local cloud has no FIFO topics: MessageGroupId, MessageDeduplicationId");
        }
        if (request.message().isEmpty()) {
            throw invalid("Empty message");
        }
        String subject = request.subject();
        if (subject != null && !subject.matches("[\\x21-\\x7e][\\x20-\\x7e]{0,99}")) {
            throw invalid("Subject");
        }
        request.messageAttributes().forEach(Publication::check);
        if (size(request) > LARGEST) {
            throw invalid("Message too long");
        }
        return texts(request.message(), request.messageStructure());
    }

    private static int size(PublishRequest request) {
        int size = bytes(request.message());
        for (Map.Entry<String, MessageAttributeValue> attribute : request.messageAttributes().entrySet()) {
            MessageAttributeValue value = attribute.getValue();
            size += bytes(attribute.getKey()) + bytes(value.dataType())
                    + (value.binaryValue() == null ? bytes(value.stringValue()) : value.binaryValue().asByteArrayUnsafe().length);
        }
        return size;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Map<String, String> texts(String message, @Nullable String structure) {
        if (structure == null) {
            return Map.of("default", message);
        }
        if (!structure.equals("json")) {
            throw invalid("MessageStructure");
        }
        JsonNode all;
        try {
            all = JSON.readTree(message);
        } catch (JsonProcessingException _) {
            throw invalid("Message Structure - JSON message body failed to parse");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        all.properties().stream().filter(text -> text.getValue().isTextual())
                .forEach(text -> texts.put(text.getKey(), text.getValue().textValue()));
        if (!texts.containsKey("default")) {
            throw invalid("Message Structure - No default entry in JSON message body");
        }
        return texts;
    }

    private static void check(String name, MessageAttributeValue value) {
        if (!name.matches("[A-Za-z0-9_.-]{1,256}") || name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
            throw wrongValue("Invalid message attribute name: " + name);
        }
        boolean binary = value.dataType().startsWith("Binary");
        if (binary ? value.binaryValue() == null : value.stringValue() == null || value.stringValue().isEmpty()) {
            throw wrongValue("The message attribute '" + name + "' must contain non-empty message attribute value for message attribute"
                    + " type '" + value.dataType() + "'.");
        }
        boolean valid = switch (value.dataType()) {
            case "Number" -> number(value.stringValue());
            case "String.Array" -> array(value.stringValue());
            default -> value.dataType().matches("(String|Number|Binary)(\\..+)?");
        };
        if (!valid) {
            throw wrongValue("Could not cast message attribute '" + name + "' value to " + value.dataType() + ".");
        }
    }

    private static boolean number(String text) {
        try {
            new BigDecimal(text);
            return text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static boolean array(String text) {
        try {
            JsonNode array = JSON.readTree(text);
            return array.isArray() && array.valueStream().allMatch(JsonNode::isValueNode);
        } catch (JsonProcessingException _) {
            return false;
        }
    }
}
