package dev.signalbox.local.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesResponse;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.SchedulerException;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.scheduler.model.ValidationException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Fault;
import dev.signalbox.local.lambda.FakeQueues;
import dev.signalbox.local.template.TemplateProblem;

class SchedulerTest {

    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:route";
    private static final String DEAD = "arn:aws:sqs:us-east-1:123456789012:dead";
    private static final String ARNS = "arn:aws:scheduler:us-east-1:123456789012:";
    private static final String AT = "{\"at\": \"<aws.scheduler.scheduled-time>\"}";
    private static final FlexibleTimeWindow NO_WINDOW = FlexibleTimeWindow.builder().mode(FlexibleTimeWindowMode.OFF).build();

    private static final String ROLES = """
            Resources:
              Invoker:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      Effect: Allow
                      Principal: { Service: scheduler.amazonaws.com }
                      Action: 'sts:AssumeRole'
                      Condition:
                        StringEquals:
                          aws:SourceAccount: !Ref AWS::AccountId
                          aws:SourceArn: ['arn:aws:scheduler:us-east-1:123456789012:schedule-group/default',
                                          'arn:aws:scheduler:us-east-1:123456789012:schedule-group/nightly']
                  Policies:
                    - PolicyDocument:
                        Statement:
                          - Effect: Allow
                            Action: lambda:InvokeFunction
                            Resource: arn:aws:lambda:us-east-1:123456789012:function:route
                          - { Effect: Allow, Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:123456789012:dead' }
              Powerless:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: { Effect: Allow, Principal: { Service: scheduler.amazonaws.com }, Action: 'sts:AssumeRole' }
                  Policies:
                    - PolicyDocument:
                        Statement: { Effect: Allow, Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:123456789012:dead' }
              Stranger:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: { Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: 'sts:AssumeRole' }
                  Policies: []
              Keeper:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }
                  Policies:
                    - PolicyDocument:
                        Statement:
                          - { Effect: Allow, Action: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'], Resource: '*' }
                          - Effect: Allow
                            Action: iam:PassRole
                            Resource: !GetAtt Invoker.Arn
                            Condition: { StringEquals: { 'iam:PassedToService': scheduler.amazonaws.com } }
            """;

    @TempDir
    private Path folder;
    private Desk desk;
    private SchedulerClient client;

