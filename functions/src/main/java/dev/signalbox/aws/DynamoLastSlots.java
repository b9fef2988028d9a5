package dev.signalbox.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

import dev.signalbox.run.LastSlots;

/** What schedules built, in the runs table: items {@code schedule#REPOSITORY#NAME}, kept for 400 days after the last slot. */
public final class DynamoLastSlots implements LastSlots {

    private static final Duration KEPT = Duration.ofDays(400);

    private final DynamoDbClient dynamo;
    private final String table;
    private final InstantSource clock;

    public DynamoLastSlots(DynamoDbClient dynamo, String table, InstantSource clock) {
        this.dynamo = dynamo;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Optional<String> commit(String repository, String schedule) {
        Map<String, AttributeValue> item = dynamo.getItem(request -> request.tableName(table)
                .key(Items.of("schedule", repository, schedule)).consistentRead(true)).item();
        return Optional.ofNullable(item.get("commit")).map(AttributeValue::s);
    }

    @Override
    public void keep(String repository, String schedule, Instant slot, String commit) {
        try {
            dynamo.updateItem(request -> request.tableName(table).key(Items.of("schedule", repository, schedule))
                    .updateExpression("SET #commit = :commit, #slot = :slot, #expires = :expires")
                    .conditionExpression("attribute_not_exists(pk) OR #slot <= :slot")
                    .expressionAttributeNames(Map.of("#commit", "commit", "#slot", "slot", "#expires", "expires"))
                    .expressionAttributeValues(Map.of(":commit", AttributeValue.fromS(commit),
                            ":slot", Items.at(slot), ":expires", Items.expires(clock.instant(), KEPT))));
        } catch (ConditionalCheckFailedException later) {
            // A later slot is kept, and stays.
        }
    }
}
