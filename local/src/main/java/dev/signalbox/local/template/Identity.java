package dev.signalbox.local.template;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.signalbox.local.Account;

/**
 * What a resource is called once it is made: what {@code !Ref} and {@code !GetAtt} give. The types known here are the types
 * that the local cloud has; a template that asks for another is refused by name.
 */
record Identity(String physicalId, Map<String, String> attributes) {

    /**
     * @param property gives a property of the resource, resolved; null when the template does not set it
     */
    static Identity of(
            String stack, Account account, URI endpoint, String logicalId, String type, Function<String, @Nullable String> property) {
        String unique = stack + "-" + logicalId + "-" + hash(stack + "/" + logicalId);
        return switch (type) {
            case "AWS::Serverless::Function" -> named(or(property.apply("FunctionName"), unique), "Arn",
                    name -> account.arn("lambda", "function:" + name));
            case "AWS::Serverless::StateMachine" -> {
                String name = or(property.apply("Name"), unique);
                String arn = account.arn("states", "stateMachine:" + name);
                yield new Identity(arn, Map.of("Arn", arn, "Name", name));
            }
            case "AWS::IAM::Role" -> named(or(property.apply("RoleName"), unique), "Arn",
                    name -> "arn:aws:iam::" + account.id() + ":role/" + name);
            case "AWS::IAM::ManagedPolicy" -> {
                String arn = "arn:aws:iam::" + account.id() + ":policy/" + or(property.apply("ManagedPolicyName"), unique);
                yield new Identity(arn, Map.of("PolicyArn", arn));
            }
            case "AWS::IAM::Policy" -> new Identity(unique, Map.of());
            case "AWS::Events::Rule" -> named(or(property.apply("Name"), unique), "Arn", name -> account.arn("events", "rule/" + name));
            case "AWS::Scheduler::ScheduleGroup" -> named(or(property.apply("Name"), unique), "Arn",
                    name -> account.arn("scheduler", "schedule-group/" + name));
            case "AWS::Scheduler::Schedule" -> named(or(property.apply("Name"), unique), "Arn",
                    name -> account.arn("scheduler", "schedule/" + or(property.apply("GroupName"), "default") + "/" + name));
            case "AWS::SQS::Queue" -> {
                String name = or(property.apply("QueueName"), unique);
                String url = endpoint + "/" + account.id() + "/" + name;
                yield new Identity(url, Map.of("Arn", account.arn("sqs", name), "QueueName", name, "QueueUrl", url));
            }
            case "AWS::SNS::Topic" -> {
                String name = or(property.apply("TopicName"), unique);
                String arn = account.arn("sns", name);
                yield new Identity(arn, Map.of("TopicArn", arn, "TopicName", name, "Arn", arn));
            }
            case "AWS::KMS::Key" -> {
                String id = UUID.nameUUIDFromBytes(unique.getBytes(StandardCharsets.UTF_8)).toString();
                yield new Identity(id, Map.of("Arn", account.arn("kms", "key/" + id), "KeyId", id));
            }
            case "AWS::DynamoDB::Table" -> named(or(property.apply("TableName"), unique), "Arn",
                    name -> account.arn("dynamodb", "table/" + name));
            case "AWS::S3::Bucket" -> named(or(property.apply("BucketName"), unique.toLowerCase(Locale.ROOT)), "Arn",
                    name -> "arn:aws:s3:::" + name);
            case "AWS::Logs::LogGroup" -> named(or(property.apply("LogGroupName"), unique), "Arn",
                    name -> account.arn("logs", "log-group:" + name + ":*"));
            case "AWS::CodeBuild::Project" -> named(or(property.apply("Name"), unique), "Arn",
                    name -> account.arn("codebuild", "project/" + name));
            case "AWS::CloudWatch::Alarm" -> named(or(property.apply("AlarmName"), unique), "Arn",
                    name -> account.arn("cloudwatch", "alarm:" + name));
            case "AWS::Lambda::Permission", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription" ->
                new Identity(unique, Map.of());
            default -> throw new TemplateProblem(logicalId + ": the local cloud has no " + type + ".");
        };
    }

    private static Identity named(String name, String attribute, UnaryOperator<String> value) {
        return new Identity(name, Map.of(attribute, value.apply(name)));
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }

    private static String hash(String of) {
        return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "").substring(0, 12)
                .toUpperCase(Locale.ROOT);
    }
}
