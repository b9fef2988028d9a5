package dev.signalbox.local.command;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.plan.Plan;
import dev.signalbox.run.Planning.Planned;

/** A plan for programs: the input of the run that it would start, or, where it would start none, why. */
final class PlanDocument {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PlanDocument() {
    }

    static JsonNode of(Planned planned) {
        if (planned.plan() instanceof Plan.Nothing(String reason, List<Plan.Reason> reasons)) {
            return ofNothing(reason, reasons);
        }
        try {
            return JSON.readTree(planned.input());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a run's input is JSON", impossible);
        }
    }

    /** No run has such an input: it has {@code nothing} where a run's has its {@code waves}. */
    static JsonNode ofNothing(String reason, List<Plan.Reason> reasons) {
        ObjectNode document = JSON.createObjectNode();
        document.putObject("nothing").put("reason", reason);
        ArrayNode all = document.putArray("reasons");
        reasons.forEach(one -> all.addObject().put("build", one.build()).put("runs", one.runs()).put("reason", one.reason()));
        return document;
    }
}
