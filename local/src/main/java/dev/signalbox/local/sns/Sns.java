package dev.signalbox.local.sns;

import static dev.signalbox.local.sns.Problems.invalid;
import static dev.signalbox.local.sns.Problems.missing;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.Topic;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.kms.Keys;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

/**
 * The template's topics and who subscribed to them. A queue's subscription is confirmed at once, as on AWS within an account; an
 * HTTP endpoint's (loopback only) waits for its confirmation; an email's is confirmed at once, for nobody stands behind the
 * {@link Mailbox} to do it. Other protocols, FIFO topics and delivery policies are refused by name.
 */
public final class Sns {

    private static final int PAGE = 100;
    private static final Set<String> SETTABLE = Set.of("FilterPolicy", "FilterPolicyScope", "RawMessageDelivery");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Account account;
    private final Timeline timeline;
    private final Keys keys;
    private final Courier courier;
    private final Map<String, Map<String, String>> topics = new ConcurrentSkipListMap<>();
    private final Map<String, Subscription> subscriptions = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> unsubscribed = new ConcurrentHashMap<>();

    /**
     * Makes the template's topics, their policies and subscriptions.
     *
     * @param endpoint where clients reach the local cloud, for the addresses in messages
     * @param mailbox gets what email subscribers would
     */
    public Sns(Account account, Timeline timeline, Calls calls, ResourcePolicies policies, Keys keys, Supplier<URI> endpoint,
            Mailbox mailbox, List<Resource> resources) {
        this.account = account;
        this.timeline = timeline;
        this.keys = keys;
        this.courier = new Courier(account, timeline, calls, endpoint, mailbox);
        for (Resource resource : resources) {
            if (resource.type().equals("AWS::SNS::Topic")) {
                if (resource.properties().path("FifoTopic").asBoolean()) {
                    throw new UnknownOperation("The local cloud has no FIFO topics: " + resource.logicalId());
                }
                Map<String, String> attributes = new ConcurrentHashMap<>();
                Stream.of("DisplayName", "KmsMasterKeyId").filter(resource.properties()::has)
                        .forEach(name -> attributes.put(name, resource.properties().get(name).asText()));
                topics.put(resource.physicalId(), attributes);
                resource.properties().path("Subscription").forEach(each -> subscribe(resource.physicalId(), each));
            }
        }
        for (Resource resource : resources) {
            if (resource.type().equals("AWS::SNS::TopicPolicy")) {
                for (JsonNode topic : resource.properties().path("Topics")) {
                    JsonNode policy = resource.properties().path("PolicyDocument");
                    topic(topic.asText()).put("Policy", policy.toString());
                    policies.put(topic.asText(), List.of(policy));
                }
            } else if (resource.type().equals("AWS::SNS::Subscription")) {
                subscribe(resource.properties().path("TopicArn").asText(), resource.properties());
            }
        }
    }

