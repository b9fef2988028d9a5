package dev.signalbox.local.front;

import static dev.signalbox.local.front.OpenDoor.free;
import static dev.signalbox.local.front.OpenDoor.service;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.CodeBuildException;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.ListProjectsRequest;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StartBuildResponse;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.CommitIdRequiredException;
import software.amazon.awssdk.services.codecommit.model.GetCommitRequest;
import software.amazon.awssdk.services.codecommit.model.GetFileRequest;
import software.amazon.awssdk.services.codecommit.model.PathRequiredException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

class FrontDoorTest {

    private static final String SIGNED =
            "AWS4-HMAC-SHA256 Credential=ada/20261123/us-east-1/%s/aws4_request, SignedHeaders=host, Signature=00";

    private final HttpClient http = HttpClient.newHttpClient();
    private Gate gate = Gate.open();
    private RuntimeException thrown = new IllegalStateException("nothing was to be thrown");
    private volatile byte[] put = {};
    private OpenDoor door = new OpenDoor((caller, permission) -> gate.check(caller, permission), Optional.empty(),
            service("codebuild", "codebuild", Protocol.JSON_1_1,
                    Operation.of(StartBuildRequest::builder, request -> List.of(new Permission("codebuild:StartBuild", "arn:p")),
                            (request, caller) -> StartBuildResponse.builder()
                                    .build(Build.builder().id(request.projectName()).initiator(caller.arn()).build()).build()),
                    free(ListProjectsRequest::builder, (request, caller) -> refuse())),
            service("codecommit", "codecommit", Protocol.JSON_1_1, free(GetFileRequest::builder, (request, caller) -> refuse()),
                    free(GetCommitRequest::builder, (request, caller) -> refuse())),
            service("sqs", "sqs", Protocol.JSON_1_0, free(GetQueueUrlRequest::builder, (request, caller) -> refuse())),
            service("sns", "sns", Protocol.QUERY,
                    Operation.of(PublishRequest::builder, request -> List.of(new Permission("sns:Publish", request.topicArn())),
                            (request, caller) -> request.topicArn().equals("arn:good")
                                    ? PublishResponse.builder().messageId("m").build() : refuse())),
            service("lambda", "lambda", Protocol.REST_JSON, free(InvokeRequest::builder, (request, caller) -> refuse())),
            service("s3", "s3", Protocol.REST_XML, free(HeadObjectRequest::builder, (request, caller) -> refuse()),
                    free(ListObjectsV2Request::builder, (request, caller) -> refuse()),
                    Operation.taking(PutObjectRequest::builder, request -> List.of(), (request, content, caller) -> {
                        put = content;
                        return PutObjectResponse.builder().eTag(request.bucket() + "/" + request.key()
                                + "/" + request.contentEncoding()).build();
                    })));

    private SdkPojo refuse() {
        throw thrown;
    }

    @AfterEach
    void close() {
        door.close();
        http.close();
    }

    private static void is(int status, String code, String message, AwsServiceException refused) {
        assertEquals(List.of(status, code, message), List.of(refused.statusCode(), refused.awsErrorDetails().errorCode(),
                refused.awsErrorDetails().errorMessage()));
    }

