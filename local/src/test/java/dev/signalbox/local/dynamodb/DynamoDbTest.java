package dev.signalbox.local.dynamodb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.template.Resource;

class DynamoDbTest {

    private static final Caller ADA = new Caller.User("123456789012", "ada");
    private static final String TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/runs";
    private static DynamoDb dynamo;
    private static Switchboard cloud;
    private static final List<Permission> ASKED = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        ObjectNode properties = (ObjectNode) new ObjectMapper().readTree("""
                {"BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                 "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], "SSESpecification": {"SSEEnabled": true},
                 "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": true},
                 "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}""");
        dynamo = new DynamoDb(new Account("123456789012", "us-east-1"),
                List.of(new Resource("Runs", "AWS::DynamoDB::Table", "runs", Map.of("Arn", TABLE), properties)));
        cloud = new Switchboard((caller, permission) -> ASKED.add(permission));
        cloud.connect(dynamo.service());
    }

    @AfterAll
    static void stop() {
        dynamo.close();
    }

    private static PutItemRequest put(String key) {
        return PutItemRequest.builder().tableName("runs").item(Map.of("pk", AttributeValue.fromS(key), "n", AttributeValue.fromN("1")))
                .conditionExpression("attribute_not_exists(pk)").build();
    }

    private static GetItemResponse get(String table, String key) {
        return (GetItemResponse) cloud.call(ADA,
                GetItemRequest.builder().tableName(table).key(Map.of("pk", AttributeValue.fromS(key))).build());
    }

    @Test
    void whatIsPutOnceIsFoundAndNotPutTwice() {
        cloud.call(ADA, put("once"));
        assertEquals("1", get("runs", "once").item().get("n").n());
        assertThrows(ConditionalCheckFailedException.class, () -> cloud.call(ADA, put("once")));
    }

    @Test
    void theTemplatesTableHasOurArnAndItsTimeToLive() {
        var table = (DescribeTableResponse) cloud.call(ADA, DescribeTableRequest.builder().tableName("runs").build());
        assertEquals(TABLE, table.table().tableArn());
        var ttl = (DescribeTimeToLiveResponse) cloud.call(ADA, DescribeTimeToLiveRequest.builder().tableName("runs").build());
        assertEquals("expires", ttl.timeToLiveDescription().attributeName());
        assertEquals("ENABLED", ttl.timeToLiveDescription().timeToLiveStatusAsString());
    }

    @Test
    void aTableThatIsNotThereIsRefusedInAwsWords() {
        var refused = assertThrows(ResourceNotFoundException.class, () -> get("nope", "x"));
        assertEquals("ResourceNotFoundException", refused.awsErrorDetails().errorCode());
        assertEquals("Requested resource not found", refused.awsErrorDetails().errorMessage());
    }

    @Test
    void aTransactionNeedsThePermissionOfEachOfItsWrites() {
        cloud.call(ADA, TransactWriteItemsRequest.builder().transactItems(List.of(
                TransactWriteItem.builder().put(put -> put.tableName("runs").item(Map.of("pk", AttributeValue.fromS("t1")))).build(),
                TransactWriteItem.builder().delete(delete -> delete.tableName("runs").key(Map.of("pk", AttributeValue.fromS("t2"))))
                        .build()))
                .build());
        assertTrue(ASKED.containsAll(List.of(new Permission("dynamodb:PutItem", TABLE), new Permission("dynamodb:DeleteItem", TABLE))));
    }

    @Test
    void aQueryFindsByKey() {
        cloud.call(ADA, put("queried"));
        var found = (QueryResponse) cloud.call(ADA, QueryRequest.builder().tableName("runs").keyConditionExpression("pk = :k")
                .expressionAttributeValues(Map.of(":k", AttributeValue.fromS("queried"))).build());
        assertEquals(1, found.count());
    }

    @Test
    void everyErrorOfTheEngineCarriesItsCode() {
        cloud.call(ADA, put("coded"));
        var refused = assertThrows(ConditionalCheckFailedException.class, () -> cloud.call(ADA, put("coded")));
        assertEquals("ConditionalCheckFailedException", refused.awsErrorDetails().errorCode());
    }
}
