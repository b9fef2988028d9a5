package dev.signalbox.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

import dev.signalbox.verdict.Change;
import dev.signalbox.verdict.Known;
import dev.signalbox.verdict.LastVerdict;
import dev.signalbox.verdict.RunFacts;
import dev.signalbox.verdict.Verdict;
import dev.signalbox.verdict.Verdicts;

/**
 * Keeps verdicts in the runs table: in the run's own item {@code run#ID} (for 90 days, as long as Step Functions keeps the
 * execution) and in the item of its sequence, {@code verdict#REPOSITORY#refs/heads/BRANCH} or
 * {@code verdict#REPOSITORY#schedule/BUILDS/BRANCH} (for 400 days after the last one). Every write is one conditional update of
 * one item, so that a call that is repeated, or overtaken by another run's, harms nothing. What is known of tests is at most
 * 12 KB in each of the three places that hold it.
 */
public final class DynamoVerdicts implements Verdicts {

    private static final Duration KEEP_RUN = Duration.ofDays(90);
    private static final Duration KEEP_SEQUENCE = Duration.ofDays(400);

    private final DynamoDbClient dynamo;
    private final String table;
    private final InstantSource clock;

    public DynamoVerdicts(DynamoDbClient dynamo, String table, InstantSource clock) {
        this.dynamo = dynamo;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Standing standing(String runId) {
        Map<String, AttributeValue> item = item(Items.run(runId));
        return new Standing(item.containsKey("supersededBy"), !item.containsKey("verdict") ? null
                : new Settled(Verdict.of(item.get("verdict").s()), Change.of(item.get("change").s()),
                        item.containsKey("verdictReason") ? item.get("verdictReason").s() : "",
                        KnownAttribute.read(item.get("testsBefore")),
                        Instant.ofEpochMilli(Long.parseLong(item.get("concludedAt").n()))));
    }

    /**
     * {@inheritDoc}
     *
     * <p>What came before stays in the item, as {@code before} and {@code testsBefore}: so the answer comes out of the very
     * update that moves the verdict, and again when the call is repeated.
     */
    @Override
    public Before move(RunFacts run, Verdict verdict, Known known) {
        Map<String, AttributeValue> key = sequenceKey(run);
        try {
            return before(dynamo.updateItem(request -> request.tableName(table).key(key)
                    .updateExpression("SET #before = if_not_exists(#verdict, :none), #testsBefore = if_not_exists(#tests, :nothing), "
                            + "#verdict = :verdict, #tests = :tests, #run = :run, #triggeredAt = :triggeredAt, #expires = :expires")
                    .conditionExpression("attribute_not_exists(pk) OR (#run <> :run AND #triggeredAt <= :triggeredAt)")
                    .expressionAttributeNames(Map.of("#before", "before", "#testsBefore", "testsBefore", "#verdict", "verdict",
                            "#tests", "tests", "#run", "run", "#triggeredAt", "triggeredAt", "#expires", "expires"))
                    .expressionAttributeValues(Map.of(":none", AttributeValue.fromS(""), ":nothing", KnownAttribute.of(Known.NOTHING),
                            ":verdict", AttributeValue.fromS(verdict.word()), ":tests", KnownAttribute.of(known),
                            ":run", AttributeValue.fromS(run.id()), ":triggeredAt", Items.at(run.triggeredAt()),
                            ":expires", Items.expires(clock.instant(), KEEP_SEQUENCE)))
                    .returnValues(ReturnValue.ALL_NEW)).attributes());
        } catch (ConditionalCheckFailedException _) {
            Map<String, AttributeValue> last = item(key);
            return last.containsKey("run") && last.get("run").s().equals(run.id()) ? before(last)
                    : new Before(new LastVerdict.Newer(), Known.NOTHING);
        }
    }

    @Override
    public Before last(RunFacts run) {
        Map<String, AttributeValue> item = item(sequenceKey(run));
        return item.isEmpty() ? Before.NOTHING
                : new Before(LastVerdict.of(item.get("verdict").s()), KnownAttribute.read(item.get("tests")));
    }

    @Override
    public Settlement settle(String runId, Settled settled) {
        try {
            dynamo.updateItem(request -> request.tableName(table).key(Items.run(runId))
                    .updateExpression("SET #verdict = :verdict, #change = :change, #reason = :reason, #testsBefore = :tests, "
                            + "#concludedAt = :at, #expires = :expires")
                    .conditionExpression("attribute_not_exists(#verdict)")
                    .expressionAttributeNames(Map.of("#verdict", "verdict", "#change", "change", "#reason", "verdictReason",
                            "#testsBefore", "testsBefore", "#concludedAt", "concludedAt", "#expires", "expires"))
                    .expressionAttributeValues(Map.of(":verdict", AttributeValue.fromS(settled.verdict().word()),
                            ":change", AttributeValue.fromS(settled.change().word()),
                            ":reason", AttributeValue.fromS(settled.reason()), ":tests", KnownAttribute.of(settled.before()),
                            ":at", Items.at(settled.at()), ":expires", Items.expires(clock.instant(), KEEP_RUN))));
            return new Settlement(settled, true);
        } catch (ConditionalCheckFailedException _) {
            return new Settlement(standing(runId).settled().orElseThrow(), false);
        }
    }

    private Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
        return dynamo.getItem(request -> request.tableName(table).key(key).consistentRead(true)).item();
    }

    private static Before before(Map<String, AttributeValue> item) {
        return new Before(LastVerdict.of(item.get("before").s()), KnownAttribute.read(item.get("testsBefore")));
    }

    private static Map<String, AttributeValue> sequenceKey(RunFacts run) {
        return Items.of("verdict", run.repository(), run.sequence().orElseThrow());
    }
}
