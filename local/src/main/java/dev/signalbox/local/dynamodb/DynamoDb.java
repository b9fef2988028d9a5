package dev.signalbox.local.dynamodb;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Fault;
import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.Shapes;
import dev.signalbox.local.template.Resource;

/**
 * DynamoDB Local in memory, without its telemetry. It starts beside the rest (about a second); the first call waits for it.
 * Expired items go when DynamoDB Local deletes them, by the machine's clock.
 */
public final class DynamoDb implements AutoCloseable {

    /** The properties that CloudFormation names as the API does and DynamoDB Local keeps. */
    private static final List<String> KEPT = List.of("AttributeDefinitions", "KeySchema", "BillingMode", "ProvisionedThroughput",
            "GlobalSecondaryIndexes", "LocalSecondaryIndexes");

    private final Account account;
    private final CompletableFuture<AmazonDynamoDBLocal> started = new CompletableFuture<>();

    /** Begins to start DynamoDB Local and to make the template's tables. */
    public DynamoDb(Account account, List<Resource> resources) {
        this.account = account;
        List<Resource> tables = resources.stream().filter(resource -> resource.type().equals("AWS::DynamoDB::Table")).toList();
        Thread.ofPlatform().daemon().name("dynamodb-start").start(() -> {
            try {
                AmazonDynamoDBLocal local = DynamoDBEmbedded.create(true);
                try {
                    tables.forEach(table -> create(local.dynamoDbClient(), table));
                } catch (RuntimeException wrongTable) {
                    local.shutdownNow();
                    throw wrongTable;
                }
                started.complete(local);
            } catch (RuntimeException | Error failure) {
                started.completeExceptionally(failure);
            }
        });
    }

    public Service service() {
        return new Service("dynamodb", "dynamodb", Protocol.JSON_1_0, List.of(
                operation(GetItemRequest::builder, r -> on("GetItem", r.tableName()), (db, r) -> db.getItem(r)),
                operation(PutItemRequest::builder, r -> on("PutItem", r.tableName()), (db, r) -> db.putItem(r)),
                operation(UpdateItemRequest::builder, r -> on("UpdateItem", r.tableName()), (db, r) -> db.updateItem(r)),
                operation(DeleteItemRequest::builder, r -> on("DeleteItem", r.tableName()), (db, r) -> db.deleteItem(r)),
                operation(QueryRequest::builder, r -> List.of(read("Query", r.tableName(), r.indexName())), (db, r) -> db.query(r)),
                operation(ScanRequest::builder, r -> List.of(read("Scan", r.tableName(), r.indexName())), (db, r) -> db.scan(r)),
                operation(BatchGetItemRequest::builder, r -> r.requestItems().keySet().stream()
                        .map(table -> permission("BatchGetItem", table)).toList(), (db, r) -> db.batchGetItem(r)),
                operation(BatchWriteItemRequest::builder, r -> r.requestItems().keySet().stream()
                        .map(table -> permission("BatchWriteItem", table)).toList(), (db, r) -> db.batchWriteItem(r)),
                operation(TransactGetItemsRequest::builder, r -> r.transactItems().stream()
                        .map(item -> permission("GetItem", item.get().tableName())).distinct().toList(), (db, r) -> db.transactGetItems(r)),
                operation(TransactWriteItemsRequest::builder, r -> r.transactItems().stream().map(this::written).distinct().toList(),
                        (db, r) -> db.transactWriteItems(r)),
                operation(CreateTableRequest::builder, r -> on("CreateTable", r.tableName()), (db, r) -> {
                    var made = db.createTable(r);
                    return made.toBuilder().tableDescription(ours(made.tableDescription())).build();
                }),
                operation(DescribeTableRequest::builder, r -> on("DescribeTable", r.tableName()), (db, r) -> {
                    var found = db.describeTable(r);
                    return found.toBuilder().table(ours(found.table())).build();
                }),
                operation(ListTablesRequest::builder, r -> List.of(new Permission("dynamodb:ListTables", "*")), (db, r) ->
                        db.listTables(r)),
                operation(UpdateTimeToLiveRequest::builder, r -> on("UpdateTimeToLive", r.tableName()), (db, r) -> db.updateTimeToLive(r)),
                operation(DescribeTimeToLiveRequest::builder, r -> on("DescribeTimeToLive", r.tableName()),
                        (db, r) -> db.describeTimeToLive(r))));
    }

    /** Ends DynamoDB Local; what it held is gone. */
    @Override
    public void close() {
        started.handle((local, failure) -> local == null ? List.of() : local.shutdownNow()).join();
    }

    @FunctionalInterface
    private interface Work<I> {
        SdkPojo on(DynamoDbClient client, I request);
    }

    private <I extends AwsRequest> Operation<I> operation(
            Supplier<? extends SdkBuilder<?, I>> request, Function<I, List<Permission>> needs, Work<I> work) {
        return Operation.of(request, needs, (r, caller) -> {
            try {
                return work.on(started.join().dynamoDbClient(), r);
            } catch (ResourceNotFoundException missing) {
                throw Fault.of(ResourceNotFoundException.builder(), "ResourceNotFoundException", missing.getMessage()
                        .contains("non-existent table") ? "Requested resource not found" : missing.awsErrorDetails().errorMessage());
            }
        });
    }

    private Permission permission(String action, String table) {
        return new Permission("dynamodb:" + action, table.startsWith("arn:") ? table : account.arn("dynamodb", "table/" + table));
    }

    private List<Permission> on(String action, String table) {
        return List.of(permission(action, table));
    }

    private Permission read(String action, String table, String index) {
        Permission onTable = permission(action, table);
        return index == null ? onTable : new Permission(onTable.action(), onTable.resource() + "/index/" + index);
    }

    private Permission written(TransactWriteItem item) {
        if (item.put() != null) {
            return permission("PutItem", item.put().tableName());
        }
        if (item.update() != null) {
            return permission("UpdateItem", item.update().tableName());
        }
        return item.delete() != null ? permission("DeleteItem", item.delete().tableName())
                : permission("ConditionCheckItem", item.conditionCheck().tableName());
    }

    private TableDescription ours(TableDescription table) {
        return table.toBuilder().tableArn(account.arn("dynamodb", "table/" + table.tableName())).build();
    }

    private static void create(DynamoDbClient client, Resource table) {
        ObjectNode properties = table.properties().deepCopy().retain(KEPT);
        properties.put("TableName", table.physicalId());
        client.createTable(Shapes.read(CreateTableRequest.builder(), properties, Naming.PASCAL_CASE));
        JsonNode ttl = table.properties().path("TimeToLiveSpecification");
        if (ttl.path("Enabled").asBoolean()) {
            client.updateTimeToLive(UpdateTimeToLiveRequest.builder().tableName(table.physicalId()).timeToLiveSpecification(
                    TimeToLiveSpecification.builder().enabled(true).attributeName(ttl.path("AttributeName").asText()).build()).build());
        }
    }
}
