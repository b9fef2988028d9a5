package dev.signalbox.local.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import com.fasterxml.jackson.core.JsonProcessingException;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.time.Timeline;

/**
 * One event on its way to one target. Trouble that may pass (throttling, the target's own faults) is tried again with growing,
 * random waits on the timeline; any other refusal, and what stays undelivered, goes to the dead-letter queue (AWS: "Event retry
 * policy and using dead-letter queues"; the waits themselves are not documented).
 */
final class Delivery {

    private static final System.Logger CONSOLE = System.getLogger(Delivery.class.getName());
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final int DOUBLINGS = 10;

    private final Account account;
    private final Timeline timeline;
    private final Calls calls;
    private final TargetInput.Matched matched;
    private final EventRule.RuleTarget target;
    private final Caller caller;
    private final Instant end;
    private int attempts;

    Delivery(Account account, Timeline timeline, Calls calls, TargetInput.Matched matched, EventRule.RuleTarget target) {
        this.account = account;
        this.timeline = timeline;
        this.calls = calls;
        this.matched = matched;
        this.target = target;
        this.end = timeline.now().plus(target.maximumAge());
        this.caller = target.role() == null ? target.kind() == EventRule.Kind.TOPIC ? atATopic() : asEventBridge()
                : new Caller.RoleSession(target.role(), fingerprint(matched.ruleArn()).replace("-", ""));
    }

    private Caller asEventBridge() {
        return new Caller.Service("events.amazonaws.com", matched.ruleArn(), account.id());
    }

    /**
     * To topics, EventBridge says neither {@code aws:SourceArn} nor {@code aws:SourceAccount} (AWS: "Using resource-based policies for
     * Amazon EventBridge", Amazon SNS permissions).
     */
    private static Caller atATopic() {
        return new Caller.Service("events.amazonaws.com", "", "");
    }

    private static String fingerprint(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(UTF_8)).toString();
    }

    /** Delivers, or makes an appointment to try again. */
    void attempt() {
        attempts++;
        try {
            calls.call(caller, request(target.input().of(matched)));
        } catch (JsonProcessingException wrong) {
            bury("INVALID_JSON", wrong.getOriginalMessage(), "");
        } catch (UnknownOperation lacking) {
            CONSOLE.log(System.Logger.Level.ERROR, "Rule {0}: {1}", matched.ruleName(), lacking.getMessage());
            bury("SDK_CLIENT_ERROR", words(lacking), "");
        } catch (AwsServiceException refusal) {
            if (passing(refusal)) {
                again(refusal);
            } else {
                bury(code(refusal), words(refusal), "");
            }
        }
    }

    private AwsRequest request(String input) {
        return switch (target.kind()) {
            case FUNCTION -> InvokeRequest.builder().functionName(target.arn()).invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String(input)).build();
            case QUEUE -> SendMessageRequest.builder().queueUrl(url(target.arn())).messageBody(input)
                    .messageGroupId(target.messageGroup()).build();
            case TOPIC -> PublishRequest.builder().topicArn(target.arn()).message(input).build();
            case STATE_MACHINE -> StartExecutionRequest.builder().stateMachineArn(target.arn()).input(input)
                    .name(matched.event().path("id").asText() + "_" + fingerprint(matched.ruleArn() + target.id())).build();
        };
    }

    private String url(String queueArn) {
        return "https://sqs.%s.amazonaws.com/%s/%s".formatted(
                account.region(), account.id(), queueArn.substring(queueArn.lastIndexOf(':') + 1));
    }

    private void again(AwsServiceException refusal) {
        if (attempts > target.maximumRetries()) {
            bury(code(refusal), words(refusal), "MaximumRetryAttempts");
            return;
        }
        long wait = Math.min(LONGEST_WAIT.toMillis(), 1000L << Math.min(attempts - 1, DOUBLINGS));
        Instant next = timeline.now().plusMillis(ThreadLocalRandom.current().nextLong(wait / 2, wait + 1));
        if (next.isBefore(end)) {
            timeline.at(next, this::attempt);
        } else {
            timeline.at(end, () -> bury(code(refusal), words(refusal), "MaximumEventAgeInSeconds"));
        }
    }

    private static boolean passing(AwsServiceException refusal) {
        return refusal.statusCode() >= 500 || refusal.statusCode() == 429 || refusal.isThrottlingException();
    }

    private static String code(AwsServiceException refusal) {
        String code = refusal.awsErrorDetails() == null ? "" : refusal.awsErrorDetails().errorCode();
        if (refusal.isThrottlingException() || refusal.statusCode() == 429) {
            return "THROTTLING";
        }
        return switch (code) {
            case "AccessDeniedException", "AccessDenied", "AuthorizationError", "KMSAccessDeniedException" -> "NO_PERMISSIONS";
            case "ResourceNotFoundException", "NotFound", "NotFoundException", "QueueDoesNotExist",
                    "AWS.SimpleQueueService.NonExistentQueue", "StateMachineDoesNotExist" -> "NO_RESOURCE";
            default -> refusal.statusCode() >= 500 ? "ERROR_FROM_TARGET" : "SDK_CLIENT_ERROR";
        };
    }

    private static String words(AwsServiceException refusal) {
        return refusal.awsErrorDetails() == null ? String.valueOf(refusal.getMessage()) : refusal.awsErrorDetails().errorMessage();
    }

    /** @param exhausted the bound that ended the attempts; empty when there was nothing to try again */
    private void bury(String code, String words, String exhausted) {
        String queue = target.deadLetters();
        if (queue == null) {
            CONSOLE.log(System.Logger.Level.WARNING, "Rule {0}: an event does not reach {1} and is lost: {2}",
                    matched.ruleName(), target.arn(), words);
            return;
        }
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("RULE_ARN", text(matched.ruleArn()));
        attributes.put("TARGET_ARN", text(target.arn()));
        attributes.put("ERROR_CODE", text(code));
        attributes.put("ERROR_MESSAGE", text(words));
        attributes.put("RETRY_ATTEMPTS", text(Integer.toString(attempts - 1)));
        if (!exhausted.isEmpty()) {
            attributes.put("EXHAUSTED_RETRY_CONDITION", text(exhausted));
        }
        try {
            calls.call(asEventBridge(), SendMessageRequest.builder().queueUrl(url(queue))
                    .messageBody(matched.event().toString()).messageAttributes(attributes).build());
        } catch (AwsServiceException refusal) {
            CONSOLE.log(System.Logger.Level.ERROR, "Rule {0}: an event does not reach its dead-letter queue {1} and is lost: {2}",
                    matched.ruleName(), queue, refusal.getMessage());
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }
}
