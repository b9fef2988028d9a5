package dev.signalbox.local.iam;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;

/** The policies that resources carry: of queues, topics, keys, buckets, and the permissions of functions. */
public final class ResourcePolicies {

    private final Map<String, List<JsonNode>> byArn = new ConcurrentHashMap<>();

    /** Replaces what a resource carries; an empty list takes it away. */
    public void put(String arn, List<JsonNode> policies) {
        byArn.put(arn, List.copyOf(policies));
    }

    public List<JsonNode> of(String arn) {
        return byArn.getOrDefault(arn, List.of());
    }
}
