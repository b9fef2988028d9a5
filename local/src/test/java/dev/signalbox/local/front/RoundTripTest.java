package dev.signalbox.local.front;

import static dev.signalbox.local.front.OpenDoor.free;
import static dev.signalbox.local.front.OpenDoor.service;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsResponse;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StartBuildResponse;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesRequest;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

import dev.signalbox.local.front.OpenDoor.Echo;

/** What the SDK's clients send arrives as it was, and what is answered reaches them as it was, member for member. */
class RoundTripTest {

    private static final List<Permission> NONE = List.of();

    private OpenDoor door = new OpenDoor();

    @AfterProperty
    void close() {
        door.close();
    }

    /** Responses equal each other member for member; only what the client notes about the HTTP answer may differ. */
    private static void assertSame(SdkPojo expected, SdkPojo actual) {
        assertTrue(expected.equalsBySdkFields(actual), () -> "expected " + expected + " but got " + actual);
    }

    private void behindTheDoor(Service... services) {
        door.close();
        door = new OpenDoor(services);
    }

    @Property(tries = 15)
    void codeBuildInJson(@ForAll long seed) {
        StartBuildRequest request = AnyShape.whole(StartBuildRequest.builder(), seed);
        var echo = new Echo<>(request, AnyShape.sparse(StartBuildResponse.builder(), seed));
        behindTheDoor(service("codebuild", "codebuild", Protocol.JSON_1_1, free(StartBuildRequest::builder, echo::handle)));
        try (CodeBuildClient client = door.client(CodeBuildClient.builder())) {
            assertSame(echo.answer, client.startBuild(request));
        }
        assertEquals(request, echo.asked);
        assertEquals("arn:aws:iam::123456789012:user/ada", echo.caller.arn());
    }

    @Property(tries = 10)
    void codeCommitInJson(@ForAll long seed) {
        GetDifferencesRequest request = AnyShape.whole(GetDifferencesRequest.builder(), seed);
        var echo = new Echo<>(request, AnyShape.sparse(GetDifferencesResponse.builder(), seed));
        behindTheDoor(service("codecommit", "codecommit", Protocol.JSON_1_1, free(GetDifferencesRequest::builder, echo::handle)));
        try (CodeCommitClient client = door.client(CodeCommitClient.builder())) {
            assertSame(echo.answer, client.getDifferences(request));
        }
        assertEquals(request, echo.asked);
    }

    @Property(tries = 10)
    void stepFunctionsInJson(@ForAll long seed) {
        DescribeExecutionRequest request = AnyShape.plain(DescribeExecutionRequest.builder(), seed);
        var echo = new Echo<>(request, AnyShape.sparse(DescribeExecutionResponse.builder(), seed));
        behindTheDoor(service("stepfunctions", "states", Protocol.JSON_1_0, free(DescribeExecutionRequest::builder, echo::handle)));
        try (SfnClient client = door.client(SfnClient.builder())) {
            assertSame(echo.answer, client.describeExecution(request));
        }
        assertEquals(request, echo.asked);
    }

    @Property(tries = 10)
    void dynamoDbInJson(@ForAll long seed) {
        PutItemRequest request = AnyShape.whole(PutItemRequest.builder(), seed);
        var echo = new Echo<>(request, AnyShape.sparse(PutItemResponse.builder(), seed));
        behindTheDoor(service("dynamodb", "dynamodb", Protocol.JSON_1_0, free(PutItemRequest::builder, echo::handle)));
        try (DynamoDbClient client = door.client(DynamoDbClient.builder())) {
            assertSame(echo.answer, client.putItem(request));
        }
        assertEquals(request, echo.asked);
    }

    @Property(tries = 5)
    void eventBridgeInJson(@ForAll long seed) {
        PutEventsRequest request = AnyShape.whole(PutEventsRequest.builder(), seed).toBuilder().endpointId(null).build();
        var echo = new Echo<>(request, AnyShape.sparse(PutEventsResponse.builder(), seed));
        behindTheDoor(service("events", "events", Protocol.JSON_1_1, free(PutEventsRequest::builder, echo::handle)));
        try (EventBridgeClient client = door.client(EventBridgeClient.builder())) {
            assertSame(echo.answer, client.putEvents(request));
        }
        assertEquals(request, echo.asked);
    }

    @Property(tries = 5)
    void sqsInJson(@ForAll long seed) {
        GetQueueAttributesRequest request = AnyShape.whole(GetQueueAttributesRequest.builder(), seed)
                .toBuilder().queueUrl(door.endpoint() + "/123456789012/q").build();
        var echo = new Echo<>(request, AnyShape.sparse(GetQueueAttributesResponse.builder(), seed));
        behindTheDoor(service("sqs", "sqs", Protocol.JSON_1_0, free(GetQueueAttributesRequest::builder, echo::handle)));
        try (SqsClient client = door.client(SqsClient.builder())) {
            assertSame(echo.answer, client.getQueueAttributes(request));
        }
        assertEquals(request, echo.asked);
    }

