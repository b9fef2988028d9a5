package dev.signalbox.local.scheduler;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.RetryPolicy;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.Target;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Naming;
import dev.signalbox.local.front.Shapes;

/**
 * A schedule as it was asked for last, with AWS's defaults where nothing was said.
 *
 * @param described the schedule as the API shows it
 */
record Schedule(GetScheduleResponse described, Timing timing) {

    static final String DEFAULT_GROUP = "default";

    private static final int LONGEST_DESCRIPTION = 512;
    private static final int LONGEST_EXPRESSION = 256;
    private static final int LONGEST_ZONE = 50;
    private static final int LONGEST_ARN = 1600;
    private static final int LONGEST_WINDOW = 1440;
    private static final int LEAST_AGE = 60;
    private static final int MOST_AGE = 86_400;
    private static final int MOST_RETRIES = 185;
    /** In bytes (AWS: Quotas for Amazon EventBridge Scheduler). */
    private static final int LARGEST_INPUT = 256 * 1024;
    private static final Pattern FUNCTION = Pattern.compile("arn:aws:lambda:[a-z0-9-]+:\\d{12}:function:[a-zA-Z0-9-_]+(:[a-zA-Z0-9-_$]+)?");
    private static final Pattern ROLE = Pattern.compile("arn:aws(-[a-z]+)?:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+");
    private static final Pattern QUEUE = Pattern.compile("arn:aws(-[a-z]+)?:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+");
    private static final Set<String> OF_TARGETS = Set.of("Arn", "RoleArn", "Input", "RetryPolicy", "DeadLetterConfig");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Makes a schedule out of a request to create or to replace it.
     *
     * @throws software.amazon.awssdk.services.scheduler.model.ValidationException naming what of it AWS would refuse
     * @throws dev.signalbox.local.front.UnknownOperation naming what of it the local cloud lacks
     */
    static Schedule of(Account account, CreateScheduleRequest asked, Instant created, Instant modified) {
        check(asked);
        ZoneId zone = zone(or(asked.scheduleExpressionTimezone(), "UTC"));
        Expression expression = expression(asked.scheduleExpression());
        Instant anchor = asked.startDate() == null ? Timing.minuteOf(created) : Timing.minuteFrom(asked.startDate());
        Timing timing = new Timing(expression, zone, asked.startDate(), asked.endDate(), anchor, window(asked.flexibleTimeWindow()));
        String group = or(asked.groupName(), DEFAULT_GROUP);
        Schedule schedule = new Schedule(GetScheduleResponse.builder().name(asked.name()).groupName(group)
                .arn(arn(account, group, asked.name())).description(asked.description()).scheduleExpression(asked.scheduleExpression())
                .scheduleExpressionTimezone(zone.getId()).startDate(asked.startDate()).endDate(asked.endDate())
                .state(asked.state() == null ? ScheduleState.ENABLED : asked.state()).flexibleTimeWindow(asked.flexibleTimeWindow())
                .target(withDefaults(asked.target()))
                .actionAfterCompletion(asked.actionAfterCompletion() == null ? ActionAfterCompletion.NONE : asked.actionAfterCompletion())
                .creationDate(created).lastModificationDate(modified).build(), timing);
        if (expression instanceof Expression.At at && schedule.enabled()) {
            Instant time = timing.instant(at.time()).orElseThrow(() -> Refusals.lacking(
                    "an answer to a time that " + zone + " leaves out (AWS documents none): " + asked.scheduleExpression()));
            if (time.isBefore(modified)) {
                throw Refusals.lacking("an answer to a time that is past (AWS documents none): " + asked.scheduleExpression());
            }
        }
        return schedule;
    }

    static String arn(Account account, String group, String name) {
        return account.arn("scheduler", "schedule/" + group + "/" + name);
    }

    String arn() {
        return described.arn();
    }

    Target target() {
        return described.target();
    }

    boolean enabled() {
        return described.state() == ScheduleState.ENABLED;
    }

    boolean endsWithItsLastSlot() {
        return described.actionAfterCompletion() == ActionAfterCompletion.DELETE;
    }

