package dev.signalbox.functions;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import dev.signalbox.run.Decision.Kind;
import dev.signalbox.run.Decision;
import dev.signalbox.run.Dispatcher;
import dev.signalbox.run.Undelivered;
import dev.signalbox.trigger.Arrival;
import dev.signalbox.trigger.NotUnderstood;
import dev.signalbox.trigger.Shapes;
import dev.signalbox.trigger.Trigger;

/** From a payload to decisions: each is acted on, and the event leaves one line in the log. */
final class Route {

    private final Payloads payloads = new Payloads();
    private final Dispatcher dispatcher;
    private final Undelivered undelivered;
    private final DecisionLog log;

    Route(Dispatcher dispatcher, Undelivered undelivered, DecisionLog log) {
        this.dispatcher = dispatcher;
        this.undelivered = undelivered;
        this.log = log;
    }

    /**
     * Acts on whatever a payload tells. Only what may pass is thrown: Lambda then calls again with the same payload.
     *
     * @param arrival how it came; its id stays when Lambda calls again
     */
    List<Decision> decide(byte[] payload, Arrival arrival) {
        try {
            List<Decision> decisions = decisions(payload, arrival);
            for (Decision decision : decisions) {
                if (!decision.undone().isEmpty()) {
                    undelivered.send(UndeliveredMessage.of(decision.undone(), payload));
                }
            }
            log.write(decisions);
            return decisions;
        } catch (RuntimeException trouble) {
            String reason = trouble.getClass().getSimpleName() + ": " + trouble.getMessage();
            log.write(List.of(again(payload, arrival, reason)));
            throw trouble;
        }
    }

    private List<Decision> decisions(byte[] payload, Arrival arrival) {
        List<Trigger> triggers;
        try {
            triggers = payloads.read(payload, arrival);
        } catch (NotUnderstood reason) {
            return List.of(Decision.undelivered(id(payload), "", "", reason.reason()));
        }
        return triggers.stream().map(dispatcher::dispatch).toList();
    }

    /** A decision about a payload of which little may be known. */
    private Decision again(byte[] payload, Arrival arrival, String reason) {
        try {
            Trigger trigger = payloads.read(payload, arrival).getFirst();
            return new Decision(Kind.RETRY, trigger.origin().event(), trigger.repository(), trigger.commit(), "", reason);
        } catch (NotUnderstood little) {
            return new Decision(Kind.RETRY, id(payload), "", "", "", reason);
        }
    }

    private static String id(byte[] payload) {
        try {
            JsonNode id = Payloads.json(payload).path("id");
            return id.isTextual() && Shapes.ID.matcher(id.textValue()).matches() ? id.textValue() : "";
        } catch (NotUnderstood notJson) {
            return "";
        }
    }
}
