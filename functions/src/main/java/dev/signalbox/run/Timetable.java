package dev.signalbox.run;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.run.Schedules.Slot;

/**
 * The schedules that a repository asks for.
 *
 * @param entries slots by the names of their schedules, in their order
 */
public record Timetable(String repository, Map<String, Slot> entries) {

    private static final int LONGEST_REPOSITORY = 24;
    private static final int LONGEST_DESCRIPTION = 512;
    private static final int REPOSITORY_DIGITS = 8;
    private static final int SLOT_DIGITS = 24;

    /**
     * One entry for each expression, time zone and branch. Name, description and input are of these alone, whatever builds ask for them:
     * a schedule that is touched begins its rate anew, and one of another name has forgotten what it built.
     */
    public static Timetable of(String repository, Collection<Slot> slots) {
        Map<String, Slot> entries = new LinkedHashMap<>();
        slots.forEach(slot -> entries.put(name(repository, slot), slot));
        return new Timetable(repository, Collections.unmodifiableMap(entries));
    }

    /**
     * What the names of a repository's schedules begin with, and no other's: the repository's name as far as there is room, then, behind
     * the first hyphen, what tells the whole name from others that begin alike.
     */
    public static String prefix(String repository) {
        return shortened(repository.replace('-', '_'), LONGEST_REPOSITORY) + "-" + Fingerprint.of(REPOSITORY_DIGITS, repository) + "-";
    }

    /** At most 58 characters of {@code [0-9a-zA-Z_.-]}; Scheduler takes 64. */
    private static String name(String repository, Slot slot) {
        return prefix(repository) + Fingerprint.of(SLOT_DIGITS, slot.expression(), slot.timezone(), slot.branch());
    }

    /** What an entry is for, in words; at most 512 characters, Scheduler's limit. */
    public String description(String name) {
        Slot slot = slot(name);
        String words = "%s %s of %s%s".formatted(slot.expression(), slot.timezone(), repository, slot.branch().isEmpty() ? "" : ", branch " + slot.branch());
        return shortened(words, LONGEST_DESCRIPTION);
    }

    /**
     * What an entry sends. Scheduler puts in the two words in angle brackets whenever the time has come; such brackets in names are
     * escaped, so that it finds no others.
     */
    public String input(String name) {
        Slot slot = slot(name);
        ObjectNode detail = JsonNodeFactory.instance.objectNode()
                .put("schedule", name).put("expression", slot.expression()).put("timezone", slot.timezone()).put("repository", repository);
        if (!slot.branch().isEmpty()) {
            detail.put("branch", slot.branch());
        }
        return """
                {"version":"0","source":"signalbox","detail-type":"Signalbox Schedule Slot","id":"<aws.scheduler.execution-id>",\
                "time":"<aws.scheduler.scheduled-time>","detail":%s}"""
                .formatted(detail.toString().replace("<", "\\u003c").replace(">", "\\u003e"));
    }

    private Slot slot(String name) {
        Slot slot = entries.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("no entry " + name);
        }
        return slot;
    }

    private static String shortened(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) : text;
    }
}
