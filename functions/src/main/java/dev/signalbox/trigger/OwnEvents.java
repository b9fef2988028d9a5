package dev.signalbox.trigger;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Reads what is meant for Route alone: the slots of schedules, which the stack's own schedules send, and requests by hand. In a request
 * nothing may stand that is not known, since a slip of the hand would otherwise build something else.
 */
final class OwnEvents {

    static final String SOURCE = "signalbox";

    private static final String SLOT = "Signalbox Schedule Slot";
    private static final String REQUEST = "Signalbox Build Request";

    /** EventBridge's own members of an event among them: a request may be one. */
    private static final List<String> ENVELOPE =
            List.of("source", "detail-type", "detail", "id", "time", "version", "account", "region", "resources");
    private static final List<String> WORDS = List.of("repository", "branch", "tag", "commit", "builds", "env", "attempt");

    private static final int MOST_BUILDS = 256;
    private static final int MOST_VARIABLES = 100;
    private static final int MOST_ATTEMPTS = 1_000;

    private OwnEvents() {
    }

    static Trigger read(Members envelope, Arrival arrival) throws NotUnderstood {
        String type = envelope.words("detail-type");
        return switch (type) {
            case SLOT -> slot(envelope);
            case REQUEST -> request(envelope, arrival);
            default -> throw new NotUnderstood("detail-type: expected %s or %s, not %s".formatted(REQUEST, SLOT, type));
        };
    }

    private static Trigger slot(Members envelope) throws NotUnderstood {
        Instant slot = envelope.instant("time");
        Origin origin = new Origin(envelope.id("id"), slot, "");
        Members detail = envelope.object("detail");
        String schedule = detail.text("schedule", Shapes.SCHEDULE, "the name of a schedule");
        String expression = detail.text("expression", Shapes.EXPRESSION, "an expression such as rate(6 hours)");
        String timezone = detail.text("timezone", Shapes.TIME_ZONE, "the name of a time zone");
        return detail.has("repository")
                ? new Trigger.ScheduleSlot(origin, detail.repository("repository"), schedule, expression, timezone,
                        detail.optionalName("branch"), slot)
                : new Trigger.AccountSlot(origin, schedule, expression, timezone, slot);
    }

    private static Trigger request(Members envelope, Arrival arrival) throws NotUnderstood {
        envelope.allowOnly(ENVELOPE);
        Origin origin = new Origin(envelope.has("id") ? envelope.id("id") : arrival.id(),
                envelope.has("time") ? envelope.instant("time") : arrival.at(), "");
        Members detail = envelope.object("detail");
        detail.allowOnly(WORDS);
        if (List.of("branch", "tag", "commit").stream().filter(detail::has).count() != 1) {
            throw new NotUnderstood("detail: expected one of branch, tag and commit");
        }
        return new Trigger.Requested(origin, detail.repository("repository"), detail.optionalName("branch"), detail.optionalName("tag"),
                detail.has("commit") ? detail.commit("commit") : "",
                List.copyOf(new LinkedHashSet<>(detail.texts("builds", Shapes.BUILD, "a list of names of builds", MOST_BUILDS))),
                detail.variables("env", MOST_VARIABLES), detail.integer("attempt", 1, MOST_ATTEMPTS, 1));
    }
}
