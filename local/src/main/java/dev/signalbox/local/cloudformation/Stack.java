package dev.signalbox.local.cloudformation;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.signalbox.local.template.Resource;

/**
 * What is known of the deployed stack.
 *
 * @param parameters by name, in the template's order
 */
public record Stack(String name, String description, Map<String, String> parameters, List<Output> outputs, List<Resource> resources,
        Instant created) {

    /** One of the stack's outputs; its description is empty where the template gives none. */
    public record Output(String key, String value, String description) { }

    public Stack {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        outputs = List.copyOf(outputs);
        resources = List.copyOf(resources);
    }
}
