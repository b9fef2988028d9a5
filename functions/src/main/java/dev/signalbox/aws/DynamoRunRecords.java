package dev.signalbox.aws;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

import dev.signalbox.run.RunRecord;
import dev.signalbox.run.RunRecords;

/** Records of runs in DynamoDB; an item goes by itself at {@code expires} (epoch seconds). */
public final class DynamoRunRecords implements RunRecords {

    private final DynamoDbClient dynamo;
    private final String table;

    public DynamoRunRecords(DynamoDbClient dynamo, String table) {
        this.dynamo = dynamo;
        this.table = table;
    }

    @Override
    public Optional<RunRecord> keep(RunRecord record) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("pk", AttributeValue.fromS(record.key()));
        item.put("event", AttributeValue.fromS(record.event()));
        item.put("decided", AttributeValue.fromS(record.decided().toString()));
        item.put("expires", AttributeValue.fromN(String.valueOf(record.expires().getEpochSecond())));
        Map.of("repository", record.repository(), "branch", record.branch(), "commit", record.commit()).forEach((name, value) -> {
            if (!value.isEmpty()) {
                item.put(name, AttributeValue.fromS(value));
            }
        });
        try {
            dynamo.putItem(request -> request.tableName(table).item(item).conditionExpression("attribute_not_exists(pk)"));
            return Optional.empty();
        } catch (ConditionalCheckFailedException known) {
            return Optional.of(kept(record));
        }
    }

    /** The first record; one that went this very moment was like the new one as far as anybody can tell. */
    private RunRecord kept(RunRecord record) {
        Map<String, AttributeValue> item = dynamo.getItem(request -> request.tableName(table)
                .key(Map.of("pk", AttributeValue.fromS(record.key()))).consistentRead(true)
                .projectionExpression("#repository, #branch, #commit, #event, #decided")
                .expressionAttributeNames(Map.of("#repository", "repository", "#branch", "branch", "#commit", "commit",
                        "#event", "event", "#decided", "decided"))).item();
        return item.isEmpty() ? record : new RunRecord(record.run(), text(item, "repository"), text(item, "branch"),
                text(item, "commit"), text(item, "event"), Instant.parse(text(item, "decided")));
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? item.get(name).s() : "";
    }
}
