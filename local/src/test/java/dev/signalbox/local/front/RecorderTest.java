package dev.signalbox.local.front;

import static dev.signalbox.local.front.OpenDoor.free;
import static dev.signalbox.local.front.OpenDoor.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StartBuildResponse;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

class RecorderTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private OpenDoor door(Service... services) {
        return new OpenDoor(Gate.open(), Optional.of(folder.resolve("calls.jsonl")), services);
    }

    private List<JsonNode> lines() throws IOException {
        try (var lines = Files.lines(folder.resolve("calls.jsonl"))) {
            return lines.map(line -> {
                try {
                    return MAPPER.readTree(line);
                } catch (IOException e) {
                    throw new AssertionError(line, e);
                }
            }).toList();
        }
    }

    private static JsonNode json(String text) throws IOException {
        return MAPPER.readTree(text.replace('\'', '"'));
    }

    @Test
    void aCallIsOneLine() throws IOException {
        try (OpenDoor door = door(service("codebuild", "codebuild", Protocol.JSON_1_1, free(StartBuildRequest::builder,
                (request, caller) -> StartBuildResponse.builder().build(build -> build.id("p:1").buildNumber(1L)).build())));
                CodeBuildClient client = door.client(CodeBuildClient.builder())) {
            client.startBuild(start -> start.projectName("p").sourceVersion("main"));
            assertEquals(List.of(json("{'service':'codebuild','operation':'StartBuild','caller':'arn:aws:iam::123456789012:user/ada',"
                    + "'request':{'projectName':'p','sourceVersion':'main'},'response':{'build':{'id':'p:1','buildNumber':1}}}")), lines());
        }
    }

    @Test
    void errorsAreRecordedByTheirCodes() throws IOException {
        try (OpenDoor door = door(service("sns", "sns", Protocol.QUERY, free(PublishRequest::builder, (request, caller) -> {
                throw NotFoundException.builder().message("Topic does not exist").build();
            })));
                SnsClient client = door.client(SnsClient.builder())) {
            assertThrows(NotFoundException.class, () -> client.publish(publish -> publish.topicArn("arn:t").message("m")));
            assertThrows(AwsServiceException.class, client::listTopics);
            assertEquals(List.of(
                    json("{'service':'sns','operation':'Publish','caller':'arn:aws:iam::123456789012:user/ada',"
                            + "'request':{'TopicArn':'arn:t','Message':'m'},'error':{'code':'NotFound','message':'Topic does not exist'}}"),
                    json("{'service':'sns','operation':'ListTopics','caller':'arn:aws:iam::123456789012:user/ada',"
                            + "'error':{'code':'UnknownOperationException','message':'The local cloud has no sns:ListTopics.'}}")),
                    lines());
        }
    }

    @Test
    void whatAwsCallsSensitiveIsMaskedHoweverDeep() throws IOException {
        try (OpenDoor door = door(
                service("ssm", "ssm", Protocol.JSON_1_1, free(GetParametersRequest::builder, (request, caller) ->
                        GetParametersResponse.builder()
                        .parameters(List.of(Parameter.builder().name("n").value("secret").build())).build())),
                service("stepfunctions", "states", Protocol.JSON_1_0, free(DescribeExecutionRequest::builder, (request, caller) ->
                        DescribeExecutionResponse.builder().executionArn("arn:e")
                                .input("secret").output("secret").cause("secret").build())));
                SsmClient ssm = door.client(SsmClient.builder()); SfnClient sfn = door.client(SfnClient.builder())) {
            assertEquals("secret", ssm.getParameters(get -> get.names("n")).parameters().getFirst().value());
            assertEquals("secret", sfn.describeExecution(describe -> describe.executionArn("arn:e")).input());
            assertEquals(json("{'Parameters':[{'Name':'n','Value':'***'}]}"), lines().get(0).get("response"));
            assertEquals(json("{'executionArn':'arn:e','input':'***','output':'***','cause':'***'}"), lines().get(1).get("response"));
        }
    }

    @Test
    void contentIsRecordedUnderTheModelsName() throws IOException {
        try (OpenDoor door = door(service("s3", "s3", Protocol.REST_XML, Operation.giving(GetObjectRequest::builder, request -> List.of(),
                (request, caller) -> ResponseBytes.fromByteArray(GetObjectResponse.builder().build(), new byte[] {1, 2, 3}))));
                S3Client client = door.client(S3Client.builder().forcePathStyle(true))) {
            client.getObjectAsBytes(get -> get.bucket("b").key("k"));
            assertEquals("AQID", lines().getFirst().at("/response/Body").asText());
            assertEquals("k", lines().getFirst().at("/request/Key").asText());
        }
    }

    @Test
    void callsAtOnceDoNotMixTheirLines() throws Exception {
        try (OpenDoor door = door(service("events", "events", Protocol.JSON_1_1, free(PutEventsRequest::builder,
                (request, caller) -> PutEventsResponse.builder().failedEntryCount(0).build())));
                EventBridgeClient client = door.client(EventBridgeClient.builder())) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                IntStream.range(0, 100).forEach(number -> threads.submit(
                        () -> client.putEvents(put -> put.entries(
                                PutEventsRequestEntry.builder().source("s" + number).detail("x".repeat(5000)).build()))));
            }
            assertEquals(IntStream.range(0, 100).mapToObj(number -> "s" + number).collect(Collectors.toSet()),
                    lines().stream().map(line -> line.at("/request/Entries/0/Source").asText()).collect(Collectors.toSet()));
        }
    }
}
