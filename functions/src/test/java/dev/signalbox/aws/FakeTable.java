package dev.signalbox.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * A table in memory that reads and updates items, one or several at once, as DynamoDB does; conditional updates only. What
 * {@link FakeExpressions} does not understand fails.
 */
public final class FakeTable implements DynamoDbClient {

    private static final int MOST_OF_A_TRANSACTION = 100;

    /** The items by their key. */
    public final Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
    private final List<Runnable> beforeUpdates = new ArrayList<>();

    /** Lets something else happen just before the next update, or transaction. */
    public void beforeTheNextUpdate(Runnable happens) {
        beforeUpdates.add(happens);
    }

    @Override
    public synchronized GetItemResponse getItem(GetItemRequest request) {
        if (!Boolean.TRUE.equals(request.consistentRead())) {
            throw new AssertionError("An old answer would do harm");
        }
        Map<String, AttributeValue> item = new HashMap<>(items.getOrDefault(request.key().get("pk").s(), Map.of()));
        if (request.projectionExpression() != null) {
            Set<String> asked = new HashSet<>();
            for (String name : request.projectionExpression().split(", ")) {
                asked.add(request.expressionAttributeNames().get(name));
            }
            item.keySet().retainAll(asked);
        }
        return GetItemResponse.builder().item(item).build();
    }

    @Override
    public synchronized PutItemResponse putItem(PutItemRequest request) {
        if (!"attribute_not_exists(pk)".equals(request.conditionExpression())) {
            throw new AssertionError("A put that is not the first does harm");
        }
        if (items.putIfAbsent(request.item().get("pk").s(), request.item()) != null) {
            throw ConditionalCheckFailedException.builder().message("The conditional request failed").build();
        }
        return PutItemResponse.builder().build();
    }

    @Override
    public synchronized UpdateItemResponse updateItem(UpdateItemRequest request) {
        whatHappensBefore();
        Update update = Update.builder().key(request.key()).updateExpression(request.updateExpression())
                .conditionExpression(request.conditionExpression()).expressionAttributeNames(request.expressionAttributeNames())
                .expressionAttributeValues(request.expressionAttributeValues()).build();
        if (!expressions(update).holds()) {
            throw ConditionalCheckFailedException.builder().message("The conditional request failed").build();
        }
        return UpdateItemResponse.builder().attributes(write(update)).build();
    }

    @Override
    public synchronized TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        whatHappensBefore();
        List<Update> updates = request.transactItems().stream().map(TransactWriteItem::update).toList();
        if (updates.isEmpty() || updates.size() > MOST_OF_A_TRANSACTION
                || updates.stream().map(Update::key).distinct().count() != updates.size()) {
            throw new AssertionError("not a transaction: " + updates);
        }
        List<CancellationReason> reasons = updates.stream().map(update -> CancellationReason.builder()
                .code(expressions(update).holds() ? "None" : "ConditionalCheckFailed").build()).toList();
        if (reasons.stream().anyMatch(reason -> !reason.code().equals("None"))) {
            throw TransactionCanceledException.builder().message("Transaction cancelled").cancellationReasons(reasons).build();
        }
        updates.forEach(this::write);
        return TransactWriteItemsResponse.builder().build();
    }

    private void whatHappensBefore() {
        List<Runnable> happenings = List.copyOf(beforeUpdates);
        beforeUpdates.clear();
        happenings.forEach(Runnable::run);
    }

    private Map<String, AttributeValue> write(Update update) {
        Map<String, AttributeValue> after = expressions(update).updated();
        after.putAll(update.key());
        items.put(update.key().get("pk").s(), after);
        return after;
    }

    private FakeExpressions expressions(Update update) {
        return new FakeExpressions(update, items.getOrDefault(update.key().get("pk").s(), Map.of()));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        items.clear();
    }
}
