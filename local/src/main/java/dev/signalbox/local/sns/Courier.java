package dev.signalbox.local.sns;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.time.Timeline;

/** Brings notifications to their subscribers: queues by a call, HTTP endpoints by posts with retries, emails into the mailbox. */
public final class Courier {

    /**
     * A message that a subscriber did not get.
     *
     * @param why the error of the last try
     */
    public record Undelivered(String endpoint, String messageId, String why) { }

    /** AWS's default delivery policy for HTTP: three retries, twenty seconds apart. */
    private static final int HTTP_RETRIES = 3;
    private static final Duration HTTP_RETRY_AFTER = Duration.ofSeconds(20);
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(15);

    private final Account account;
    private final Timeline timeline;
    private final Calls calls;
    private final Supplier<URI> endpoint;
    private final Mailbox mailbox;
    private final List<Consumer<Undelivered>> listeners = new CopyOnWriteArrayList<>();

    Courier(Account account, Timeline timeline, Calls calls, Supplier<URI> endpoint, Mailbox mailbox) {
        this.account = account;
        this.timeline = timeline;
        this.calls = calls;
        this.endpoint = endpoint;
        this.mailbox = mailbox;
    }

    void onLost(Consumer<Undelivered> listener) {
        listeners.add(listener);
    }

    /** Takes a notification to one subscriber. */
    void deliver(Subscription subscription, Notification notification) {
        switch (subscription.protocol()) {
            case "sqs" -> toQueue(subscription, notification);
            case "email" -> mailbox.put(email(subscription, notification));
            default -> post(subscription, "Notification", notification.id(), subscription.raw()
                    ? notification.text(subscription.protocol()) : notification.envelope(subscription, unsubscribe(subscription)));
        }
    }

    private void toQueue(Subscription subscription, Notification notification) {
        String[] arn = subscription.endpoint().split(":");
        SendMessageRequest.Builder message = SendMessageRequest.builder()
                .queueUrl(endpoint.get().toString().replaceFirst("/+$", "") + "/" + arn[4] + "/" + arn[5]);
        if (subscription.raw()) {
            var attributes = new HashMap<String, software.amazon.awssdk.services.sqs.model.MessageAttributeValue>();
            notification.attributes().forEach((name, value) -> attributes.put(name,
                    software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder().dataType(value.dataType())
                            .stringValue(value.stringValue()).binaryValue(value.binaryValue()).build()));
            message.messageBody(notification.text("sqs")).messageAttributes(attributes);
        } else {
            message.messageBody(notification.envelope(subscription, unsubscribe(subscription)));
        }
        try {
            calls.call(new Caller.Service("sns.amazonaws.com", subscription.topic(), account.id()), message.build());
        } catch (AwsServiceException refused) {
            lost(subscription, notification.id(), refused.getMessage());
        }
    }

    /** Posts to an HTTP subscriber, and again when it does not take it. */
    void post(Subscription subscription, String type, String id, String body) {
        post(subscription, type, id, body, 0);
    }

    private void post(Subscription subscription, String type, String id, String body, int retries) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(subscription.endpoint())).timeout(HTTP_TIMEOUT)
                .header("x-amz-sns-message-type", type).header("x-amz-sns-message-id", id)
                .header("x-amz-sns-topic-arn", subscription.topic()).header("Content-Type", "text/plain; charset=UTF-8")
                .header("User-Agent", "Amazon Simple Notification Service Agent").POST(HttpRequest.BodyPublishers.ofString(body));
        if (type.equals("Notification")) {
            request.header("x-amz-sns-subscription-arn", subscription.arn());
        }
        if (subscription.raw()) {
            request.header("x-amz-sns-rawdelivery", "true");
        }
        String trouble;
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(HTTP_TIMEOUT).build()) {
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= 200 && status < 300) {
                return;
            }
            trouble = "HTTP " + status;
        } catch (IOException failed) {
            trouble = Objects.toString(failed.getMessage(), failed.getClass().getSimpleName());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        if (retries < HTTP_RETRIES) {
            timeline.after(HTTP_RETRY_AFTER, () -> post(subscription, type, id, body, retries + 1));
        } else {
            lost(subscription, id, trouble);
        }
    }

    private void lost(Subscription subscription, String messageId, @Nullable String why) {
        Undelivered lost = new Undelivered(subscription.endpoint(), messageId, Objects.toString(why, ""));
        listeners.forEach(listener -> listener.accept(lost));
    }

    private Mailbox.Email email(Subscription subscription, Notification notification) {
        String subject = notification.subject();
        return new Mailbox.Email(subscription.endpoint(), subject == null ? "AWS Notification Message" : subject,
                notification.text("email") + "\n\n--\nIf you wish to stop receiving notifications from this topic, please click or visit"
                        + " the link below to unsubscribe:\n" + unsubscribe(subscription) + "\n\nPlease do not reply directly to this"
                        + " email. If you have any questions or comments regarding this email, please contact us at"
                        + " https://aws.amazon.com/support\n");
    }

    private String unsubscribe(Subscription subscription) {
        return address("Unsubscribe", Map.of("SubscriptionArn", subscription.arn()));
    }

    /** An address of the local cloud that carries out an action, as SNS puts it into messages. */
    String address(String action, Map<String, String> parameters) {
        StringBuilder address = new StringBuilder(endpoint.get().toString().replaceFirst("/+$", "")).append("/?Action=").append(action);
        new TreeMap<>(parameters).forEach((name, value) -> address.append('&').append(name).append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return address.toString();
    }
}
