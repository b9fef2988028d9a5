package dev.signalbox.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesResponse;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.RetryPolicy;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.SchedulerException;
import software.amazon.awssdk.services.scheduler.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.scheduler.model.ValidationException;

import dev.signalbox.run.ScheduleChanges;
import dev.signalbox.run.Schedules;
import dev.signalbox.run.Timetable;

/**
 * Schedules in EventBridge Scheduler, all in one group. {@code ListSchedules} tells names alone, so each is looked at by
 * {@code GetSchedule}. Two pushes may be at work at once: what one finds made or gone by the other is as good as done.
 */
public final class SchedulerSchedules implements Schedules {

    /** A slot that could not be delivered for so long is of no use to anybody. */
    private static final int LATEST_SECONDS = 3_600;
    private static final int RETRIES = 5;
    private static final FlexibleTimeWindow ON_TIME = FlexibleTimeWindow.builder().mode(FlexibleTimeWindowMode.OFF).build();

    /** Everything of a schedule that we set; and what we never set, in words. */
    private record Entry(String description, String expression, String timezone, Target target, FlexibleTimeWindow window,
            ScheduleState state, String others) {
    }

    private final SchedulerClient scheduler;
    private final String group;
    private final Target target;

    /**
     * @param group the name of the schedules' group
     * @param function the ARN of the function that slots are sent to
     * @param role the ARN of the role that Scheduler sends them by
     * @param undelivered the ARN of the queue of those that could not be sent
     */
    public SchedulerSchedules(SchedulerClient scheduler, String group, String function, String role, String undelivered) {
        this.scheduler = scheduler;
        this.group = group;
        target = Target.builder().arn(function).roleArn(role).deadLetterConfig(queue -> queue.arn(undelivered))
                .retryPolicy(RetryPolicy.builder().maximumEventAgeInSeconds(LATEST_SECONDS).maximumRetryAttempts(RETRIES).build()).build();
    }

    @Override
    public Kept keep(String repository, Collection<Slot> slots) {
        Timetable timetable = Timetable.of(repository, slots);
        Map<String, Entry> wanted = new LinkedHashMap<>();
        timetable.entries().forEach((name, slot) -> wanted.put(name, new Entry(timetable.description(name), slot.expression(),
                slot.timezone(), target.toBuilder().input(timetable.input(name)).build(), ON_TIME, ScheduleState.ENABLED, "")));
        ScheduleChanges changes = ScheduleChanges.between(wanted, there(Timetable.prefix(repository)));
        SortedMap<String, String> refused = new TreeMap<>();
        return new Kept(
                changed(changes.create(), wanted, refused, this::create),
                changed(changes.update(), wanted, refused, this::update),
                changes.delete().stream().filter(this::delete).toList(),
                refused);
    }

    @FunctionalInterface
    private interface Change {
        void make(String name, Entry entry);
    }

    /** The names of those that were changed. */
    private static List<String> changed(List<String> names, Map<String, Entry> wanted, SortedMap<String, String> refused, Change change) {
        List<String> changed = new ArrayList<>();
        for (String name : names) {
            Entry entry = Objects.requireNonNull(wanted.get(name));
            try {
                change.make(name, entry);
                changed.add(name);
            } catch (ConflictException | ResourceNotFoundException _) {
                // The other push made it, or took it away.
            } catch (ValidationException | ServiceQuotaExceededException refusal) {
                refused.put("%s (%s)".formatted(entry.expression(), entry.timezone()), why(refusal));
            }
        }
        return changed;
    }

    private static String why(SchedulerException refusal) {
        return refusal.awsErrorDetails() == null ? String.valueOf(refusal.getMessage()) : refusal.awsErrorDetails().errorMessage();
    }

    private void create(String name, Entry entry) {
        scheduler.createSchedule(request -> request.groupName(group).name(name).description(entry.description())
                .scheduleExpression(entry.expression()).scheduleExpressionTimezone(entry.timezone())
                .target(entry.target()).flexibleTimeWindow(entry.window()).state(entry.state()));
    }

    /** What is not named in an update goes back to its default. */
    private void update(String name, Entry entry) {
        scheduler.updateSchedule(request -> request.groupName(group).name(name).description(entry.description())
                .scheduleExpression(entry.expression()).scheduleExpressionTimezone(entry.timezone())
                .target(entry.target()).flexibleTimeWindow(entry.window()).state(entry.state()));
    }

    private boolean delete(String name) {
        try {
            scheduler.deleteSchedule(request -> request.groupName(group).name(name));
            return true;
        } catch (ConflictException | ResourceNotFoundException _) {
            return false;
        }
    }

    private Map<String, Entry> there(String prefix) {
        Map<String, Entry> there = new LinkedHashMap<>();
        String token = null;
        do {
            String next = token;
            ListSchedulesResponse page = scheduler.listSchedules(request -> request.groupName(group).namePrefix(prefix).nextToken(next));
            for (ScheduleSummary schedule : page.schedules()) {
                try {
                    there.put(schedule.name(), entry(scheduler.getSchedule(request -> request.groupName(group).name(schedule.name()))));
                } catch (ResourceNotFoundException _) {
                    // Gone since it was listed.
                }
            }
            token = page.nextToken();
        } while (token != null);
        return there;
    }

    private static Entry entry(GetScheduleResponse schedule) {
        return new Entry(text(schedule.description()), text(schedule.scheduleExpression()), text(schedule.scheduleExpressionTimezone()),
                asWeSetIt(schedule.target()), schedule.flexibleTimeWindow(), schedule.state(), others(schedule));
    }

    /** Whatever AWS may once tell of a target besides is no difference. */
    private static Target asWeSetIt(Target target) {
        return Target.builder().arn(target.arn()).roleArn(target.roleArn()).input(target.input())
                .deadLetterConfig(target.deadLetterConfig()).retryPolicy(target.retryPolicy()).build();
    }

    private static String others(GetScheduleResponse schedule) {
        return Stream.of(text(schedule.startDate()), text(schedule.endDate()), text(schedule.kmsKeyArn()),
                        schedule.actionAfterCompletion() == ActionAfterCompletion.DELETE ? "DELETE" : "")
                .filter(other -> !other.isEmpty()).collect(Collectors.joining(" "));
    }

    private static String text(@Nullable Instant date) {
        return date == null ? "" : date.toString();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
