package dev.signalbox.local.sns;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.event.ruler.Machine;

import dev.signalbox.local.front.Fault;

/** A subscription's filter policy, matched by AWS's own Event Ruler. */
final class Filter {

    /** AWS: a policy has at most five keys when it looks at attributes (SNS, "Filter policy constraints"). */
    private static final int MOST_KEYS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Machine machine = Machine.builder().build();
    private final boolean body;

    /**
     * Reads a policy.
     *
     * @param body whether it looks at the message's body rather than its attributes
     * @throws InvalidParameterException when it is no filter policy
     */
    Filter(String policy, boolean body) {
        this.body = body;
        try {
            JsonNode read = JSON.readTree(policy);
            if (!read.isObject()) {
                throw invalid("Filter policy must be a JSON object");
            }
            if (!body && read.size() > MOST_KEYS) {
                throw invalid("Filter policy can not have more than " + MOST_KEYS + " keys");
            }
            machine.addRule("filter", policy);
        } catch (JsonProcessingException wrong) {
            throw invalid("failed to parse JSON. " + wrong.getOriginalMessage());
        } catch (IOException wrong) {
            throw invalid(String.valueOf(wrong.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** Whether a message passes. A body that is no JSON object never does. */
    boolean passes(String message, Map<String, MessageAttributeValue> attributes) {
        try {
            JsonNode event = body ? JSON.readTree(message) : event(attributes);
            return event.isObject() && machine.rulesForJSONEvent(event).contains("filter");
        } catch (JsonProcessingException _) {
            return false;
        }
    }

    private static ObjectNode event(Map<String, MessageAttributeValue> attributes) throws JsonProcessingException {
        ObjectNode event = JSON.createObjectNode();
        for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
            MessageAttributeValue value = attribute.getValue();
            switch (value.dataType()) {
                case "String.Array", "Number" -> event.set(attribute.getKey(), JSON.readTree(value.stringValue()));
                case "Binary" -> { }
                default -> event.put(attribute.getKey(), value.stringValue());
            }
        }
        return event;
    }

    private static RuntimeException invalid(String why) {
        return Fault.of(InvalidParameterException.builder(), "InvalidParameter", "Invalid parameter: FilterPolicy: " + why);
    }
}
