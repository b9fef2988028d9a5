package dev.signalbox.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How items of the one table are named, and how times stand in them. */
final class Items {

    private Items() {
    }

    /** The key of a run's item: {@code run#ID}. */
    static Map<String, AttributeValue> run(String id) {
        return key("run#" + id);
    }

    /** The key of what belongs to a repository: {@code KIND#REPOSITORY#NAME}. */
    static Map<String, AttributeValue> of(String kind, String repository, String name) {
        return key(kind + "#" + repository + "#" + name);
    }

    private static Map<String, AttributeValue> key(String pk) {
        return Map.of("pk", AttributeValue.fromS(pk));
    }

    /** A time, in milliseconds. */
    static AttributeValue at(Instant time) {
        return AttributeValue.fromN(Long.toString(time.toEpochMilli()));
    }

    /** When an item may go by itself, as DynamoDB wants it: in seconds. */
    static AttributeValue expires(Instant now, Duration kept) {
        return AttributeValue.fromN(Long.toString(now.plus(kept).getEpochSecond()));
    }
}
