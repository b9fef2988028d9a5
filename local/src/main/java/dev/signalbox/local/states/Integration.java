package dev.signalbox.local.states;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Task's {@code Resource} names: one operation of a service.
 *
 * @param service as the ARN names it: {@code codebuild}, {@code events}
 * @param action as the ARN names it: {@code startBuild}
 * @param sdk an {@code aws-sdk:} integration, whose arguments and results are the API's as they are
 * @param sync the Task ends when what it started has ended
 */
record Integration(String service, String action, boolean sdk, boolean sync) {

    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:states:::(aws-sdk:)?([a-z0-9]+):([a-zA-Z0-9]+)(\\.[a-zA-Z]+(?::2)?)?");
    private static final Map<String, Set<String>> OPTIMISED = Map.of(
            "codebuild", Set.of("startBuild"),
            "lambda", Set.of("invoke"),
            "sns", Set.of("publish"),
            "sqs", Set.of("sendMessage"),
            "events", Set.of("putEvents"),
            "dynamodb", Set.of("getItem", "putItem", "updateItem", "deleteItem"));
    /** The SDK client's names, which begin the names of errors; {@code DynamoDB} is the optimised integration's spelling. */
    private static final Map<String, String> PREFIXES = Map.ofEntries(
            Map.entry("cloudformation", "CloudFormation"), Map.entry("cloudwatch", "CloudWatch"),
            Map.entry("cloudwatchlogs", "CloudWatchLogs"), Map.entry("codebuild", "CodeBuild"),
            Map.entry("codecommit", "CodeCommit"), Map.entry("dynamodb", "DynamoDb"), Map.entry("eventbridge", "EventBridge"),
            Map.entry("events", "EventBridge"), Map.entry("kms", "Kms"), Map.entry("lambda", "Lambda"), Map.entry("s3", "S3"),
            Map.entry("secretsmanager", "SecretsManager"), Map.entry("sfn", "Sfn"), Map.entry("sns", "Sns"),
            Map.entry("sqs", "Sqs"), Map.entry("ssm", "Ssm"), Map.entry("sts", "Sts"));
    /** Where an SDK's client and the AWS CLI call a service differently: what the switchboard knows. */
    private static final Map<String, String> SWITCHBOARD =
            Map.of("eventbridge", "events", "sfn", "states", "cloudwatchlogs", "logs");

    /** Reads an ARN; empty when the local cloud has no such integration. */
    static Optional<Integration> of(String resource) {
        Matcher matcher = ARN.matcher(resource);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var found = new Integration(matcher.group(2), matcher.group(3), matcher.group(1) != null, ".sync".equals(matcher.group(4)));
        boolean known = found.sdk
                ? PREFIXES.containsKey(found.service) && matcher.group(4) == null
                : OPTIMISED.getOrDefault(found.service, Set.of()).contains(found.action)
                        && (matcher.group(4) == null || found.sync && found.service.equals("codebuild"));
        return known ? Optional.of(found) : Optional.empty();
    }

    /** What history events call it: {@code startBuild.sync}. */
    String resource() {
        return sync ? action + ".sync" : action;
    }

    /** What history events call its kind: {@code codebuild}, {@code aws-sdk:sns}. */
    String resourceType() {
        return sdk ? "aws-sdk:" + service : service;
    }

    /** What the switchboard calls the service. */
    String called() {
        return SWITCHBOARD.getOrDefault(service, service);
    }

    /** What the names of its errors begin with: {@code CodeBuild}. */
    String prefix() {
        return !sdk && service.equals("dynamodb") ? "DynamoDB" : PREFIXES.get(service);
    }

    /** The name of an error that the operation does not declare. */
    String generalError() {
        return !sdk && service.equals("lambda") ? "Lambda.AWSLambdaException" : prefix() + "." + prefix() + "Exception";
    }
}
