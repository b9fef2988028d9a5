package dev.signalbox.local.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.time.Timeline;

/**
 * One slot on its way to its target, called as the schedule's role. Trouble that may pass (throttling, the target's own faults) is
 * tried again with growing, random waits on the timeline; any other refusal is not, which AWS does not document. What stays
 * undelivered goes to the dead-letter queue, as the same role (AWS: "Configuring a schedule's dead-letter queue in EventBridge
 * Scheduler": the attributes and their names; the body is the target's input).
 */
final class Firing {

    private static final System.Logger CONSOLE = System.getLogger(Firing.class.getName());
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final int DOUBLINGS = 10;
    private static final int ID_LENGTH = 16;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Account account;
    private final Timeline timeline;
    private final Calls calls;
    private final Slot slot;
    private final Target target;
    private final Runnable done;
    private final Caller caller;
    private final Instant end;
    private int attempts;

    /** @param done runs once the slot is delivered or given up */
    Firing(Account account, Timeline timeline, Calls calls, Slot slot, Target target, Runnable done) {
        this.account = account;
        this.timeline = timeline;
        this.calls = calls;
        this.slot = slot;
        this.target = target;
        this.done = done;
        this.caller = new Caller.RoleSession(target.roleArn(),
                UUID.nameUUIDFromBytes(slot.schedule().getBytes(UTF_8)).toString().replace("-", ""));
        this.end = timeline.now().plusSeconds(target.retryPolicy().maximumEventAgeInSeconds());
    }

    /** Delivers, or makes an appointment to try again. */
    void attempt() {
        attempts++;
        String execution = UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH);
        String input = input(execution);
        try {
            calls.call(caller, InvokeRequest.builder().functionName(target.arn()).invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String(input)).build());
            done.run();
        } catch (AwsServiceException refusal) {
            if (passing(refusal)) {
                again(refusal, execution, input);
            } else {
                bury(refusal, execution, input, "");
            }
        }
    }

    private String input(String execution) {
        return target.input() == null ? notification() : target.input()
                .replace("<aws.scheduler.schedule-arn>", slot.schedule())
                .replace("<aws.scheduler.scheduled-time>", time())
                .replace("<aws.scheduler.execution-id>", execution)
                .replace("<aws.scheduler.attempt-number>", Integer.toString(attempts));
    }

    /** What a target without an input gets. AWS documents that it is "a default notification", functions were seen to get this. */
    private String notification() {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "0").put("id", UUID.randomUUID().toString()).put("detail-type", "Scheduled Event")
                .put("source", "aws.scheduler").put("account", account.id()).put("time", time()).put("region", account.region());
        event.putArray("resources").add(slot.schedule());
        return event.put("detail", "{}").toString();
    }

    private String time() {
        return slot.time().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void again(AwsServiceException refusal, String execution, String input) {
        if (attempts > target.retryPolicy().maximumRetryAttempts()) {
            bury(refusal, execution, input, "MaximumRetryAttempts");
            return;
        }
        long wait = Math.min(LONGEST_WAIT.toMillis(), 1000L << Math.min(attempts - 1, DOUBLINGS));
        Instant next = timeline.now().plusMillis(ThreadLocalRandom.current().nextLong(wait / 2, wait + 1));
        if (next.isBefore(end)) {
            timeline.at(next, this::attempt);
        } else {
            timeline.at(end, () -> bury(refusal, execution, input, "MaximumEventAgeInSeconds"));
        }
    }

    /** @param exhausted the bound that ended the attempts; empty when there was nothing to try again */
    private void bury(AwsServiceException refusal, String execution, String input, String exhausted) {
        if (target.deadLetterConfig() == null || target.deadLetterConfig().arn() == null) {
            CONSOLE.log(System.Logger.Level.WARNING, "{0}: the slot {1} does not reach {2} and is lost: {3}",
                    slot.schedule(), time(), target.arn(), words(refusal));
        } else {
            send(target.deadLetterConfig().arn(), attributes(refusal, execution, exhausted), input);
        }
        done.run();
    }

    private Map<String, MessageAttributeValue> attributes(AwsServiceException refusal, String execution, String exhausted) {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("ERROR_CODE", text(code(refusal)));
        attributes.put("ERROR_MESSAGE", text(words(refusal)));
        attributes.put("EXECUTION_ID", text(execution));
        if (!exhausted.isEmpty()) {
            attributes.put("EXHAUSTED_RETRY_CONDITION", text(exhausted));
        }
        attributes.put("IS_PAYLOAD_TRUNCATED", text("false"));
        attributes.put("RETRY_ATTEMPTS", text(Integer.toString(attempts - 1)));
        attributes.put("SCHEDULED_TIME", text(time()));
        attributes.put("SCHEDULE_ARN", text(slot.schedule()));
        attributes.put("TARGET_ARN", text(target.arn()));
        return attributes;
    }

    private void send(String queueArn, Map<String, MessageAttributeValue> attributes, String body) {
        String url = "https://sqs.%s.amazonaws.com/%s/%s".formatted(
                account.region(), account.id(), queueArn.substring(queueArn.lastIndexOf(':') + 1));
        try {
            calls.call(caller, SendMessageRequest.builder().queueUrl(url).messageBody(body).messageAttributes(attributes).build());
        } catch (AwsServiceException refusal) {
            CONSOLE.log(System.Logger.Level.ERROR, "{0}: the slot {1} does not reach its dead-letter queue {2} and is lost: {3}",
                    slot.schedule(), time(), queueArn, words(refusal));
        }
    }

    private static boolean passing(AwsServiceException refusal) {
        return !(refusal instanceof UnknownOperation)
                && (refusal.statusCode() >= SERVER_ERRORS || refusal.statusCode() == TOO_MANY_REQUESTS || refusal.isThrottlingException());
    }

    private static String code(AwsServiceException refusal) {
        return refusal.awsErrorDetails() == null ? refusal.getClass().getSimpleName() : refusal.awsErrorDetails().errorCode();
    }

    private static String words(AwsServiceException refusal) {
        return refusal.awsErrorDetails() == null ? String.valueOf(refusal.getMessage()) : refusal.awsErrorDetails().errorMessage();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }
}
