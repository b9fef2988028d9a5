package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesRequest;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesResponse;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.scheduler.model.ThrottlingException;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ValidationException;

import dev.signalbox.run.Schedules.Kept;
import dev.signalbox.run.Schedules.Slot;
import dev.signalbox.run.Timetable;

class SchedulerSchedulesTest {

    private static final Slot NIGHTLY = new Slot("cron(0 3 ? * MON-FRI *)", "Europe/Amsterdam", "main");
    private static final Slot OFTEN = new Slot("rate(6 hours)", "UTC", "");

    private final FakeScheduler scheduler = new FakeScheduler();
    private final SchedulerSchedules schedules = new SchedulerSchedules(scheduler, "signalbox", "arn:route", "arn:role", "arn:queue");

    @Test
    void aNewSlotIsCreatedWhole() {
        Kept kept = schedules.keep("orders", List.of(NIGHTLY));
        String name = name(NIGHTLY);
        assertEquals(new Kept(List.of(name), List.of(), List.of(), new TreeMap<>()), kept);
        assertEquals("schedules: created " + name, kept.words());
        GetScheduleResponse created = Objects.requireNonNull(scheduler.schedules.get(name));
        assertEquals(GetScheduleResponse.builder().groupName("signalbox").name(name).description("cron(0 3 ? * MON-FRI *) Europe/Amsterdam of orders, branch main")
                .scheduleExpression("cron(0 3 ? * MON-FRI *)").scheduleExpressionTimezone("Europe/Amsterdam")
                .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF)).state(ScheduleState.ENABLED)
                .actionAfterCompletion(ActionAfterCompletion.NONE)
                .target(target -> target.arn("arn:route").roleArn("arn:role").deadLetterConfig(queue -> queue.arn("arn:queue"))
                        .retryPolicy(retry -> retry.maximumEventAgeInSeconds(3600).maximumRetryAttempts(5))
                        .input(Timetable.of("orders", List.of(NIGHTLY)).input(name)))
                .build(), created);
    }

    @Test
    void whatIsAsItShouldBeIsLeftAlone() {
        schedules.keep("orders", List.of(NIGHTLY, OFTEN));
        scheduler.calls.clear();
        assertEquals("", schedules.keep("orders", List.of(NIGHTLY, OFTEN)).words());
        assertEquals(List.of(), scheduler.calls);
    }

    @Test
    void whatNoSlotAsksForAnyLongerIsDeleted() {
        schedules.keep("orders", List.of(NIGHTLY, OFTEN));
        assertEquals("schedules: deleted " + name(OFTEN), schedules.keep("orders", List.of(NIGHTLY)).words());
        assertEquals(Set.of(name(NIGHTLY)), scheduler.schedules.keySet());
        assertEquals("schedules: deleted " + name(NIGHTLY), schedules.keep("orders", List.of()).words());
        assertEquals("", schedules.keep("orders", List.of()).words());
    }

    @Test
    void anotherTimeIsAnotherSchedule() {
        schedules.keep("orders", List.of(NIGHTLY));
        Slot later = new Slot("cron(30 4 ? * MON-FRI *)", NIGHTLY.timezone(), NIGHTLY.branch());
        assertEquals("schedules: created %s; deleted %s".formatted(name(later), name(NIGHTLY)),
                schedules.keep("orders", List.of(later)).words());
    }

    @Test
    void otherRepositoriesSchedulesAreNotTouched() {
        schedules.keep("orders", List.of(NIGHTLY));
        schedules.keep("orders-2", List.of(NIGHTLY));
        schedules.keep("orders", List.of());
        assertEquals(Set.copyOf(Timetable.of("orders-2", List.of(NIGHTLY)).entries().keySet()), scheduler.schedules.keySet());
    }

    @Test
    void schedulesOfAllPagesAreSeen() {
        List<Slot> many = IntStream.range(0, 7).mapToObj(i -> new Slot("rate(%d hours)".formatted(i + 2), "UTC", "")).toList();
        schedules.keep("orders", many);
        assertEquals("", schedules.keep("orders", many).words());
        assertEquals(7, schedules.keep("orders", List.of()).deleted().size());
    }

    static Stream<UnaryOperator<GetScheduleResponse.Builder>> changesByHand() {
        return Stream.of(
                schedule -> schedule.state(ScheduleState.DISABLED),
                schedule -> schedule.scheduleExpression("rate(1 minute)"),
                schedule -> schedule.scheduleExpressionTimezone("UTC"),
                schedule -> schedule.description("mine"),
                schedule -> schedule.endDate(Instant.EPOCH),
                schedule -> schedule.actionAfterCompletion(ActionAfterCompletion.DELETE),
                schedule -> schedule.flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.FLEXIBLE).maximumWindowInMinutes(5)),
                schedule -> schedule.target(schedule.build().target().toBuilder().arn("arn:another").build()),
                schedule -> schedule.target(schedule.build().target().toBuilder().roleArn("arn:another").build()),
                schedule -> schedule.target(schedule.build().target().toBuilder().input("{}").build()),
                schedule -> schedule.target(schedule.build().target().toBuilder().deadLetterConfig(queue -> queue.arn("arn:x")).build()),
                schedule -> schedule.target(schedule.build().target().toBuilder().retryPolicy(retry -> retry.maximumRetryAttempts(0)).build()));
    }

    @ParameterizedTest
    @MethodSource("changesByHand")
    void whatWasChangedByHandIsPutRight(UnaryOperator<GetScheduleResponse.Builder> change) {
        schedules.keep("orders", List.of(NIGHTLY));
        GetScheduleResponse right = Objects.requireNonNull(scheduler.schedules.get(name(NIGHTLY)));
        scheduler.schedules.put(name(NIGHTLY), change.apply(right.toBuilder()).build());
        assertEquals("schedules: updated " + name(NIGHTLY), schedules.keep("orders", List.of(NIGHTLY)).words());
        assertEquals(right, scheduler.schedules.get(name(NIGHTLY)));
    }

    @Test
    void anExpressionThatSchedulerRefusesIsToldAndStopsNoOther() {
        Slot wrong = new Slot("cron(0 25 ? * * *)", "UTC", "");
        Kept kept = schedules.keep("orders", List.of(wrong, OFTEN));
        assertEquals(List.of(name(OFTEN)), kept.created());
        assertEquals(Map.of("cron(0 25 ? * * *) (UTC)", "Invalid Schedule Expression cron(0 25 ? * * *)."), kept.refused());
        assertEquals("schedules: created %s; cron(0 25 ? * * *) (UTC) was refused: Invalid Schedule Expression cron(0 25 ? * * *)."
                .formatted(name(OFTEN)), kept.words());
        scheduler.room = 1;
        assertEquals(Map.of("cron(0 3 ? * MON-FRI *) (Europe/Amsterdam)", "too many schedules"),
                schedules.keep("orders", List.of(OFTEN, NIGHTLY)).refused());
    }

    @Test
    void whatAnotherPushDidMeanwhileIsAsGoodAsDone() {
        scheduler.madeMeanwhile.add(name(NIGHTLY));
        assertEquals("", schedules.keep("orders", List.of(NIGHTLY)).words());
        scheduler.madeMeanwhile.clear();
        schedules.keep("orders", List.of(NIGHTLY));
        scheduler.goneMeanwhile.add(name(NIGHTLY));
        assertEquals("", schedules.keep("orders", List.of()).words());
        scheduler.goneBeforeLookedAt.add(name(NIGHTLY));
        scheduler.goneMeanwhile.clear();
        assertEquals("schedules: created " + name(NIGHTLY), schedules.keep("orders", List.of(NIGHTLY)).words());
    }

    @Test
    void whatMayPassIsThrown() {
        scheduler.throttled = true;
        assertThrows(ThrottlingException.class, () -> schedules.keep("orders", List.of(NIGHTLY)));
    }

    private static String name(Slot slot) {
        return Timetable.of("orders", List.of(slot)).entries().keySet().iterator().next();
    }

    /** Scheduler with the group {@code signalbox}, in pages of three. */
    private static final class FakeScheduler implements SchedulerClient {

        private final Map<String, GetScheduleResponse> schedules = new TreeMap<>();
        private final List<String> calls = new ArrayList<>();
        private final Set<String> madeMeanwhile = new HashSet<>();
        private final Set<String> goneMeanwhile = new HashSet<>();
        private final Set<String> goneBeforeLookedAt = new HashSet<>();
        private int room = 1_000;
        private boolean throttled;

        @Override
        public ListSchedulesResponse listSchedules(ListSchedulesRequest request) {
            if (throttled) {
                throw ThrottlingException.builder().build();
            }
            checkGroup(request.groupName());
            List<ScheduleSummary> all = schedules.values().stream().filter(schedule -> schedule.name().startsWith(request.namePrefix()))
                    .map(schedule -> ScheduleSummary.builder().groupName("signalbox").name(schedule.name()).build()).toList();
            int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
            int to = Math.min(all.size(), from + 3);
            return ListSchedulesResponse.builder().schedules(all.subList(from, to))
                    .nextToken(to < all.size() ? String.valueOf(to) : null).build();
        }

        @Override
        public GetScheduleResponse getSchedule(GetScheduleRequest request) {
            checkGroup(request.groupName());
            if (goneBeforeLookedAt.remove(request.name())) {
                schedules.remove(request.name());
            }
            GetScheduleResponse found = schedules.get(request.name());
            if (found == null) {
                throw ResourceNotFoundException.builder().build();
            }
            return found;
        }

        @Override
        public CreateScheduleResponse createSchedule(CreateScheduleRequest request) {
            calls.add("create " + request.name());
            checkGroup(request.groupName());
            check(request.scheduleExpression());
            if (schedules.size() >= room) {
                throw ServiceQuotaExceededException.builder().awsErrorDetails(details("too many schedules")).build();
            }
            if (madeMeanwhile.contains(request.name()) || schedules.containsKey(request.name())) {
                throw ConflictException.builder().build();
            }
            schedules.put(request.name(), GetScheduleResponse.builder().groupName(request.groupName()).name(request.name())
                    .description(request.description()).scheduleExpression(request.scheduleExpression())
                    .scheduleExpressionTimezone(request.scheduleExpressionTimezone()).flexibleTimeWindow(request.flexibleTimeWindow())
                    .state(request.state()).target(request.target()).actionAfterCompletion(ActionAfterCompletion.NONE).build());
            return CreateScheduleResponse.builder().build();
        }

        @Override
        public UpdateScheduleResponse updateSchedule(UpdateScheduleRequest request) {
            calls.add("update " + request.name());
            checkGroup(request.groupName());
            check(request.scheduleExpression());
            schedules.put(request.name(), GetScheduleResponse.builder().groupName(request.groupName()).name(request.name())
                    .description(request.description()).scheduleExpression(request.scheduleExpression())
                    .scheduleExpressionTimezone(request.scheduleExpressionTimezone()).flexibleTimeWindow(request.flexibleTimeWindow())
                    .state(request.state()).target(request.target()).actionAfterCompletion(ActionAfterCompletion.NONE).build());
            return UpdateScheduleResponse.builder().build();
        }

        @Override
        public DeleteScheduleResponse deleteSchedule(DeleteScheduleRequest request) {
            calls.add("delete " + request.name());
            checkGroup(request.groupName());
            if (schedules.remove(request.name()) == null || goneMeanwhile.contains(request.name())) {
                throw ResourceNotFoundException.builder().build();
            }
            return DeleteScheduleResponse.builder().build();
        }

        private static void checkGroup(String group) {
            assertEquals("signalbox", group);
        }

        private static void check(String expression) {
            if (expression.contains(" 25 ")) {
                throw ValidationException.builder().awsErrorDetails(details("Invalid Schedule Expression " + expression + ".")).build();
            }
        }

        private static AwsErrorDetails details(String message) {
            return AwsErrorDetails.builder().errorMessage(message).build();
        }

        @Override
        public String serviceName() {
            return "scheduler";
        }

        @Override
        public void close() {
        }
    }
}
