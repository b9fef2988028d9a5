package dev.signalbox.local.cloudformation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.Stack;

/** CloudFormation with one stack, complete and never changing. */
public final class CloudFormation {

    private final Account account;
    private final Stack stack;
    private final Instant created;
    private final String id;

    public CloudFormation(Account account, Stack stack, Instant created) {
        this.account = account;
        this.stack = stack;
        this.created = created;
        id = account.arn("cloudformation", "stack/" + stack.name() + "/"
                + UUID.nameUUIDFromBytes(stack.name().getBytes(StandardCharsets.UTF_8)));
    }

    public Service service() {
        return new Service("cloudformation", "cloudformation", Protocol.QUERY, List.of(
                Operation.of(DescribeStacksRequest::builder,
                        request -> needs("DescribeStacks", request.stackName()), this::describeStacks),
                Operation.of(DescribeStackResourcesRequest::builder,
                        request -> needs("DescribeStackResources", request.stackName()), this::describeStackResources)));
    }

    private List<Permission> needs(String action, @Nullable String stackName) {
        String resource = stackName == null ? "*" : isOurs(stackName) ? id
                : stackName.startsWith("arn:") ? stackName : account.arn("cloudformation", "stack/" + stackName + "/*");
        return List.of(new Permission("cloudformation:" + action, resource));
    }

    private boolean isOurs(String nameOrId) {
        return nameOrId.equals(stack.name()) || nameOrId.equals(id);
    }

    private DescribeStacksResponse describeStacks(DescribeStacksRequest request, Caller caller) {
        if (request.stackName() != null && !isOurs(request.stackName())) {
            throw invalid("Stack with id " + request.stackName() + " does not exist");
        }
        var described = software.amazon.awssdk.services.cloudformation.model.Stack.builder()
                .stackId(id).stackName(stack.name())
                .parameters(stack.parameters().entrySet().stream()
                        .map(parameter -> Parameter.builder().parameterKey(parameter.getKey()).parameterValue(parameter.getValue()).build())
                        .toList())
                .creationTime(created).stackStatus(StackStatus.CREATE_COMPLETE).disableRollback(false)
                .outputs(stack.outputs().entrySet().stream().map(output -> Output.builder().outputKey(output.getKey())
                        .outputValue(output.getValue().value()).description(output.getValue().description()).build()).toList()).build();
        return DescribeStacksResponse.builder().stacks(described).build();
    }

    private DescribeStackResourcesResponse describeStackResources(DescribeStackResourcesRequest request, Caller caller) {
        boolean byResource = request.physicalResourceId() != null;
        if (byResource == (request.stackName() != null)) {
            throw invalid(byResource ? "Only one of StackName or PhysicalResourceId may be specified"
                    : "StackName or PhysicalResourceId must be specified");
        }
        if (byResource && stack.resources().values().stream().noneMatch(found -> found.physicalId().equals(request.physicalResourceId()))) {
            throw invalid("Stack for " + request.physicalResourceId() + " does not exist");
        }
        if (!byResource && !isOurs(request.stackName())) {
            throw invalid("Stack with id " + request.stackName() + " does not exist");
        }
        List<StackResource> found = stack.resources().values().stream()
                .filter(resource -> Optional.ofNullable(request.logicalResourceId()).map(resource.logicalId()::equals).orElse(true))
                .map(this::resource).toList();
        if (found.isEmpty() && request.logicalResourceId() != null) {
            throw invalid("Resource " + request.logicalResourceId() + " does not exist for stack " + stack.name());
        }
        return DescribeStackResourcesResponse.builder().stackResources(found).build();
    }

    private StackResource resource(Resource resource) {
        return StackResource.builder().stackId(id).stackName(stack.name()).logicalResourceId(resource.logicalId())
                .physicalResourceId(resource.physicalId()).resourceType(resource.type()).timestamp(created)
                .resourceStatus(ResourceStatus.CREATE_COMPLETE).build();
    }

    private static CloudFormationException invalid(String message) {
        return (CloudFormationException) CloudFormationException.builder().statusCode(400).message(message)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("ValidationError").errorMessage(message).build()).build();
    }
}