    @Property(tries = 5)
    void parametersSecretsKeysAndLogsInJson(@ForAll long seed) {
        PutParameterRequest parameter = AnyShape.whole(PutParameterRequest.builder(), seed);
        GetSecretValueRequest secret = AnyShape.whole(GetSecretValueRequest.builder(), seed);
        EncryptRequest encrypt = AnyShape.whole(EncryptRequest.builder(), seed);
        FilterLogEventsRequest filter = AnyShape.whole(FilterLogEventsRequest.builder(), seed);
        var ssm = new Echo<>(parameter, AnyShape.whole(PutParameterResponse.builder(), seed));
        var secrets = new Echo<>(secret, AnyShape.whole(GetSecretValueResponse.builder(), seed));
        var kms = new Echo<>(encrypt, AnyShape.whole(EncryptResponse.builder(), seed));
        var logs = new Echo<>(filter, AnyShape.whole(FilterLogEventsResponse.builder(), seed));
        behindTheDoor(service("ssm", "ssm", Protocol.JSON_1_1, free(PutParameterRequest::builder, ssm::handle)),
                service("secretsmanager", "secretsmanager", Protocol.JSON_1_1, free(GetSecretValueRequest::builder, secrets::handle)),
                service("kms", "kms", Protocol.JSON_1_1, free(EncryptRequest::builder, kms::handle)),
                service("logs", "logs", Protocol.JSON_1_1, free(FilterLogEventsRequest::builder, logs::handle)));
        try (SsmClient ssmClient = door.client(SsmClient.builder());
                SecretsManagerClient secretsClient = door.client(SecretsManagerClient.builder());
                KmsClient kmsClient = door.client(KmsClient.builder());
                CloudWatchLogsClient logsClient = door.client(CloudWatchLogsClient.builder())) {
            assertSame(ssm.answer, ssmClient.putParameter(parameter));
            assertSame(secrets.answer, secretsClient.getSecretValue(secret));
            assertSame(kms.answer, kmsClient.encrypt(encrypt));
            assertSame(logs.answer, logsClient.filterLogEvents(filter));
        }
        assertEquals(List.of(parameter, secret, encrypt, filter), List.of(ssm.asked, secrets.asked, kms.asked, logs.asked));
    }

    @Property(tries = 15)
    void cloudWatchByQuery(@ForAll long seed) {
        GetMetricDataRequest request = AnyShape.whole(GetMetricDataRequest.builder(), seed);
        var echo = new Echo<>(request, AnyShape.sparse(GetMetricDataResponse.builder(), seed));
        behindTheDoor(service("cloudwatch", "monitoring", Protocol.JSON_1_0, free(GetMetricDataRequest::builder, echo::handle)));
        try (CloudWatchClient client = door.client(CloudWatchClient.builder())) {
            assertSame(echo.answer, client.getMetricData(request));
        }
        assertEquals(request, echo.asked);
    }

    @Property(tries = 10)
    void snsByQuery(@ForAll long seed) {
        PublishRequest request = AnyShape.whole(PublishRequest.builder(), seed);
        GetTopicAttributesRequest attributes = AnyShape.whole(GetTopicAttributesRequest.builder(), seed);
        var publish = new Echo<>(request, AnyShape.whole(PublishResponse.builder(), seed));
        var get = new Echo<>(attributes, AnyShape.whole(GetTopicAttributesResponse.builder(), seed));
        behindTheDoor(service("sns", "sns", Protocol.QUERY, free(PublishRequest::builder, publish::handle),
                free(GetTopicAttributesRequest::builder, get::handle)));
        try (SnsClient client = door.client(SnsClient.builder())) {
            assertSame(publish.answer, client.publish(request));
            assertSame(get.answer, client.getTopicAttributes(attributes));
        }
        assertEquals(request, publish.asked);
        assertEquals(attributes, get.asked);
    }

    @Property(tries = 10)
    void cloudFormationAndStsByQuery(@ForAll long seed) {
        DescribeStacksRequest request = AnyShape.whole(DescribeStacksRequest.builder(), seed);
        var stacks = new Echo<>(request, AnyShape.sparse(DescribeStacksResponse.builder(), seed));
        var identity = new Echo<>(GetCallerIdentityRequest.builder().build(), AnyShape.whole(GetCallerIdentityResponse.builder(), seed));
        behindTheDoor(service("cloudformation", "cloudformation", Protocol.QUERY, free(DescribeStacksRequest::builder, stacks::handle)),
                service("sts", "sts", Protocol.QUERY, free(GetCallerIdentityRequest::builder, identity::handle)));
        try (CloudFormationClient client = door.client(CloudFormationClient.builder()); StsClient sts = door.client(StsClient.builder())) {
            assertSame(stacks.answer, client.describeStacks(request));
            assertSame(identity.answer, sts.getCallerIdentity());
        }
        assertEquals(request, stacks.asked);
    }

