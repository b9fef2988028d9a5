package dev.signalbox.local.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.UnknownOperation;

/**
 * One statement of a policy.
 *
 * @param principals such as {@code Service:events.amazonaws.com} or {@code AWS:*}; empty in a role's own policies
 */
record Statement(boolean allows, List<String> principals, List<String> actions, List<String> resources, List<Condition> conditions) {

    private static final List<String> KNOWN = List.of("Sid", "Effect", "Principal", "Action", "Resource", "Condition");

    /** The statements of a policy document. */
    static List<Statement> of(JsonNode document) {
        JsonNode listed = document.path("Statement");
        return listed.isObject() ? List.of(one(listed)) : listed.valueStream().map(Statement::one).toList();
    }

    boolean fits(Permission permission, Map<String, String> context) {
        String asked = permission.action().toLowerCase(Locale.ROOT);
        return actions.stream().anyMatch(action -> Pattern.matches(action.toLowerCase(Locale.ROOT), asked))
                && resources.stream().anyMatch(resource -> Pattern.matches(resource, permission.resource()))
                && conditions.stream().allMatch(condition -> condition.holds(context));
    }

    private static Statement one(JsonNode statement) {
        statement.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw new UnknownOperation("The local cloud reads no " + name + " in a policy's statement.");
            }
        });
        List<Condition> conditions = new ArrayList<>();
        statement.path("Condition").properties().forEach(operator -> operator.getValue().properties().forEach(
                key -> conditions.add(Condition.of(operator.getKey(), key.getKey(), texts(key.getValue())))));
        List<String> resources = texts(statement.path("Resource"));
        return new Statement(statement.path("Effect").asText().equals("Allow"), principals(statement.path("Principal")),
                texts(statement.path("Action")), resources.isEmpty() ? List.of("*") : resources, conditions);
    }

    private static List<String> principals(JsonNode principal) {
        if (principal.isTextual()) {
            return List.of("AWS:" + principal.asText());
        }
        List<String> principals = new ArrayList<>();
        principal.properties().forEach(kind -> texts(kind.getValue()).forEach(name -> principals.add(kind.getKey() + ":" + name)));
        return principals;
    }

    private static List<String> texts(JsonNode oneOrMore) {
        if (oneOrMore.isValueNode()) {
            return List.of(oneOrMore.asText());
        }
        List<String> texts = new ArrayList<>();
        oneOrMore.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
