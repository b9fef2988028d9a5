package dev.signalbox.local.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupResponse;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsRequest;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsResponse;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesRequest;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesResponse;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupState;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupSummary;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.TagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.TagResourceResponse;
import software.amazon.awssdk.services.scheduler.model.UntagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UntagResourceResponse;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleResponse;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Calls;
import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.Shapes;
import dev.signalbox.local.front.Trust;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.TemplateProblem;
import dev.signalbox.local.time.Timeline;

/**
 * EventBridge Scheduler: schedule groups and schedules that invoke Lambda functions when their slots come on the {@link Timeline},
 * each as the role of its target. Slots have AWS's precision of one minute.
 */
public final class Scheduler implements AutoCloseable {

    private static final String PRINCIPAL = "scheduler.amazonaws.com";
    private static final Set<String> OF_SCHEDULES = Set.of("Name", "GroupName", "Description", "ScheduleExpression",
            "ScheduleExpressionTimezone", "StartDate", "EndDate", "State", "FlexibleTimeWindow", "Target", "KmsKeyArn");
    private static final Set<String> OF_GROUPS = Set.of("Name", "Tags");

    private final Account account;
    private final Timeline timeline;
    private final Trust trust;
    private final Clockwork clockwork;
    private final Tokens tokens = new Tokens();
    private final NavigableMap<String, Group> groups = new TreeMap<>();
    private final NavigableMap<String, Schedule> schedules = new TreeMap<>();

    /** @param trust which roles Scheduler may assume */
    public Scheduler(Account account, Timeline timeline, Calls calls, Trust trust) {
        this.account = account;
        this.timeline = timeline;
        this.trust = trust;
        this.clockwork = new Clockwork(account, timeline, calls, this::completed);
        addGroup(Schedule.DEFAULT_GROUP, Map.of());
    }

    /**
     * Makes the template's groups and schedules; they run from now on, so what they invoke must be there.
     *
     * @throws TemplateProblem naming what a resource asks for that AWS would refuse or the local cloud lacks
     */
    public void deploy(List<Resource> resources) {
        ofType(resources, "AWS::Scheduler::ScheduleGroup", OF_GROUPS, group -> createGroup(Shapes.read(
                CreateScheduleGroupRequest.builder(), named(group), Naming.OF_THE_MODEL)));
        ofType(resources, "AWS::Scheduler::Schedule", OF_SCHEDULES, schedule -> create(Shapes.read(
                CreateScheduleRequest.builder(), named(schedule), Naming.OF_THE_MODEL)));
    }

    /** Fires the next slot that fits twice, as AWS may: same schedule, same time, two executions. */
    public void doubleNext(Predicate<Slot> which) {
        clockwork.intervene(which, 2, Duration.ZERO);
    }

    /** Fires the next slot that fits so much after its time, as AWS may. It tells its own time, and other slots do not wait for it. */
    public void delayNext(Predicate<Slot> which, Duration late) {
        clockwork.intervene(which, 1, late);
    }

    /** Scheduler as the front door knows it. */
    public Service service() {
        return new Service("scheduler", "scheduler", Protocol.REST_JSON, List.of(
                Operation.of(CreateScheduleGroupRequest::builder, r -> Stream.concat(Stream.of(onGroup("CreateScheduleGroup", r.name())),
                        r.tags().isEmpty() ? Stream.of() : Stream.of(onGroup("TagResource", r.name()))).toList(),
                        (r, caller) -> tokens.once(r.clientToken(), r, () -> createGroup(r))),
                Operation.of(GetScheduleGroupRequest::builder, r -> List.of(onGroup("GetScheduleGroup", r.name())), this::getGroup),
                Operation.of(DeleteScheduleGroupRequest::builder, r -> List.of(onGroup("DeleteScheduleGroup", r.name()),
                        on("DeleteSchedule", r.name(), "*")), (r, caller) -> tokens.once(r.clientToken(), r, () -> deleteGroup(r))),
                Operation.of(ListScheduleGroupsRequest::builder,
                        r -> List.of(new Permission("scheduler:ListScheduleGroups", "*")), this::listGroups),
                Operation.of(CreateScheduleRequest::builder, r -> List.of(on("CreateSchedule", r.groupName(), r.name()),
                        pass(r.target().roleArn())), (r, caller) -> tokens.once(r.clientToken(), r, () -> create(r))),
                Operation.of(UpdateScheduleRequest::builder, r -> List.of(on("UpdateSchedule", r.groupName(), r.name()),
                        pass(r.target().roleArn())), (r, caller) -> tokens.once(r.clientToken(), r, () -> update(r))),
                Operation.of(GetScheduleRequest::builder, r -> List.of(on("GetSchedule", r.groupName(), r.name())), this::get),
                Operation.of(DeleteScheduleRequest::builder, r -> List.of(on("DeleteSchedule", r.groupName(), r.name())),
                        (r, caller) -> tokens.once(r.clientToken(), r, () -> delete(r))),
                Operation.of(ListSchedulesRequest::builder, r -> List.of(new Permission("scheduler:ListSchedules", "*")), this::list),
                Operation.of(ListTagsForResourceRequest::builder,
                        r -> List.of(new Permission("scheduler:ListTagsForResource", r.resourceArn())), this::listTags),
                Operation.of(TagResourceRequest::builder,
                        r -> List.of(new Permission("scheduler:TagResource", r.resourceArn())), this::tag),
                Operation.of(UntagResourceRequest::builder,
                        r -> List.of(new Permission("scheduler:UntagResource", r.resourceArn())), this::untag)));
    }

