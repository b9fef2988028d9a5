package dev.signalbox.local.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import software.amazon.awssdk.services.scheduler.model.Tag;

/** The tags of a group. */
final class Tags {

    private static final int MOST = 50;
    private static final int LONGEST_KEY = 128;
    private static final int LONGEST_VALUE = 256;

    private Tags() {
    }

    /** @throws software.amazon.awssdk.services.scheduler.model.ValidationException for a tag beyond AWS's limits */
    static Map<String, String> added(Map<String, String> before, List<Tag> more) {
        Map<String, String> all = new HashMap<>(before);
        for (Tag tag : more) {
            Limits.length(tag.key(), "tags.key", 1, LONGEST_KEY);
            Limits.length(tag.value(), "tags.value", 1, LONGEST_VALUE);
            if (tag.key().startsWith("aws:")) {
                throw Refusals.invalid("Tag keys cannot begin with aws: " + tag.key());
            }
            all.put(tag.key(), tag.value());
        }
        if (all.size() > MOST) {
            throw Refusals.invalid("A schedule group can have at most " + MOST + " tags.");
        }
        return all;
    }
}
