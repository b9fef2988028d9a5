package dev.signalbox.local.command;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** What a deployed stack says of itself. */
record DeployedStack(String name, Map<String, String> outputs, Map<String, String> parameters) {

    /**
     * @param region for words only
     * @throws WrongRequest when there is no such stack
     */
    static DeployedStack read(CloudFormationClient cloudFormation, String name, String region) {
        try {
            Stack stack = cloudFormation.describeStacks(describe -> describe.stackName(name)).stacks().getFirst();
            return new DeployedStack(stack.stackName(),
                    stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue)),
                    stack.parameters().stream().collect(Collectors.toMap(Parameter::parameterKey, Parameter::parameterValue)));
        } catch (CloudFormationException refused) {
            if ("ValidationError".equals(refused.awsErrorDetails().errorCode())) {
                throw new WrongRequest("There is no stack %s in %s. Name yours with --stack, or deploy it: sam deploy --guided"
                        .formatted(name, region));
            }
            throw refused;
        }
    }

    /** @throws WrongRequest when the stack is not Signalbox's, or one from before it had this output */
    String output(String key) {
        String value = outputs.get(key);
        if (value == null) {
            throw new WrongRequest("The stack %s has no output %s. Is it Signalbox's? If it is, deploy it again.".formatted(name, key));
        }
        return value;
    }

    /** Whether the policy for people speaks of a branch. */
    boolean protects(String branch) {
        return Stream.of(parameters.getOrDefault("ProtectedBranches", "").split(",")).map(String::strip)
                .anyMatch(reference -> Wildcards.fit(reference, "refs/heads/" + branch));
    }
}
