package dev.signalbox.aws;

import java.util.HashMap;
import java.util.Map;

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
    public boolean keep(RunRecord record) {
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
            return true;
        } catch (ConditionalCheckFailedException kept) {
            return false;
        }
    }
}
