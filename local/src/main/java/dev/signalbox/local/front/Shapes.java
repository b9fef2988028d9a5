package dev.signalbox.local.front;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** AWS's shapes as JSON and back, by the field tables of the SDK's model classes. Times are epoch seconds, blobs base64. */
public final class Shapes {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Shapes() {
    }

    /**
     * Fills a builder and builds it. Members that the model does not have are passed over, as AWS does.
     *
     * @throws MalformedShape naming the member whose value has the wrong type
     */
    public static <T> T read(SdkBuilder<?, T> builder, JsonNode json, Naming naming) {
        fill((SdkPojo) builder, json, naming, "");
        return builder.build();
    }

    /** The members of a shape that are set. */
    public static ObjectNode write(SdkPojo shape, Naming naming) {
        return write(shape, naming, field -> true);
    }

    /** Those members of a shape that are set and wanted. */
    static ObjectNode write(SdkPojo shape, Naming naming, Predicate<SdkField<?>> wanted) {
        ObjectNode json = NODES.objectNode();
        for (SdkField<?> field : shape.sdkFields()) {
            Object value = value(shape, field);
            if (!absent(value) && wanted.test(field)) {
                json.set(naming.of(field), value(value, field, naming));
            }
        }
        return json;
    }

    /** A member's value, null where none is set: an idempotency token that was not given is not made up. */
    static @Nullable Object value(SdkPojo shape, SdkField<?> field) {
        return shape instanceof SdkRequest request && field.containsTrait(DefaultValueTrait.class)
                ? request.getValueForField(field.memberName(), Object.class).orElse(null) : field.getValueOrDefault(shape);
    }

    static boolean absent(@Nullable Object value) {
        return value == null
                || value instanceof SdkAutoConstructList<?>
                || value instanceof SdkAutoConstructMap<?, ?>;
    }

    private static JsonNode value(Object value, SdkField<?> field, Naming naming) {
        return switch (value) {
            case SdkPojo pojo -> write(pojo, naming);
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                SdkField<?> member = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                for (Object item : list) {
                    array.add(item == null ? NODES.nullNode() : value(item, member, naming));
                }
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = NODES.objectNode();
                SdkField<?> member = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
                map.forEach((key, item) -> object.set((String) key, value(item, member, naming)));
                yield object;
            }
            case String text -> NODES.textNode(text);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Short number -> NODES.numberNode(number);
            case Float number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case BigDecimal number -> NODES.numberNode(number);
            case Boolean truth -> NODES.booleanNode(truth);
            case Instant time -> NODES.numberNode(BigDecimal.valueOf(time.toEpochMilli(), 3));
            case Byte number -> NODES.numberNode(number);
            case SdkBytes bytes -> NODES.textNode(Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
            default -> throw new IllegalStateException(field.memberName() + " holds a " + value.getClass());
        };
    }

    static void fill(SdkPojo target, JsonNode json, Naming naming, String path) {
        fill(target, json, naming, path, field -> true);
    }

    /** Sets those members of a builder that are wanted. */
    static void fill(SdkPojo target, JsonNode json, Naming naming, String path, Predicate<SdkField<?>> wanted) {
        if (!json.isObject()) {
            throw new MalformedShape(path.isEmpty() ? "the request" : path, "an object", json);
        }
        for (SdkField<?> field : target.sdkFields()) {
            JsonNode node = json.get(naming.of(field));
            if (node != null && !node.isNull() && wanted.test(field)) {
                field.set(target, parse(node, field, naming, path.isEmpty() ? naming.of(field) : path + "." + naming.of(field)));
            }
        }
    }

    private static @Nullable Object parse(JsonNode node, SdkField<?> field, Naming naming, String path) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        return switch (type) {
            case SDK_POJO -> {
                SdkPojo inner = field.constructor().get();
                fill(inner, node, naming, path);
                yield ((SdkBuilder<?, ?>) inner).build();
            }
            case LIST -> {
                if (!node.isArray()) {
                    throw new MalformedShape(path, "a list", node);
                }
                SdkField<?> member = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                List<@Nullable Object> list = new ArrayList<>();
                for (JsonNode item : node) {
                    list.add(item.isNull() ? null : parse(item, member, naming, path + "[" + list.size() + "]"));
                }
                yield list;
            }
            case MAP -> {
                if (!node.isObject()) {
                    throw new MalformedShape(path, "a map", node);
                }
                SdkField<?> member = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> entry : node.properties()) {
                    map.put(entry.getKey(), parse(entry.getValue(), member, naming, path + "." + entry.getKey()));
                }
                yield map;
            }
            case STRING -> {
                if (!node.isTextual()) {
                    throw new MalformedShape(path, "a string", node);
                }
                yield node.textValue();
            }
            case INTEGER -> whole(node, path).intValue();
            case LONG -> whole(node, path).longValue();
            case SHORT -> whole(node, path).shortValue();
            case BYTE -> whole(node, path).byteValue();
            case FLOAT -> number(node, path).floatValue();
            case DOUBLE -> number(node, path).doubleValue();
            case BIG_DECIMAL -> number(node, path);
            case BOOLEAN -> {
                if (!node.isBoolean()) {
                    throw new MalformedShape(path, "true or false", node);
                }
                yield node.booleanValue();
            }
            case INSTANT -> instant(node, path);
            case SDK_BYTES -> {
                if (!node.isTextual()) {
                    throw new MalformedShape(path, "base64 text", node);
                }
                try {
                    yield SdkBytes.fromByteArray(Base64.getDecoder().decode(node.textValue()));
                } catch (IllegalArgumentException _) {
                    throw new MalformedShape(path, "base64 text", node);
                }
            }
            case NULL, DOCUMENT -> throw new UnknownOperation("The local cloud reads no " + type + ": " + path);
        };
    }

    private static BigDecimal number(JsonNode node, String path) {
        if (!node.isNumber()) {
            throw new MalformedShape(path, "a number", node);
        }
        return node.decimalValue();
    }

    private static BigDecimal whole(JsonNode node, String path) {
        if (!node.isNumber() || node.decimalValue().stripTrailingZeros().scale() > 0) {
            throw new MalformedShape(path, "a whole number", node);
        }
        return node.decimalValue();
    }

    private static Instant instant(JsonNode node, String path) {
        if (node.isNumber()) {
            return Instant.ofEpochMilli(node.decimalValue().movePointRight(3).longValue());
        }
        try {
            return Instant.parse(node.asText());
        } catch (DateTimeParseException _) {
            throw new MalformedShape(path, "a time", node);
        }
    }
}