    private static void check(CreateScheduleRequest asked) {
        Limits.name(asked.name(), "name");
        Limits.name(asked.groupName(), "groupName");
        Limits.length(asked.description(), "description", 0, LONGEST_DESCRIPTION);
        Limits.length(asked.scheduleExpression(), "scheduleExpression", 1, LONGEST_EXPRESSION);
        Limits.length(asked.scheduleExpressionTimezone(), "scheduleExpressionTimezone", 1, LONGEST_ZONE);
        Limits.oneOf(asked.stateAsString(), "state", List.of("ENABLED", "DISABLED"));
        Limits.oneOf(asked.actionAfterCompletionAsString(), "actionAfterCompletion", List.of("NONE", "DELETE"));
        if (asked.startDate() != null && asked.endDate() != null && !asked.startDate().isBefore(asked.endDate())) {
            throw Refusals.invalid("The EndDate must be after the StartDate.");
        }
        if (asked.kmsKeyArn() != null) {
            throw Refusals.lacking("KmsKeyArn");
        }
        check(asked.target());
    }

    private static void check(Target target) {
        Limits.length(target.arn(), "target.arn", 1, LONGEST_ARN);
        Limits.text(target.roleArn(), "target.roleArn", 1, LONGEST_ARN, ROLE);
        if (!FUNCTION.matcher(target.arn()).matches()) {
            throw Refusals.lacking("targets other than Lambda functions: " + target.arn());
        }
        for (Iterator<String> members = Shapes.write(target, Naming.OF_THE_MODEL).fieldNames(); members.hasNext();) {
            String member = members.next();
            if (!OF_TARGETS.contains(member)) {
                throw Refusals.lacking("Target." + member);
            }
        }
        if (target.retryPolicy() != null) {
            Limits.number(target.retryPolicy().maximumEventAgeInSeconds(), "target.retryPolicy.maximumEventAgeInSeconds",
                    LEAST_AGE, MOST_AGE);
            Limits.number(target.retryPolicy().maximumRetryAttempts(), "target.retryPolicy.maximumRetryAttempts", 0, MOST_RETRIES);
        }
        if (target.deadLetterConfig() != null) {
            Limits.text(target.deadLetterConfig().arn(), "target.deadLetterConfig.arn", 1, LONGEST_ARN, QUEUE);
        }
        checkInput(target.input());
    }

    private static void checkInput(@Nullable String input) {
        if (input == null) {
            return;
        }
        if (input.getBytes(StandardCharsets.UTF_8).length > LARGEST_INPUT) {
            throw Refusals.invalid("Input is larger than " + LARGEST_INPUT + " bytes.");
        }
        try {
            if (JSON.readTree(input).isMissingNode()) {
                throw Refusals.constraint(input, "target.input", "have length greater than or equal to 1");
            }
        } catch (JsonProcessingException wrong) {
            throw Refusals.invalid("The Input of a Lambda target must be well-formed JSON: " + wrong.getOriginalMessage());
        }
    }

    private static Duration window(FlexibleTimeWindow window) {
        Limits.oneOf(window.modeAsString(), "flexibleTimeWindow.mode", List.of("OFF", "FLEXIBLE"));
        Limits.number(window.maximumWindowInMinutes(), "flexibleTimeWindow.maximumWindowInMinutes", 1, LONGEST_WINDOW);
        boolean flexible = window.mode() == FlexibleTimeWindowMode.FLEXIBLE;
        if (flexible != (window.maximumWindowInMinutes() != null)) {
            throw Refusals.invalid("MaximumWindowInMinutes must be set with Mode FLEXIBLE, and only then.");
        }
        return flexible ? Duration.ofMinutes(window.maximumWindowInMinutes()) : Duration.ZERO;
    }

    /** Names of the time zone database, and no offsets. */
    private static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw Refusals.invalid("Invalid ScheduleExpressionTimezone " + name + ".");
        }
        return ZoneId.of(name);
    }

    private static Expression expression(String text) {
        try {
            return Expression.of(text);
        } catch (IllegalArgumentException _) {
            throw Refusals.invalid("Invalid Schedule Expression " + text + ".");
        }
    }

    private static Target withDefaults(Target target) {
        Integer age = target.retryPolicy() == null ? null : target.retryPolicy().maximumEventAgeInSeconds();
        Integer retries = target.retryPolicy() == null ? null : target.retryPolicy().maximumRetryAttempts();
        return target.toBuilder().retryPolicy(RetryPolicy.builder().maximumEventAgeInSeconds(age == null ? MOST_AGE : age)
                .maximumRetryAttempts(retries == null ? MOST_RETRIES : retries).build()).build();
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}
