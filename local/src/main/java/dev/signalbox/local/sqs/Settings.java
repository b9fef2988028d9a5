package dev.signalbox.local.sqs;

import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeValueException;

import dev.signalbox.local.front.Fault;
import dev.signalbox.local.front.UnknownOperation;

/** What can be set of a queue, and within which bounds. */
final class Settings {

    /** Settings that every queue has, and their values unless told otherwise (AWS: SetQueueAttributes). */
    static final Map<String, String> DEFAULTS = Map.of("VisibilityTimeout", "30", "MaximumMessageSize", "1048576",
            "MessageRetentionPeriod", "345600", "DelaySeconds", "0", "ReceiveMessageWaitTimeSeconds", "0", "SqsManagedSseEnabled", "true");

    /** Whole numbers and their bounds (AWS: SetQueueAttributes). */
    private static final Map<String, int[]> BOUNDS = Map.of("VisibilityTimeout", new int[] {0, 43_200},
            "MaximumMessageSize", new int[] {1_024, 1_048_576}, "MessageRetentionPeriod", new int[] {60, 1_209_600},
            "DelaySeconds", new int[] {0, 900}, "ReceiveMessageWaitTimeSeconds", new int[] {0, 20},
            "KmsDataKeyReusePeriodSeconds", new int[] {60, 86_400});

    private static final Set<String> DOCUMENTS = Set.of("Policy", "RedrivePolicy", "RedriveAllowPolicy");
    private static final Set<String> FIFO = Set.of("FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Settings() {
    }

    /** Whether SQS has a setting of this name, FIFO queues' included. */
    static boolean known(String name) {
        return DEFAULTS.containsKey(name) || BOUNDS.containsKey(name) || DOCUMENTS.contains(name) || FIFO.contains(name)
                || name.equals("KmsMasterKeyId");
    }

    /** @throws AwsServiceException when there is no such setting or the value is out of its bounds */
    static void check(String name, String value) {
        if (FIFO.contains(name)) {
            throw new UnknownOperation("The local cloud has no FIFO queues: " + name);
        }
        boolean valid;
        if (BOUNDS.containsKey(name)) {
            int[] bounds = BOUNDS.get(name);
            valid = value.matches("\\d{1,9}") && Integer.parseInt(value) >= bounds[0] && Integer.parseInt(value) <= bounds[1];
        } else if (DOCUMENTS.contains(name)) {
            valid = value.isEmpty() || json(value).isObject();
            if (name.equals("RedrivePolicy") && !value.isEmpty()) {
                valid = valid && json(value).path("deadLetterTargetArn").asText().startsWith("arn:")
                        && json(value).path("maxReceiveCount").asInt() >= 1;
            }
        } else if (name.equals("SqsManagedSseEnabled")) {
            valid = value.equals("true") || value.equals("false");
        } else if (name.equals("KmsMasterKeyId")) {
            valid = true;
        } else {
            throw Fault.of(InvalidAttributeNameException.builder(), "InvalidAttributeName", "Unknown Attribute " + name + ".");
        }
        if (!valid) {
            throw Fault.of(InvalidAttributeValueException.builder(), "InvalidAttributeValue",
                    "Invalid value for the parameter " + name + ".");
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            throw Fault.of(InvalidAttributeValueException.builder(), "InvalidAttributeValue", "Invalid value: not JSON.");
        }
    }
}