    private Permission on(String action, @Nullable String group, String name) {
        return new Permission("scheduler:" + action, Schedule.arn(account, group(group), name));
    }

    private Permission onGroup(String action, String name) {
        return new Permission("scheduler:" + action, groupArn(name));
    }

    /** To give a role to a service is an action on the role (AWS: "Actions … for Amazon EventBridge Scheduler"). */
    private static Permission pass(String roleArn) {
        return new Permission("iam:PassRole", roleArn).with("iam:PassedToService", PRINCIPAL);
    }

    private String groupArn(String name) {
        return account.arn("scheduler", "schedule-group/" + name);
    }

    private static String group(@Nullable String given) {
        return given == null ? Schedule.DEFAULT_GROUP : given;
    }

    private synchronized CreateScheduleGroupResponse createGroup(CreateScheduleGroupRequest request) {
        Limits.name(request.name(), "name");
        if (groups.containsKey(request.name())) {
            throw Refusals.conflict("Schedule group " + request.name() + " already exists.");
        }
        return CreateScheduleGroupResponse.builder().scheduleGroupArn(addGroup(request.name(), Tags.added(Map.of(), request.tags())).arn())
                .build();
    }

    private Group addGroup(String name, Map<String, String> tags) {
        Instant now = timeline.now();
        Group group = new Group(name, groupArn(name), now, now, tags);
        groups.put(name, group);
        return group;
    }

    private synchronized GetScheduleGroupResponse getGroup(GetScheduleGroupRequest request, Caller caller) {
        Group group = findGroup(request.name(), "name");
        return GetScheduleGroupResponse.builder().name(group.name()).arn(group.arn()).state(ScheduleGroupState.ACTIVE)
                .creationDate(group.created()).lastModificationDate(group.modified()).build();
    }

    private synchronized DeleteScheduleGroupResponse deleteGroup(DeleteScheduleGroupRequest request) {
        Group group = findGroup(request.name(), "name");
        if (group.name().equals(Schedule.DEFAULT_GROUP)) {
            throw Refusals.invalid("The default schedule group cannot be deleted.");
        }
        schedules.values().stream().filter(schedule -> schedule.described().groupName().equals(group.name())).toList()
                .forEach(this::remove);
        groups.remove(group.name());
        return DeleteScheduleGroupResponse.builder().build();
    }

    private synchronized ListScheduleGroupsResponse listGroups(ListScheduleGroupsRequest request, Caller caller) {
        Limits.name(request.namePrefix(), "namePrefix");
        String prefix = request.namePrefix() == null ? "" : request.namePrefix();
        Page<Group> page = Page.of(groups, group -> group.name().startsWith(prefix), request.maxResults(), request.nextToken());
        return ListScheduleGroupsResponse.builder().nextToken(page.next()).scheduleGroups(page.items().stream()
                .map(group -> ScheduleGroupSummary.builder().name(group.name()).arn(group.arn()).state(ScheduleGroupState.ACTIVE)
                        .creationDate(group.created()).lastModificationDate(group.modified()).build()).toList()).build();
    }

    private synchronized CreateScheduleResponse create(CreateScheduleRequest request) {
        Instant now = timeline.now();
        Schedule schedule = checked(request, now, now);
        if (schedules.containsKey(key(schedule))) {
            throw Refusals.conflict("Schedule " + request.name() + " already exists.");
        }
        boolean atOnce = schedule.timing().expression() instanceof Expression.Rate && request.startDate() == null;
        put(schedule, atOnce ? Timing.minuteOf(now).minusNanos(1) : now);
        return CreateScheduleResponse.builder().scheduleArn(schedule.arn()).build();
    }

    /** Everything is replaced; what is not said has its default again, as AWS documents. */
    private synchronized UpdateScheduleResponse update(UpdateScheduleRequest request) {
        Instant now = timeline.now();
        Schedule before = find(request.groupName(), request.name());
        Schedule schedule = checked(Shapes.read(CreateScheduleRequest.builder(), Shapes.write(request, Naming.OF_THE_MODEL),
                Naming.OF_THE_MODEL), before.described().creationDate(), now);
        put(schedule, now);
        return UpdateScheduleResponse.builder().scheduleArn(schedule.arn()).build();
    }

