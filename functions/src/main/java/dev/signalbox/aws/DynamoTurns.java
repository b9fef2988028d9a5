package dev.signalbox.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

import dev.signalbox.rules.Occasion.Overlap;
import dev.signalbox.run.GroupHead;
import dev.signalbox.run.Place.End;
import dev.signalbox.run.Place.Stage;
import dev.signalbox.run.Place;
import dev.signalbox.run.RunId;
import dev.signalbox.run.TurnStore;

/**
 * Keeps turns in the runs table: of each group the item {@code group#REPOSITORY#NAME} with {@code holder} and {@code waiting}, of
 * each run in its own item {@code run#ID} its {@code turn} (waits, holds, over), its {@code groups}, its {@code input}, and by whom it was
 * superseded or skipped. (Names of repositories have no {@code #}.) Every item goes 90 days after it was last written.
 *
 * <p>Moves are one {@code TransactWriteItems}, of at most 100 items. Reads are consistent, and leave the input out but where it is
 * asked for.
 */
public final class DynamoTurns implements TurnStore {

    private static final Duration KEEP = Duration.ofDays(90);
    /** Why a transaction may be cancelled that another one got ahead of: this item's condition, this item's conflict, another item's. */
    private static final Set<String> OVERTAKEN = Set.of("ConditionalCheckFailed", "TransactionConflict", "None");
    private static final String[] OF_PLACE = {"repository", "groups", "triggeredAt", "turn", "stopped", "dropped", "supersededBy",
        "skippedBy", "withdrawn", "verdict"};

    private final DynamoDbClient dynamo;
    private final String table;
    private final InstantSource clock;

    public DynamoTurns(DynamoDbClient dynamo, String table, InstantSource clock) {
        this.dynamo = dynamo;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Optional<Place> place(RunId run) {
        Map<String, AttributeValue> item = item(Items.run(run.value()), OF_PLACE);
        if (!item.containsKey("turn")) {
            return Optional.empty();
        }
        SortedMap<String, Overlap> groups = new TreeMap<>();
        item.get("groups").m().forEach((name, overlap) -> groups.put(name, Overlap.valueOf(overlap.s().toUpperCase(Locale.ROOT))));
        Stage stage = Stage.valueOf(item.get("turn").s().toUpperCase(Locale.ROOT));
        return Optional.of(new Place(run, item.get("repository").s(), groups,
                Instant.ofEpochMilli(Long.parseLong(item.get("triggeredAt").n())), stage, runs(item, "stopped"), runs(item, "dropped"),
                stage == Stage.OVER ? end(item) : null, item.containsKey("verdict")));
    }

    private static End end(Map<String, AttributeValue> item) {
        if (item.containsKey("supersededBy")) {
            return new End.Superseded(new RunId(item.get("supersededBy").s()));
        }
        if (item.containsKey("skippedBy")) {
            return new End.Skipped(new RunId(item.get("skippedBy").s()));
        }
        return item.containsKey("withdrawn") ? new End.Withdrawn(item.get("withdrawn").s()) : new End.Ended();
    }

    private static List<RunId> runs(Map<String, AttributeValue> item, String attribute) {
        return item.containsKey(attribute) ? item.get(attribute).l().stream().map(run -> new RunId(run.s())).toList() : List.of();
    }

    @Override
    public Optional<String> input(RunId run) {
        return Optional.ofNullable(item(Items.run(run.value()), "input").get("input")).map(AttributeValue::s);
    }

    @Override
    public GroupHead head(String repository, String group) {
        Map<String, AttributeValue> item = item(Items.of("group", repository, group), "holder", "waiting");
        return new GroupHead(repository, group, run(item.get("holder")), run(item.get("waiting")));
    }

    private static @Nullable RunId run(@Nullable AttributeValue id) {
        return id == null ? null : new RunId(id.s());
    }

    @Override
    public boolean make(List<Move> moves) {
        List<TransactWriteItem> writes = moves.stream().map(move -> switch (move) {
            case Move.OfHead(GroupHead seen, GroupHead now) -> write(seen, now);
            case Move.OfPlace(Place seen, Place now, String input) -> write(seen, now, input);
        }).toList();
        try {
            dynamo.transactWriteItems(request -> request.transactItems(writes));
            return true;
        } catch (TransactionCanceledException cancelled) {
            if (cancelled.cancellationReasons().stream().allMatch(reason -> OVERTAKEN.contains(reason.code()))) {
                return false;
            }
            throw cancelled;
        }
    }

    private TransactWriteItem write(GroupHead seen, GroupHead now) {
        return new ConditionalUpdate()
                .ifIs("holder", text(seen.holder())).ifIs("waiting", text(seen.waiting()))
                .set("holder", text(now.holder())).set("waiting", text(now.waiting())).set("expires", Items.expires(clock.instant(), KEEP))
                .of(table, Items.of("group", seen.repository(), seen.group()));
    }

    private TransactWriteItem write(Place seen, Place now, @Nullable String input) {
        boolean first = seen.stage() == Stage.NEW;
        ConditionalUpdate update = new ConditionalUpdate()
                .ifIs("turn", first ? null : word(seen.stage())).set("turn", word(now.stage())).set("expires", Items.expires(clock.instant(), KEEP));
        if (first) {
            Map<String, AttributeValue> groups = new TreeMap<>();
            now.groups().forEach((name, overlap) -> groups.put(name, word(overlap)));
            update.set("groups", AttributeValue.fromM(groups)).set("repository", AttributeValue.fromS(now.repository()))
                    .set("triggeredAt", Items.at(now.triggeredAt()));
        }
        if (input != null) {
            update.set("input", AttributeValue.fromS(input));
        }
        if (!now.stopped().equals(seen.stopped())) {
            update.set("stopped", list(now.stopped()));
        }
        if (!now.dropped().equals(seen.dropped())) {
            update.set("dropped", list(now.dropped()));
        }
        switch (now.end()) {
            case null -> {
            }
            case End.Ended _ -> update.set("input", null);
            case End.Skipped(RunId by) -> update.set("skippedBy", text(by));
            case End.Superseded(RunId by) -> update.ifIs("verdict", null).set("supersededBy", text(by));
            case End.Withdrawn(String cause) -> update.set("withdrawn", AttributeValue.fromS(cause));
        }
        return update.of(table, Items.run(seen.run().value()));
    }

    private Map<String, AttributeValue> item(Map<String, AttributeValue> key, String... attributes) {
        Map<String, String> names = new TreeMap<>();
        for (String attribute : attributes) {
            names.put("#" + attribute, attribute);
        }
        return dynamo.getItem(request -> request.tableName(table).key(key).consistentRead(true)
                .projectionExpression(String.join(", ", names.keySet())).expressionAttributeNames(names)).item();
    }

    private static AttributeValue list(List<RunId> runs) {
        return AttributeValue.fromL(runs.stream().map(run -> AttributeValue.fromS(run.value())).toList());
    }

    private static @Nullable AttributeValue text(@Nullable RunId run) {
        return run == null ? null : AttributeValue.fromS(run.value());
    }

    private static AttributeValue word(Enum<?> value) {
        return AttributeValue.fromS(value.name().toLowerCase(Locale.ROOT));
    }
}
