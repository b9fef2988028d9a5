package dev.signalbox.local.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternRequest;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternResponse;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.Ruler;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.time.Timeline;

/**
 * EventBridge: the default bus and the template's rules, matched by AWS's own Event Ruler. Targets are called as
 * {@code events.amazonaws.com} for the rule, or as the target's role, so their policies decide.
 */
public final class EventBridge implements EventBus, AutoCloseable {

    /** Learns of each event that the bus took, before it is delivered. */
    @FunctionalInterface
    public interface Listener {
        /** @param rules the names of the enabled rules that it matches */
        void onEvent(ObjectNode event, List<String> rules);
    }

    private enum Fate { LOST, DOUBLED }

    private record Intervention(Predicate<JsonNode> which, Fate fate) { }

    private static final int MOST_ENTRIES = 10;
    /** All entries of a call together, in bytes (AWS: EventBridge quotas). */
    private static final int LARGEST_CALL = 1024 * 1024;
    private static final int SIZE_OF_TIME = 14;
    private static final List<String> REQUIRED_OF_AN_EVENT =
            List.of("id", "account", "source", "time", "region", "resources", "detail-type");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Account account;
    private final Timeline timeline;
    private final Calls calls;
    private final Map<String, EventRule> rules = new LinkedHashMap<>();
    private final Machine machine = Machine.builder().build();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Intervention> interventions = new ArrayList<>();
    private final ExecutorService deliveries = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("event-", 0).factory());

    /**
     * Loads the rules.
     *
     * @param rules the template's {@code AWS::Events::Rule}s
     * @throws UnknownOperation naming what a rule asks for and the local cloud lacks
     * @throws IllegalArgumentException naming a rule that AWS would refuse
     */
    public EventBridge(Account account, Timeline timeline, Calls calls, List<Resource> rules) {
        this.account = account;
        this.timeline = timeline;
        this.calls = calls;
        for (Resource resource : rules) {
            EventRule rule = EventRule.of(resource);
            this.rules.put(rule.name(), rule);
            String wrong = JsonRuleCompiler.check(rule.pattern());
            if (wrong != null) {
                throw new IllegalArgumentException("Rule " + rule.name() + ": event pattern is not valid: " + wrong);
            }
            if (rule.enabled()) {
                add(rule);
            }
        }
    }

    private void add(EventRule rule) {
        try {
            machine.addRule(rule.name(), rule.pattern());
        } catch (IOException wrong) {
            throw new IllegalArgumentException("Rule " + rule.name() + ": event pattern is not valid: " + wrong.getMessage(), wrong);
        }
    }

    /** EventBridge as the front door knows it. */
    public Service service() {
        return new Service("events", "events", Protocol.JSON_1_1, List.of(
                Operation.of(PutEventsRequest::builder, this::needs, this::putEvents),
                Operation.of(TestEventPatternRequest::builder,
                        r -> List.of(new Permission("events:TestEventPattern", "*")), this::testEventPattern),
                Operation.of(ListRulesRequest::builder,
                        r -> List.of(new Permission("events:ListRules", account.arn("events", "rule/*"))), this::listRules),
                Operation.of(DescribeRuleRequest::builder,
                        r -> List.of(new Permission("events:DescribeRule", account.arn("events", "rule/" + r.name()))), this::describeRule),
                Operation.of(ListTargetsByRuleRequest::builder,
                        r -> List.of(new Permission("events:ListTargetsByRule", account.arn("events", "rule/" + r.rule()))),
                        this::listTargetsByRule)));
    }

    /** Tells every event from now on. */
    public void onEvent(Listener listener) {
        listeners.add(listener);
    }

    /** Loses the next event that fits, as the bus may: nobody learns of it. */
    public void loseNext(Predicate<JsonNode> which) {
        intervene(new Intervention(which, Fate.LOST));
    }

    /** Delivers the next event that fits twice, as the bus may: the same event, its id included. */
    public void doubleNext(Predicate<JsonNode> which) {
        intervene(new Intervention(which, Fate.DOUBLED));
    }

    private void intervene(Intervention intervention) {
        synchronized (interventions) {
            interventions.add(intervention);
        }
    }

    @Override
    public void emit(String source, String detailType, List<String> resources, ObjectNode detail) {
        take(event(source, detailType, resources, detail, timeline.now()));
    }

    private ObjectNode event(String source, String detailType, List<String> resources, JsonNode detail, Instant time) {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "0").put("id", UUID.randomUUID().toString()).put("detail-type", detailType).put("source", source)
                .put("account", account.id()).put("time", time.truncatedTo(ChronoUnit.SECONDS).toString()).put("region", account.region());
        resources.forEach(event.putArray("resources")::add);
        event.set("detail", detail);
        return event;
    }

    private void take(ObjectNode event) {
        int times = fate(event).map(fate -> fate == Fate.LOST ? 0 : 2).orElse(1);
        String received = timeline.now().truncatedTo(ChronoUnit.MILLIS).toString();
        for (int i = 0; i < times; i++) {
            List<String> names = matching(event);
            listeners.forEach(listener -> listener.onEvent(event.deepCopy(), names));
            for (String name : names) {
                EventRule rule = rules.get(name);
                for (EventRule.RuleTarget target : rule.targets()) {
                    deliver(new Delivery(account, timeline, calls,
                            new TargetInput.Matched(event.deepCopy(), rule.name(), rule.arn(), received), target));
                }
            }
        }
    }

    private void deliver(Delivery delivery) {
        try {
            deliveries.execute(delivery::attempt);
        } catch (RejectedExecutionException _) {
            return; // closed meanwhile: what is put now has nowhere to go
        }
    }

    private List<String> matching(ObjectNode event) {
        try {
            return machine.rulesForJSONEvent(event.toString()).stream().distinct().sorted().toList();
        } catch (Exception wrong) {
            throw new IllegalStateException("the event could not be matched: " + event, wrong);
        }
    }

    private Optional<Fate> fate(JsonNode event) {
        synchronized (interventions) {
            for (Iterator<Intervention> each = interventions.iterator(); each.hasNext();) {
                Intervention intervention = each.next();
                if (intervention.which.test(event)) {
                    each.remove();
                    return Optional.of(intervention.fate);
                }
            }
            return Optional.empty();
        }
    }

    private List<Permission> needs(PutEventsRequest request) {
        Permission put = new Permission("events:PutEvents", account.arn("events", "event-bus/default"));
        if (request.entries().isEmpty()) {
            return List.of(put);
        }
        return request.entries().stream()
                .map(entry -> put.with("events:source", said(entry.source())).with("events:detail-type", said(entry.detailType())))
                .distinct().toList();
    }

    private static String said(@Nullable String value) {
        return value == null ? "" : value;
    }

    private PutEventsResponse putEvents(PutEventsRequest request, Caller caller) {
        List<PutEventsRequestEntry> entries = request.entries();
        if (request.endpointId() != null) {
            throw new UnknownOperation("The local cloud's EventBridge has no global endpoints: " + request.endpointId());
        }
        if (entries.isEmpty() || entries.size() > MOST_ENTRIES) {
            throw invalid("1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length "
                    + (entries.isEmpty() ? "greater than or equal to 1" : "less than or equal to " + MOST_ENTRIES));
        }
        if (entries.stream().mapToLong(EventBridge::size).sum() > LARGEST_CALL) {
            throw invalid("Total size of the entries in the request is over the limit.");
        }
        entries.forEach(entry -> checkBus(entry.eventBusName()));
        List<PutEventsResultEntry> results = entries.stream().map(this::put).toList();
        return PutEventsResponse.builder().entries(results)
                .failedEntryCount((int) results.stream().filter(result -> result.errorCode() != null).count()).build();
    }

    /** As AWS counts: 14 bytes for a time that is given, and what source, detail type, detail and resources hold in UTF-8. */
    private static long size(PutEventsRequestEntry entry) {
        return (entry.time() == null ? 0 : SIZE_OF_TIME) + bytes(entry.source()) + bytes(entry.detailType()) + bytes(entry.detail())
                + entry.resources().stream().mapToLong(EventBridge::bytes).sum();
    }

    private static long bytes(@Nullable String text) {
        return said(text).getBytes(UTF_8).length;
    }

    private PutEventsResultEntry put(PutEventsRequestEntry entry) {
        if (said(entry.source()).isEmpty()) {
            return failed("InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument.");
        }
        if (entry.source().startsWith("aws.")) {
            return failed("NotAuthorizedForSourceException", "Not authorized for the source.");
        }
        if (said(entry.detailType()).isEmpty()) {
            return failed("InvalidArgument", "Parameter DetailType is not valid. Reason: DetailType is a required argument.");
        }
        if (entry.detail() == null) {
            return failed("InvalidArgument", "Parameter Detail is not valid. Reason: Detail is a required argument.");
        }
        JsonNode detail;
        try {
            detail = JSON.readTree(entry.detail());
        } catch (JsonProcessingException _) {
            return failed("MalformedDetail", "Detail is malformed.");
        }
        if (!detail.isObject()) {
            return failed("MalformedDetail", "Detail is malformed.");
        }
        ObjectNode event = event(entry.source(), entry.detailType(), entry.resources(), detail,
                entry.time() == null ? timeline.now() : entry.time());
        take(event);
        return PutEventsResultEntry.builder().eventId(event.path("id").asText()).build();
    }

    private static PutEventsResultEntry failed(String code, String words) {
        return PutEventsResultEntry.builder().errorCode(code).errorMessage(words).build();
    }

    private TestEventPatternResponse testEventPattern(TestEventPatternRequest request, Caller caller) {
        String wrong = JsonRuleCompiler.check(request.eventPattern());
        if (wrong != null) {
            String words = "Event pattern is not valid. Reason: " + wrong;
            throw InvalidEventPatternException.builder().statusCode(400).message(words)
                    .awsErrorDetails(details("InvalidEventPatternException", words)).build();
        }
        JsonNode event;
        try {
            event = JSON.readTree(request.event());
        } catch (JsonProcessingException _) {
            throw invalid("Parameter Event is not valid.");
        }
        for (String field : REQUIRED_OF_AN_EVENT) {
            if (!event.has(field)) {
                throw invalid("Parameter Event is not valid. Reason: " + field + " is a required field.");
            }
        }
        try {
            return TestEventPatternResponse.builder().result(Ruler.matchesRule(request.event(), request.eventPattern())).build();
        } catch (Exception unreadable) {
            throw new IllegalStateException("the event could not be matched: " + request.event(), unreadable);
        }
    }

    private ListRulesResponse listRules(ListRulesRequest request, Caller caller) {
        checkBus(request.eventBusName());
        return ListRulesResponse.builder().rules(rules.values().stream().filter(rule -> rule.name().startsWith(said(request.namePrefix())))
                .map(rule -> Rule.builder().name(rule.name()).arn(rule.arn()).description(described(rule)).eventPattern(rule.pattern())
                        .state(state(rule)).eventBusName("default").build()).toList()).build();
    }

    private DescribeRuleResponse describeRule(DescribeRuleRequest request, Caller caller) {
        checkBus(request.eventBusName());
        EventRule rule = find(request.name());
        return DescribeRuleResponse.builder().name(rule.name()).arn(rule.arn()).description(described(rule)).eventPattern(rule.pattern())
                .state(state(rule)).eventBusName("default").createdBy(account.id()).build();
    }

    private ListTargetsByRuleResponse listTargetsByRule(ListTargetsByRuleRequest request, Caller caller) {
        checkBus(request.eventBusName());
        return ListTargetsByRuleResponse.builder()
                .targets(find(request.rule()).targets().stream().map(EventRule.RuleTarget::asDescribed).toList()).build();
    }

    private static @Nullable String described(EventRule rule) {
        return rule.description().isEmpty() ? null : rule.description();
    }

    private static RuleState state(EventRule rule) {
        return rule.enabled() ? RuleState.ENABLED : RuleState.DISABLED;
    }

    private EventRule find(String name) {
        EventRule rule = rules.get(name);
        if (rule == null) {
            String words = "Rule " + name + " does not exist on EventBus default.";
            throw ResourceNotFoundException.builder().statusCode(400).message(words)
                    .awsErrorDetails(details("ResourceNotFoundException", words)).build();
        }
        return rule;
    }

    private void checkBus(@Nullable String bus) {
        if (bus != null && !bus.equals("default") && !bus.equals(account.arn("events", "event-bus/default"))) {
            throw new UnknownOperation("The local cloud's EventBridge has the default bus only, not " + bus + ".");
        }
    }

    private static EventBridgeException invalid(String words) {
        return (EventBridgeException) EventBridgeException.builder().statusCode(400).message(words)
                .awsErrorDetails(details("ValidationException", words)).build();
    }

    private static AwsErrorDetails details(String code, String words) {
        return AwsErrorDetails.builder().serviceName("EventBridge").errorCode(code).errorMessage(words).build();
    }

    /** Stops delivering. */
    @Override
    public void close() {
        deliveries.shutdownNow();
    }
}
