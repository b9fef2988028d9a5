package dev.signalbox.functions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple.Tuple3;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.signalbox.Events;
import dev.signalbox.trigger.NotUnderstood;

/** Whatever arrives leads to a decision: built, ignored with the reason, or whole in the queue with the reason. */
class NotUnderstoodTest {

    @TestFactory
    Stream<DynamicTest> whatIsMalformedIsKeptWholeWithTheReason() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(getClass().getResource("/malformed")).toURI());
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.sorted().toList();
        }
        assertTrue(files.size() >= 30, "fixtures: " + files.size());
        return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Fakes account = new Fakes();
            byte[] payload = Files.readAllBytes(file);
            Map<String, String> line = account.decide(payload);
            assertEquals("undelivered", line.get("decision"));
            assertFalse(line.get("reason").isBlank());
            assertEquals(Map.of(), account.runs);
            assertKeptWhole(account, payload, line.get("reason"));
        }));
    }

    @Property(tries = 300)
    void anyBytesLeadToADecision(@ForAll byte[] payload) {
        assertDecided(payload);
    }

    @Property(tries = 500)
    void anyJsonLeadsToADecision(@ForAll("json") JsonNode json) {
        assertDecided(Events.bytes(json));
    }

    @Property(tries = 500)
    void anyTruncationIsKept(@ForAll("events") ObjectNode event, @ForAll double share) {
        byte[] whole = Events.bytes(event);
        int length = (int) Math.min(whole.length - 1, Math.abs(share % 1) * whole.length);
        Fakes account = assertDecided(Arrays.copyOf(whole, length));
        assertEquals("undelivered", account.lines.getLast().get("decision"));
    }

    @Property(tries = 1000)
    void anyMutationLeadsToADecision(@ForAll("mutations") JsonNode event) {
        assertDecided(Events.bytes(event));
    }

    @Property(tries = 500)
    void anyChangedByteLeadsToADecision(@ForAll("events") ObjectNode event, @ForAll int place, @ForAll byte value) {
        byte[] payload = Events.bytes(event);
        payload[Math.floorMod(place, payload.length)] = value;
        assertDecided(payload);
    }

    private static Fakes assertDecided(byte[] payload) {
        Fakes account = new Fakes();
        Map<String, String> line = account.decide(payload);
        assertFalse(line.getOrDefault("reason", "").isBlank());
        switch (Objects.requireNonNull(line.get("decision"))) {
            case "started" -> assertFalse(account.runs.isEmpty());
            case "ignored", "acted" -> assertEquals(List.of(), account.queue);
            case "undelivered" -> assertKeptWhole(account, payload, line.get("reason"));
            default -> throw new AssertionError(line.toString());
        }
        return account;
    }

    private static void assertKeptWhole(Fakes account, byte[] payload, String reason) {
        assertEquals(1, account.queue.size());
        String body = account.queue.getFirst();
        assertTrue(body.chars().allMatch(character -> character >= 0x20 && character <= 0x7f), "SQS takes it");
        JsonNode message = Fakes.json(body);
        assertTrue(message.path("reason").textValue().startsWith(reason.substring(0, Math.min(reason.length(), DecisionLog.LONGEST))));
        assertTrue(kept(payload).equals(NotUnderstoodTest::compared, message.path("event")), body);
    }

    /** Numbers are the same however they are spelled: 1E1 comes back as 10. */
    private static int compared(JsonNode one, JsonNode other) {
        boolean same = one.isNumber() && other.isNumber() ? one.decimalValue().compareTo(other.decimalValue()) == 0 : one.equals(other);
        return same ? 0 : 1;
    }

    /** The payload as the queue should have it. */
    private static JsonNode kept(byte[] payload) {
        try {
            return Payloads.json(payload);
        } catch (NotUnderstood notJson) {
            String utf8 = new String(payload, StandardCharsets.UTF_8);
            return JsonNodeFactory.instance.textNode(Arrays.equals(utf8.getBytes(StandardCharsets.UTF_8), payload)
                    ? utf8 : new String(payload, StandardCharsets.ISO_8859_1));
        }
    }

    @Provide
    Arbitrary<ObjectNode> events() {
        return Arbitraries.of(Events.all().keySet()).map(name -> Objects.requireNonNull(Events.all().get(name)));
    }

    /** An event with one member, anywhere, replaced by any JSON or taken away. */
    @Provide
    Arbitrary<JsonNode> mutations() {
        return Combinators.combine(events(), Arbitraries.integers().between(0, 10_000), json())
                .as(Tuple::of).map(NotUnderstoodTest::mutated);
    }

    private static JsonNode mutated(Tuple3<ObjectNode, Integer, JsonNode> parts) {
        List<JsonNode> containers = new ArrayList<>(List.of(parts.get1()));
        for (int i = 0; i < containers.size(); i++) {
            containers.get(i).forEach(child -> {
                if (child.isContainerNode() && !child.isEmpty()) {
                    containers.add(child);
                }
            });
        }
        int choice = parts.get2();
        switch (containers.get(choice % containers.size())) {
            case ObjectNode object -> {
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                String name = names.get(choice / containers.size() % names.size());
                if (choice % 5 == 0) {
                    object.remove(name);
                } else {
                    object.set(name, parts.get3());
                }
            }
            case ArrayNode array -> array.set(choice % array.size(), parts.get3());
            default -> throw new AssertionError("a container is an object or an array");
        }
        return parts.get1();
    }

    @Provide
    Arbitrary<JsonNode> json() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(50).map(nodes::textNode),
                Arbitraries.of("aws.codecommit", "branch", "main", Events.COMMIT, "orders", "").map(nodes::textNode),
                Arbitraries.doubles().map(nodes::numberNode), Arbitraries.bigIntegers().map(nodes::numberNode),
                Arbitraries.of(true, false).map(nodes::booleanNode), Arbitraries.just(nodes.nullNode()));
        Arbitrary<String> names = Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(10),
                Arbitraries.of("source", "detail", "detail-type", "id", "time", "Records", "event"));
        return Arbitraries.recursive(() -> leaves, inner -> Arbitraries.oneOf(
                inner.list().ofMaxSize(4).map(items -> nodes.arrayNode().addAll(items)),
                Arbitraries.maps(names, inner).ofMaxSize(5).map(members -> nodes.objectNode().setAll(members))), 0, 3);
    }
}
