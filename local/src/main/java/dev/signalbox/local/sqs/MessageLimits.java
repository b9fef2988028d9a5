package dev.signalbox.local.sqs;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

import dev.signalbox.local.front.Fault;

/** What SQS asks of messages and batches before it takes them. */
final class MessageLimits {

    private MessageLimits() {
    }

    static void check(String body, Map<String, MessageAttributeValue> attributes, int largest) {
        if (body.isEmpty()) {
            throw invalidParameter("The request must contain the parameter MessageBody.");
        }
        if (!body.codePoints().allMatch(MessageLimits::allowed)) {
            throw Fault.of(InvalidMessageContentsException.builder(), "InvalidMessageContents",
                    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD"
                            + " | #x10000 to #x10FFFF.");
        }
        if (attributes.size() > 10) {
            throw invalidParameter("Number of message attributes [" + attributes.size() + "] exceeds the allowed maximum [10].");
        }
        attributes.forEach((name, value) -> {
            if (!value.dataType().matches("(String|Number|Binary)(\\..+)?")) {
                throw invalidParameter("The message attribute '" + name + "' has an invalid message attribute type, the set of supported"
                        + " type prefixes is Binary, Number, and String.");
            }
            boolean binary = value.dataType().startsWith("Binary");
            if (binary ? value.binaryValue() == null : value.stringValue() == null || value.stringValue().isEmpty()) {
                throw invalidParameter("The message attribute '" + name + "' must contain a non-empty message attribute value for message"
                        + " attribute type '" + value.dataType() + "'.");
            }
        });
        if (size(body, attributes) > largest) {
            throw invalidParameter("One or more parameters are invalid. Reason: Message must be shorter than " + largest + " bytes.");
        }
    }

    private static boolean allowed(int character) {
        return character == 0x9 || character == 0xA || character == 0xD || character >= 0x20 && character <= 0xD7FF
                || character >= 0xE000 && character <= 0xFFFD || character >= 0x10000;
    }

    static int size(String body, Map<String, MessageAttributeValue> attributes) {
        int size = body.getBytes(StandardCharsets.UTF_8).length;
        for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
            MessageAttributeValue value = attribute.getValue();
            size += attribute.getKey().length() + value.dataType().length() + (value.binaryValue() != null
                    ? value.binaryValue().asByteArrayUnsafe().length : value.stringValue().getBytes(StandardCharsets.UTF_8).length);
        }
        return size;
    }

    static void checkBatch(List<String> ids) {
        if (ids.isEmpty()) {
            throw Fault.of(EmptyBatchRequestException.builder(), "EmptyBatchRequest",
                    "There should be at least one entry in the request.");
        }
        if (ids.size() > 10) {
            throw Fault.of(TooManyEntriesInBatchRequestException.builder(), "TooManyEntriesInBatchRequest",
                    "Maximum number of entries per request are 10. You have sent " + ids.size() + ".");
        }
        Set<String> seen = new HashSet<>();
        ids.stream().filter(id -> !seen.add(id)).findFirst().ifPresent(twice -> {
            throw Fault.of(BatchEntryIdsNotDistinctException.builder(), "BatchEntryIdsNotDistinct", "Id " + twice + " repeated.");
        });
    }

    static AwsServiceException invalidParameter(String message) {
        return Fault.of(SqsException.builder(), "InvalidParameterValue", message);
    }
}
