package dev.signalbox.local.states;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * JSON for JSONata and back. A JSON null is JSONata's own null, so that it differs from nothing; a whole number is an integer
 * while it fits in a {@code long}.
 */
final class Values {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Values() {
    }

    static Object toJsonata(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                var map = new LinkedHashMap<String, Object>();
                node.properties().forEach(entry -> map.put(entry.getKey(), toJsonata(entry.getValue())));
                yield map;
            }
            case ARRAY -> {
                var list = new ArrayList<>(node.size());
                node.forEach(item -> list.add(toJsonata(item)));
                yield list;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case NULL, MISSING -> Jsonata.NULL_VALUE;
            case BINARY, POJO -> throw new IllegalArgumentException("no JSON: " + node);
        };
    }

    private static Number number(JsonNode node) {
        if (node.canConvertToExactIntegral() && node.canConvertToInt()) {
            return node.intValue();
        }
        if (node.canConvertToExactIntegral() && node.canConvertToLong()) {
            return node.longValue();
        }
        return node.doubleValue();
    }

    /** @throws IllegalArgumentException for what JSON cannot hold, such as a function */
    static JsonNode toJson(@Nullable Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case Object object when object == Jsonata.NULL_VALUE -> NODES.nullNode();
            case Map<?, ?> map -> {
                ObjectNode object = NODES.objectNode();
                map.forEach((key, item) -> object.set((String) key, toJson(item)));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(item -> array.add(toJson(item)));
                yield array;
            }
            case String text -> NODES.textNode(text);
            case Boolean truth -> NODES.booleanNode(truth);
            case Integer number -> NODES.numberNode(number);
            case Long number -> number.intValue() == number ? NODES.numberNode(number.intValue()) : NODES.numberNode(number);
            case BigInteger number -> NODES.numberNode(number);
            case BigDecimal number -> NODES.numberNode(number);
            case Number number -> decimal(number.doubleValue());
            default -> throw new IllegalArgumentException("a function is no JSON");
        };
    }

    private static JsonNode decimal(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return toJson((long) number);
        }
        return NODES.numberNode(number);
    }
}
