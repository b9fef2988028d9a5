package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import software.amazon.event.ruler.Ruler;

import dev.signalbox.local.template.Resource;

/** Which samples of {@code events/} each rule of the template lets through, by AWS's own matcher. */
class EventPatternsTest {

    private static final Map<String, Set<String>> LET_THROUGH = Map.of(
            "PushRule", Set.of("branch-created.json", "branch-updated.json", "branch-merged.json", "branch-deleted.json",
                    "tag-created.json", "tag-moved.json", "tag-deleted.json"),
            "RunEndedRule", Set.of("run-succeeded.json", "run-aborted.json", "run-failed.json", "run-timed-out.json"));

    @Test
    void eachRuleLetsItsEventsThroughAndNoOthers() {
        Map<String, Set<String>> seen = new TreeMap<>();
        for (Resource rule : Project.stack().ofType("AWS::Events::Rule")) {
            seen.put(rule.logicalId(), Project.files("events", ".json").stream().map(file -> file.getFileName().toString())
                    .filter(name -> matches(Project.text("events/" + name), rule)).collect(Collectors.toSet()));
        }
        assertEquals(LET_THROUGH, seen);
    }

    private static boolean matches(String event, Resource rule) {
        try {
            return Ruler.matchesRule(event, rule.properties().path("EventPattern").toString());
        } catch (Exception wrong) {
            throw new AssertionError(rule.logicalId(), wrong);
        }
    }
}
