package dev.signalbox.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** An update of one item of a transaction. What is null means that the attribute is not there, or goes. */
final class ConditionalUpdate {

    private final List<String> conditions = new ArrayList<>();
    private final List<String> sets = new ArrayList<>();
    private final List<String> removes = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();

    ConditionalUpdate ifIs(String attribute, @Nullable AttributeValue expected) {
        conditions.add(expected == null ? "attribute_not_exists(%s)".formatted(name(attribute))
                : name(attribute) + " = " + value(":is_" + attribute, expected));
        return this;
    }

    ConditionalUpdate set(String attribute, @Nullable AttributeValue now) {
        if (now == null) {
            removes.add(name(attribute));
        } else {
            sets.add(name(attribute) + " = " + value(":" + attribute, now));
        }
        return this;
    }

    TransactWriteItem of(String table, Map<String, AttributeValue> key) {
        String update = "SET " + String.join(", ", sets) + (removes.isEmpty() ? "" : " REMOVE " + String.join(", ", removes));
        return TransactWriteItem.builder().update(item -> item.tableName(table).key(key).updateExpression(update)
                .conditionExpression(String.join(" AND ", conditions)).expressionAttributeNames(names)
                .expressionAttributeValues(values)).build();
    }

    private String name(String attribute) {
        names.put("#" + attribute, attribute);
        return "#" + attribute;
    }

    private String value(String placeholder, AttributeValue value) {
        values.put(placeholder, value);
        return placeholder;
    }
}
