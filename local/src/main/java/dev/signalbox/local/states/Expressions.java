package dev.signalbox.local.states;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * JSONata as Step Functions has it: expressions stand between {@code {%} and {@code %}} and fill a whole string; {@code $eval}
 * is not there, and seven functions are added or changed. An evaluation may take five seconds and nest a hundred levels.
 */
final class Expressions {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MILLISECONDS = 5_000;
    private static final int LEVELS = 100;
    private static final Set<String> DIGESTS = Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");
    private static final Map<String, JFunction> FUNCTIONS = Map.of(
            "eval", function((_, _) -> {
                throw new JException("T1006", -1, "eval");
            }),
            "parse", function((_, arguments) -> parse(argument(arguments, 0))),
            "partition", function((_, arguments) -> partition(argument(arguments, 0), argument(arguments, 1))),
            "range", function((_, arguments) -> range(argument(arguments, 0), argument(arguments, 1), argument(arguments, 2))),
            "hash", function((_, arguments) -> hash(argument(arguments, 0), argument(arguments, 1))),
            "random", function((_, arguments) -> random(argument(arguments, 0))),
            "uuid", function((_, _) -> UUID.randomUUID().toString()));

    private Expressions() {
    }

    /** What an expression may refer to: {@code $states} and the variables in reach. */
    record Bindings(ObjectNode states, Map<String, JsonNode> variables) {

        Bindings with(String member, JsonNode value) {
            ObjectNode more = JsonNodeFactory.instance.objectNode();
            more.setAll(states);
            more.set(member, value);
            return new Bindings(more, variables);
        }
    }

    /** Whether a text is an expression; one that only begins or only ends like one is a mistake. */
    static boolean isExpression(JsonNode node) {
        return node.isTextual() && node.textValue().startsWith("{%") && node.textValue().endsWith("%}") && node.textValue().length() >= 4;
    }

    static String source(JsonNode expression) {
        String text = expression.textValue();
        return text.substring(2, text.length() - 2).strip();
    }

    /**
     * A template with every expression in it replaced by its value.
     *
     * @param location the field it stands in, for errors: {@code Output}
     * @throws StateFailure States.QueryEvaluationError
     */
    static JsonNode fill(JsonNode template, String location, Bindings bindings) {
        return fill(template, location, new Evaluation(bindings));
    }

    /**
     * The condition of a rule.
     *
     * @throws StateFailure States.QueryEvaluationError when it is neither true nor false
     */
    static boolean holds(JsonNode condition, String location, Bindings bindings) {
        JsonNode value = fill(condition, location, bindings);
        if (!value.isBoolean()) {
            throw wrongType(condition, location, "boolean", value);
        }
        return value.booleanValue();
    }

    static StateFailure wrongType(JsonNode template, String location, String expected, JsonNode value) {
        String found = value.getNodeType().name().toLowerCase(Locale.ROOT);
        String words = isExpression(template)
                ? ("The JSONata expression '%s' specified for the field '%s' returned an unexpected result type. "
                        + "Expected '%s', but was '%s'.").formatted(source(template), location, expected, found)
                : "The field '%s' has an unexpected type. Expected '%s', but was '%s'.".formatted(location, expected, found);
        return new StateFailure(StateFailure.QUERY, words, location);
    }

