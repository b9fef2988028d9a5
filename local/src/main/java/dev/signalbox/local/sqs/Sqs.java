package dev.signalbox.local.sqs;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Fault;
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
 * Standard queues, in memory. Delays, visibility, retention and long polls pass on the timeline; a message received more often
 * than its queue's redrive policy allows moves to the dead-letter queue. FIFO queues are refused by name.
 */
public final class Sqs implements AutoCloseable {

    private static final Set<String> READ_ONLY = Set.of("QueueArn", "CreatedTimestamp", "LastModifiedTimestamp",
            "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed");
    private static final int LARGEST_BATCH = 1_048_576;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Account account;
    private final Timeline timeline;
    private final ResourcePolicies policies;
    private final Keys keys;
    private final Supplier<URI> endpoint;
    private final Map<String, Queue> queues = new ConcurrentSkipListMap<>();

    /**
     * Makes the template's queues.
     *
     * @param endpoint where clients reach the local cloud: the beginning of queue URLs
     */
    public Sqs(Account account, Timeline timeline, ResourcePolicies policies, Keys keys, Supplier<URI> endpoint, List<Resource> resources) {
        this.account = account;
        this.timeline = timeline;
        this.policies = policies;
        this.keys = keys;
        this.endpoint = endpoint;
        for (Resource resource : resources) {
            if (resource.type().equals("AWS::SQS::Queue")) {
                Map<String, String> settings = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> property : resource.properties().properties()) {
                    if (!Set.of("QueueName", "Tags").contains(property.getKey())) {
                        settings.put(property.getKey(), text(property.getValue()));
                    }
                }
                make(name(resource.physicalId()), settings);
            }
        }
        for (Resource resource : resources) {
            if (resource.type().equals("AWS::SQS::QueuePolicy")) {
                for (JsonNode url : resource.properties().path("Queues")) {
                    set(queue(url.asText()), Map.of("Policy", resource.properties().path("PolicyDocument").toString()));
                }
            }
        }
    }

    public Service service() {
        return new Service("sqs", "sqs", Protocol.JSON_1_0, List.of(
                Operation.of(CreateQueueRequest::builder, r -> List.of(permission("CreateQueue", r.queueName())), (r, caller) -> create(r)),
                Operation.of(GetQueueUrlRequest::builder, r -> List.of(permission("GetQueueUrl", r.queueName())),
                        (r, caller) -> GetQueueUrlResponse.builder().queueUrl(url(queue(r.queueName()))).build()),
                Operation.of(ListQueuesRequest::builder, r -> List.of(new Permission("sqs:ListQueues", "*")), (r, caller) -> list(r)),
                operation(GetQueueAttributesRequest::builder, "GetQueueAttributes", GetQueueAttributesRequest::queueUrl,
                        (r, caller) -> attributes(r)),
                operation(SetQueueAttributesRequest::builder, "SetQueueAttributes", SetQueueAttributesRequest::queueUrl, (r, caller) -> {
                    set(queue(r.queueUrl()), r.attributesAsStrings());
                    return SetQueueAttributesResponse.builder().build();
                }),
                Operation.of(SendMessageRequest::builder, r -> sending(r.queueUrl()), this::send),
                Operation.of(SendMessageBatchRequest::builder, r -> sending(r.queueUrl()), this::sendBatch),
                Operation.of(ReceiveMessageRequest::builder, r -> receiving(r.queueUrl()), (r, caller) -> receive(r)),
                operation(DeleteMessageRequest::builder, "DeleteMessage", DeleteMessageRequest::queueUrl, (r, caller) -> {
                    delete(queue(r.queueUrl()), r.receiptHandle());
                    return DeleteMessageResponse.builder().build();
                }),
                operation(DeleteMessageBatchRequest::builder, "DeleteMessage", DeleteMessageBatchRequest::queueUrl,
                        (r, caller) -> deleteBatch(r)),
                operation(ChangeMessageVisibilityRequest::builder, "ChangeMessageVisibility", ChangeMessageVisibilityRequest::queueUrl,
                        (r, caller) -> hide(r)),
                operation(PurgeQueueRequest::builder, "PurgeQueue", PurgeQueueRequest::queueUrl, (r, caller) -> {
                    queue(r.queueUrl()).purge();
                    return PurgeQueueResponse.builder().build();
                }),
                operation(DeleteQueueRequest::builder, "DeleteQueue", DeleteQueueRequest::queueUrl, (r, caller) -> {
                    Queue gone = queue(r.queueUrl());
                    queues.remove(gone.name);
                    gone.close();
                    policies.put(gone.arn, List.of());
                    return DeleteQueueResponse.builder().build();
                }),
                operation(ListQueueTagsRequest::builder, "ListQueueTags", ListQueueTagsRequest::queueUrl,
                        (r, caller) -> ListQueueTagsResponse.builder().tags(queue(r.queueUrl()).tags).build()),
                operation(TagQueueRequest::builder, "TagQueue", TagQueueRequest::queueUrl, (r, caller) -> {
                    queue(r.queueUrl()).tags.putAll(r.tags());
                    return TagQueueResponse.builder().build();
                }),
                operation(UntagQueueRequest::builder, "UntagQueue", UntagQueueRequest::queueUrl, (r, caller) -> {
                    queue(r.queueUrl()).tags.keySet().removeAll(r.tagKeys());
                    return UntagQueueResponse.builder().build();
                })));
    }

    /** Ends all long polls. */
    @Override
    public void close() {
        queues.values().forEach(Queue::close);
    }

    private <I extends AwsRequest> Operation<I> operation(
            Supplier<? extends SdkBuilder<?, I>> request, String action, Function<I, String> url,
            Operation.Handler<I> handler) {
        return Operation.of(request, r -> List.of(permission(action, name(url.apply(r)))), handler);
    }

    private Permission permission(String action, String queue) {
        return new Permission("sqs:" + action, account.arn("sqs", queue));
    }

    private List<Permission> sending(String url) {
        return with(permission("SendMessage", name(url)), url, "GenerateDataKey", "Decrypt");
    }

    private List<Permission> receiving(String url) {
        return with(permission("ReceiveMessage", name(url)), url, "Decrypt");
    }

    private List<Permission> with(Permission permission, String url, String... actions) {
        Queue queue = queues.get(name(url));
        String key = queue == null ? "" : queue.settings.getOrDefault("KmsMasterKeyId", "");
        return Stream.concat(Stream.of(permission), keys.use(key, "sqs", actions).stream()).toList();
    }

    private String url(Queue queue) {
        return endpoint.get().toString().replaceFirst("/+$", "") + "/" + account.id() + "/" + queue.name;
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private Queue queue(String url) {
        Queue found = queues.get(name(url));
        if (found == null) {
            throw Fault.of(QueueDoesNotExistException.builder(), "QueueDoesNotExist", "The specified queue does not exist.");
        }
        return found;
    }

    private synchronized CreateQueueResponse create(CreateQueueRequest request) {
        if (!request.queueName().matches("[A-Za-z0-9_-]{1,80}(\\.fifo)?")) {
            throw MessageLimits.invalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
        if (request.queueName().endsWith(".fifo")) {
            throw new UnknownOperation("The local cloud has no FIFO queues: " + request.queueName());
        }
        Queue known = queues.get(request.queueName());
        if (known == null) {
            known = make(request.queueName(), request.attributesAsStrings());
            known.tags.putAll(request.tags());
        } else {
            for (Map.Entry<String, String> wanted : request.attributesAsStrings().entrySet()) {
                if (!wanted.getValue().equals(all(known).get(wanted.getKey()))) {
                    throw Fault.of(QueueNameExistsException.builder(), "QueueNameExists",
                            "A queue already exists with the same name and a different value for attribute " + wanted.getKey());
                }
            }
        }
        return CreateQueueResponse.builder().queueUrl(url(known)).build();
    }

    private Queue make(String name, Map<String, String> settings) {
        Queue queue = new Queue(name, account.arn("sqs", name), timeline);
        set(queue, settings);
        queues.put(name, queue);
        return queue;
    }

    private void set(Queue queue, Map<String, String> settings) {
        settings.forEach(Settings::check);
        settings.forEach((name, value) -> {
            if (value.isEmpty()) {
                queue.settings.remove(name);
            } else {
                queue.settings.put(name, value);
            }
        });
        if (settings.containsKey("Policy")) {
            policies.put(queue.arn, settings.get("Policy").isEmpty() ? List.of() : List.of(Settings.json(settings.get("Policy"))));
        }
        queue.touch();
    }

    private ListQueuesResponse list(ListQueuesRequest request) {
        String prefix = request.queueNamePrefix() == null ? "" : request.queueNamePrefix();
        String after = request.nextToken() == null ? "" : request.nextToken();
        int most = request.maxResults() == null ? 1_000 : request.maxResults();
        List<Queue> found = queues.values().stream().filter(queue -> queue.name.startsWith(prefix) && queue.name.compareTo(after) > 0)
                .limit(most + 1L).toList();
        boolean more = found.size() > most && request.maxResults() != null;
        List<Queue> page = found.subList(0, Math.min(most, found.size()));
        return ListQueuesResponse.builder().queueUrls(page.stream().map(this::url).toList())
                .nextToken(more ? page.getLast().name : null).build();
    }

    private Map<String, String> all(Queue queue) {
        Map<String, String> all = new TreeMap<>(Settings.DEFAULTS);
        if (queue.settings.containsKey("KmsMasterKeyId")) {
            all.put("SqsManagedSseEnabled", "false");
        }
        all.putAll(queue.settings);
        Queue.Depth depth = queue.depth();
        all.put("QueueArn", queue.arn);
        all.put("CreatedTimestamp", Long.toString(queue.created.getEpochSecond()));
        all.put("LastModifiedTimestamp", Long.toString(queue.changed().getEpochSecond()));
        all.put("ApproximateNumberOfMessages", Long.toString(depth.waiting()));
        all.put("ApproximateNumberOfMessagesNotVisible", Long.toString(depth.inFlight()));
        all.put("ApproximateNumberOfMessagesDelayed", Long.toString(depth.delayed()));
        return all;
    }

    private GetQueueAttributesResponse attributes(GetQueueAttributesRequest request) {
        Map<String, String> all = all(queue(request.queueUrl()));
        List<String> wanted = request.attributeNamesAsStrings();
        for (String name : wanted) {
            if (!name.equals("All") && !READ_ONLY.contains(name) && !Settings.known(name)) {
                throw Fault.of(InvalidAttributeNameException.builder(), "InvalidAttributeName", "Unknown Attribute " + name + ".");
            }
        }
        if (!wanted.contains("All")) {
            all.keySet().retainAll(new HashSet<>(wanted));
        }
        return GetQueueAttributesResponse.builder().attributesWithStrings(all.isEmpty() ? null : all).build();
    }

    private SendMessageResponse send(SendMessageRequest request, Caller caller) {
        Queue queue = queue(request.queueUrl());
        if (request.messageGroupId() != null || request.messageDeduplicationId() != null) {
            throw new UnknownOperation("The local cloud has no FIFO queues: MessageGroupId, MessageDeduplicationId");
        }
        if (request.hasMessageSystemAttributes()) {
            throw new UnknownOperation("The local cloud keeps no message system attributes: "
                    + String.join(", ", request.messageSystemAttributesAsStrings().keySet()));
        }
        MessageLimits.check(request.messageBody(), request.messageAttributes(), queue.seconds("MaximumMessageSize"));
        int delay = request.delaySeconds() == null ? queue.seconds("DelaySeconds") : request.delaySeconds();
        if (delay < 0 || delay > 900) {
            throw MessageLimits.invalidParameter("Value " + delay
                    + " for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.");
        }
        String id = queue.send(request.messageBody(), request.messageAttributes(), sender(caller), delay);
        return SendMessageResponse.builder().messageId(id).md5OfMessageBody(Digests.md5(request.messageBody()))
                .md5OfMessageAttributes(request.messageAttributes().isEmpty() ? null : Digests.md5(request.messageAttributes())).build();
    }

    private static String sender(Caller caller) {
        return switch (caller) {
            case Caller.User user -> user.name();
            case Caller.RoleSession session -> session.roleArn().substring(session.roleArn().lastIndexOf('/') + 1) + ":"
                    + session.sessionName();
            case Caller.Service service -> service.name();
        };
    }

    private SendMessageBatchResponse sendBatch(SendMessageBatchRequest request, Caller caller) {
        MessageLimits.checkBatch(request.entries().stream().map(SendMessageBatchRequestEntry::id).toList());
        int size = request.entries().stream().mapToInt(entry -> MessageLimits.size(entry.messageBody(), entry.messageAttributes())).sum();
        if (size > LARGEST_BATCH) {
            throw Fault.of(BatchRequestTooLongException.builder(), "BatchRequestTooLong",
                    "Batch requests cannot be longer than " + LARGEST_BATCH + " bytes.");
        }
        List<SendMessageBatchResultEntry> sent = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (SendMessageBatchRequestEntry entry : request.entries()) {
            try {
                SendMessageResponse one = send(SendMessageRequest.builder().queueUrl(request.queueUrl()).messageBody(entry.messageBody())
                        .messageAttributes(entry.messageAttributes()).delaySeconds(entry.delaySeconds())
                        .messageGroupId(entry.messageGroupId()).messageDeduplicationId(entry.messageDeduplicationId()).build(), caller);
                sent.add(SendMessageBatchResultEntry.builder().id(entry.id()).messageId(one.messageId())
                        .md5OfMessageBody(one.md5OfMessageBody()).md5OfMessageAttributes(one.md5OfMessageAttributes()).build());
            } catch (QueueDoesNotExistException | UnknownOperation whole) {
                throw whole;
            } catch (AwsServiceException one) {
                failed.add(failure(entry.id(), one));
            }
        }
        return SendMessageBatchResponse.builder().successful(sent).failed(failed).build();
    }

    private static BatchResultErrorEntry failure(String id, AwsServiceException why) {
        return BatchResultErrorEntry.builder().id(id).senderFault(true).code(why.awsErrorDetails().errorCode())
                .message(why.awsErrorDetails().errorMessage()).build();
    }

    @SuppressWarnings("deprecation") // AttributeNames is the older name of MessageSystemAttributeNames; clients still send it
    private ReceiveMessageResponse receive(ReceiveMessageRequest request) {
        Queue queue = queue(request.queueUrl());
        int most = within("MaxNumberOfMessages", request.maxNumberOfMessages(), 1, 1, 10);
        int hidden = within("VisibilityTimeout", request.visibilityTimeout(), queue.seconds("VisibilityTimeout"), 0, 43_200);
        int wait = within("WaitTimeSeconds", request.waitTimeSeconds(), queue.seconds("ReceiveMessageWaitTimeSeconds"), 0, 20);
        Set<String> system = Stream.of(request.attributeNamesAsStrings(), request.messageSystemAttributeNamesAsStrings())
                .flatMap(Collection::stream).collect(Collectors.toSet());
        List<Message> messages = queue.receive(most, Duration.ofSeconds(hidden), Duration.ofSeconds(wait), redrive(queue)).stream()
                .map(message -> message(message, system, request.messageAttributeNames())).toList();
        return ReceiveMessageResponse.builder().messages(messages.isEmpty() ? null : messages).build();
    }

    private static int within(String name, @Nullable Integer given, int otherwise, int least, int most) {
        int value = given == null ? otherwise : given;
        if (value < least || value > most) {
            throw MessageLimits.invalidParameter("Value %d for parameter %s is invalid. Reason: Must be >= %d and <= %d, if provided."
                    .formatted(value, name, least, most));
        }
        return value;
    }

    private Queue.@Nullable Redrive redrive(Queue queue) {
        String policy = queue.settings.get("RedrivePolicy");
        if (policy == null) {
            return null;
        }
        String arn = Settings.json(policy).path("deadLetterTargetArn").asText();
        Queue target = queues.get(arn.substring(arn.lastIndexOf(':') + 1));
        return target == null ? null : new Queue.Redrive(target, Settings.json(policy).path("maxReceiveCount").asInt());
    }

    private static Message message(Queue.Received message, Set<String> system, List<String> names) {
        Map<MessageSystemAttributeName, String> about = new LinkedHashMap<>();
        about.put(MessageSystemAttributeName.SENDER_ID, message.senderId());
        about.put(MessageSystemAttributeName.SENT_TIMESTAMP, millis(message.sent()));
        about.put(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, Integer.toString(message.count()));
        about.put(MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP, millis(message.firstReceived()));
        if (!system.contains("All")) {
            about.keySet().removeIf(name -> !system.contains(name.toString()));
        }
        Map<String, MessageAttributeValue> attributes = new TreeMap<>(message.attributes());
        attributes.keySet().removeIf(name -> names.stream().noneMatch(wanted -> wanted.equals("All") || wanted.equals(name)
                || wanted.endsWith(".*") && name.startsWith(wanted.substring(0, wanted.length() - 2))));
        return Message.builder().messageId(message.id()).receiptHandle(message.receipt()).body(message.body())
                .md5OfBody(Digests.md5(message.body())).attributes(about.isEmpty() ? null : about)
                .messageAttributes(attributes.isEmpty() ? null : attributes)
                .md5OfMessageAttributes(attributes.isEmpty() ? null : Digests.md5(attributes)).build();
    }

    private static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }

    private static void delete(Queue queue, String receipt) {
        if (queue.delete(receipt) == Queue.Handle.UNKNOWN) {
            throw invalidHandle(receipt);
        }
    }

    private DeleteMessageBatchResponse deleteBatch(DeleteMessageBatchRequest request) {
        Queue queue = queue(request.queueUrl());
        MessageLimits.checkBatch(request.entries().stream().map(entry -> entry.id()).toList());
        List<DeleteMessageBatchResultEntry> deleted = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        request.entries().forEach(entry -> {
            try {
                delete(queue, entry.receiptHandle());
                deleted.add(DeleteMessageBatchResultEntry.builder().id(entry.id()).build());
            } catch (AwsServiceException one) {
                failed.add(failure(entry.id(), one));
            }
        });
        return DeleteMessageBatchResponse.builder().successful(deleted).failed(failed).build();
    }

    private ChangeMessageVisibilityResponse hide(ChangeMessageVisibilityRequest request) {
        Queue queue = queue(request.queueUrl());
        int seconds = within("VisibilityTimeout", request.visibilityTimeout(), 0, 0, 43_200);
        return switch (queue.hide(request.receiptHandle(), seconds)) {
            case IN_FLIGHT -> ChangeMessageVisibilityResponse.builder().build();
            case VISIBLE -> throw Fault.of(MessageNotInflightException.builder(), "MessageNotInflight",
                    "Value " + request.receiptHandle() + " for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not"
                            + " available for visibility timeout change.");
            case GONE -> throw MessageLimits.invalidParameter("Value " + request.receiptHandle() + " for parameter ReceiptHandle is invalid. Reason:"
                    + " Message does not exist or is not available for visibility timeout change.");
            case UNKNOWN -> throw invalidHandle(request.receiptHandle());
        };
    }

    private static AwsServiceException invalidHandle(String receipt) {
        return Fault.of(ReceiptHandleIsInvalidException.builder(), "ReceiptHandleIsInvalid",
                "The input receipt handle \"" + receipt + "\" is not a valid receipt handle.");
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
