package dev.signalbox.local.cloudformation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Switchboard;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.Stack;

class CloudFormationTest {

    private static final Caller ADA = new Caller.User("123456789012", "ada");

    private final Switchboard switchboard = new Switchboard(Gate.open());

    CloudFormationTest() {
        switchboard.connect(new CloudFormation(new Account("123456789012", "us-east-1"), new Stack(
                "signalbox", Path.of("."), new TreeMap<>(Map.of("Size", "2")),
                new TreeMap<>(Map.of("Queue", resource("Queue", "https://q"), "Topic", resource("Topic", "arn:t"))),
                new TreeMap<>(Map.of("TopicArn", new Stack.Output("arn:t", "where verdicts go"), "Bucket", new Stack.Output("b", "where things go")))),
                Instant.EPOCH).service());
    }

    private static Resource resource(String logicalId, String physicalId) {
        return new Resource(logicalId, "AWS::SNS::Topic", physicalId, Map.of(), JsonNodeFactory.instance.objectNode());
    }

    private DescribeStacksResponse stacks(DescribeStacksRequest.Builder request) {
        return (DescribeStacksResponse) switchboard.call(ADA, request.build());
    }

    private List<String> resources(DescribeStackResourcesRequest.Builder request) {
        return ((DescribeStackResourcesResponse) switchboard.call(ADA, request.build())).stackResources().stream()
                .map(resource -> resource.logicalResourceId() + " " + resource.physicalResourceId()).toList();
    }

    private static String refusal(Runnable call) {
        var refused = assertThrows(CloudFormationException.class, call::run);
        return refused.awsErrorDetails().errorCode() + ": " + refused.awsErrorDetails().errorMessage();
    }

    @Test
    void theStackIsDescribedByNameByIdAndWithout() {
        var stack = stacks(DescribeStacksRequest.builder()).stacks().getFirst();
        assertEquals(stack, stacks(DescribeStacksRequest.builder().stackName("signalbox")).stacks().getFirst());
        assertEquals(stack, stacks(DescribeStacksRequest.builder().stackName(stack.stackId())).stacks().getFirst());
        assertEquals(StackStatus.CREATE_COMPLETE, stack.stackStatus());
        assertEquals("2", stack.parameters().getFirst().parameterValue());
        assertEquals(List.of(Output.builder().outputKey("Bucket").outputValue("b").description("where things go").build(),
                Output.builder().outputKey("TopicArn").outputValue("arn:t").description("where verdicts go").build()), stack.outputs());
    }

    @Test
    void resourcesAreFoundByStackByNameAndByPhysicalId() {
        assertEquals(List.of("Queue https://q", "Topic arn:t"), resources(DescribeStackResourcesRequest.builder().stackName("signalbox")));
        assertEquals(List.of("Queue https://q"),
                resources(DescribeStackResourcesRequest.builder().stackName("signalbox").logicalResourceId("Queue")));
        assertEquals(2, resources(DescribeStackResourcesRequest.builder().physicalResourceId("arn:t")).size());
    }

    @Test
    void whatDoesNotExistIsAValidationError() {
        assertEquals("ValidationError: Stack with id nope does not exist",
                refusal(() -> stacks(DescribeStacksRequest.builder().stackName("nope"))));
        assertEquals("ValidationError: Stack with id nope does not exist",
                refusal(() -> resources(DescribeStackResourcesRequest.builder().stackName("nope"))));
        assertEquals("ValidationError: Stack for nope does not exist",
                refusal(() -> resources(DescribeStackResourcesRequest.builder().physicalResourceId("nope"))));
        assertEquals("ValidationError: Resource Nope does not exist for stack signalbox",
                refusal(() -> resources(DescribeStackResourcesRequest.builder().stackName("signalbox").logicalResourceId("Nope"))));
    }
}
