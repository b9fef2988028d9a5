package dev.signalbox.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * A table in memory that reads and updates items as DynamoDB does: SET with values and {@code if_not_exists}; conditions of
 * {@code attribute_not_exists}, {@code <>} and {@code <=} with AND before OR. Anything else fails.
 */
public final class FakeTable implements DynamoDbClient {

    /** The items by their key. */
    public final Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
    private final List<Runnable> beforeUpdates = new ArrayList<>();

    /** Lets something else happen just before the next update. */
    public void beforeTheNextUpdate(Runnable happens) {
        beforeUpdates.add(happens);
    }

    @Override
    public synchronized GetItemResponse getItem(GetItemRequest request) {
        if (!Boolean.TRUE.equals(request.consistentRead())) {
            throw new AssertionError("An old answer would do harm");
        }
        return GetItemResponse.builder().item(items.getOrDefault(request.key().get("pk").s(), Map.of())).build();
    }

    @Override
    public synchronized UpdateItemResponse updateItem(UpdateItemRequest request) {
        List<Runnable> happenings = List.copyOf(beforeUpdates);
        beforeUpdates.clear();
        happenings.forEach(Runnable::run);
        String key = request.key().get("pk").s();
        Map<String, AttributeValue> before = items.getOrDefault(key, Map.of());
        if (!holds(request, before)) {
            throw ConditionalCheckFailedException.builder().message("The conditional request failed").build();
        }
        Map<String, AttributeValue> after = new HashMap<>(before);
        after.putAll(request.key());
        for (String assignment : request.updateExpression().substring("SET ".length()).split(", (?=#)")) {
            String[] sides = assignment.split(" = ", 2);
            after.put(name(request, sides[0]), value(request, before, sides[1]));
        }
        items.put(key, after);
        return UpdateItemResponse.builder().attributes(after).build();
    }

    private static boolean holds(UpdateItemRequest request, Map<String, AttributeValue> item) {
        for (String all : request.conditionExpression().replaceAll("\\((#[^()]* AND [^()]*)\\)", "$1").split(" OR ")) {
            boolean holds = true;
            for (String one : all.split(" AND ")) {
                holds &= term(request, item, one);
            }
            if (holds) {
                return true;
            }
        }
        return false;
    }

    private static boolean term(UpdateItemRequest request, Map<String, AttributeValue> item, String term) {
        if (term.startsWith("attribute_not_exists(")) {
            return !item.containsKey(name(request, term.substring(term.indexOf('(') + 1, term.length() - 1)));
        }
        String[] parts = term.split(" ");
        AttributeValue left = item.get(name(request, parts[0]));
        AttributeValue right = value(request, item, parts[2]);
        return switch (parts[1]) {
            case "<>" -> !right.equals(left);
            case "<=" -> left != null && Long.parseLong(left.n()) <= Long.parseLong(right.n());
            default -> throw new AssertionError("not a condition known here: " + term);
        };
    }

    private static AttributeValue value(UpdateItemRequest request, Map<String, AttributeValue> item, String word) {
        if (word.startsWith("if_not_exists(")) {
            String[] parts = word.substring("if_not_exists(".length(), word.length() - 1).split(", ");
            AttributeValue there = item.get(name(request, parts[0]));
            return there == null ? value(request, item, parts[1]) : there;
        }
        AttributeValue value = request.expressionAttributeValues().get(word);
        if (value == null) {
            throw new AssertionError("no value for " + word);
        }
        return value;
    }

    private static String name(UpdateItemRequest request, String word) {
        String name = word.startsWith("#") ? request.expressionAttributeNames().get(word) : word;
        if (name == null) {
            throw new AssertionError("no name for " + word);
        }
        return name;
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