    @Property(tries = 10)
    void lambdaByRest(@ForAll long seed) {
        InvokeRequest invocation = AnyShape.plain(InvokeRequest.builder(), seed);
        GetFunctionRequest function = AnyShape.plain(GetFunctionRequest.builder(), seed).toBuilder()
                .functionName("arn:aws:lambda:us-east-1:123456789012:function:f").build();
        var invoke = new Echo<>(invocation, AnyShape.plain(InvokeResponse.builder(), seed).toBuilder().statusCode(202).build());
        var get = new Echo<>(function, AnyShape.sparse(GetFunctionResponse.builder(), seed));
        behindTheDoor(service("lambda", "lambda", Protocol.REST_JSON, free(InvokeRequest::builder, invoke::handle),
                free(GetFunctionRequest::builder, get::handle)));
        try (LambdaClient client = door.client(LambdaClient.builder())) {
            assertSame(invoke.answer, client.invoke(invocation));
            assertSame(get.answer, client.getFunction(function));
        }
        assertEquals(invocation, invoke.asked);
        assertEquals(function, get.asked);
    }

    @Property(tries = 10)
    void s3ByRest(@ForAll long seed) {
        ListObjectsV2Request listing = ListObjectsV2Request.builder().bucket("bucket").prefix("a/ü +").maxKeys(7).fetchOwner(true).build();
        HeadObjectRequest look = HeadObjectRequest.builder().bucket("bucket").key("some folder/ü+%41.txt").build();
        DeleteObjectsRequest deletion = DeleteObjectsRequest.builder().bucket("bucket")
                .delete(delete -> delete.quiet(true).objects(
                        ObjectIdentifier.builder().key("<&>").build(), ObjectIdentifier.builder().key("b").versionId("1").build())).build();
        ListObjectsV2Response listed = AnyShape.sparse(ListObjectsV2Response.builder(), seed).toBuilder()
                .encodingType((String) null).requestCharged("requester").build();
        var list = new Echo<>(listing, listed);
        var head = new Echo<>(look, HeadObjectResponse.builder().contentLength(Math.abs(seed % 1000)).eTag("\"e\"").contentType("text/x")
                .metadata(Map.of("one", "1", "two", "2")).lastModified(Instant.ofEpochSecond(1_700_000_000)).build());
        var delete = new Echo<>(deletion, AnyShape.whole(DeleteObjectsResponse.builder(), seed)
                .toBuilder().requestCharged((String) null).build());
        behindTheDoor(service("s3", "s3", Protocol.REST_XML, free(ListObjectsV2Request::builder, list::handle),
                free(HeadObjectRequest::builder, head::handle), free(DeleteObjectsRequest::builder, delete::handle)));
        try (S3Client client = door.client(S3Client.builder().forcePathStyle(true))) {
            assertSame(listed, client.listObjectsV2(listing));
            assertSame(head.answer, client.headObject(look));
            assertSame(delete.answer, client.deleteObjects(deletion));
        }
        assertEquals(listing, list.asked);
        assertEquals(look.key(), head.asked.key());
        assertEquals(deletion.delete(), delete.asked.delete());
    }

    @Property(tries = 5)
    void s3ContentComesAndGoesByteForByte(@ForAll long seed) {
        Map<String, byte[]> objects = new ConcurrentHashMap<>();
        behindTheDoor(service("s3", "s3", Protocol.REST_XML,
                Operation.taking(PutObjectRequest::builder, request -> NONE, (request, content, caller) -> {
                    objects.put(request.bucket() + "/" + request.key(), content);
                    return PutObjectResponse.builder().eTag("\"e\"").build();
                }),
                Operation.giving(GetObjectRequest::builder, request -> NONE, (request, caller) -> ResponseBytes.fromByteArray(
                        GetObjectResponse.builder().eTag("\"e\"").build(), objects.get(request.bucket() + "/" + request.key())))));
        byte[] content = new byte[300_000];
        new Random(seed).nextBytes(content);
        try (S3Client client = door.client(S3Client.builder().forcePathStyle(true))) {
            client.putObject(put -> put.bucket("b").key("k").contentType("text/x"), RequestBody.fromBytes(content));
            assertArrayEquals(content, objects.get("b/k"));
            ResponseBytes<GetObjectResponse> got = client.getObjectAsBytes(get -> get.bucket("b").key("k"));
            assertArrayEquals(content, got.asByteArray());
            assertEquals(SdkBytes.fromByteArray(content).asByteArray().length, got.response().contentLength());
        }
    }
}
