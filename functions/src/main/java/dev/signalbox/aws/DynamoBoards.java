package dev.signalbox.aws;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

import dev.signalbox.pullrequest.Board;
import dev.signalbox.pullrequest.Boards;

/**
 * Keeps boards in the runs table, in the item {@code pull-request#REPOSITORY#ID}: the board as JSON, and how often it was written. It
 * goes 400 days after it was last written.
 *
 * <p>An item may have 400 KB. A board has less than 200 KB, unless hundreds of builds fail with long reasons: then it is kept without
 * reasons and logs.
 */
public final class DynamoBoards implements Boards {

    private static final Duration KEEP = Duration.ofDays(400);
    private static final int MOST_BYTES = 300_000;

    private final DynamoDbClient dynamo;
    private final String table;
    private final InstantSource clock;

    public DynamoBoards(DynamoDbClient dynamo, String table, InstantSource clock) {
        this.dynamo = dynamo;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Kept read(String repository, String pullRequest) {
        Map<String, AttributeValue> item = dynamo.getItem(request -> request.tableName(table).key(key(repository, pullRequest))
                .consistentRead(true)).item();
        return item.containsKey("board")
                ? new Kept(BoardJson.read(repository, pullRequest, item.get("board").s()), Long.parseLong(item.get("version").n()))
                : new Kept(Board.empty(repository, pullRequest), 0);
    }

    @Override
    public boolean write(Kept seen, Board now) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":board", AttributeValue.fromS(json(now)),
                ":version", AttributeValue.fromN(Long.toString(seen.version() + 1)), ":expires", Items.expires(clock.instant(), KEEP)));
        if (seen.version() > 0) {
            values.put(":seen", AttributeValue.fromN(Long.toString(seen.version())));
        }
        try {
            dynamo.updateItem(request -> request.tableName(table).key(key(now.repository(), now.pullRequest()))
                    .updateExpression("SET #board = :board, #version = :version, #expires = :expires")
                    .conditionExpression(seen.version() == 0 ? "attribute_not_exists(#version)" : "#version = :seen")
                    .expressionAttributeNames(Map.of("#board", "board", "#version", "version", "#expires", "expires"))
                    .expressionAttributeValues(values));
            return true;
        } catch (ConditionalCheckFailedException _) {
            return false;
        }
    }

    private static String json(Board board) {
        String whole = BoardJson.write(board, true);
        return whole.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES ? whole : BoardJson.write(board, false);
    }

    private static Map<String, AttributeValue> key(String repository, String pullRequest) {
        return Items.of("pull-request", repository, pullRequest);
    }
}
