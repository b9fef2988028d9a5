package dev.signalbox.local.front;

import java.util.HashMap;
import java.util.Map;

/**
 * What a call must be allowed to do: an IAM action on a resource.
 *
 * @param action such as {@code codebuild:StartBuild}
 * @param resource the resource's ARN, or {@code *} where the action knows no resources
 * @param context the request's own condition keys, such as {@code aws:ResourceTag/signalbox:stack}
 */
public record Permission(String action, String resource, Map<String, String> context) {

    public Permission {
        context = Map.copyOf(context);
    }

    public Permission(String action, String resource) {
        this(action, resource, Map.of());
    }

    public Permission with(String key, String value) {
        var more = new HashMap<>(context);
        more.put(key, value);
        return new Permission(action, resource, more);
    }
}
