package dev.signalbox.local.sns;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A subscription as it is now.
 *
 * @param token confirms it; null once it is confirmed
 * @param filter null where every message passes
 */
record Subscription(String arn, String topic, String protocol, String endpoint, Map<String, String> attributes,
                    @Nullable String token, @Nullable Filter filter) {

    Subscription {
        attributes = Map.copyOf(attributes);
    }

    boolean pending() {
        return token != null;
    }

    boolean raw() {
        return "true".equals(attributes.get("RawMessageDelivery"));
    }

    Subscription confirmed() {
        return new Subscription(arn, topic, protocol, endpoint, attributes, null, filter);
    }

    Subscription with(Map<String, String> changed, @Nullable Filter newFilter) {
        return new Subscription(arn, topic, protocol, endpoint, changed, token, newFilter);
    }
}
