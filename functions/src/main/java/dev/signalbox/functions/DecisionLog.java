package dev.signalbox.functions;

import static software.amazon.lambda.powertools.logging.argument.StructuredArguments.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.slf4j.LoggerFactory;

import dev.signalbox.run.Decision;

/** Where decisions are noted: one line for one event, even for one that tells of several pushes. */
@FunctionalInterface
interface DecisionLog {

    /** Longest reason in a line; a rules file with every problem there is fits into it. */
    int LONGEST = 8_000;

    /** A JSON line by Powertools, with the fields of a decision at its top level. */
    DecisionLog STRUCTURED = decisions -> LoggerFactory.getLogger(DecisionLog.class).info("decided",
            fields(decisions).entrySet().stream().map(field -> entry(field.getKey(), field.getValue())).toArray());

    /** @param decisions at least one, all of the same event */
    void write(List<Decision> decisions);

    /** The fields of a line: what several decisions say differently stands side by side. */
    static Map<String, String> fields(List<Decision> decisions) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "event", decisions, Decision::event);
        put(fields, "repository", decisions, Decision::repository);
        put(fields, "commit", decisions, Decision::commit);
        fields.put("decision", decisions.stream().map(Decision::kind).min(Decision.Kind::compareTo).orElseThrow()
                .name().toLowerCase(Locale.ROOT));
        put(fields, "run", decisions, Decision::run);
        put(fields, "reason", decisions, Decision::reason);
        return fields;
    }

    private static void put(Map<String, String> fields, String name, List<Decision> decisions, Function<Decision, String> field) {
        String value = decisions.stream().map(field).filter(text -> !text.isEmpty()).distinct().collect(Collectors.joining(", "));
        if (!value.isEmpty()) {
            fields.put(name, value.length() > LONGEST ? value.substring(0, LONGEST) + "..." : value);
        }
    }
}
