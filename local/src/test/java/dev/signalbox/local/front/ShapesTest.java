package dev.signalbox.local.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.codebuild.model.BatchGetBuildsResponse;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codecommit.model.GetDifferencesResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

class ShapesTest {

    @Provide
    Arbitrary<Supplier<SdkBuilder<?, ? extends SdkPojo>>> builders() {
        return Arbitraries.of(List.of(GetMetricDataRequest::builder, BatchGetBuildsResponse::builder, StartBuildRequest::builder,
                GetDifferencesResponse::builder, TransactWriteItemsRequest::builder, PutEventsRequest::builder,
                GetFunctionResponse::builder, ListObjectsV2Response::builder, GetExecutionHistoryResponse::builder,
                PublishRequest::builder, ReceiveMessageResponse::builder));
    }

    @Property(tries = 200)
    void whatIsWrittenIsReadBack(@ForAll("builders") Supplier<SdkBuilder<?, ? extends SdkPojo>> builder, @ForAll Naming naming,
            @ForAll long seed) {
        SdkPojo shape = AnyShape.sparse(builder.get(), seed);
        assertEquals(shape, Shapes.read(builder.get(), Shapes.write(shape, naming), naming));
    }

    @Test
    void timesAreEpochSecondsWithMilliseconds() {
        var request = GetMetricDataRequest.builder().startTime(Instant.ofEpochMilli(1_234_567_890_123L)).build();
        assertEquals(new BigDecimal("1234567890.123"), Shapes.write(request, Naming.OF_THE_MODEL).get("StartTime").decimalValue());
    }

    @Test
    void aWrongTypeIsNamedWithItsPath() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("environmentVariablesOverride").addObject().put("name", "A").put("value", 5);
        var refused = assertThrows(MalformedShape.class,
                () -> Shapes.read(StartBuildRequest.builder(), json, Naming.OF_THE_MODEL));
        assertEquals("environmentVariablesOverride[0].value: expected a string, found 5", refused.awsErrorDetails().errorMessage());
    }

    @Test
    void membersThatTheModelDoesNotHaveArePassedOver() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("projectName", "p").put("surprise", true);
        assertEquals(StartBuildRequest.builder().projectName("p").build(),
                Shapes.read(StartBuildRequest.builder(), json, Naming.OF_THE_MODEL));
    }
}
