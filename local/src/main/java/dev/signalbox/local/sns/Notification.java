package dev.signalbox.local.sns;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * A published message on its way to a subscriber.
 *
 * @param texts what each protocol gets; {@code default} for those without their own
 */
record Notification(String id, String topic, @Nullable String subject, Map<String, String> texts,
                    Map<String, MessageAttributeValue> attributes, Instant published) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    String text(String protocol) {
        String own = texts.get(protocol);
        return own == null ? texts.get("default") : own;
    }

    /** The JSON document that AWS wraps a message in. Its signature signs nothing: no subscriber could verify it. */
    String envelope(Subscription subscription, String unsubscribe) {
        ObjectNode envelope = JSON.createObjectNode();
        envelope.put("Type", "Notification").put("MessageId", id).put("TopicArn", topic);
        if (subject != null) {
            envelope.put("Subject", subject);
        }
        envelope.put("Message", text(subscription.protocol()));
        sign(envelope, topic, published);
        envelope.put("UnsubscribeURL", unsubscribe);
        if (!attributes.isEmpty()) {
            ObjectNode all = envelope.putObject("MessageAttributes");
            attributes.forEach((name, value) -> all.putObject(name).put("Type", value.dataType()).put("Value",
                    value.binaryValue() == null ? value.stringValue()
                            : Base64.getEncoder().encodeToString(value.binaryValue().asByteArrayUnsafe())));
        }
        return envelope.toString();
    }

    /** What an HTTP endpoint gets first: it answers by visiting the address or by ConfirmSubscription with the token. */
    static String confirmation(String id, Subscription subscription, String visit, Instant now) {
        ObjectNode envelope = JSON.createObjectNode();
        envelope.put("Type", "SubscriptionConfirmation").put("MessageId", id).put("Token", subscription.token())
                .put("TopicArn", subscription.topic()).put("Message", "You have chosen to subscribe to the topic " + subscription.topic()
                        + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.").put("SubscribeURL", visit);
        sign(envelope, subscription.topic(), now);
        return envelope.toString();
    }

    private static void sign(ObjectNode envelope, String topic, Instant time) {
        envelope.put("Timestamp", TIME.format(time)).put("SignatureVersion", "1").put("Signature", "bm90IHNpZ25lZA==")
                .put("SigningCertURL", "https://sns." + topic.split(":")[3] + ".amazonaws.com/SimpleNotificationService.pem");
    }
}
