package dev.signalbox.local.events;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a target gets of an event. */
sealed interface TargetInput {

    /** An event that matched a rule. @param received when the bus took it, ISO 8601 */
    record Matched(ObjectNode event, String ruleName, String ruleArn, String received) { }

    /**
     * The target's input, as JSON text.
     *
     * @throws JsonProcessingException where a template does not give JSON for this event
     */
    String of(Matched matched) throws JsonProcessingException;

    /** Reads {@code Input}, {@code InputPath} or {@code InputTransformer} of a target; the event itself where there is none. */
    static TargetInput of(JsonNode target) {
        if (target.has("Input")) {
            return new Constant(target.path("Input").asText());
        }
        if (target.has("InputPath")) {
            return new Part(new EventPath(target.path("InputPath").asText()));
        }
        if (target.has("InputTransformer")) {
            Map<String, EventPath> variables = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> variable : target.path("InputTransformer").path("InputPathsMap").properties()) {
                if (variable.getKey().toLowerCase(Locale.ROOT).startsWith("aws.")) {
                    throw new IllegalArgumentException("a variable's name begins with aws.: " + variable.getKey());
                }
                variables.put(variable.getKey(), new EventPath(variable.getValue().asText()));
            }
            return new Template(variables, target.path("InputTransformer").path("InputTemplate").asText());
        }
        return new Whole();
    }

    /** The event as it is. */
    record Whole() implements TargetInput {
        @Override
        public String of(Matched matched) {
            return matched.event().toString();
        }
    }

    /** The same for every event. */
    record Constant(String json) implements TargetInput {
        @Override
        public String of(Matched matched) {
            return json;
        }
    }

    /** A part of the event; null where the event has none there. */
    record Part(EventPath path) implements TargetInput {
        @Override
        public String of(Matched matched) {
            return path.in(matched.event()).orElse(JsonNodeFactory.instance.nullNode()).toString();
        }
    }

    /**
     * A text with {@code <variables>}. Inside quotes a variable's text is put in, outside them its JSON. A variable whose path
     * leads nowhere is not there: inside quotes it leaves nothing, outside them an empty string.
     */
    record Template(Map<String, EventPath> variables, String template) implements TargetInput {

        private static final ObjectMapper JSON = new ObjectMapper();
        private static final Pattern VARIABLE = Pattern.compile("<([A-Za-z0-9_.-]+)>");

        @Override
        public String of(Matched matched) throws JsonProcessingException {
            StringBuilder text = new StringBuilder();
            Matcher variable = VARIABLE.matcher(template);
            boolean quoted = false;
            int at = 0;
            while (variable.find()) {
                quoted = quotedAfter(template.substring(at, variable.start()), quoted);
                text.append(template, at, variable.start()).append(value(variable.group(1), matched, quoted));
                at = variable.end();
            }
            text.append(template, at, template.length());
            return JSON.readTree(text.toString()).toString();
        }

        private static boolean quotedAfter(String text, boolean before) {
            boolean quoted = before;
            for (int i = 0; i < text.length(); i++) {
                switch (text.charAt(i)) {
                    case '\\' -> i++;
                    case '"' -> quoted = !quoted;
                    default -> { }
                }
            }
            return quoted;
        }

        private String value(String name, Matched matched, boolean quoted) {
            JsonNode value = switch (name) {
                case "aws.events.rule-arn" -> JsonNodeFactory.instance.textNode(matched.ruleArn());
                case "aws.events.rule-name" -> JsonNodeFactory.instance.textNode(matched.ruleName());
                case "aws.events.event.ingestion-time" -> JsonNodeFactory.instance.textNode(matched.received());
                case "aws.events.event.json" -> matched.event();
                case "aws.events.event" -> matched.event().deepCopy().without("detail");
                default -> {
                    EventPath path = variables.get(name);
                    yield path == null ? JsonNodeFactory.instance.textNode("")
                            : path.in(matched.event()).orElse(JsonNodeFactory.instance.textNode(""));
                }
            };
            String json = value.toString();
            if (!quoted) {
                return json;
            }
            return value.isTextual() ? json.substring(1, json.length() - 1) : json.replace("\"", "");
        }
    }
}