    public Service service() {
        return new Service("sns", "sns", Protocol.QUERY, List.of(
                Operation.of(PublishRequest::builder, this::publishing, (r, caller) -> publish(r)),
                Operation.of(SubscribeRequest::builder, r -> on("Subscribe", r.topicArn()), (r, caller) -> subscribe(r)),
                Operation.of(ConfirmSubscriptionRequest::builder, r -> on("ConfirmSubscription", r.topicArn()), (r, caller) -> confirm(r)),
                Operation.of(UnsubscribeRequest::builder, r -> on("Unsubscribe", topicOf(r.subscriptionArn())), (r, caller) -> {
                    Subscription gone = subscriptions.remove(r.subscriptionArn());
                    if (gone != null) {
                        unsubscribed.merge(gone.topic(), 1, Integer::sum);
                    }
                    return UnsubscribeResponse.builder().build();
                }),
                Operation.of(ListSubscriptionsRequest::builder, r -> on("ListSubscriptions", "*"), (r, caller) -> {
                    Page<Subscription> page = page(List.copyOf(subscriptions.values()), r.nextToken(), Subscription::arn);
                    return ListSubscriptionsResponse.builder().subscriptions(page.items().stream().map(this::shown).toList())
                            .nextToken(page.next()).build();
                }),
                Operation.of(ListSubscriptionsByTopicRequest::builder, r -> on("ListSubscriptionsByTopic", r.topicArn()), (r, caller) -> {
                    topic(r.topicArn());
                    Page<Subscription> page = page(to(r.topicArn()), r.nextToken(), Subscription::arn);
                    return ListSubscriptionsByTopicResponse.builder().subscriptions(page.items().stream().map(this::shown).toList())
                            .nextToken(page.next()).build();
                }),
                Operation.of(ListTopicsRequest::builder, r -> on("ListTopics", "*"), (r, caller) -> {
                    Page<String> page = page(List.copyOf(topics.keySet()), r.nextToken(), Function.identity());
                    return ListTopicsResponse.builder().topics(page.items().stream().map(arn -> Topic.builder().topicArn(arn).build())
                            .toList())
                            .nextToken(page.next()).build();
                }),
                Operation.of(GetTopicAttributesRequest::builder, r -> on("GetTopicAttributes", r.topicArn()), (r, caller) ->
                        GetTopicAttributesResponse.builder().attributes(attributes(r.topicArn())).build()),
                Operation.of(GetSubscriptionAttributesRequest::builder, r -> on("GetSubscriptionAttributes", topicOf(r.subscriptionArn())),
                        (r, caller) -> GetSubscriptionAttributesResponse.builder().attributes(attributes(subscription(r.subscriptionArn())))
                                .build()),
                Operation.of(SetSubscriptionAttributesRequest::builder, r -> on("SetSubscriptionAttributes", topicOf(r.subscriptionArn())),
                        (r, caller) -> set(r))));
    }

    /** Hears of the messages that subscribers do not get: on AWS they are gone without a word. */
    public void onLost(Consumer<Courier.Undelivered> listener) {
        courier.onLost(listener);
    }

    private record Page<T>(List<T> items, @Nullable String next) { }

    private static <T> Page<T> page(List<T> all, @Nullable String token, Function<T, String> name) {
        List<T> left = all.stream().filter(item -> token == null || name.apply(item).compareTo(token) > 0).toList();
        return left.size() <= PAGE ? new Page<>(left, null) : new Page<>(left.subList(0, PAGE), name.apply(left.get(PAGE - 1)));
    }

    private static List<Permission> on(String action, @Nullable String resource) {
        return List.of(new Permission("sns:" + action, resource == null ? "*" : resource));
    }

    private static String topicOf(String subscriptionArn) {
        return subscriptionArn.substring(0, Math.max(0, subscriptionArn.lastIndexOf(':')));
    }

    private List<Permission> publishing(PublishRequest request) {
        String arn = arn(request);
        Map<String, String> topic = topics.getOrDefault(arn, Map.of());
        return Stream.concat(on("Publish", arn).stream(),
                keys.use(topic.getOrDefault("KmsMasterKeyId", ""), "sns", "GenerateDataKey", "Decrypt").stream()).toList();
    }

    private static String arn(PublishRequest request) {
        if (request.phoneNumber() != null) {
            throw new UnknownOperation("The local cloud sends no SMS: sns:Publish with PhoneNumber");
        }
        String arn = request.topicArn() == null ? request.targetArn() : request.topicArn();
        if (arn == null) {
            throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
        }
        return arn;
    }

    private Map<String, String> topic(String arn) {
        Map<String, String> found = topics.get(arn);
        if (found == null) {
            if (!arn.matches("arn:[^:]+:sns:[^:]+:\\d{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?")) {
                throw invalid("TopicArn");
            }
            throw missing("Topic does not exist");
        }
        return found;
    }

    private Subscription subscription(String arn) {
        Subscription found = subscriptions.get(arn);
        if (found == null) {
            throw missing("Subscription does not exist");
        }
        return found;
    }