    private HttpResponse<String> send(String path, String signingName, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(door.endpoint() + path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (!signingName.isEmpty()) {
            request.header("Authorization", SIGNED.formatted(signingName));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theCallerIsTheUserOfTheAccessKey() {
        try (CodeBuildClient client = door.client(CodeBuildClient.builder(), "grace")) {
            assertEquals("arn:aws:iam::123456789012:user/grace", client.startBuild(start -> start.projectName("p")).build().initiator());
        }
    }

    @Test
    void aSessionIsTheCallerUntilItsKeyIsRevoked() {
        Identities.Credentials credentials = door.identities.issue(new Caller.RoleSession("arn:aws:iam::123456789012:role/Route", "route"));
        try (CodeBuildClient client = door.client(CodeBuildClient.builder(), credentials.accessKeyId())) {
            assertEquals("arn:aws:sts::123456789012:assumed-role/Route/route",
                    client.startBuild(start -> start.projectName("p")).build().initiator());
            door.identities.revoke(credentials);
            is(400, "UnrecognizedClientException", "The security token included in the request is invalid.",
                    assertThrows(CodeBuildException.class, () -> client.startBuild(start -> start.projectName("p"))));
        }
    }

    @Test
    void anErrorOfAnOperationArrivesAsItsOwnException() {
        try (CodeBuildClient codebuild = door.client(CodeBuildClient.builder()); SqsClient sqs = door.client(SqsClient.builder());
                SnsClient sns = door.client(SnsClient.builder()); LambdaClient lambda = door.client(LambdaClient.builder());
                S3Client s3 = door.client(S3Client.builder().forcePathStyle(true))) {
            thrown = software.amazon.awssdk.services.codebuild.model.InvalidInputException.builder().message("Wrong.").build();
            is(400, "InvalidInputException", "Wrong.", assertThrows(
                    software.amazon.awssdk.services.codebuild.model.InvalidInputException.class, codebuild::listProjects));
            thrown = QueueDoesNotExistException.builder().message("The specified queue does not exist.").build();
            is(400, "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.",
                    assertThrows(QueueDoesNotExistException.class, () -> sqs.getQueueUrl(get -> get.queueName("q"))));
            thrown = NotFoundException.builder().message("Topic does not exist").build();
            is(404, "NotFound", "Topic does not exist",
                    assertThrows(NotFoundException.class, () -> sns.publish(publish -> publish.topicArn("arn:bad").message("m"))));
            thrown = software.amazon.awssdk.services.lambda.model.ResourceNotFoundException.builder()
                    .type("User").message("Function not found").build();
            var missing = assertThrows(software.amazon.awssdk.services.lambda.model.ResourceNotFoundException.class,
                    () -> lambda.invoke(invoke -> invoke.functionName("f")));
            is(404, "ResourceNotFoundException", "Function not found", missing);
            assertEquals("User", missing.type());
            thrown = NoSuchBucketException.builder().message("The specified bucket does not exist").build();
            is(404, "NoSuchBucket", "The specified bucket does not exist",
                    assertThrows(NoSuchBucketException.class, () -> s3.listObjectsV2(list -> list.bucket("b"))));
            thrown = NoSuchKeyException.builder().message("Not there").build();
            assertEquals(404, assertThrows(NoSuchKeyException.class, () -> s3.headObject(head -> head.bucket("b").key("k"))).statusCode());
        }
    }

    @Test
    void anErrorThatTheOperationDoesNotDeclareIsADefect() {
        thrown = AccountLimitExceededException.builder().message("Too many").build();
        try (CodeBuildClient client = door.client(CodeBuildClient.builder())) {
            var refused = assertThrows(CodeBuildException.class, client::listProjects);
            assertEquals("InternalFailure", refused.awsErrorDetails().errorCode());
            assertTrue(refused.awsErrorDetails().errorMessage().contains("ListProjects does not declare AccountLimitExceededException"));
            assertEquals(500, refused.statusCode());
            thrown = ResourceNotFoundException.builder().message("no").build();
            assertEquals(500, assertThrows(CodeBuildException.class, client::listProjects).statusCode());
        }
    }

    @Test
    void anyOtherExceptionIsAnInternalFailureAndTheConnectionStays() {
        thrown = new IllegalStateException("out of luck");
        try (CodeBuildClient client = door.client(CodeBuildClient.builder())) {
            var refused = assertThrows(CodeBuildException.class, client::listProjects);
            assertEquals("InternalFailure", refused.awsErrorDetails().errorCode());
            assertTrue(refused.awsErrorDetails().errorMessage().contains("out of luck"));
            assertEquals("p", client.startBuild(start -> start.projectName("p")).build().id());
        }
    }

    @Test
    void whatTheGateRefusesIsDeniedInTheCallersProtocol() {
        gate = (caller, permission) -> {
            throw new AccessDenied(caller, permission, "no identity-based policy allows it");
        };
        String words = "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: %s "
                + "because no identity-based policy allows it";
        try (CodeBuildClient codebuild = door.client(CodeBuildClient.builder()); SnsClient sns = door.client(SnsClient.builder())) {
            is(400, "AccessDeniedException", words.formatted("codebuild:StartBuild on resource: arn:p"),
                    assertThrows(CodeBuildException.class, () -> codebuild.startBuild(start -> start.projectName("p"))));
            is(403, "AuthorizationError", words.formatted("sns:Publish on resource: arn:good"), assertThrows(
                    software.amazon.awssdk.services.sns.model.AuthorizationErrorException.class,
                    () -> sns.publish(publish -> publish.topicArn("arn:good").message("m"))));
        }
    }

    @Test
    void whatIsLackingFailsByName() {
        try (CodeBuildClient codebuild = door.client(CodeBuildClient.builder()); SnsClient sns = door.client(SnsClient.builder());
                LambdaClient lambda = door.client(LambdaClient.builder());
                S3Client s3 = door.client(S3Client.builder().forcePathStyle(true));
                KmsClient kms = door.client(KmsClient.builder())) {
            is(501, "UnknownOperationException", "The local cloud has no codebuild:ListFleets.",
                    assertThrows(AwsServiceException.class, () -> codebuild.listFleets(list -> { })));
            is(501, "UnknownOperationException", "The local cloud has no sns:ListTopics.",
                    assertThrows(AwsServiceException.class, sns::listTopics));
            is(501, "UnknownOperationException", "The local cloud has no lambda:GetPolicy.",
                    assertThrows(AwsServiceException.class, () -> lambda.getPolicy(get -> get.functionName("f"))));
            is(501, "UnknownOperationException", "The local cloud has no s3:GetObjectAcl.",
                    assertThrows(AwsServiceException.class, () -> s3.getObjectAcl(get -> get.bucket("b").key("k/l"))));
            is(501, "UnknownOperationException", "The local cloud has no kms:ListKeys.",
                    assertThrows(AwsServiceException.class, kms::listKeys));
        }
    }

    @Test
    void servicesThatAreNotThereAreNamedInTheirClientsForm() throws Exception {
        HttpResponse<String> ec2 = send("/", "ec2", "Action=DescribeInstances&Version=2016-11-15", "Content-Type",
                "application/x-www-form-urlencoded");
        assertEquals(501, ec2.statusCode());
        assertTrue(ec2.body().contains("<Errors><Error><Code>UnknownOperationException</Code>"
                + "<Message>The local cloud has no ec2:DescribeInstances.</Message></Error></Errors>"), ec2.body());
        HttpResponse<String> route53 = send("/2013-04-01/hostedzone", "route53", "<x/>");
        assertTrue(route53.body().contains("<Message>The local cloud has no route53:POST /2013-04-01/hostedzone.</Message>"),
                route53.body());
        HttpResponse<String> batch = send("/v1/describejobs", "batch", "{}");
        assertEquals("{\"message\":\"The local cloud has no batch:POST /v1/describejobs.\"}", batch.body());
        assertEquals("UnknownOperationException", batch.headers().firstValue("x-amzn-ErrorType").orElseThrow());
        HttpResponse<String> other = send("/", "codebuild", "{}", "X-Amz-Target", "CodeBuild_20990101.StartBuild");
        assertEquals(501, other.statusCode());
    }

    @Test
    void aCallWithoutSignatureIsRefusedInItsOwnProtocol() throws Exception {
        HttpResponse<String> json = send("/", "", "{}", "X-Amz-Target", "CodeBuild_20161006.ListProjects", "Content-Type",
                "application/x-amz-json-1.1");
        assertEquals(403, json.statusCode());
        assertEquals("{\"__type\":\"MissingAuthenticationToken\",\"message\":\"Request is missing Authentication Token\"}", json.body());
        HttpResponse<String> query = send("/", "", "Action=Publish&Version=2010-03-31", "Content-Type",
                "application/x-www-form-urlencoded");
        assertTrue(query.body().contains("<Code>MissingAuthenticationToken</Code>"), query.body());
        HttpResponse<String> rest = send("/2015-03-31/functions/f/invocations", "", "{}");
        assertEquals("{\"message\":\"Request is missing Authentication Token\"}", rest.body());
        assertTrue(send("/bucket/key", "", "").body().contains("<Code>MissingAuthenticationToken</Code>"));
    }

    @Test
    void whatIsRequiredIsRefusedAsAwsWordsIt() {
        try (CodeBuildClient codebuild = door.client(CodeBuildClient.builder());
                CodeCommitClient codecommit = door.client(CodeCommitClient.builder());
                SnsClient sns = door.client(SnsClient.builder()); SqsClient sqs = door.client(SqsClient.builder())) {
            is(400, "InvalidInputException", "1 validation error detected: Value null at 'environmentVariablesOverride.2.member.name' "
                    + "failed to satisfy constraint: Member must not be null", assertThrows(CodeBuildException.class,
                            () -> codebuild.startBuild(StartBuildRequest.builder().projectName("p").environmentVariablesOverride(List.of(
                                    EnvironmentVariable.builder().name("A").value("1").build(),
                                    EnvironmentVariable.builder().value("2").build())).build())));
            assertThrows(PathRequiredException.class, () -> codecommit.getFile(get -> get.repositoryName("r")));
            assertThrows(CommitIdRequiredException.class, () -> codecommit.getCommit(get -> get.repositoryName("r")));
            is(400, "InvalidParameter",
                    "1 validation error detected: Value null at 'message' failed to satisfy constraint: Member must not be null",
                    assertThrows(AwsServiceException.class, () -> sns.publish(publish -> publish.topicArn("arn:good"))));
            is(400, "ValidationException",
                    "1 validation error detected: Value null at 'queueName' failed to satisfy constraint: Member must not be null",
                    assertThrows(AwsServiceException.class, () -> sqs.getQueueUrl(get -> { })));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"x\"", "{} {}", "{\"projectName\": 5}",
            "{\"projectName\": \"p\", \"environmentVariablesOverride\": {}}"})
    void aBodyThatIsNoRequestIsASerializationException(String body) throws Exception {
        HttpResponse<String> answer = send("/", "codebuild", body, "X-Amz-Target", "CodeBuild_20161006.StartBuild");
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("SerializationException"), answer.body());
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> answer = send("/", "codebuild", "x".repeat(Arrival.MOST + 1), "X-Amz-Target", "CodeBuild_20161006.StartBuild");
        assertEquals(413, answer.statusCode());
        assertTrue(answer.body().contains("at most 67108864 bytes"), answer.body());
    }

    @Test
    void compressedBodiesAreRead() throws Exception {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write("{\"projectName\":\"p\"}".getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(door.endpoint())
                .header("Authorization", SIGNED.formatted("codebuild"))
                .headers("X-Amz-Target", "CodeBuild_20161006.StartBuild", "Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(zipped.toByteArray())).build(), HttpResponse.BodyHandlers.ofString());
        assertTrue(answer.body().contains("\"id\":\"p\""), answer.body());
    }

    @Test
    void chunkedUploadsAreReadWithoutTheirFrames() throws Exception {
        String framed = "5;chunk-signature=00\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create(door.endpoint() + "/bucket/key"))
                .header("Authorization", SIGNED.formatted("s3")).header("Content-Encoding", "aws-chunked").expectContinue(true)
                .PUT(HttpRequest.BodyPublishers.ofString(framed)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        assertArrayEquals("hello world".getBytes(StandardCharsets.UTF_8), put);
        assertEquals("bucket/key/null", answer.headers().firstValue("ETag").orElseThrow());
    }

    @Test
    void presignedAddressesNameTheirCaller() throws Exception {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create(door.endpoint()
                + "/bucket/a%20key?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=ada%2F20261123%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=00"))
                .PUT(HttpRequest.BodyPublishers.ofString("x")).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals("bucket/a key/null", answer.headers().firstValue("ETag").orElseThrow());
    }

    @Test
    void largeUploadsOfTheSdkArriveWhole() {
        byte[] content = new byte[9_000_000];
        Arrays.fill(content, (byte) 7);
        try (S3Client client = door.client(S3Client.builder().forcePathStyle(true))) {
            client.putObject(request -> request.bucket("b").key("k"), RequestBody.fromBytes(content));
        }
        assertArrayEquals(content, put);
    }

    @Test
    void manyCallsAtOnceAreEachAnsweredWithTheirOwn() throws Exception {
        try (CodeBuildClient client = door.client(CodeBuildClient.builder());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = IntStream.range(0, 200).mapToObj(
                    number -> threads.submit(() -> client.startBuild(start -> start.projectName("p" + number)).build().id())).toList();
            for (int number = 0; number < answers.size(); number++) {
                assertEquals("p" + number, answers.get(number).get());
            }
        }
    }

    @Test
    void othersAnswerUnderTheirOwnPaths() throws Exception {
        door.door().handle("/v1/repos/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
        });
        door.door().handle("/broken/", exchange -> {
            throw new IllegalStateException("no");
        });
        assertEquals(204, send("/v1/repos/x", "", "").statusCode());
        assertEquals(500, send("/broken/x", "", "").statusCode());
    }

    @Test
    void afterItsEndNothingAnswers() {
        door.close();
        assertThrows(IOException.class, () -> send("/", "codebuild", "{}"));
    }
}
