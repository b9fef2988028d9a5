package dev.signalbox.local.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;

import dev.signalbox.local.codebuild.CodeBuild;
import dev.signalbox.local.endtoend.CloudInHand.Run;
import dev.signalbox.local.endtoend.CloudInHand.Told;
import dev.signalbox.local.front.Caller;

/** What runs by the clock, on a cloud whose clock is turned by days and months. */
@OnTheLocalCloud(parameters = "AccountSchedule=cron(30 6 29 2 ? *)")
class SchedulesTest {

    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    private static final Duration HOUR = Duration.ofHours(1);

    private final CloudInHand cloud;
    private final Repository repository;

    SchedulesTest(CloudInHand cloud, Repository repository) {
        this.cloud = cloud;
        this.repository = repository;
    }

    /** Nothing of one test comes due in the next. */
    @AfterEach
    void noScheduleIsLeft() {
        repository.git("checkout", "-q", "main");
        push("  unit: { on: { manual: {} } }");
        awaitSchedules(Set.of());
    }

    private String push(String builds) {
        String commit = repository.commit("Change the rules",
                Map.of(".signalbox.yml", "version: 1\nbuilds:\n" + builds + "\n", "buildspec.yml", Buildspecs.of("echo well")));
        repository.push();
        return commit;
    }

    private String pushSchedule(String schedule) {
        String commit = push("  nightly: { on: { schedule: [{ %s }] }, timeout: 36h }".formatted(schedule));
        cloud.awaitThat("the schedule", () -> cloud.schedules(repository).size() == 1);
        return commit;
    }

    private void awaitSchedules(Set<String> expressions) {
        cloud.awaitThat("schedules " + expressions, () -> cloud.schedules(repository).stream()
                .map(schedule -> schedule.scheduleExpression() + " " + schedule.scheduleExpressionTimezone())
                .collect(Collectors.toSet()).equals(expressions));
    }

    private Instant now() {
        return cloud.local().timeline().now();
    }

    /** To just after the next full hour. */
    private void turnAnHour() {
        cloud.turnTo(now().truncatedTo(ChronoUnit.HOURS).plus(HOUR).plusSeconds(1));
    }

    private List<Told> toldBySchedule() {
        return cloud.told(repository.name()).stream().filter(told -> told.document().path("trigger").asText().equals("schedule")).toList();
    }

    private void awaitToldBySchedule(int count) {
        cloud.awaitThat(count + " verdicts of schedules", () -> toldBySchedule().size() >= count);
        cloud.settle();
        assertEquals(count, toldBySchedule().size());
    }

    private ZoneOffsetTransition nextTransition(boolean gap) {
        ZoneOffsetTransition transition = AMSTERDAM.getRules().nextTransition(now());
        return transition.isGap() == gap ? transition : AMSTERDAM.getRules().nextTransition(transition.getInstant());
    }

    /** Around a change of the clocks: how often it ran on the day before, on the day itself and on the day after. */
    private List<Integer> runsOnDaysAround(ZoneOffsetTransition change, LocalTime time) {
        LocalDate day = change.getDateTimeBefore().toLocalDate();
        cloud.turnTo(day.minusDays(2).atTime(12, 0).atZone(AMSTERDAM).toInstant());
        pushSchedule("cron: '%d %d * * ? *', timezone: Europe/Amsterdam".formatted(time.getMinute(), time.getHour()));
        List<Integer> runs = new ArrayList<>();
        int before = 0;
        for (int days = -1; days <= 1; days++) {
            int expected = before + 1;
            cloud.turnTo(day.plusDays(days).atTime(12, 0).atZone(AMSTERDAM).toInstant());
            cloud.awaitThat("a verdict on day " + days, () -> toldBySchedule().size() >= expected);
            cloud.settle();
            runs.add(toldBySchedule().size() - before);
            before = toldBySchedule().size();
        }
        return runs;
    }

    @Test
    void aNightlyBuildRunsOnceADayWhenClocksGoForward() {
        assertEquals(List.of(1, 1, 1), runsOnDaysAround(nextTransition(true), LocalTime.of(3, 0)));
    }

    /** Half past two comes twice in that night. */
    @Test
    void aNightlyBuildRunsOnceADayWhenClocksGoBack() {
        assertEquals(List.of(1, 1, 1), runsOnDaysAround(nextTransition(false), LocalTime.of(2, 30)));
    }

    @Test
    void aSlotThatFiresTwiceIsOneRun() {
        String commit = pushSchedule("cron: '0 * * * ? *'");
        String schedule = cloud.schedules(repository).getFirst().arn();
        cloud.local().schedules().doubleNext(slot -> slot.schedule().equals(schedule));
        turnAnHour();
        cloud.awaitThat("both decisions", () -> slots().size() >= 2);
        awaitToldBySchedule(1);
        assertEquals(1, cloud.builds(commit).size());
        assertEquals(1, slots().stream().map(decision -> decision.path("run").asText()).distinct().count());
    }

