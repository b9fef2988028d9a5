package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.signalbox.local.template.Resource;
import software.amazon.event.ruler.Ruler;

/** Which samples of {@code events/} each rule of the template lets through, by AWS's own matcher. */
class EventPatternsTest {

    private static final Map<String, Set<String>> LET_THROUGH = Map.of(
            "PushRule", Set.of("branch-created.json", "branch-updated.json", "branch-merged.json"),
            "RunEndedRule", Set.of("run-aborted.json", "run-failed.json", "run-timed-out.json"));

    @Test
    void eachRuleLetsItsEventsThroughAndNoOthers() {
        Map<String, Set<String>> seen = Project.stack().ofType("AWS::Events::Rule").stream().collect(Collectors.toMap(
                Resource::logicalId, rule -> Project.files("events", ".json").stream()
                        .filter(file -> matches(Project.text("events/" + file.getFileName()), rule))
                        .map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)), (a, _) -> a, TreeMap::new));
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
