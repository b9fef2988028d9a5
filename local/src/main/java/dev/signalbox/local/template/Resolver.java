package dev.signalbox.local.template;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.signalbox.local.Account;

/** Works out a template's intrinsic functions. What it does not know it refuses by name. */
final class Resolver {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]+)}");

    private final String stack;
    private final Account account;
    private final URI endpoint;
    private final ObjectNode declared;
    private final JsonNode conditions;
    private final JsonNode functionGlobals;
    private final Map<String, String> parameters;
    private final Set<String> lists;
    private final Map<String, Identity> identities = new LinkedHashMap<>();

    Resolver(ObjectNode template, String stack, Account account, URI endpoint, Map<String, String> given) {
        this.stack = stack;
        this.account = account;
        this.endpoint = endpoint;
        this.declared = template.withObject("/Resources");
        this.conditions = template.path("Conditions");
        this.functionGlobals = functionGlobals(template.path("Globals"));
        this.parameters = parameters(template.path("Parameters"), given);
        this.lists = template.path("Parameters").properties().stream().filter(entry -> isList(entry.getValue())).map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    Map<String, String> parameters() {
        return parameters;
    }

    /** A resource with its properties; empty when its condition is false. */
    Optional<Resource> resource(String logicalId) {
        JsonNode raw = declared.path(logicalId);
        if (raw.has("Condition") && !holds(raw.path("Condition").asText())) {
            return Optional.empty();
        }
        Identity identity = identity(logicalId);
        JsonNode properties = resolve(raw.path("Properties"));
        ObjectNode whole = properties.isObject() ? (ObjectNode) properties : NODES.objectNode();
        if (type(logicalId).equals("AWS::Serverless::Function")) {
            whole = merged(resolve(functionGlobals), whole);
        }
        return Optional.of(new Resource(logicalId, type(logicalId), identity.physicalId(), identity.attributes(), whole));
    }

    /** A value with all functions worked out; missing when it is {@code AWS::NoValue}. */
    JsonNode resolve(JsonNode value) {
        if (value.isArray()) {
            ArrayNode array = NODES.arrayNode();
            value.forEach(item -> {
                JsonNode resolved = resolve(item);
                if (!resolved.isMissingNode()) {
                    array.add(resolved);
                }
            });
            return array;
        }
        if (!value.isObject()) {
            return value;
        }
        if (value.size() == 1) {
            Map.Entry<String, JsonNode> only = value.properties().iterator().next();
            if (only.getKey().equals("Ref") || only.getKey().startsWith("Fn::")) {
                return function(only.getKey(), only.getValue());
            }
        }
        ObjectNode object = NODES.objectNode();
        value.properties().forEach(entry -> {
            JsonNode resolved = resolve(entry.getValue());
            if (!resolved.isMissingNode()) {
                object.set(entry.getKey(), resolved);
            }
        });
        return object;
    }

    private JsonNode function(String name, JsonNode argument) {
        return switch (name) {
            case "Ref" -> reference(argument.asText());
            case "Fn::GetAtt" -> NODES.textNode(attribute(argument.get(0).asText(), argument.get(1).asText()));
            case "Fn::Sub" -> NODES.textNode(substitute(argument));
            case "Fn::Join" -> NODES.textNode(texts(argument.get(1)).stream().collect(Collectors.joining(argument.get(0).asText())));
            case "Fn::Select" -> resolve(argument.get(1)).get(resolve(argument.get(0)).asInt());
            case "Fn::Split" -> {
                ArrayNode parts = NODES.arrayNode();
                for (String part : resolve(argument.get(1)).asText().split(Pattern.quote(argument.get(0).asText()), -1)) {
                    parts.add(part);
                }
                yield parts;
            }
            case "Fn::If" -> resolve(argument.get(holds(argument.get(0).asText()) ? 1 : 2));
            case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" -> NODES.booleanNode(truth(name, argument));
            default -> throw new TemplateProblem("The local cloud has no template function " + name + ".");
        };
    }

    private boolean truth(String function, JsonNode argument) {
        return switch (function) {
            case "Fn::Equals" -> resolve(argument.get(0)).asText().equals(resolve(argument.get(1)).asText());
            case "Fn::Not" -> !condition(argument.get(0));
            case "Fn::And" -> argument.valueStream().allMatch(this::condition);
            case "Fn::Or" -> argument.valueStream().anyMatch(this::condition);
            default -> throw new TemplateProblem(function + " is no condition.");
        };
    }

    private boolean condition(JsonNode expression) {
        Map.Entry<String, JsonNode> only = expression.properties().iterator().next();
        return only.getKey().equals("Condition") ? holds(only.getValue().asText()) : truth(only.getKey(), only.getValue());
    }

    private boolean holds(String condition) {
        JsonNode expression = conditions.path(condition);
        if (expression.isMissingNode()) {
            throw new TemplateProblem("There is no condition " + condition + ".");
        }
        return condition(expression);
    }

    private JsonNode reference(String name) {
        String parameter = parameters.get(name);
        if (parameter != null) {
            return lists.contains(name) ? list(parameter) : NODES.textNode(parameter);
        }
        return switch (name) {
            case "AWS::NoValue" -> MissingNode.getInstance();
            case "AWS::AccountId" -> NODES.textNode(account.id());
            case "AWS::Region" -> NODES.textNode(account.region());
            case "AWS::Partition" -> NODES.textNode("aws");
            case "AWS::URLSuffix" -> NODES.textNode("amazonaws.com");
            case "AWS::StackName" -> NODES.textNode(stack);
            default -> NODES.textNode(identity(name).physicalId());
        };
    }

    private String attribute(String logicalId, String attribute) {
        String value = identity(logicalId).attributes().get(attribute);
        if (value == null) {
            throw new TemplateProblem("%s: the local cloud knows no attribute %s of a %s.".formatted(logicalId, attribute, type(logicalId)));
        }
        return value;
    }

    private String substitute(JsonNode argument) {
        String text = argument.isArray() ? argument.get(0).asText() : argument.asText();
        JsonNode local = argument.isArray() ? resolve(argument.get(1)) : NODES.objectNode();
        return PLACEHOLDER.matcher(text).replaceAll(match -> Matcher.quoteReplacement(placeholder(match.group(1), match.group(2), local)));
    }

    private String placeholder(String literal, String name, JsonNode local) {
        if (!literal.isEmpty()) {
            return "${" + name + "}";
        }
        if (local.has(name)) {
            return local.get(name).asText();
        }
        int dot = name.indexOf('.');
        return dot < 0 ? reference(name).asText() : attribute(name.substring(0, dot), name.substring(dot + 1));
    }

    private List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        resolve(list).forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private String type(String logicalId) {
        return declared.path(logicalId).path("Type").asText();
    }

    private Identity identity(String logicalId) {
        Identity known = identities.get(logicalId);
        if (known != null) {
            return known;
        }
        if (!declared.has(logicalId)) {
            throw new TemplateProblem("There is no parameter or resource " + logicalId + ".");
        }
        JsonNode properties = declared.path(logicalId).path("Properties");
        Function<String, @Nullable String> property = name -> properties.has(name) ? resolve(properties.get(name)).asText() : null;
        Identity made = Identity.of(stack, account, endpoint, logicalId, type(logicalId), property);
        identities.put(logicalId, made);
        return made;
    }

    private static JsonNode functionGlobals(JsonNode globals) {
        globals.fieldNames().forEachRemaining(section -> {
            if (!section.equals("Function")) {
                throw new TemplateProblem("The local cloud reads no Globals but Function: " + section);
            }
        });
        return globals.path("Function");
    }

    /** As SAM merges: maps by key, lists one after the other, anything else by the function's own. */
    private static ObjectNode merged(JsonNode global, ObjectNode own) {
        ObjectNode result = own.deepCopy();
        global.properties().forEach(entry -> {
            JsonNode mine = own.get(entry.getKey());
            JsonNode theirs = entry.getValue();
            if (mine == null) {
                result.set(entry.getKey(), theirs);
            } else if (mine.isObject() && theirs.isObject()) {
                result.set(entry.getKey(), merged(theirs, (ObjectNode) mine));
            } else if (mine.isArray() && theirs.isArray()) {
                result.set(entry.getKey(), NODES.arrayNode().addAll((ArrayNode) theirs).addAll((ArrayNode) mine));
            }
        });
        return result;
    }

    /** Whether a parameter's value is several, separated by commas; its pattern holds for each. */
    private static boolean isList(JsonNode declared) {
        return declared.path("Type").asText().equals("CommaDelimitedList");
    }

    /** As CloudFormation has it: blanks around an item are not part of it. */
    private static List<String> items(String value) {
        return Stream.of(value.split(",", -1)).map(String::strip).toList();
    }

    private static ArrayNode list(String value) {
        ArrayNode list = NODES.arrayNode();
        items(value).forEach(list::add);
        return list;
    }

    private static Map<String, String> parameters(JsonNode declared, Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        declared.properties().forEach(entry -> {
            String value = given.getOrDefault(entry.getKey(), entry.getValue().path("Default").asText());
            String allowed = entry.getValue().path("AllowedPattern").asText(".*");
            List<String> all = isList(entry.getValue()) ? items(value) : List.of(value);
            if (!all.stream().allMatch(Pattern.compile(allowed).asPredicate())) {
                throw new TemplateProblem("Parameter %s: %s".formatted(entry.getKey(),
                        entry.getValue().path("ConstraintDescription").asText("does not match " + allowed)));
            }
            values.put(entry.getKey(), value);
        });
        given.keySet().forEach(name -> {
            if (!values.containsKey(name)) {
                throw new TemplateProblem("The template has no parameter " + name + ".");
            }
        });
        return values;
    }
}