    private PublishResponse publish(PublishRequest request) {
        String arn = arn(request);
        topic(arn);
        Map<String, String> texts = Publication.texts(request);
        Notification notification = new Notification(UUID.randomUUID().toString(), arn, request.subject(), texts,
                request.messageAttributes(), timeline.now());
        for (Subscription subscription : to(arn)) {
            Filter filter = subscription.filter();
            if (!subscription.pending()
                    && (filter == null || filter.passes(notification.text(subscription.protocol()), notification.attributes()))) {
                timeline.after(Duration.ZERO, () -> courier.deliver(subscription, notification));
            }
        }
        return PublishResponse.builder().messageId(notification.id()).build();
    }

    private List<Subscription> to(String topic) {
        return subscriptions.values().stream().filter(subscription -> subscription.topic().equals(topic)).toList();
    }

    private void subscribe(String topic, JsonNode properties) {
        Map<String, String> attributes = new HashMap<>();
        properties.properties().forEach(property -> {
            String name = property.getKey();
            if (!Set.of("TopicArn", "Protocol", "Endpoint", "Region").contains(name)) {
                attributes.put(name, property.getValue().isValueNode() ? property.getValue().asText() : property.getValue().toString());
            }
        });
        subscribe(SubscribeRequest.builder().topicArn(topic).protocol(properties.path("Protocol").asText())
                .endpoint(properties.path("Endpoint").asText()).attributes(attributes).build());
    }

    private synchronized SubscribeResponse subscribe(SubscribeRequest request) {
        topic(request.topicArn());
        String to = request.endpoint() == null ? "" : request.endpoint();
        boolean confirmed = switch (request.protocol()) {
            case "sqs" -> {
                if (!to.matches("arn:aws:sqs:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,80}")) {
                    throw invalid("SQS endpoint ARN");
                }
                yield true;
            }
            case "email" -> {
                if (!to.matches("[^@\\s]+@[^@\\s]+")) {
                    throw invalid("Email address");
                }
                yield true;
            }
            case "http" -> {
                checkHttp(to);
                yield false;
            }
            default -> throw new UnknownOperation("The local cloud delivers no SNS messages by " + request.protocol());
        };
        request.attributes().keySet().forEach(Sns::checkSettable);
        for (Subscription known : to(request.topicArn())) {
            if (known.protocol().equals(request.protocol()) && known.endpoint().equals(to)) {
                if (!known.attributes().equals(request.attributes())) {
                    throw invalid("Attributes Reason: Subscription already exists with different attributes");
                }
                return answer(known, request);
            }
        }
        Subscription made = new Subscription(request.topicArn() + ":" + UUID.randomUUID(), request.topicArn(), request.protocol(), to,
                request.attributes(), confirmed ? null : UUID.randomUUID().toString().replace("-", ""), filter(request.attributes()));
        subscriptions.put(made.arn(), made);
        if (made.pending()) {
            String id = UUID.randomUUID().toString();
            String visit = courier.address("ConfirmSubscription", Map.of("TopicArn", made.topic(), "Token", Objects.toString(made.token())));
            timeline.after(Duration.ZERO, () ->
                    courier.post(made, "SubscriptionConfirmation", id, Notification.confirmation(id, made, visit, timeline.now())));
        }
        return answer(made, request);
    }

    private static SubscribeResponse answer(Subscription subscription, SubscribeRequest request) {
        boolean hidden = subscription.pending() && !Boolean.TRUE.equals(request.returnSubscriptionArn());
        return SubscribeResponse.builder().subscriptionArn(hidden ? "pending confirmation" : subscription.arn()).build();
    }

    private static void checkHttp(String endpoint) {
        URI address;
        try {
            address = URI.create(endpoint);
        } catch (IllegalArgumentException _) {
            throw invalid("Endpoint");
        }
        if (!"http".equals(address.getScheme()) || address.getHost() == null) {
            throw invalid("Endpoint must match the specified protocol");
        }
        if (!Set.of("127.0.0.1", "localhost", "[::1]").contains(address.getHost())) {
            throw new UnknownOperation("The local cloud posts to loopback only, not to " + address.getHost());
        }
    }