    @BeforeEach
    void open() {
        desk = new Desk(folder, ROLES);
        client = desk.client();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private CreateScheduleRequest.Builder schedule(String name, String expression) {
        return CreateScheduleRequest.builder().name(name).scheduleExpression(expression).flexibleTimeWindow(NO_WINDOW).target(target(AT));
    }

    private Target target(@Nullable String input) {
        return Target.builder().arn(FUNCTION).roleArn(desk.role("Invoker")).input(input).deadLetterConfig(dead -> dead.arn(DEAD)).build();
    }

    private Target as(String role) {
        return target(AT).toBuilder().roleArn(desk.role(role)).build();
    }

    private String create(CreateScheduleRequest.Builder schedule) {
        return client.createSchedule(schedule.build()).scheduleArn();
    }

    /** Turns the clock to shortly before a UTC midnight, so that the next minutes are not those of the machine's clock. */
    private Instant midnight() {
        Instant midnight = desk.timeline.now().truncatedTo(ChronoUnit.DAYS).plus(2, ChronoUnit.DAYS);
        desk.turnTo(midnight.minusSeconds(30));
        return midnight;
    }

    private static String shown(Instant midnight, int days, String time) {
        return midnight.plus(days, ChronoUnit.DAYS).toString().replace("T00:00:00Z", "T" + time + "Z");
    }

    private String refusal(Runnable call) {
        return assertThrows(ValidationException.class, call::run).awsErrorDetails().errorMessage();
    }

    @Test
    void whatWasAskedForIsDescribedWithAwsDefaults() {
        client.createScheduleGroup(group -> group.name("nightly"));
        Instant start = Instant.parse("2030-01-01T00:00:00Z");
        String arn = create(schedule("one", "cron(0 3 ? * MON-FRI *)").groupName("nightly").description("Nightly")
                .scheduleExpressionTimezone("Europe/Amsterdam").startDate(start).endDate(start.plusSeconds(60)).state("DISABLED")
                .actionAfterCompletion(ActionAfterCompletion.DELETE));
        assertEquals(ARNS + "schedule/nightly/one", arn);
        GetScheduleResponse found = client.getSchedule(get -> get.groupName("nightly").name("one"));
        assertEquals("cron(0 3 ? * MON-FRI *)", found.scheduleExpression());
        assertEquals("Europe/Amsterdam", found.scheduleExpressionTimezone());
        assertEquals(List.of("one", "nightly", arn, "Nightly", "DISABLED", "DELETE"), List.of(found.name(), found.groupName(), found.arn(),
                found.description(), found.stateAsString(), found.actionAfterCompletionAsString()));
        assertEquals(List.of(start, start.plusSeconds(60)), List.of(found.startDate(), found.endDate()));
        assertEquals(86_400, found.target().retryPolicy().maximumEventAgeInSeconds());
        assertEquals(185, found.target().retryPolicy().maximumRetryAttempts());
        assertEquals(AT, found.target().input());
        assertEquals(found.creationDate(), found.lastModificationDate());

        create(schedule("two", "rate(1 days)"));
        GetScheduleResponse plain = client.getSchedule(get -> get.name("two"));
        assertEquals(List.of("default", "UTC", "ENABLED", "NONE"), List.of(plain.groupName(), plain.scheduleExpressionTimezone(),
                plain.stateAsString(), plain.actionAfterCompletionAsString()));
        assertNull(plain.startDate());
    }

    @Test
    void anUpdateReplacesEverythingButTheCreation() {
        create(schedule("one", "cron(0 3 * * ? *)").description("Nightly").state("DISABLED"));
        Instant created = client.getSchedule(get -> get.name("one")).creationDate();
        desk.timeline.turn(Duration.ofHours(1));
        assertEquals(ARNS + "schedule/default/one", client.updateSchedule(update -> update.name("one")
                .scheduleExpression("cron(30 4 * * ? *)").flexibleTimeWindow(NO_WINDOW).target(target(null))).scheduleArn());
        GetScheduleResponse found = client.getSchedule(get -> get.name("one"));
        assertEquals("cron(30 4 * * ? *)", found.scheduleExpression());
        assertEquals(ScheduleState.ENABLED, found.state());
        assertNull(found.description());
        assertNull(found.target().input());
        assertEquals(created, found.creationDate());
        assertTrue(!found.lastModificationDate().isBefore(created.plus(1, ChronoUnit.HOURS)));
    }

    @Test
    void listsAreFilteredAndComeInPages() {
        client.createScheduleGroup(group -> group.name("nightly"));
        for (int n = 0; n < 5; n++) {
            create(schedule("orders-" + n, "rate(1 days)").groupName("nightly").state(n % 2 == 0 ? "ENABLED" : "DISABLED"));
        }
        create(schedule("orders-0", "rate(1 days)"));
        create(schedule("stock", "rate(1 days)"));
        assertEquals(7, client.listSchedules(list -> { }).schedules().size());
        assertEquals(5, client.listSchedules(list -> list.groupName("nightly")).schedules().size());
        assertEquals(6, client.listSchedules(list -> list.namePrefix("orders")).schedules().size());
        assertEquals(List.of("orders-1", "orders-3"), client.listSchedules(list -> list.state("DISABLED")).schedules().stream()
                .map(ScheduleSummary::name).toList());
        List<String> seen = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            ListSchedulesResponse page = client.listSchedules(list -> list.maxResults(2).nextToken(from));
            assertTrue(page.schedules().size() <= 2);
            page.schedules().forEach(one -> {
                seen.add(one.groupName() + "/" + one.name());
                assertEquals(FUNCTION, one.target().arn());
            });
            token = page.nextToken();
        } while (token != null);
        assertEquals(7, new TreeSet<>(seen).size());
        assertEquals(7, seen.size());
        assertTrue(refusal(() -> client.listSchedules(list -> list.maxResults(101))).contains("'maxResults'"));
        assertTrue(refusal(() -> client.listSchedules(list -> list.nextToken("!"))).contains("NextToken"));
        assertThrows(ResourceNotFoundException.class,
                () -> client.listSchedules(list -> list.groupName("none")));
    }

    @Test
    void aGroupTakesItsSchedulesAlongAndTheDefaultStays() {
        assertEquals("ACTIVE", client.getScheduleGroup(get -> get.name("default")).stateAsString());
        assertEquals(ARNS + "schedule-group/nightly", client.createScheduleGroup(group -> group.name("nightly")).scheduleGroupArn());
        create(schedule("one", "cron(0 3 * * ? *)").groupName("nightly"));
        create(schedule("one", "cron(0 3 * * ? *)"));
        assertEquals(List.of("nightly"), client.listScheduleGroups(list -> list.namePrefix("n")).scheduleGroups().stream()
                .map(group -> group.name()).toList());
        assertThrows(ConflictException.class, () -> client.createScheduleGroup(group -> group.name("nightly")));
        assertThrows(ConflictException.class, () -> client.createScheduleGroup(group -> group.name("default")));
        client.deleteScheduleGroup(group -> group.name("nightly"));
        assertEquals(List.of("default"), client.listSchedules(list -> { }).schedules().stream().map(ScheduleSummary::groupName).toList());
        assertThrows(ResourceNotFoundException.class,
                () -> client.getScheduleGroup(get -> get.name("nightly")));
        assertThrows(ValidationException.class, () -> client.deleteScheduleGroup(group -> group.name("default")));
    }