    private Schedule checked(CreateScheduleRequest request, Instant created, Instant modified) {
        Schedule schedule = Schedule.of(account, request, created, modified);
        Group group = findGroup(schedule.described().groupName(), "groupName");
        if (!trust.lets(new Caller.Service(PRINCIPAL, group.arn(), account.id()), schedule.target().roleArn())) {
            throw Refusals.invalid("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
        }
        return schedule;
    }

    private synchronized GetScheduleResponse get(GetScheduleRequest request, Caller caller) {
        return find(request.groupName(), request.name()).described();
    }

    private synchronized DeleteScheduleResponse delete(DeleteScheduleRequest request) {
        remove(find(request.groupName(), request.name()));
        return DeleteScheduleResponse.builder().build();
    }

    private synchronized ListSchedulesResponse list(ListSchedulesRequest request, Caller caller) {
        Limits.name(request.namePrefix(), "namePrefix");
        Limits.oneOf(request.stateAsString(), "state", List.of("ENABLED", "DISABLED"));
        if (request.groupName() != null) {
            findGroup(request.groupName(), "groupName");
        }
        String prefix = request.namePrefix() == null ? "" : request.namePrefix();
        Page<Schedule> page = Page.of(schedules, schedule -> schedule.described().name().startsWith(prefix)
                && (request.groupName() == null || request.groupName().equals(schedule.described().groupName()))
                && (request.state() == null || request.state() == schedule.described().state()), request.maxResults(), request.nextToken());
        return ListSchedulesResponse.builder().nextToken(page.next()).schedules(page.items().stream().map(Schedule::described)
                .map(found -> ScheduleSummary.builder().name(found.name()).groupName(found.groupName()).arn(found.arn())
                        .state(found.state()).creationDate(found.creationDate()).lastModificationDate(found.lastModificationDate())
                        .target(target -> target.arn(found.target().arn())).build()).toList()).build();
    }

    private synchronized ListTagsForResourceResponse listTags(ListTagsForResourceRequest request, Caller caller) {
        return ListTagsForResourceResponse.builder().tags(groupOf(request.resourceArn()).tags().entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build()).toList()).build();
    }

    private synchronized TagResourceResponse tag(TagResourceRequest request, Caller caller) {
        Group group = groupOf(request.resourceArn());
        groups.put(group.name(), group.tagged(Tags.added(group.tags(), request.tags()), timeline.now()));
        return TagResourceResponse.builder().build();
    }

    private synchronized UntagResourceResponse untag(UntagResourceRequest request, Caller caller) {
        Group group = groupOf(request.resourceArn());
        Map<String, String> left = new HashMap<>(group.tags());
        left.keySet().removeAll(request.tagKeys());
        groups.put(group.name(), group.tagged(left, timeline.now()));
        return UntagResourceResponse.builder().build();
    }

    private Group groupOf(String arn) {
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        if (!arn.equals(groupArn(name))) {
            throw Refusals.constraint(arn, "resourceArn", "be the ARN of a schedule group of this account");
        }
        return findGroup(name, "resourceArn");
    }

    private Group findGroup(String name, String member) {
        Limits.name(name, member);
        Group group = groups.get(name);
        if (group == null) {
            throw Refusals.missing("Schedule group " + name + " does not exist.");
        }
        return group;
    }

    private Schedule find(@Nullable String group, String name) {
        Limits.name(name, "name");
        Schedule schedule = schedules.get(findGroup(group(group), "groupName").name() + "/" + name);
        if (schedule == null) {
            throw Refusals.missing("Schedule " + name + " does not exist.");
        }
        return schedule;
    }

    private static String key(Schedule schedule) {
        return schedule.described().groupName() + "/" + schedule.described().name();
    }

    private void put(Schedule schedule, Instant after) {
        schedules.put(key(schedule), schedule);
        clockwork.run(schedule, after);
    }

    private void remove(Schedule schedule) {
        schedules.remove(key(schedule));
        clockwork.stop(schedule.arn());
    }

    private synchronized void completed(Schedule schedule) {
        if (schedule.endsWithItsLastSlot() && schedules.get(key(schedule)) == schedule) {
            remove(schedule);
        }
    }

    private static void ofType(List<Resource> resources, String type, Set<String> known, Function<Resource, SdkPojo> make) {
        for (Resource resource : resources) {
            if (resource.type().equals(type)) {
                resource.properties().fieldNames().forEachRemaining(property -> {
                    if (!known.contains(property)) {
                        throw new TemplateProblem("%s: the local cloud's Scheduler reads no %s.".formatted(resource.logicalId(), property));
                    }
                });
                try {
                    make.apply(resource);
                } catch (AwsServiceException refusal) {
                    throw new TemplateProblem(resource.logicalId() + ": " + refusal.awsErrorDetails().errorMessage());
                }
            }
        }
    }

    private static ObjectNode named(Resource resource) {
        return resource.properties().deepCopy().put("Name", resource.physicalId());
    }

    /** Fires nothing more. */
    @Override
    public void close() {
        clockwork.close();
    }
}
