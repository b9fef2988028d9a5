package dev.signalbox.local.dynamodb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;

import dev.signalbox.aws.DynamoReferences;
import dev.signalbox.aws.DynamoRunRecords;
import dev.signalbox.aws.DynamoTurns;
import dev.signalbox.aws.DynamoVerdicts;
import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.run.Claim;
import dev.signalbox.run.Executions;
import dev.signalbox.run.GroupHead;
import dev.signalbox.run.GroupIsBusy;
import dev.signalbox.run.Place.End;
import dev.signalbox.run.Place.Stage;
import dev.signalbox.run.Place;
import dev.signalbox.run.References;
import dev.signalbox.run.RunId;
import dev.signalbox.run.RunRecord;
import dev.signalbox.run.StartRefused;
import dev.signalbox.run.Turn;
import dev.signalbox.run.TurnStore.Move;
import dev.signalbox.run.Turns;

/** The functions' turns and references on DynamoDB by AWS itself: every expression they send, and many of them at once. */
class TurnsOnDynamoDbTest {

    private static final int CLAIMS = 60;
    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");
    private static AmazonDynamoDBLocal local;
    private static DynamoDbClient dynamo;

    @BeforeAll
    static void start() {
        local = DynamoDBEmbedded.create(true);
        dynamo = local.dynamoDbClient();
        dynamo.createTable(table -> table.tableName("runs").billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder().attributeName("pk").attributeType(ScalarAttributeType.S).build())
                .keySchema(KeySchemaElement.builder().attributeName("pk").keyType(KeyType.HASH).build()));
    }

    @AfterAll
    static void stop() {
        local.shutdownNow();
    }

    @Test
    void aTurnGoesThroughAllItsStages() {
        DynamoTurns store = new DynamoTurns(dynamo, "runs", Clock.systemUTC());
        RunId run = new RunId("push-stages");
        RunId other = new RunId("push-other");
        new DynamoRunRecords(dynamo, "runs").keep(new RunRecord(run, "stages", "main", "c1", "e1", NINE));
        GroupHead nobody = new GroupHead("stages", "deploy", null, null);
        Place wish = Place.of(new Claim(run, "stages", new TreeMap<>(Map.of("deploy", Overlap.QUEUE)), NINE, "{}"));
        Place waits = wish.waits(List.of(other));
        assertTrue(store.make(List.of(new Move.OfPlace(wish, waits, "{}"), new Move.OfHead(nobody, nobody.awaitedBy(run)))));
        assertFalse(store.make(List.of(new Move.OfPlace(wish, waits, "{}"), new Move.OfHead(nobody, nobody.heldBy(other)))));
        assertEquals(Optional.of(waits), store.place(run));
        Place holds = waits.holds(List.of(other), List.of());
        assertTrue(store.make(List.of(new Move.OfPlace(waits, holds, null),
                new Move.OfHead(nobody.awaitedBy(run), nobody.heldBy(run)))));
        assertEquals(Optional.of(holds), store.place(run));
        assertEquals(nobody.heldBy(run), store.head("stages", "deploy"));
        assertEquals(Optional.of("{}"), store.input(run));
        dynamo.updateItem(update -> update.tableName("runs").key(Map.of("pk", AttributeValue.fromS("run#push-stages")))
                .updateExpression("SET verdict = :v").expressionAttributeValues(Map.of(":v", AttributeValue.fromS("passed"))));
        assertFalse(store.make(List.of(new Move.OfPlace(holds, holds.over(new End.Superseded(other)), null))));
        assertTrue(store.make(List.of(new Move.OfPlace(holds, holds.over(new End.Ended()), null))));
        assertEquals(Stage.OVER, store.place(run).orElseThrow().stage());
        assertEquals(Optional.empty(), store.input(run));
        for (End end : List.of(new End.Superseded(other), new End.Skipped(other), new End.Withdrawn("Why."))) {
            Place ends = Place.of(new Claim(new RunId("push-" + end.getClass().getSimpleName()), "stages", wish.groups(), NINE, "{}"));
            assertTrue(store.make(List.of(new Move.OfPlace(ends, ends.over(end), "{}"))));
            assertEquals(Optional.of(ends.over(end)), store.place(ends.run()));
        }
        assertTrue(new DynamoVerdicts(dynamo, "runs", Clock.systemUTC()).standing("push-Superseded").superseded());
    }

    @Test
    void theRunsOfAReferenceComeAndGo() {
        References references = new DynamoReferences(dynamo, "runs", Clock.systemUTC());
        RunId lost = new RunId("push-lost");
        assertThrows(ConditionalCheckFailedException.class, () -> references.add("books", "refs/heads/main", lost, NINE));
        List<RunId> runs = IntStream.range(0, References.MOST + 5).mapToObj(number -> new RunId("push-r" + number)).toList();
        runs.forEach(run -> {
            new DynamoRunRecords(dynamo, "runs").keep(new RunRecord(run, "books", "main", "c1", "e1", NINE));
            references.add("books", "refs/heads/main", run, NINE);
        });
        assertEquals(References.MOST, references.runs("books", "refs/heads/main").size());
        references.add("books", "refs/heads/main", runs.getLast(), NINE);
        assertEquals(References.MOST, new HashSet<>(references.runs("books", "refs/heads/main")).size());
        runs.forEach(references::remove);
        runs.forEach(references::remove);
        assertEquals(List.of(), references.runs("books", "refs/heads/main"));
    }

    @Test
    void manyRoutesAtOnceNeverLetTwoRunsOfAGroupOverlapAndForgetNone() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Many many = new Many();
        List<Claim> claims = new ArrayList<>();
        for (int number = 0; number < CLAIMS; number++) {
            TreeMap<String, Overlap> groups = new TreeMap<>();
            for (int group = random.nextInt(2); group >= 0; group--) {
                groups.put("g" + random.nextInt(3), Overlap.values()[random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2)]);
            }
            claims.add(new Claim(new RunId("push-many" + number), "many", groups, NINE.plusSeconds(number),
                    "{\"waves\":[{}],\"number\":%d}".formatted(number)));
        }
        claims.forEach(many::arrives);
        many.awaitCalm();
        assertEquals(List.of(), many.trouble, () -> "seed " + seed);
        for (Claim claim : claims) {
            Place place = many.store.place(claim.run()).orElseThrow();
            assertEquals(Stage.OVER, place.stage(), () -> "seed " + seed + ": " + place);
            assertEquals(!(place.end() instanceof End.Skipped), many.started.containsKey(claim.run()), () -> "seed " + seed + ": " + place);
        }
        assertTrue(many.met.get() > 0, () -> "nobody met, seed " + seed);
        for (String group : List.of("g0", "g1", "g2")) {
            assertEquals(Optional.empty(), Optional.ofNullable(many.store.head("many", group).holder()), () -> "seed " + seed);
        }
    }

    /** Routes on a thread each, and executions that end as soon as their thread comes to it. */
    private static final class Many implements Executions {

        private final DynamoTurns store = new DynamoTurns(dynamo, "runs", Clock.systemUTC());
        private final Turns turns = new Turns(store, this);
        private final Map<RunId, Set<String>> groups = new ConcurrentHashMap<>();
        private final Map<RunId, String> started = new ConcurrentHashMap<>();
        private final Map<RunId, State> states = new ConcurrentHashMap<>();
        private final List<Throwable> trouble = Collections.synchronizedList(new ArrayList<>());
        private final Phaser atWork = new Phaser(1);
        private final AtomicInteger met = new AtomicInteger();
        /** The first run to start is at work until all others have asked for their turn, so that some must meet it. */
        private final CountDownLatch arrivals = new CountDownLatch(CLAIMS);
        private final AtomicBoolean first = new AtomicBoolean(true);

        private interface Work {
            void run() throws StartRefused, InterruptedException;
        }

        void arrives(Claim claim) {
            groups.put(claim.run(), claim.groups().keySet());
            go(() -> {
                Turn turn = turns.take(claim);
                if (turn instanceof Turn.Taken taken) {
                    start(claim.run(), taken.input());
                }
                if (!turn.equals(new Turn.Taken(List.of(), List.of(), claim.input()))) {
                    met.incrementAndGet();
                }
                arrivals.countDown();
            });
        }

        void awaitCalm() {
            atWork.arriveAndAwaitAdvance();
        }

        private void go(Work work) {
            atWork.register();
            Thread.ofVirtual().start(() -> {
                try {
                    for (boolean done = false; !done;) {
                        try {
                            work.run();
                            done = true;
                        } catch (GroupIsBusy again) {
                            Thread.yield();
                        }
                    }
                } catch (StartRefused | InterruptedException | RuntimeException | Error failure) {
                    trouble.add(failure);
                } finally {
                    atWork.arriveAndDeregister();
                }
            });
        }

        @Override
        public synchronized Optional<Instant> start(RunId run, String input) {
            String known = started.putIfAbsent(run, input);
            if (known != null) {
                return states.get(run) == State.AT_WORK && known.equals(input) ? Optional.of(NINE) : Optional.empty();
            }
            if (builds(run)) {
                groups.forEach((other, theirs) -> {
                    if (!other.equals(run) && states.get(other) == State.AT_WORK && builds(other)
                            && !Collections.disjoint(theirs, groups.get(run))) {
                        trouble.add(new AssertionError(run + " starts while " + other + " is at work"));
                    }
                });
            }
            states.put(run, State.AT_WORK);
            boolean waits = first.getAndSet(false);
            go(() -> {
                if (waits) {
                    arrivals.await();
                }
                states.put(run, State.ENDED);
                turns.release(run);
            });
            return Optional.of(NINE);
        }

        private boolean builds(RunId run) {
            return !started.get(run).contains("\"waves\":[]");
        }

        @Override
        public boolean wasTold(String execution) {
            return false;
        }

        @Override
        public State state(RunId run) {
            return states.getOrDefault(run, State.UNKNOWN);
        }

        @Override
        public synchronized boolean stop(RunId run, String cause) {
            return states.replace(run, State.ENDED) != null;
        }
    }
}
