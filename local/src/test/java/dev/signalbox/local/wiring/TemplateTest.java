package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.Stack;

/** What every resource of its kind has, so that nothing is lost, readable by others, or kept for ever. */
class TemplateTest {

    private static final Pattern WILDCARD = Pattern.compile("arn:.*\\*|kms:\\*|(Action|Resource): '?\\*|\\$\\{\\w+}\\*");
    private static final Pattern PARAMETER = Pattern.compile("(?m)^  (\\w+):\\n((?:    .*\\n)+)");

    private final Stack stack = Project.stack();

    private List<Resource> all(String type) {
        List<Resource> found = stack.ofType(type);
        assertFalse(found.isEmpty(), type);
        return found;
    }

    private static JsonNode at(Resource resource, String pointer) {
        JsonNode found = resource.properties().at(pointer);
        assertFalse(found.isMissingNode(), () -> resource.logicalId() + " has no " + pointer);
        return found;
    }

    @Test
    void everyWildcardOfAPolicySaysWhy() {
        List<String> silent = new ArrayList<>();
        List<String> lines = Project.text("template.yaml").lines().toList();
        int wildcards = 0;
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line);
            if (!text.strip().startsWith("#") && WILDCARD.matcher(text.replaceFirst(" #.*", "")).find()) {
                wildcards++;
                if (!text.contains(" # ") && !lines.get(line - 1).strip().startsWith("# *:")) {
                    silent.add(line + 1 + ": " + text.strip());
                }
            }
        }
        assertTrue(wildcards > 5, "wildcards seen: " + wildcards);
        assertEquals(List.of(), silent);
    }

    @Test
    void everyTargetOfARuleRetriesForADayAndThenKeepsTheEvent() {
        for (Resource rule : all("AWS::Events::Rule")) {
            if (rule.logicalId().equals("BuildProgressRule")) {
                continue;
            }
            for (JsonNode target : at(rule, "/Targets")) {
                assertEquals(86_400, target.at("/RetryPolicy/MaximumEventAgeInSeconds").asInt(), rule.logicalId());
                assertEquals(185, target.at("/RetryPolicy/MaximumRetryAttempts").asInt(), rule.logicalId());
                assertEquals(Project.resource("UndeliveredQueue").arn(), target.at("/DeadLetterConfig/Arn").asText(), rule.logicalId());
            }
        }
    }

    /** Progress that is not shown harms nobody: it must not raise an alarm. */
    @Test
    void progressThatIsLostIsLost() {
        JsonNode target = at(Project.resource("BuildProgressRule"), "/Targets/0");
        assertTrue(target.at("/RetryPolicy/MaximumEventAgeInSeconds").asInt() <= 600);
        assertTrue(target.path("DeadLetterConfig").isMissingNode());
        JsonNode asynchronous = at(Project.resource("MonitorFunction"), "/EventInvokeConfig");
        assertTrue(asynchronous.path("MaximumEventAgeInSeconds").asInt() <= 600);
        assertTrue(asynchronous.path("DestinationConfig").isMissingNode());
    }

    @Test
    void everyFunctionThatARuleCallsKeepsWhatItCannotActOn() {
        JsonNode asynchronous = at(Project.resource("RouteFunction"), "/EventInvokeConfig");
        assertEquals(2, asynchronous.path("MaximumRetryAttempts").asInt());
        assertEquals(21_600, asynchronous.path("MaximumEventAgeInSeconds").asInt());
        assertEquals(Project.resource("UndeliveredQueue").arn(), asynchronous.at("/DestinationConfig/OnFailure/Destination").asText());
        Set<String> called = all("AWS::Events::Rule").stream().flatMap(rule -> at(rule, "/Targets").valueStream())
                .map(target -> target.path("Arn").asText()).collect(Collectors.toSet());
        assertEquals(Set.of(Project.resource("RouteFunction").arn(), Project.resource("MonitorFunction").arn(),
                Project.resource("AlarmsTopic").physicalId()), called);
    }

    @Test
    void everyFunctionRunsOnJava25AndArmWithALogAndARoleOfItsOwn() {
        Set<String> roles = new TreeSet<>();
        Set<String> groups = new TreeSet<>();
        Set<String> kept = all("AWS::Logs::LogGroup").stream().map(Resource::physicalId).collect(Collectors.toSet());
        for (Resource function : all("AWS::Serverless::Function")) {
            assertEquals("java25", at(function, "/Runtime").asText());
            assertEquals("arm64", at(function, "/Architectures/0").asText());
            assertTrue(roles.add(at(function, "/Role").asText()), function.logicalId());
            assertTrue(groups.add(at(function, "/LoggingConfig/LogGroup").asText()), function.logicalId());
            assertTrue(kept.contains(at(function, "/LoggingConfig/LogGroup").asText()), function.logicalId());
        }
    }

    @Test
    void everyProjectBuildsWithARoleAndALogOfItsOwnAndIsTaggedForTheStack() {
        Set<String> roles = new TreeSet<>();
        Set<String> groups = new TreeSet<>();
        for (Resource project : all("AWS::CodeBuild::Project")) {
            assertTrue(roles.add(at(project, "/ServiceRole").asText()), project.logicalId());
            assertTrue(groups.add(at(project, "/LogsConfig/CloudWatchLogs/GroupName").asText()), project.logicalId());
            assertEquals("signalbox:stack=signalbox", at(project, "/Tags/0/Key").asText() + "=" + at(project, "/Tags/0/Value").asText());
            assertEquals("PRIVATE", at(project, "/Visibility").asText());
        }
    }

    @Test
    void everyLogIsKeptForATimeOnly() {
        all("AWS::Logs::LogGroup").forEach(group -> assertTrue(at(group, "/RetentionInDays").asInt() > 0, group.logicalId()));
    }

    @Test
    void everyQueueIsEncryptedAndKeepsForTwoWeeks() {
        for (Resource queue : all("AWS::SQS::Queue")) {
            assertEquals(1_209_600, at(queue, "/MessageRetentionPeriod").asInt(), queue.logicalId());
            assertTrue(at(queue, "/SqsManagedSseEnabled").asBoolean(), queue.logicalId());
        }
    }

    @Test
    void everyTopicAndBucketIsEncryptedWithTheKeyThatRotates() {
        Resource key = Project.resource("Key");
        assertTrue(at(key, "/EnableKeyRotation").asBoolean());
        all("AWS::SNS::Topic").forEach(topic -> assertEquals(key.physicalId(), at(topic, "/KmsMasterKeyId").asText()));
        for (Resource bucket : all("AWS::S3::Bucket")) {
            assertEquals(key.arn(), at(bucket, "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault"
                    + "/KMSMasterKeyID").asText());
            at(bucket, "/PublicAccessBlockConfiguration").forEach(blocked -> assertTrue(blocked.asBoolean()));
            assertEquals(4, at(bucket, "/PublicAccessBlockConfiguration").size());
            assertTrue(at(bucket, "/LifecycleConfiguration/Rules/0/ExpirationInDays").asInt() > 0);
        }
    }

    @Test
    void everyTableIsPaidByUseAndForgets() {
        for (Resource table : all("AWS::DynamoDB::Table")) {
            assertEquals("PAY_PER_REQUEST", at(table, "/BillingMode").asText());
            assertEquals("expires", at(table, "/TimeToLiveSpecification/AttributeName").asText());
            assertTrue(at(table, "/TimeToLiveSpecification/Enabled").asBoolean());
        }
    }

    @Test
    void everyServiceThatAResourcesPolicyLetsInIsOfThisAccountWhereAwsCanTell() {
        List<Resource> resources = new ArrayList<>(all("AWS::SQS::QueuePolicy"));
        resources.addAll(all("AWS::SNS::TopicPolicy"));
        for (Resource resource : resources) {
            for (JsonNode statement : at(resource, "/PolicyDocument/Statement")) {
                if (statement.path("Sid").asText().equals("RulesTell")) {
                    assertTrue(statement.path("Condition").isMissingNode(), "AWS: no conditions for EventBridge in topics' policies");
                    continue;
                }
                assertEquals("123456789012",
                        statement.at("/Condition/StringEquals").path("aws:SourceAccount").asText(), resource.logicalId());
                assertFalse(statement.path("Condition").findPath("aws:SourceArn").isMissingNode(), resource.logicalId());
            }
        }
        for (Resource permission : all("AWS::Lambda::Permission")) {
            assertTrue(at(permission, "/SourceArn").asText().startsWith("arn:aws:events:us-east-1:123456789012:"), permission.logicalId());
        }
    }

    @Test
    void everyAlarmTells() {
        List<Resource> alarms = all("AWS::CloudWatch::Alarm");
        assertEquals(Set.of("UndeliveredAlarm", "RunsBrokenAlarm", "FunctionsAlarm"),
                alarms.stream().map(Resource::logicalId).collect(Collectors.toSet()));
        for (Resource alarm : alarms) {
            assertEquals(Project.resource("AlarmsTopic").physicalId(), at(alarm, "/AlarmActions/0").asText(), alarm.logicalId());
            assertEquals("notBreaching", at(alarm, "/TreatMissingData").asText(), alarm.logicalId());
        }
    }

    @Test
    void everyParameterHasADefaultAndADescription() {
        String parameters = Project.text("template.yaml")
                .replaceFirst("(?s).*\\nParameters:\\n", "").replaceFirst("(?s)\\nConditions:.*", "\n");
        List<String> names = PARAMETER.matcher(parameters).results().map(match -> {
            assertTrue(match.group(2).contains("    Default: "), match.group(1));
            assertTrue(match.group(2).contains("    Description: "), match.group(1));
            return match.group(1);
        }).toList();
        assertEquals(List.of("NotificationEmail", "BuildImage", "BuildComputeType", "SecretsPrefix", "AccountSchedule",
                "AccountScheduleTimezone", "ProtectedBranches", "LogRetentionDays", "Endpoint"), names);
    }

    @Test
    void theStackSaysWhatItsUsersNeed() {
        assertEquals(Set.of("RouteFunctionName", "ConcludeFunctionName", "MonitorFunctionName", "RunStateMachineArn",
                "NotificationsTopicArn", "AlarmsTopicArn", "RunsTableName", "UndeliveredQueueUrl", "DefaultProjectName",
                "PullRequestProjectName", "ArtifactsBucketName", "ChecksRoleArn", "ProtectedBranchesPolicyArn"),
                stack.outputs().keySet());
        stack.outputs().forEach((name, output) -> {
            assertFalse(output.value().isBlank(), name);
            assertFalse(output.description().isBlank(), name);
        });
    }
}
