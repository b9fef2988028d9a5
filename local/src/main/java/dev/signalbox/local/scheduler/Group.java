package dev.signalbox.local.scheduler;

import java.time.Instant;
import java.util.Map;

/** A schedule group and its tags. */
record Group(String name, String arn, Instant created, Instant modified, Map<String, String> tags) {

    Group {
        tags = Map.copyOf(tags);
    }

    Group tagged(Map<String, String> now, Instant when) {
        return new Group(name, arn, created, when, now);
    }
}