    private List<JsonNode> slots() {
        return cloud.decisions().stream().filter(decision -> decision.path("repository").asText().equals(repository.name())
                && decision.path("run").asText().startsWith("schedule-")).toList();
    }

    @Test
    void aSlotThatFiresLateIsOneRun() {
        pushSchedule("cron: '0 * * * ? *'");
        String schedule = cloud.schedules(repository).getFirst().arn();
        cloud.local().schedules().delayNext(slot -> slot.schedule().equals(schedule), Duration.ofMinutes(90));
        turnAnHour();
        turnAnHour();
        awaitToldBySchedule(1);
        cloud.local().timeline().turn(Duration.ofMinutes(40));
        awaitToldBySchedule(2);
        assertEquals(2, slots().stream().map(decision -> decision.path("run").asText()).distinct().count());
    }

    @Test
    void schedulesFollowTheRulesOfTheDefaultBranch() {
        push("  nightly: { on: { schedule: [{ cron: '0 3 ? * MON-FRI *', timezone: Europe/Amsterdam }] } }\n"
                + "  weekly: { on: { schedule: [{ cron: '0 3 ? * MON-FRI *', timezone: Europe/Amsterdam }, { rate: 7 days }] } }");
        awaitSchedules(Set.of("cron(0 3 ? * MON-FRI *) Europe/Amsterdam", "rate(7 days) UTC"));
        for (GetScheduleResponse schedule : cloud.schedules(repository)) {
            assertEquals(ScheduleState.ENABLED, schedule.state());
            assertTrue(schedule.groupName().contains("signalbox"), schedule::groupName);
            assertTrue(schedule.name().contains(repository.name().substring(repository.name().length() - 8)), schedule::name);
        }
        push("  nightly: { on: { schedule: [{ cron: '30 4 ? * MON-FRI *', timezone: America/New_York }] } }");
        awaitSchedules(Set.of("cron(30 4 ? * MON-FRI *) America/New_York"));
        repository.git("checkout", "-q", "-b", "topic");
        String topic = push("  other: { on: { push: {}, schedule: [{ rate: 1 hour }] } }");
        cloud.toldOnce(repository, topic);
        awaitSchedules(Set.of("cron(30 4 ? * MON-FRI *) America/New_York"));
        repository.git("checkout", "-q", "main");
        String broken = push("  nightly: { on: { schedule: [{ cron: 'every night' }] } }");
        assertEquals("errored", cloud.toldOnce(repository, broken).verdict());
        awaitSchedules(Set.of("cron(30 4 ? * MON-FRI *) America/New_York"));
        push("  unit: { on: { push: { branches: [other] } } }");
        awaitSchedules(Set.of());
    }

    @Test
    void aScheduleThatWasChangedByHandIsMadeRightByTheNextPush() {
        pushSchedule("cron: '0 * * * ? *'");
        GetScheduleResponse made = cloud.schedules(repository).getFirst();
        cloud.scheduler.updateSchedule(request -> request.name(made.name()).groupName(made.groupName()).state(ScheduleState.DISABLED)
                .scheduleExpression(made.scheduleExpression()).scheduleExpressionTimezone(made.scheduleExpressionTimezone())
                .target(made.target()).flexibleTimeWindow(made.flexibleTimeWindow()));
        repository.push("echo more");
        cloud.awaitThat("the schedule as it was", () -> cloud.schedules(repository).getFirst().state() == ScheduleState.ENABLED);
    }

    @Test
    void aSlotThatDoesNotReachRouteIsKept() {
        pushSchedule("cron: '0 * * * ? *'");
        String schedule = cloud.schedules(repository).getFirst().name();
        cloud.intercept((caller, _, operation, _) -> {
            if (operation.equals("Invoke") && caller instanceof Caller.RoleSession session && session.arn().contains("ScheduleRole")) {
                throw ResourceNotFoundException.builder().statusCode(404).message("Function not found").awsErrorDetails(
                        AwsErrorDetails.builder().serviceName("Lambda").errorCode("ResourceNotFoundException")
                                .errorMessage("Function not found").build()).build();
            }
        });
        turnAnHour();
        cloud.awaitThat("the slot in the queue", () -> cloud.undelivered().stream()
                .anyMatch(message -> message.at("/detail/schedule").asText().equals(schedule)));
    }

