package dev.signalbox.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

import dev.signalbox.run.References;
import dev.signalbox.run.RunId;

/**
 * Keeps the runs of a reference in the item {@code ref#REPOSITORY#refs/heads/BRANCH}, as a map of ids to when their triggers
 * happened (epoch milliseconds), and in each run's own item of which {@code reference} it is. The item goes 90 days after the last run was added.
 */
public final class DynamoReferences implements References {

    private static final Duration KEEP = Duration.ofDays(90);

    private final DynamoDbClient dynamo;
    private final String table;
    private final InstantSource clock;

    public DynamoReferences(DynamoDbClient dynamo, String table, InstantSource clock) {
        this.dynamo = dynamo;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public boolean add(String repository, String reference, RunId run, Instant triggeredAt) {
        try {
            dynamo.updateItem(request -> request.tableName(table).key(Items.run(run.value()))
                    .updateExpression("SET #reference = :reference, #repository = :repository")
                    .conditionExpression("attribute_exists(pk) AND (attribute_not_exists(#reference) OR #reference = :reference)")
                    .expressionAttributeNames(Map.of("#reference", "reference", "#repository", "repository"))
                    .expressionAttributeValues(Map.of(":reference", AttributeValue.fromS(reference),
                            ":repository", AttributeValue.fromS(repository))));
        } catch (ConditionalCheckFailedException refused) {
            if (item(Items.run(run.value())).containsKey("reference")) {
                return false;
            }
            throw refused;
        }
        Map<String, AttributeValue> key = Items.of("ref", repository, reference);
        Noted noted = new Noted(run, triggeredAt);
        if (!addTo(key, noted)) {
            makeFor(key, noted);
        }
        return true;
    }

    /** Adds a run to those that are known, and forgets the oldest when they are too many; false when none ever was. */
    private boolean addTo(Map<String, AttributeValue> key, Noted noted) {
        Map<String, String> names = new HashMap<>(Map.of("#runs", "runs", "#expires", "expires", "#run", noted.run().value()));
        StringBuilder forget = new StringBuilder();
        List<RunId> known = newestFirst(key).stream().map(Noted::run).toList();
        if (!known.contains(noted.run())) {
            for (RunId old : known.subList(Math.min(known.size(), MOST - 1), known.size())) {
                String name = "#old" + names.size();
                names.put(name, old.value());
                forget.append(forget.isEmpty() ? " REMOVE " : ", ").append("#runs.").append(name);
            }
        }
        try {
            dynamo.updateItem(request -> request.tableName(table).key(key)
                    .updateExpression("SET #runs.#run = if_not_exists(#runs.#run, :at), #expires = :expires" + forget)
                    .conditionExpression("attribute_exists(#runs)")
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(Map.of(":at", Items.at(noted.triggeredAt()), ":expires", Items.expires(clock.instant(), KEEP))));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    private void makeFor(Map<String, AttributeValue> key, Noted noted) {
        try {
            dynamo.updateItem(request -> request.tableName(table).key(key)
                    .updateExpression("SET #runs = :runs, #expires = :expires")
                    .conditionExpression("attribute_not_exists(#runs)")
                    .expressionAttributeNames(Map.of("#runs", "runs", "#expires", "expires"))
                    .expressionAttributeValues(Map.of(":runs", AttributeValue.fromM(Map.of(noted.run().value(), Items.at(noted.triggeredAt()))),
                            ":expires", Items.expires(clock.instant(), KEEP))));
        } catch (ConditionalCheckFailedException _) {
            addTo(key, noted);
        }
    }

    @Override
    public void remove(RunId run) {
        Map<String, AttributeValue> record = item(Items.run(run.value()));
        if (!record.containsKey("reference")) {
            return;
        }
        try {
            dynamo.updateItem(request -> request.tableName(table).key(Items.of("ref", record.get("repository").s(), record.get("reference").s()))
                    .updateExpression("REMOVE #runs.#run")
                    .conditionExpression("attribute_exists(#runs.#run)")
                    .expressionAttributeNames(Map.of("#runs", "runs", "#run", run.value())));
        } catch (ConditionalCheckFailedException _) {
            return;
        }
    }

    @Override
    public List<Noted> runs(String repository, String reference) {
        return newestFirst(Items.of("ref", repository, reference));
    }

    private List<Noted> newestFirst(Map<String, AttributeValue> key) {
        Map<String, AttributeValue> item = item(key);
        return !item.containsKey("runs") ? List.of() : item.get("runs").m().entrySet().stream()
                .map(entry -> new Noted(new RunId(entry.getKey()), Instant.ofEpochMilli(Long.parseLong(entry.getValue().n()))))
                .sorted(Comparator.comparing(Noted::triggeredAt).reversed().thenComparing(noted -> noted.run().value())).toList();
    }

    private Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
        return dynamo.getItem(request -> request.tableName(table).key(key).consistentRead(true)
                .projectionExpression("#repository, #reference, #runs")
                .expressionAttributeNames(Map.of("#repository", "repository", "#reference", "reference", "#runs", "runs"))).item();
    }
}