    private static JsonNode fill(JsonNode template, String location, Evaluation evaluation) {
        if (isExpression(template)) {
            return evaluation.of(source(template), location);
        }
        if (template.isObject()) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            template.properties().forEach(entry ->
                    filled.set(entry.getKey(), fill(entry.getValue(), location + "/" + entry.getKey(), evaluation)));
            return filled;
        }
        if (template.isArray()) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            for (JsonNode item : template) {
                filled.add(fill(item, location + "[" + filled.size() + "]", evaluation));
            }
            return filled;
        }
        return template;
    }

    /** The values of one template's expressions; what they refer to is made ready once. */
    private static final class Evaluation {
        private final Map<String, Object> bound = new LinkedHashMap<>();

        Evaluation(Bindings bindings) {
            bindings.variables().forEach((name, value) -> bound.put(name, Values.toJsonata(value)));
            bound.put("states", Values.toJsonata(bindings.states()));
        }

        JsonNode of(String source, String location) {
            Object value;
            try {
                Jsonata expression = Jsonata.jsonata(source);
                expression.setOutputConvertNulls(false);
                Frame frame = expression.createFrame();
                frame.setRuntimeBounds(MILLISECONDS, LEVELS);
                FUNCTIONS.forEach(frame::bind);
                bound.forEach(frame::bind);
                value = expression.evaluate(null, frame);
                if (value != null) {
                    return Values.toJson(value);
                }
            } catch (JException wrong) {
                throw threw(source, location, wrong.getError() + ": " + wrong.getMessage());
            } catch (RuntimeException wrong) {
                throw threw(source, location, String.valueOf(wrong.getMessage()));
            }
            throw new StateFailure(StateFailure.QUERY,
                    "The JSONata expression '%s' specified for the field '%s' returned nothing (undefined)."
                    .formatted(source, location), location);
        }

        private static StateFailure threw(String source, String location, String reason) {
            return new StateFailure(StateFailure.QUERY,
                    "The JSONata expression '%s' specified for the field '%s' threw an error during evaluation. %s"
                            .formatted(source, location, reason), location);
        }
    }

    private static JFunction function(JFunctionCallable callable) {
        return new JFunction(callable, null);
    }

    @SuppressWarnings("rawtypes") // the library's own signature
    private static @Nullable Object argument(List arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }

    private static @Nullable Object parse(@Nullable Object text) throws JException {
        if (text == null) {
            return null;
        }
        if (!(text instanceof String json)) {
            throw new JException("T0410", -1, 1, "parse");
        }
        try {
            JsonNode parsed = JSON.readTree(json);
            if (parsed.isMissingNode()) {
                throw new JException("D3120", -1, "the text is empty");
            }
            return Values.toJsonata(parsed);
        } catch (JsonProcessingException wrong) {
            throw new JException("D3120", -1, wrong.getOriginalMessage());
        }
    }

    private static @Nullable Object partition(@Nullable Object array, @Nullable Object size) {
        if (!(array instanceof List<?> items) || items.isEmpty() || !(size instanceof Number number) || number.intValue() <= 0) {
            return null;
        }
        List<Object> chunks = new ArrayList<>();
        for (int from = 0; from < items.size(); from += number.intValue()) {
            chunks.add(new ArrayList<>(items.subList(from, Math.min(items.size(), from + number.intValue()))));
        }
        return chunks;
    }

    private static @Nullable Object range(@Nullable Object first, @Nullable Object last, @Nullable Object by) {
        if (!(first instanceof Number from) || !(last instanceof Number to) || !(by instanceof Number step) || step.longValue() == 0) {
            return null;
        }
        List<Object> numbers = new ArrayList<>();
        for (long at = from.longValue(); step.longValue() > 0 ? at <= to.longValue() : at >= to.longValue(); at += step.longValue()) {
            numbers.add(Values.toJsonata(Values.toJson(at)));
        }
        return numbers.isEmpty() ? null : numbers.size() == 1 ? numbers.getFirst() : numbers;
    }

    private static @Nullable Object hash(@Nullable Object value, @Nullable Object algorithm) {
        if (!(value instanceof String text) || !(algorithm instanceof String name)) {
            return null;
        }
        if (!DIGESTS.contains(name)) {
            throw new JException("T0410", -1, 2, "hash");
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private static Object random(@Nullable Object seed) {
        return seed instanceof Number number ? new Random(number.longValue()).nextDouble() : ThreadLocalRandom.current().nextDouble();
    }
}