    @Test
    void nothingRunsWhereNothingChanged() {
        String first = pushSchedule("cron: '0 * * * ? *', unless: unchanged");
        turnAnHour();
        awaitToldBySchedule(1);
        turnAnHour();
        cloud.awaitDecision("on the second hour", repository, decision -> decision.path("reason").asText().contains("unchanged"));
        assertEquals(1, cloud.builds(first).size());
        String second = repository.commit("Something new", Map.of("new", "1"));
        repository.push();
        turnAnHour();
        awaitToldBySchedule(2);
        assertEquals(1, cloud.builds(second).size());
    }

    @Test
    void theBranchOfAScheduleIsBuilt() {
        repository.commit("Begin", Map.of("buildspec.yml", Buildspecs.of("echo well")));
        repository.git("push", "-q", "origin", "main", "main:release/1");
        pushSchedule("cron: '0 * * * ? *', branch: release/1");
        turnAnHour();
        awaitToldBySchedule(1);
        assertEquals("release/1", toldBySchedule().getFirst().document().path("branch").asText());
        assertEquals(repository.git("rev-parse", "main~1"), toldBySchedule().getFirst().commit());
    }

    /** The first slot's build is held while the second comes. */
    private CodeBuild.Hold secondSlotWhileTheFirstIsAtWork(String overlap) {
        String commit = pushSchedule("cron: '0 * * * ? *'" + overlap);
        CodeBuild.Hold hold = cloud.local().builds().hold(build -> commit.equals(build.sourceVersion()));
        turnAnHour();
        cloud.awaitBuild(commit, 1, "PROVISIONING");
        turnAnHour();
        cloud.awaitThat("the second slot's decision", () -> bySlot().size() >= 2);
        return hold;
    }

    /** What was decided on slots that came, whether or not they led to a run. */
    private List<JsonNode> bySlot() {
        Set<String> pushes = cloud.events(event -> event.path("source").asText().startsWith("aws.")).stream()
                .map(event -> event.path("id").asText()).collect(Collectors.toSet());
        return cloud.decisions().stream().filter(decision -> decision.path("repository").asText().equals(repository.name())
                && !pushes.contains(decision.path("event").asText())).toList();
    }

    @Test
    void aSlotIsSkippedWhileTheOneBeforeIsAtWork() {
        try (CodeBuild.Hold _ = secondSlotWhileTheFirstIsAtWork("")) {
            assertEquals(1, cloud.runs(repository.name()).size());
        }
        awaitToldBySchedule(1);
        assertEquals("passed", toldBySchedule().getFirst().verdict());
    }

    @Test
    void aSlotWaitsForTheOneBefore() {
        try (CodeBuild.Hold _ = secondSlotWhileTheFirstIsAtWork(", overlap: queue")) {
            assertEquals(1, cloud.runs(repository.name()).size());
        }
        awaitToldBySchedule(2);
        assertEquals(List.of("passed", "passed"), toldBySchedule().stream().map(Told::verdict).toList());
        List<Run> runs = cloud.runs(repository.name());
        assertEquals(2, runs.size());
    }

    @Test
    void aSlotStopsTheOneBefore() {
        try (CodeBuild.Hold hold = secondSlotWhileTheFirstIsAtWork(", overlap: cancel")) {
            cloud.awaitThat("the first one's verdict", () -> toldBySchedule()
                    .stream().anyMatch(told -> told.verdict().equals("superseded")));
            hold.release();
        }
        awaitToldBySchedule(2);
        assertEquals(Set.of("passed", "superseded"), toldBySchedule().stream().map(Told::verdict).collect(Collectors.toSet()));
    }

    /** Every repository that has something to build on its default branch is built, without a schedule of its own. */
    @Test
    void theAccountsScheduleBuildsEveryRepository() {
        String mine = push("  unit: { on: { push: { branches: [main] } } }\n  release: { on: { tag: {} } }");
        cloud.toldOnce(repository, mine);
        Repository plain = cloud.repository();
        String plainly = plain.push("echo well");
        cloud.toldOnce(plain, plainly);
        Repository empty = cloud.repository();
        LocalDate day = now().atZone(ZoneOffset.UTC).toLocalDate();
        while (!(day.getMonthValue() == 2 && day.getDayOfMonth() == 29)) {
            day = day.plusDays(1);
        }
        cloud.turnTo(day.atTime(6, 30, 1).toInstant(ZoneOffset.UTC));
        awaitToldBySchedule(1);
        assertEquals(Map.of("unit", "SUCCEEDED"), toldBySchedule().getFirst().outcomesByName());
        assertEquals(mine, toldBySchedule().getFirst().commit());
        cloud.awaitTold("the other repository's", plain, 2, told -> told.commit().equals(plainly));
        assertEquals(List.of(), cloud.told(empty.name()));
    }
}
