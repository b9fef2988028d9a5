package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.Stack;
import dev.signalbox.run.Timetable;
import dev.signalbox.trigger.Arrival;
import dev.signalbox.trigger.EventReader;
import dev.signalbox.trigger.NotUnderstood;
import dev.signalbox.trigger.Trigger;

/** The schedules of the template, and their group. */
class SchedulesTest {

    private static final Arrival ARRIVAL = new Arrival("request-1", Instant.EPOCH);
    private static final String SCHEDULE = "AccountWideSchedule";

    @Test
    void withoutItsParameterThereIsNoAccountWideSchedule() {
        assertFalse(Project.stack().resources().containsKey(SCHEDULE));
    }

    @Test
    void theAccountWideScheduleSendsWhatRouteUnderstands() throws NotUnderstood {
        JsonNode schedule = accountWide().properties();
        assertEquals("cron(0 3 * * ? *)", schedule.path("ScheduleExpression").asText());
        assertEquals("Europe/Amsterdam", schedule.path("ScheduleExpressionTimezone").asText());
        String sent = schedule.at("/Target/Input").asText().replace("<aws.scheduler.execution-id>", "d32c5kddcf5bb8c3")
                .replace("<aws.scheduler.scheduled-time>", "2026-11-23T02:00:00Z");
        Trigger.AccountSlot slot = (Trigger.AccountSlot) new EventReader(new ObjectMapper()).read(Project.json(sent), ARRIVAL);
        assertEquals(List.of("d32c5kddcf5bb8c3", schedule.path("Name").asText(), "cron(0 3 * * ? *)", "Europe/Amsterdam"),
                List.of(slot.origin().event(), slot.schedule(), slot.expression(), slot.timezone()));
        assertEquals(Instant.parse("2026-11-23T02:00:00Z"), slot.slot());
    }

    @Test
    void theAccountWideScheduleIsOnTimeAndKeepsWhatItCouldNotSend() {
        JsonNode schedule = accountWide().properties();
        assertEquals("OFF", schedule.at("/FlexibleTimeWindow/Mode").asText());
        assertEquals(Project.resource("ScheduleGroup").physicalId(), schedule.path("GroupName").asText());
        JsonNode target = schedule.path("Target");
        assertEquals(Project.resource("RouteFunction").arn(), target.path("Arn").asText());
        assertEquals(Project.resource("ScheduleRole").arn(), target.path("RoleArn").asText());
        assertEquals(Project.resource("UndeliveredQueue").arn(), target.at("/DeadLetterConfig/Arn").asText());
        assertEquals(3_600, target.at("/RetryPolicy/MaximumEventAgeInSeconds").asInt());
        assertEquals(5, target.at("/RetryPolicy/MaximumRetryAttempts").asInt());
    }

    @Test
    void noRepositorysSchedulesAreTakenForTheAccounts() {
        assertFalse(accountWide().properties().path("Name").asText().startsWith(Timetable.prefix("account")));
    }

    @Test
    void theRoleOfSchedulesReachesRouteAndTheQueueAndNothingElse() {
        JsonNode statements = Project.resource("ScheduleRole").properties().at("/Policies/0/PolicyDocument/Statement");
        assertEquals(Map.of("lambda:InvokeFunction", Project.resource("RouteFunction").arn(),
                        "sqs:SendMessage", Project.resource("UndeliveredQueue").arn()),
                Map.of(statements.at("/0/Action").asText(), statements.at("/0/Resource").asText(),
                        statements.at("/1/Action").asText(), statements.at("/1/Resource").asText()));
        assertEquals(2, statements.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cron(0 3 * * ? *)", "cron(0/15 8-18 ? JAN-MAR 2#1,3L 2026/2)", "rate(1 day)", "rate(6 hours)"})
    void theParameterTakesWhatSchedulerTakes(String expression) {
        assertTrue(allowed().matcher(expression).matches(), expression);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 3 * * *", "cron(0 3 * * ?)", "rate(0 days)", "cron(0 3 * * ? \"})", "rate(1 day)\n", "at(2026-11-23T02:00:00)"})
    void theParameterTakesNothingElse(String expression) {
        assertFalse(allowed().matcher(expression).matches(), expression);
    }

    private static Pattern allowed() {
        return Pattern.compile(Project.matches("  AccountSchedule:\n(?:    .*\n)*?    AllowedPattern: '(.*)'\n", Project.text("template.yaml"))
                .getFirst().group(1));
    }

    private static Resource accountWide() {
        Stack stack = Project.stack(Map.of("AccountSchedule", "cron(0 3 * * ? *)", "AccountScheduleTimezone", "Europe/Amsterdam"));
        return Objects.requireNonNull(stack.resources().get(SCHEDULE));
    }
}
