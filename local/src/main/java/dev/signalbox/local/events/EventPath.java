package dev.signalbox.local.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.signalbox.local.front.UnknownOperation;

/**
 * A JSON path as EventBridge takes it: dots, names of letters, digits, dashes, underscores and slashes, indices of lists,
 * wildcards (AWS: "Amazon EventBridge input transformation").
 */
final class EventPath {

    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z0-9_/-]+)|\\.(\\*)|\\[(\\d+|\\*)]|\\['([^']+)']");

    private final List<String> steps = new ArrayList<>();
    private final boolean several;

    /** @throws UnknownOperation for a path of another form, naming it */
    EventPath(String path) {
        Matcher step = STEP.matcher(path);
        int at = 1;
        while (at < path.length() && step.find(at) && step.start() == at) {
            for (int group = 1; group <= step.groupCount(); group++) {
                if (step.group(group) != null) {
                    steps.add(step.group(group));
                }
            }
            at = step.end();
        }
        if (!path.startsWith("$") || at < path.length()) {
            throw new UnknownOperation("The local cloud's EventBridge does not understand the path " + path + ".");
        }
        several = steps.contains("*");
    }

    /** What the path leads to; a list of all of it where the path has a wildcard. */
    Optional<JsonNode> in(JsonNode event) {
        List<JsonNode> found = List.of(event);
        for (String step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) {
                if (step.equals("*")) {
                    node.forEach(next::add);
                } else {
                    JsonNode child = node.isArray() && step.matches("\\d+") ? node.path(Integer.parseInt(step)) : node.path(step);
                    if (!child.isMissingNode()) {
                        next.add(child);
                    }
                }
            }
            found = next;
        }
        if (several) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            found.forEach(all::add);
            return Optional.of(all);
        }
        return found.stream().findFirst();
    }
}