    private static void checkSettable(String name) {
        if (!SETTABLE.contains(name)) {
            throw new UnknownOperation("The local cloud has no subscription attribute " + name);
        }
    }

    private static @Nullable Filter filter(Map<String, String> attributes) {
        String scope = attributes.getOrDefault("FilterPolicyScope", "MessageAttributes");
        if (!scope.equals("MessageAttributes") && !scope.equals("MessageBody")) {
            throw invalid("FilterPolicyScope: Invalid value [" + scope + "]. Please use either MessageBody or MessageAttributes");
        }
        String raw = attributes.getOrDefault("RawMessageDelivery", "false");
        if (!raw.equals("true") && !raw.equals("false")) {
            throw invalid("Attributes Reason: RawMessageDelivery: Invalid value [" + raw + "]. Must be true or false.");
        }
        String policy = attributes.getOrDefault("FilterPolicy", "").strip();
        return policy.isEmpty() || policy.equals("{}") ? null : new Filter(policy, scope.equals("MessageBody"));
    }

    private ConfirmSubscriptionResponse confirm(ConfirmSubscriptionRequest request) {
        topic(request.topicArn());
        Subscription found = to(request.topicArn()).stream().filter(subscription -> request.token().equals(subscription.token()))
                .findFirst().orElseThrow(() -> invalid("Token"));
        subscriptions.put(found.arn(), found.confirmed());
        return ConfirmSubscriptionResponse.builder().subscriptionArn(found.arn()).build();
    }

    private synchronized SetSubscriptionAttributesResponse set(SetSubscriptionAttributesRequest request) {
        Subscription known = subscription(request.subscriptionArn());
        checkSettable(request.attributeName());
        Map<String, String> attributes = new HashMap<>(known.attributes());
        if (request.attributeValue() == null || request.attributeValue().isEmpty()) {
            attributes.remove(request.attributeName());
        } else {
            attributes.put(request.attributeName(), request.attributeValue());
        }
        subscriptions.put(known.arn(), known.with(attributes, filter(attributes)));
        return SetSubscriptionAttributesResponse.builder().build();
    }

    private Map<String, String> attributes(String topic) {
        Map<String, String> all = new TreeMap<>(topic(topic));
        List<Subscription> of = to(topic);
        all.put("TopicArn", topic);
        all.put("Owner", account.id());
        all.put("SubscriptionsConfirmed", Long.toString(of.stream().filter(subscription -> !subscription.pending()).count()));
        all.put("SubscriptionsPending", Long.toString(of.stream().filter(Subscription::pending).count()));
        all.put("SubscriptionsDeleted", Integer.toString(unsubscribed.getOrDefault(topic, 0)));
        return all;
    }

    private Map<String, String> attributes(Subscription subscription) {
        Map<String, String> all = new TreeMap<>(subscription.attributes());
        all.put("SubscriptionArn", subscription.arn());
        all.put("TopicArn", subscription.topic());
        all.put("Protocol", subscription.protocol());
        all.put("Endpoint", subscription.endpoint());
        all.put("Owner", account.id());
        all.put("PendingConfirmation", Boolean.toString(subscription.pending()));
        all.put("ConfirmationWasAuthenticated", Boolean.toString(!subscription.pending()));
        all.putIfAbsent("RawMessageDelivery", "false");
        return all;
    }

    private software.amazon.awssdk.services.sns.model.Subscription shown(Subscription subscription) {
        return software.amazon.awssdk.services.sns.model.Subscription.builder().owner(account.id()).topicArn(subscription.topic())
                .subscriptionArn(subscription.pending() ? "PendingConfirmation" : subscription.arn())
                .protocol(subscription.protocol()).endpoint(subscription.endpoint()).build();
    }
}