    @Test
    void aDeletedGroupsSchedulesDoNotFire() throws Exception {
        Instant midnight = midnight();
        client.createScheduleGroup(group -> group.name("nightly"));
        create(schedule("gone", "cron(0 3 * * ? *)").groupName("nightly"));
        create(schedule("stays", "cron(0 4 * * ? *)"));
        client.deleteScheduleGroup(group -> group.name("nightly"));
        desk.turnTo(midnight.plus(1, ChronoUnit.DAYS));
        assertEquals(List.of(shown(midnight, 0, "04:00:00")), desk.times(1));
        assertFalse(desk.wasInvoked());
    }

    @Test
    void groupsHaveTags() {
        String arn = client.createScheduleGroup(group -> group.name("nightly").tags(tag("team", "ci"), tag("old", "x"))).scheduleGroupArn();
        client.tagResource(tag -> tag.resourceArn(arn).tags(tag("team", "build")));
        client.untagResource(tag -> tag.resourceArn(arn).tagKeys("old"));
        assertEquals(List.of(tag("team", "build")), client.listTagsForResource(list -> list.resourceArn(arn)).tags());
        assertThrows(ValidationException.class, () -> client.tagResource(tag -> tag.resourceArn(arn).tags(tag("aws:x", "y"))));
        assertThrows(ValidationException.class, () -> client.listTagsForResource(list -> list.resourceArn(ARNS + "schedule/default/one")));
        assertThrows(ResourceNotFoundException.class,
                () -> client.listTagsForResource(list -> list.resourceArn(ARNS + "schedule-group/none")));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void whatIsTakenOrMissingIsSaid() {
        create(schedule("one", "rate(1 days)"));
        ConflictException taken = assertThrows(ConflictException.class, () -> create(schedule("one", "rate(1 days)")));
        assertEquals(409, taken.statusCode());
        assertEquals("Schedule one already exists.", taken.awsErrorDetails().errorMessage());
        List<Runnable> calls = List.of(() -> client.getSchedule(get -> get.name("two")), () -> client.deleteSchedule(it -> it.name("two")),
                () -> client.updateSchedule(it -> it.name("two").scheduleExpression("rate(1 days)").flexibleTimeWindow(NO_WINDOW)
                        .target(target(null))), () -> create(schedule("two", "rate(1 days)").groupName("none")),
                () -> client.deleteScheduleGroup(it -> it.name("none")));
        for (Runnable call : calls) {
            assertEquals(404, assertThrows(ResourceNotFoundException.class, call::run)
                    .statusCode());
        }
        client.deleteSchedule(it -> it.name("one"));
        create(schedule("one", "rate(1 days)"));
    }

    @Test
    void aRequestThatComesAgainWithItsTokenIsAnsweredAsBefore() {
        CreateScheduleRequest.Builder one = schedule("one", "cron(0 3 * * ? *)").clientToken("t-1");
        assertEquals(create(one), create(one));
        assertThrows(ConflictException.class, () -> create(one.clientToken("t-2")));
        assertThrows(ConflictException.class, () -> create(schedule("other", "cron(0 3 * * ? *)").clientToken("t-1")));
        client.deleteSchedule(it -> it.name("one").clientToken("t-1"));
        client.deleteSchedule(it -> it.name("one").clientToken("t-1"));
        assertThrows(ResourceNotFoundException.class,
                () -> client.deleteSchedule(it -> it.name("one").clientToken("t-3")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name with a space | rate(1 days)        | UTC              | 'name'
            one               | rate(30 seconds)    | UTC              | Invalid Schedule Expression rate(30 seconds).
            one               | cron(0 3 * * * *)   | UTC              | Invalid Schedule Expression cron(0 3 * * * *).
            one               | cron(0 3 * * ? *)   | Europe/Utrecht   | Europe/Utrecht
            one               | cron(0 3 * * ? *)   | UTC+1            | UTC+1
            """)
    void aWrongScheduleIsRefused(String name, String expression, String zone, String said) {
        String words = refusal(() -> create(schedule(name, expression).scheduleExpressionTimezone(zone)));
        assertTrue(words.contains(said), words);
    }

    @Test
    void membersBeyondTheModelsLimitsAreRefused() {
        List<Consumer<CreateScheduleRequest.Builder>> wrong = List.of(
                it -> it.name("x".repeat(65)), it -> it.groupName("a/b"), it -> it.description("x".repeat(513)), it -> it.state("ASLEEP"),
                it -> it.actionAfterCompletion("RESTART"), it -> it.clientToken("a b"),
                it -> it.flexibleTimeWindow(window -> window.mode("FLEXIBLE")),
                it -> it.flexibleTimeWindow(window -> window.mode("OFF").maximumWindowInMinutes(5)),
                it -> it.flexibleTimeWindow(window -> window.mode("FLEXIBLE").maximumWindowInMinutes(1441)),
                it -> it.flexibleTimeWindow(window -> window.mode("SOMETIMES")),
                it -> it.startDate(Instant.parse("2030-01-02T00:00:00Z")).endDate(Instant.parse("2030-01-01T00:00:00Z")),
                it -> it.target(target("{\"at\": ")), it -> it.target(target("")), it -> it.target(target("{} {}")),
                it -> it.target(target("\"" + "x".repeat(256 * 1024) + "\"")),
                it -> it.target(target(AT).toBuilder().roleArn("invoker").build()),
                it -> it.target(target(AT).toBuilder().deadLetterConfig(dead -> dead.arn(DEAD + ".fifo")).build()),
                it -> it.target(target(AT).toBuilder().retryPolicy(retry -> retry.maximumEventAgeInSeconds(59)).build()),
                it -> it.target(target(AT).toBuilder().retryPolicy(retry -> retry.maximumRetryAttempts(186)).build()),
                it -> it.target((Target) null), it -> it.flexibleTimeWindow((FlexibleTimeWindow) null), it -> it.scheduleExpression(null));
        for (int n = 0; n < wrong.size(); n++) {
            CreateScheduleRequest.Builder request = schedule("one", "cron(0 3 * * ? *)");
            wrong.get(n).accept(request);
            int number = n;
            assertThrows(ValidationException.class, () -> create(request), () -> "the mistake with number " + number);
        }
        assertTrue(client.listSchedules(list -> { }).schedules().isEmpty());
    }

    @Test
    void whatTheLocalCloudLacksIsRefusedByName() {
        Instant now = desk.timeline.now().truncatedTo(ChronoUnit.SECONDS);
        List<CreateScheduleRequest.Builder> lacking = List.of(
                schedule("one", "rate(1 days)").target(target(AT).toBuilder().arn(DEAD).build()),
                schedule("one", "rate(1 days)").target(target(AT).toBuilder().arn("arn:aws:scheduler:::aws-sdk:sqs:sendMessage").build()),
                schedule("one", "rate(1 days)").target(target(AT).toBuilder().sqsParameters(sqs -> sqs.messageGroupId("g")).build()),
                schedule("one", "rate(1 days)").kmsKeyArn("arn:aws:kms:us-east-1:123456789012:key/k"),
                schedule("one", "at(%s)".formatted(now.minusSeconds(60).toString().replace("Z", ""))),
                schedule("one", "at(2027-03-28T02:30:00)").scheduleExpressionTimezone("Europe/Amsterdam"));
        List<String> names = List.of(DEAD, "aws-sdk:sqs:sendMessage", "Target.SqsParameters", "KmsKeyArn", "past", "leaves out");
        for (int n = 0; n < lacking.size(); n++) {
            CreateScheduleRequest request = lacking.get(n).build();
            SchedulerException refused = assertThrows(SchedulerException.class, () -> client.createSchedule(request));
            assertEquals(501, refused.statusCode());
            assertEquals("UnknownOperationException", refused.awsErrorDetails().errorCode());
            assertTrue(refused.awsErrorDetails().errorMessage().contains(names.get(n)), refused.awsErrorDetails().errorMessage());
        }
    }

    @Test
    void aRoleThatSchedulerMayNotAssumeIsRefused() {
        String words = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.";
        assertEquals(words, refusal(() -> create(schedule("one", "rate(1 days)").target(as("Stranger")))));
        assertEquals(words, refusal(() -> create(schedule("one", "rate(1 days)").target(target(AT).toBuilder()
                .roleArn("arn:aws:iam::123456789012:role/none").build()))));
        client.createScheduleGroup(group -> group.name("other"));
        assertEquals(words, refusal(() -> create(schedule("one", "rate(1 days)").groupName("other"))));
        create(schedule("one", "rate(1 days)"));
        assertEquals(words, refusal(() -> client.updateSchedule(it -> it.name("one").scheduleExpression("rate(1 days)")
                .flexibleTimeWindow(NO_WINDOW).target(as("Stranger")))));
    }

    @Test
    void whoSchedulesMustBeAllowedToPassTheRole() {
        SchedulerClient keeper = desk.clientOf("Keeper");
        keeper.createSchedule(schedule("one", "cron(0 3 * * ? *)").build());
        CreateScheduleRequest other = schedule("two", "cron(0 3 * * ? *)").target(as("Powerless")).build();
        SchedulerException refused = assertThrows(SchedulerException.class, () -> keeper.createSchedule(other));
        assertEquals(403, refused.statusCode());
        String words = refused.awsErrorDetails().errorMessage();
        assertTrue(words.contains("iam:PassRole") && words.contains(desk.role("Powerless")), words);
        assertThrows(SchedulerException.class, () -> keeper.updateSchedule(it -> it.name("one").scheduleExpression("rate(1 days)")
                .flexibleTimeWindow(NO_WINDOW).target(as("Powerless"))));
        assertThrows(SchedulerException.class, () -> keeper.deleteSchedule(it -> it.name("one")));
        assertThrows(SchedulerException.class, () -> desk.clientOf("Invoker").createSchedule(schedule("three", "rate(1 days)").build()));
    }

    @Test
    void aSlotInvokesTheFunctionAsTheRoleWithItsInput() throws Exception {
        Instant midnight = midnight();
        String arn = create(schedule("one", "cron(0 3 * * ? *)").target(target("{\"arn\": \"<aws.scheduler.schedule-arn>\","
                + "\"at\": \"<aws.scheduler.scheduled-time>\", \"id\": \"<aws.scheduler.execution-id>\","
                + "\"attempt\": \"<aws.scheduler.attempt-number>\", \"other\": \"<aws.scheduler.other>\"}")));
        desk.turnTo(midnight.plus(Duration.ofHours(3)));
        Desk.Invocation invocation = desk.next();
        assertEquals(FUNCTION, invocation.request().functionName());
        assertEquals(InvocationType.EVENT, invocation.request().invocationType());
        assertTrue(invocation.by() instanceof Caller.RoleSession session && session.roleArn().equals(desk.role("Invoker")));
        JsonNode event = invocation.event();
        assertEquals(List.of(arn, shown(midnight, 0, "03:00:00"), "1", "<aws.scheduler.other>"), List.of(event.path("arn").asText(),
                event.path("at").asText(), event.path("attempt").asText(), event.path("other").asText()));
        assertTrue(event.path("id").asText().matches("[0-9a-f]{16}"), event::toString);
    }

    @Test
    void withoutAnInputTheFunctionGetsANotification() throws Exception {
        Instant midnight = midnight();
        String arn = create(schedule("one", "cron(0 3 * * ? *)").target(target(null)));
        desk.turnTo(midnight.plus(Duration.ofHours(3)));
        JsonNode event = desk.next().event();
        assertEquals(List.of("Scheduled Event", "aws.scheduler", "123456789012", shown(midnight, 0, "03:00:00"), "us-east-1", arn, "{}"),
                List.of(event.path("detail-type").asText(), event.path("source").asText(), event.path("account").asText(),
                        event.path("time").asText(), event.path("region").asText(), event.path("resources").path(0).asText(),
                        event.path("detail").asText()));
    }

    @Test
    void slotsThatTheClockIsTurnedPastAllFireInOrderWithTheirOwnTimes() throws Exception {
        Instant midnight = midnight();
        create(schedule("one", "cron(0 3 * * ? *)"));
        desk.timeline.turn(Duration.ofDays(20));
        List<String> expected = new ArrayList<>();
        for (int day = 0; day < 20; day++) {
            expected.add(shown(midnight, day, "03:00:00"));
        }
        assertEquals(expected, desk.times(20));
        assertFalse(desk.wasInvoked());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aNightlyScheduleRunsOnceADayAcrossAChangeOfTheClock(int shift) throws Exception {
        ZoneId amsterdam = ZoneId.of("Europe/Amsterdam");
        Instant change = desk.timeline.now().plus(10, ChronoUnit.DAYS);
        for (int i = 0; i < shift; i++) {
            change = amsterdam.getRules().nextTransition(change).getInstant();
        }
        LocalDate day = change.atZone(amsterdam).toLocalDate();
        desk.turnTo(day.minusDays(2).atTime(12, 0).atZone(amsterdam).toInstant());
        create(schedule("nightly", "cron(0 3 * * ? *)").scheduleExpressionTimezone("Europe/Amsterdam"));
        List<ZonedDateTime> runs = new ArrayList<>();
        for (int n = -1; n <= 2; n++) {
            desk.turnTo(day.plusDays(n).atTime(23, 59).atZone(amsterdam).toInstant());
            runs.add(Instant.parse(desk.next().event().path("at").asText()).atZone(amsterdam));
            assertFalse(desk.wasInvoked());
        }
        assertEquals(List.of(day.minusDays(1), day, day.plusDays(1), day.plusDays(2)),
                runs.stream().map(ZonedDateTime::toLocalDate).toList());
        assertEquals(Set.of(LocalTime.of(3, 0)), new TreeSet<>(runs.stream().map(ZonedDateTime::toLocalTime).toList()));
        assertEquals(2, runs.stream().map(ZonedDateTime::getOffset).distinct().count());
    }

    @Test
    void aRateBeginsAtOnceAndGoesOn() throws Exception {
        Instant midnight = midnight();
        create(schedule("one", "rate(1 hour)"));
        assertEquals(List.of(midnight.minusSeconds(60).toString()), desk.times(1));
        desk.turnTo(midnight.plus(Duration.ofHours(2)));
        assertEquals(List.of(midnight.plusSeconds(3540).toString(), midnight.plusSeconds(7140).toString()), desk.times(2));
    }

    @Test
    void aOneTimeScheduleFiresOnceAndIsDeletedIfItIsAskedTo() throws Exception {
        Instant midnight = midnight();
        String time = midnight.plusSeconds(90).toString().replace("Z", "");
        create(schedule("stays", "at(" + time + ")"));
        create(schedule("goes", "at(" + time + ")").actionAfterCompletion("DELETE"));
        desk.turnTo(midnight.plusSeconds(90));
        assertEquals(List.of(time + "Z", time + "Z"), desk.times(2));
        desk.timeline.turn(Duration.ofDays(400));
        Desk.await("one schedule less", () -> client.listSchedules(list -> { }).schedules().size() == 1);
        assertEquals("stays", client.listSchedules(list -> { }).schedules().getFirst().name());
        assertFalse(desk.wasInvoked());
    }

    @Test
    void aScheduleIsDeletedAfterTheLastSlotBeforeItsEnd() throws Exception {
        Instant midnight = midnight();
        create(schedule("one", "cron(0 3 * * ? *)").endDate(midnight.plus(Duration.ofHours(28))).actionAfterCompletion("DELETE"));
        desk.timeline.turn(Duration.ofDays(5));
        assertEquals(List.of(shown(midnight, 0, "03:00:00"), shown(midnight, 1, "03:00:00")), desk.times(2));
        Desk.await("no schedule", () -> client.listSchedules(list -> { }).schedules().isEmpty());
        assertFalse(desk.wasInvoked());
    }

    @Test
    void aDisabledScheduleRestsAndAnUpdateMovesItsSlots() throws Exception {
        Instant midnight = midnight();
        create(schedule("one", "cron(0 3 * * ? *)").state("DISABLED"));
        desk.turnTo(midnight.plus(Duration.ofHours(12)));
        client.updateSchedule(it -> it.name("one").scheduleExpression("cron(0 3 * * ? *)").flexibleTimeWindow(NO_WINDOW)
                .target(target(AT)));
        client.updateSchedule(it -> it.name("one").scheduleExpression("cron(30 4 * * ? *)").flexibleTimeWindow(NO_WINDOW)
                .target(target(AT)));
        desk.turnTo(midnight.plus(Duration.ofHours(36)));
        assertEquals(List.of(shown(midnight, 1, "04:30:00")), desk.times(1));
        client.deleteSchedule(it -> it.name("one"));
        desk.turnTo(midnight.plus(Duration.ofHours(72)));
        assertFalse(desk.wasInvoked());
        assertNull(desk.timeline.next());
    }

    @Test
    void aFlexibleWindowFiresInsideOfItWithTheSlotsTime() throws Exception {
        Instant midnight = midnight();
        create(schedule("one", "cron(0 3 * * ? *)").flexibleTimeWindow(window -> window.mode("FLEXIBLE").maximumWindowInMinutes(30)));
        desk.turnTo(midnight.plus(Duration.ofMinutes(180 + 14)));
        assertEquals(midnight.plus(Duration.ofMinutes(180 + 15)), desk.timeline.next());
        assertFalse(desk.wasInvoked());
        desk.turnToNext();
        assertEquals(List.of(shown(midnight, 0, "03:00:00")), desk.times(1));
    }

    @Test
    void aSlotCanFireTwiceOrLate() throws Exception {
        Instant midnight = midnight();
        String arn = create(schedule("one", "cron(0 3 * * ? *)"));
        create(schedule("other", "cron(0 2 * * ? *)").state("DISABLED"));
        desk.scheduler.doubleNext(slot -> slot.schedule().equals(arn) && slot.time().equals(Instant.parse(shown(midnight, 1, "03:00:00"))));
        desk.scheduler.delayNext(slot -> slot.time().equals(Instant.parse(shown(midnight, 2, "03:00:00"))), Duration.ofHours(26));
        desk.turnTo(midnight.plus(Duration.ofHours(3 * 24 + 4)));
        assertEquals(List.of(shown(midnight, 0, "03:00:00"), shown(midnight, 1, "03:00:00"), shown(midnight, 1, "03:00:00"),
                shown(midnight, 3, "03:00:00")), desk.times(4));
        assertFalse(desk.wasInvoked());
        desk.turnTo(midnight.plus(Duration.ofHours(2 * 24 + 3 + 26)));
        assertEquals(List.of(shown(midnight, 2, "03:00:00")), desk.times(1));
    }

    private static AwsServiceException down() {
        return Fault.of(ServiceException.builder(), 500, "ServiceException", "down");
    }

    @Test
    void troubleIsTriedAgainUntilItPasses() throws Exception {
        Instant midnight = midnight();
        create(schedule("one", "cron(0 3 * * ? *)").endDate(midnight.plus(Duration.ofHours(4)))
                .target(target("{\"n\": \"<aws.scheduler.attempt-number>\","
                + "\"id\": \"<aws.scheduler.execution-id>\"}")));
        desk.failures.addAll(List.of(down(), Fault.of(TooManyRequestsException.builder(), 429, "TooManyRequestsException", "slower"),
                down()));
        desk.turnToNext();
        List<String> ids = new ArrayList<>();
        for (int n = 1; n <= 4; n++) {
            JsonNode event = desk.next().event();
            assertEquals(Integer.toString(n), event.path("n").asText());
            ids.add(event.path("id").asText());
            if (n < 4) {
                desk.turnToNext();
            }
        }
        assertEquals(4, ids.stream().distinct().count());
        assertTrue(desk.queues.isEmpty());
        assertTrue(desk.timeline.now().isAfter(midnight));
    }

    @Test
    void whatStaysUndeliveredEndsInTheDeadLetterQueueAsTheRole() throws Exception {
        Instant midnight = midnight();
        String arn = create(schedule("one", "cron(0 3 * * ? *)").endDate(midnight.plus(Duration.ofHours(4)))
                .target(target(AT).toBuilder().retryPolicy(retry -> retry.maximumRetryAttempts(2)).build()));
        desk.failures.addAll(List.of(down(), down(), down()));
        desk.turnToNext();
        desk.next();
        desk.turnToNext();
        desk.next();
        desk.turnToNext();
        FakeQueues.Sent dead = desk.queues.next();
        assertEquals("dead", dead.queue());
        assertTrue(dead.by() instanceof Caller.RoleSession session && session.roleArn().equals(desk.role("Invoker")));
        assertEquals("{\"at\": \"" + shown(midnight, 0, "03:00:00") + "\"}", dead.message().messageBody());
        assertEquals(
                List.of("ServiceException", "down", "MaximumRetryAttempts", "false", "2", shown(midnight, 0, "03:00:00"), arn, FUNCTION),
                List.of("ERROR_CODE", "ERROR_MESSAGE", "EXHAUSTED_RETRY_CONDITION", "IS_PAYLOAD_TRUNCATED", "RETRY_ATTEMPTS",
                        "SCHEDULED_TIME", "SCHEDULE_ARN", "TARGET_ARN").stream().map(dead::attribute).toList());
        assertTrue(dead.attribute("EXECUTION_ID").matches("[0-9a-f]{16}"));
    }

    @Test
    void aSlotThatIsTooOldEndsInTheDeadLetterQueue() throws Exception {
        Instant midnight = midnight();
        create(schedule("one", "cron(0 3 * * ? *)").endDate(midnight.plus(Duration.ofHours(4)))
                .target(target(AT).toBuilder().retryPolicy(retry -> retry.maximumEventAgeInSeconds(60)).build()));
        for (int i = 0; i < 30; i++) {
            desk.failures.add(down());
        }
        desk.turnToNext();
        int attempts = 0;
        while (desk.queues.isEmpty()) {
            desk.next();
            attempts++;
            desk.turnToNext();
            Desk.await("another attempt or the end", () -> desk.wasInvoked() || !desk.queues.isEmpty());
        }
        assertEquals("MaximumEventAgeInSeconds", desk.queues.next().attribute("EXHAUSTED_RETRY_CONDITION"));
        assertTrue(attempts >= 6 && attempts <= 7, attempts + " attempts in a minute");
    }

    @Test
    void aRefusalIsNotTriedAgain() throws Exception {
        Instant midnight = midnight();
        create(schedule("one", "cron(0 3 * * ? *)").target(as("Powerless")).endDate(midnight.plus(Duration.ofHours(4))));
        create(schedule("two", "cron(0 4 * * ? *)").endDate(midnight.plus(Duration.ofHours(5))));
        desk.turnTo(midnight.plus(Duration.ofMinutes(200)));
        FakeQueues.Sent dead = desk.queues.next();
        assertEquals("AccessDeniedException", dead.attribute("ERROR_CODE"));
        assertTrue(dead.attribute("ERROR_MESSAGE").contains("lambda:InvokeFunction"), dead.attribute("ERROR_MESSAGE"));
        assertEquals("0", dead.attribute("RETRY_ATTEMPTS"));
        assertFalse(dead.message().messageAttributes().containsKey("EXHAUSTED_RETRY_CONDITION"));
        desk.failures.add(Fault.of(software.amazon.awssdk.services.lambda.model.ResourceNotFoundException.builder(), 404,
                "ResourceNotFoundException", "Function not found: route"));
        desk.turnTo(midnight.plus(Duration.ofMinutes(260)));
        assertEquals("ResourceNotFoundException", desk.queues.next().attribute("ERROR_CODE"));
        assertNull(desk.timeline.next());
    }

    @Test
    void aFailedSlotDoesNotHoldUpTheNext() throws Exception {
        Instant midnight = midnight();
        create(schedule("one", "cron(0 3 * * ? *)").endDate(midnight.plus(Duration.ofHours(28))).target(target(null)));
        desk.failures.add(down());
        desk.turnTo(midnight.plus(Duration.ofHours(27)));
        List<String> times = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            times.add(desk.next().event().path("time").asText());
        }
        assertEquals(List.of(shown(midnight, 0, "03:00:00"), shown(midnight, 1, "03:00:00")), times);
        desk.turnToNext();
        assertEquals(shown(midnight, 0, "03:00:00"), desk.next().event().path("time").asText());
        assertTrue(desk.queues.isEmpty());
    }

    @Test
    void theTemplatesGroupsAndSchedulesRunOnceTheyAreDeployed() throws Exception {
        deployed(ROLES + """
                  Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: nightly, Tags: [{ Key: team, Value: ci }] } }
                  Schedule:
                    Type: AWS::Scheduler::Schedule
                    Properties:
                      GroupName: !Ref Group
                      ScheduleExpression: cron(0 3 * * ? *)
                      ScheduleExpressionTimezone: Europe/Amsterdam
                      StartDate: '2020-01-01T00:00:00Z'
                      FlexibleTimeWindow: { Mode: 'OFF' }
                      Target:
                        Arn: arn:aws:lambda:us-east-1:123456789012:function:route
                        RoleArn: !GetAtt Invoker.Arn
                        Input: '{"at": "<aws.scheduler.scheduled-time>"}'
                        RetryPolicy: { MaximumRetryAttempts: 3 }
                """);
        String arn = desk.stack.resources().get("Schedule").arn();
        assertEquals(ARNS + "schedule/nightly/" + desk.stack.resources().get("Schedule").physicalId(), arn);
        assertEquals(arn, client.listSchedules(list -> list.groupName("nightly")).schedules().getFirst().arn());
        assertEquals(List.of(tag("team", "ci")),
                client.listTagsForResource(list -> list.resourceArn(ARNS + "schedule-group/nightly")).tags());
        desk.turnToNext();
        assertEquals(3, Instant.parse(desk.times(1).getFirst()).atZone(ZoneId.of("Europe/Amsterdam")).getHour());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ScheduleExpression: cron(0 3 * * *)  | Invalid Schedule Expression
            Colour: blue                         | Colour
            GroupName: none                      | Schedule group none does not exist.
            """)
    void aWrongScheduleIsAProblemOfTheTemplate(String property, String said) {
        TemplateProblem problem = assertThrows(TemplateProblem.class, () -> deployed(ROLES + """
                  Schedule:
                    Type: AWS::Scheduler::Schedule
                    Properties:
                      %s
                      %s
                      FlexibleTimeWindow: { Mode: 'OFF' }
                      Target: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:route', RoleArn: !GetAtt Invoker.Arn }
                """.formatted(property, property.startsWith("ScheduleExpression") ? "Name: x" : "ScheduleExpression: rate(1 days)")));
        assertTrue(problem.getMessage().startsWith("Schedule: ") && problem.getMessage().contains(said), problem.getMessage());
    }

    private void deployed(String template) {
        desk.close();
        desk = new Desk(folder, template);
        client = desk.client();
        desk.scheduler.deploy(List.copyOf(desk.stack.resources().values()));
    }
}
