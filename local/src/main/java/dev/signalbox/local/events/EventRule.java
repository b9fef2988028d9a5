package dev.signalbox.local.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.Target;

import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Shapes;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.template.Resource;

/** A rule of the template, on the default bus. */
record EventRule(String name, String arn, String description, boolean enabled, String pattern, List<RuleTarget> targets) {

    /**
     * Where a rule's events go.
     *
     * @param role the role that delivers; null where the target's own policy lets EventBridge in
     * @param maximumAge 1 min to 24 h
     * @param maximumRetries 0 to 185
     * @param deadLetters the ARN of the SQS queue for what could not be delivered; null for none
     * @param asDescribed the target as the API shows it
     */
    record RuleTarget(String id, String arn, Kind kind, @Nullable String role, TargetInput input, @Nullable String messageGroup,
            Duration maximumAge, int maximumRetries, @Nullable String deadLetters, Target asDescribed) { }

    /** What targets can be. */
    enum Kind { FUNCTION, QUEUE, TOPIC, STATE_MACHINE }

    private static final Set<String> PROPERTIES = Set.of("Name", "Description", "EventBusName", "EventPattern", "State", "Targets");
    private static final Set<String> TARGET_PROPERTIES = Set.of("Arn", "Id", "RoleArn", "Input", "InputPath", "InputTransformer",
            "RetryPolicy", "DeadLetterConfig", "SqsParameters");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads an {@code AWS::Events::Rule}. @throws UnknownOperation naming what of it the local cloud lacks */
    static EventRule of(Resource rule) {
        JsonNode properties = rule.properties();
        String arn = rule.arn();
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        refuseOthers(name, "", properties, PROPERTIES);
        String bus = properties.path("EventBusName").asText("default");
        if (!bus.equals("default") && !bus.endsWith(":event-bus/default")) {
            throw lacks(name, "event bus " + bus);
        }
        List<RuleTarget> targets = new ArrayList<>();
        properties.path("Targets").forEach(target -> targets.add(target(name, target)));
        JsonNode pattern = properties.path("EventPattern");
        return new EventRule(name, arn, properties.path("Description").asText(""),
                !properties.path("State").asText("ENABLED").equals("DISABLED"),
                pattern.isTextual() ? pattern.asText() : pattern.toString(), List.copyOf(targets));
    }

    private static RuleTarget target(String rule, JsonNode target) {
        refuseOthers(rule, "Targets.", target, TARGET_PROPERTIES);
        String arn = target.path("Arn").asText();
        Kind kind = switch (arn.split(":").length > 2 ? arn.split(":")[2] : "") {
            case "lambda" -> Kind.FUNCTION;
            case "sqs" -> Kind.QUEUE;
            case "sns" -> Kind.TOPIC;
            case "states" -> Kind.STATE_MACHINE;
            default -> throw lacks(rule, "target " + arn);
        };
        String role = target.path("RoleArn").textValue();
        if (kind == Kind.STATE_MACHINE && role == null) {
            throw new IllegalArgumentException("Rule " + rule + ": target " + arn + " needs a RoleArn.");
        }
        String input = target.path("Input").textValue();
        if (input != null && !isJson(input)) {
            throw new IllegalArgumentException("Rule " + rule + ": Input of target " + arn + " is not JSON: " + input);
        }
        JsonNode retries = target.path("RetryPolicy");
        return new RuleTarget(target.path("Id").asText(), arn, kind, role, TargetInput.of(target),
                target.path("SqsParameters").path("MessageGroupId").textValue(),
                Duration.ofSeconds(retries.path("MaximumEventAgeInSeconds").asLong(Duration.ofDays(1).toSeconds())),
                retries.path("MaximumRetryAttempts").asInt(185), target.path("DeadLetterConfig").path("Arn").textValue(),
                Shapes.read(Target.builder(), target, Naming.OF_THE_MODEL));
    }

    private static boolean isJson(String text) {
        try {
            JSON.readTree(text);
            return true;
        } catch (JsonProcessingException _) {
            return false;
        }
    }

    private static void refuseOthers(String rule, String prefix, JsonNode object, Set<String> known) {
        object.fieldNames().forEachRemaining(property -> {
            if (!known.contains(property)) {
                throw lacks(rule, prefix + property);
            }
        });
    }

    private static UnknownOperation lacks(String rule, String what) {
        return new UnknownOperation("Rule " + rule + " asks for what the local cloud's EventBridge does not have: " + what + ".");
    }
}
