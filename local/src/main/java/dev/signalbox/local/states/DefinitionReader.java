package dev.signalbox.local.states;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

import dev.signalbox.local.states.Definition.Catcher;
import dev.signalbox.local.states.Definition.Handling;
import dev.signalbox.local.states.Definition.Leaving;
import dev.signalbox.local.states.Definition.Retrier;
import dev.signalbox.local.states.Definition.Rule;
import dev.signalbox.local.states.Definition.State;

/** Reads a definition and collects everything that is wrong with it before it refuses it. */
final class DefinitionReader {

    private static final Set<String> SOMEWHERE = Set.of("Type", "Comment", "QueryLanguage");
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "Pass", Set.of("Output", "Assign", "Next", "End"),
            "Task", Set.of("Resource", "Arguments", "Output", "Assign", "TimeoutSeconds", "Retry", "Catch", "Next", "End"),
            "Choice", Set.of("Choices", "Default", "Output", "Assign"),
            "Wait", Set.of("Seconds", "Timestamp", "Output", "Assign", "Next", "End"),
            "Succeed", Set.of("Output"),
            "Fail", Set.of("Error", "Cause"),
            "Map", Set.of("Items", "ItemSelector", "ItemProcessor", "MaxConcurrency", "Output", "Assign", "Retry", "Catch", "Next", "End"),
            "Parallel", Set.of("Branches", "Arguments", "Output", "Assign", "Retry", "Catch", "Next", "End"));
    private static final Set<String> STATES_ERRORS = Set.of("States.ALL", "States.DataLimitExceeded", "States.HeartbeatTimeout",
            "States.ItemReaderFailed", "States.NoChoiceMatched", "States.Permissions", "States.QueryEvaluationError",
            "States.ResultWriterFailed", "States.Runtime", "States.TaskFailed", "States.Timeout",
            "States.ExceedToleratedFailureThreshold", "States.Http.Socket");
    private static final Set<String> INPUT = Set.of("input", "context");
    private static final Set<String> RESULT = Set.of("input", "context", "result");
    private static final Set<String> ERROR = Set.of("input", "context", "errorOutput");
    private static final long LONGEST_SECONDS = 99_999_999;

    private final List<String> problems = new ArrayList<>();

    private DefinitionReader() {
    }

    /** @throws InvalidDefinition naming every problem */
    static Definition read(String machine, JsonNode json) {
        var reader = new DefinitionReader();
        Definition definition = reader.machine(json);
        if (!reader.problems.isEmpty() || definition == null) {
            throw new InvalidDefinition(machine, reader.problems);
        }
        return definition;
    }

    private @Nullable Definition machine(JsonNode json) {
        if (!"JSONata".equals(json.path("QueryLanguage").textValue())) {
            problems.add("QueryLanguage must be JSONata at the top; JSONPath is not there");
        }
        unknown("the machine", json, Set.of("Comment", "QueryLanguage", "Version", "StartAt", "States", "TimeoutSeconds"));
        return states("the machine", json, Set.of());
    }

    private @Nullable Definition states(String where, JsonNode json, Set<String> outer) {
        JsonNode states = json.path("States");
        if (!states.isObject() || states.isEmpty()) {
            problems.add(where + ": States must be an object with states");
            return null;
        }
        String start = json.path("StartAt").asText();
        if (!states.has(start)) {
            problems.add(where + ": StartAt names no state: " + start);
        }
        Set<String> own = new LinkedHashSet<>();
        states.forEach(state -> assignments(state, own));
        for (String name : own) {
            if (outer.contains(name)) {
                problems.add(where + ": $" + name + " is assigned outside already, and an inner scope cannot assign it");
            }
        }
        Set<String> variables = new HashSet<>(outer);
        variables.addAll(own);
        Map<String, State> read = new LinkedHashMap<>();
        states.properties().forEach(entry -> {
            State state = new StateReader(entry.getKey(), entry.getValue(), states, variables).read();
            if (state != null) {
                read.put(entry.getKey(), state);
            }
        });
        reach(where, start, states);
        JsonNode timeout = json.path("TimeoutSeconds");
        boolean fits = timeout.isIntegralNumber() && timeout.longValue() > 0 && timeout.longValue() <= LONGEST_SECONDS;
        if (!timeout.isMissingNode() && !fits) {
            problems.add(where + ": TimeoutSeconds must be a whole number from 1 to " + LONGEST_SECONDS);
        }
        return new Definition(start, read, timeout.isMissingNode() ? null : timeout.longValue());
    }

    private static void assignments(JsonNode state, Set<String> into) {
        state.path("Assign").fieldNames().forEachRemaining(into::add);
        for (String list : List.of("Choices", "Catch")) {
            state.path(list).forEach(rule -> rule.path("Assign").fieldNames().forEachRemaining(into::add));
        }
    }

    private void reach(String where, String start, JsonNode states) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            String name = next.pop();
            if (states.has(name) && reached.add(name)) {
                JsonNode state = states.get(name);
                next.add(state.path("Next").asText());
                next.add(state.path("Default").asText());
                state.path("Choices").forEach(rule -> next.add(rule.path("Next").asText()));
                state.path("Catch").forEach(rule -> next.add(rule.path("Next").asText()));
            }
        }
        states.fieldNames().forEachRemaining(name -> {
            if (!reached.contains(name)) {
                problems.add("State \"" + name + "\": never reached from " + where + "'s start");
            }
        });
    }

    private void unknown(String where, JsonNode json, Set<String> known) {
        json.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                problems.add(where + ": " + field + " is not there");
            }
        });
    }

    /** Reads one state. */
    private final class StateReader {
        private final String name;
        private final String where;
        private final JsonNode json;
        private final JsonNode siblings;
        private final Set<String> variables;

        StateReader(String name, JsonNode json, JsonNode siblings, Set<String> variables) {
            this.name = name;
            this.where = "State \"" + name + "\"";
            this.json = json;
            this.siblings = siblings;
            this.variables = variables;
        }

        @Nullable State read() {
            String type = json.path("Type").asText();
            Set<String> fields = FIELDS.get(type);
            if (fields == null) {
                problem("Type " + type + " is not there");
                return null;
            }
            if (name.length() > 80) {
                problem("a state's name has at most 80 characters");
            }
            if (json.has("QueryLanguage") && !"JSONata".equals(json.get("QueryLanguage").textValue())) {
                problem("QueryLanguage must be JSONata");
            }
            Set<String> known = new HashSet<>(fields);
            known.addAll(SOMEWHERE);
            unknown(where, json, known);
            return switch (type) {
                case "Pass" -> new State.Pass(name, leaving("", json, INPUT), next());
                case "Task" -> task();
                case "Choice" -> choice();
                case "Wait" -> pause();
                case "Succeed" -> new State.Succeed(name, template("Output", INPUT));
                case "Fail" -> new State.Fail(name, template("Error", INPUT), template("Cause", INPUT));
                case "Map" -> each();
                default -> parallel();
            };
        }

        private @Nullable State task() {
            String resource = json.path("Resource").asText();
            Optional<Integration> integration = Integration.of(resource);
            if (integration.isEmpty()) {
                problem("Resource " + resource + " is not there");
            }
            JsonNode arguments = template("Arguments", INPUT);
            if (arguments != null && !arguments.isObject() && !Expressions.isExpression(arguments)) {
                problem("Arguments must be an object or an expression");
            }
            JsonNode timeout = number("TimeoutSeconds", 1, LONGEST_SECONDS);
            Handling handling = handling();
            Leaving leaving = leaving("", json, RESULT);
            String next = next();
            return integration.map(found -> new State.Task(name, found, arguments, timeout, handling, leaving, next)).orElse(null);
        }

        private State choice() {
            List<Rule> rules = new ArrayList<>();
            JsonNode choices = json.path("Choices");
            if (!choices.isArray() || choices.isEmpty()) {
                problem("Choices must be a list of rules");
            }
            for (JsonNode rule : choices) {
                String at = "Choices[" + rules.size() + "]";
                unknown(where + ": " + at, rule, Set.of("Condition", "Next", "Assign", "Output", "Comment"));
                JsonNode condition = rule.path("Condition");
                if (!condition.isBoolean() && !Expressions.isExpression(condition)) {
                    problem(at + "/Condition must be an expression, true or false");
                }
                check(at + "/Condition", condition, INPUT);
                rules.add(new Rule(condition, target(at + "/Next", rule.path("Next")), leaving(at + "/", rule, INPUT)));
            }
            String otherwise = json.has("Default") ? target("Default", json.get("Default")) : null;
            return new State.Choice(name, rules, otherwise, leaving("", json, INPUT));
        }

        private State pause() {
            if (json.has("Seconds") == json.has("Timestamp")) {
                problem("a Wait has either Seconds or Timestamp");
            }
            return new State.Wait(name, number("Seconds", 0, LONGEST_SECONDS), template("Timestamp", INPUT), leaving("", json, INPUT),
                    next());
        }

        private @Nullable State each() {
            JsonNode items = template("Items", INPUT);
            if (items != null && !items.isArray() && !Expressions.isExpression(items)) {
                problem("Items must be a list or an expression");
            }
            JsonNode processor = json.path("ItemProcessor");
            unknown(where + ": ItemProcessor", processor, Set.of("ProcessorConfig", "StartAt", "States", "Comment"));
            JsonNode config = processor.path("ProcessorConfig");
            unknown(where + ": ItemProcessor/ProcessorConfig", config, Set.of("Mode"));
            if (config.has("Mode") && !"INLINE".equals(config.get("Mode").textValue())) {
                problem("ItemProcessor/ProcessorConfig: Mode " + config.get("Mode").asText() + " is not there");
            }
            Definition inner = states(where, processor, variables);
            JsonNode selector = template("ItemSelector", INPUT);
            JsonNode concurrency = number("MaxConcurrency", 0, LONGEST_SECONDS);
            Handling handling = handling();
            Leaving leaving = leaving("", json, RESULT);
            String next = next();
            return inner == null ? null : new State.Each(name, items, selector, concurrency, inner, handling, leaving, next);
        }

        private State parallel() {
            List<Definition> branches = new ArrayList<>();
            JsonNode list = json.path("Branches");
            if (!list.isArray() || list.isEmpty()) {
                problem("Branches must be a list of branches");
            }
            for (JsonNode branch : list) {
                unknown(where + ": Branches", branch, Set.of("StartAt", "States", "Comment"));
                Definition read = states(where, branch, variables);
                if (read != null) {
                    branches.add(read);
                }
            }
            return new State.Parallel(name, template("Arguments", INPUT), branches, handling(), leaving("", json, RESULT), next());
        }

        private Handling handling() {
            List<Retrier> retry = new ArrayList<>();
            for (JsonNode rule : list("Retry")) {
                String at = "Retry[" + retry.size() + "]";
                unknown(where + ": " + at, rule, Set.of("ErrorEquals", "IntervalSeconds", "BackoffRate", "MaxAttempts", "MaxDelaySeconds",
                        "JitterStrategy", "Comment"));
                double interval = rule.path("IntervalSeconds").asDouble(1);
                double backoff = rule.path("BackoffRate").asDouble(2);
                int attempts = rule.path("MaxAttempts").asInt(3);
                Double longest = rule.has("MaxDelaySeconds") ? (Double) rule.get("MaxDelaySeconds").asDouble() : null;
                String jitter = rule.path("JitterStrategy").asText("NONE");
                if (interval < 1 || backoff < 1 || attempts < 0 || attempts > LONGEST_SECONDS) {
                    problem(at + ": IntervalSeconds and BackoffRate are at least 1, MaxAttempts at least 0");
                }
                if (longest != null && (longest <= interval || longest > 31_622_400)) {
                    problem(at + ": MaxDelaySeconds must be more than IntervalSeconds and at most a year");
                }
                if (!Set.of("FULL", "NONE").contains(jitter)) {
                    problem(at + ": JitterStrategy is FULL or NONE");
                }
                retry.add(new Retrier(errors(at, rule), interval, backoff, attempts, longest, jitter.equals("FULL")));
            }
            alone("Retry", retry.stream().map(Retrier::errors).toList());
            List<Catcher> catches = new ArrayList<>();
            for (JsonNode rule : list("Catch")) {
                String at = "Catch[" + catches.size() + "]";
                unknown(where + ": " + at, rule, Set.of("ErrorEquals", "Next", "Output", "Assign", "Comment"));
                catches.add(new Catcher(errors(at, rule), target(at + "/Next", rule.path("Next")), leaving(at + "/", rule, ERROR)));
            }
            alone("Catch", catches.stream().map(Catcher::errors).toList());
            return new Handling(retry, catches);
        }

        private List<String> errors(String at, JsonNode rule) {
            List<String> errors = new ArrayList<>();
            rule.path("ErrorEquals").forEach(error -> errors.add(error.asText()));
            if (errors.isEmpty()) {
                problem(at + ": ErrorEquals must name errors");
            }
            for (String error : errors) {
                if (error.startsWith("States.") && !STATES_ERRORS.contains(error)) {
                    problem(at + ": there is no error " + error);
                }
            }
            return errors;
        }

        private void alone(String field, List<List<String>> rules) {
            for (int at = 0; at < rules.size(); at++) {
                if (rules.get(at).contains("States.ALL") && (rules.get(at).size() > 1 || at < rules.size() - 1)) {
                    problem(field + ": States.ALL must stand alone, in the last rule");
                }
            }
        }

        private JsonNode list(String field) {
            JsonNode list = json.path(field);
            if (!list.isMissingNode() && !list.isArray()) {
                problem(field + " must be a list");
                return JsonNodeFactory.instance.arrayNode();
            }
            return list;
        }

        private Leaving leaving(String at, JsonNode holder, Set<String> states) {
            JsonNode output = holder.get("Output");
            JsonNode assign = holder.get("Assign");
            check(at + "Output", output, states);
            check(at + "Assign", assign, states);
            if (assign != null) {
                if (!assign.isObject()) {
                    problem(at + "Assign must be an object");
                }
                assign.fieldNames().forEachRemaining(variable -> {
                    if (variable.equals("states") || variable.length() > 80 || !variable.matches("[\\p{L}_][\\p{L}\\p{N}_]*")) {
                        problem(at + "Assign: " + variable + " is no name of a variable");
                    }
                });
            }
            return new Leaving(output, assign);
        }

        private @Nullable JsonNode number(String field, long least, long most) {
            JsonNode number = template(field, INPUT);
            if (number != null && !Expressions.isExpression(number)
                    && !(number.isIntegralNumber() && number.longValue() >= least && number.longValue() <= most)) {
                problem(field + " must be an expression or a whole number from " + least + " to " + most);
            }
            return number;
        }

        private @Nullable JsonNode template(String field, Set<String> states) {
            JsonNode template = json.get(field);
            check(field, template, states);
            return template;
        }

        private @Nullable String next() {
            boolean end = json.path("End").asBoolean(false);
            if (end == json.has("Next")) {
                problem("a state has either Next or End");
            }
            return json.has("Next") ? target("Next", json.get("Next")) : null;
        }

        private String target(String field, JsonNode next) {
            if (!next.isTextual() || !siblings.has(next.textValue())) {
                problem(field + " names no state: " + next.asText());
            }
            return next.asText();
        }

        private void check(String at, @Nullable JsonNode template, Set<String> states) {
            if (template == null) {
                return;
            }
            if (Expressions.isExpression(template)) {
                expression(at, Expressions.source(template), states);
            } else if (template.isTextual() && (template.textValue().startsWith("{%") || template.textValue().endsWith("%}"))) {
                problem(at + ": an expression begins with {% and ends with %}, with nothing around it");
            } else if (template.isObject()) {
                template.properties().forEach(entry -> {
                    if (entry.getKey().endsWith(".$")) {
                        problem(at + "/" + entry.getKey() + " belongs to JSONPath");
                    }
                    check(at + "/" + entry.getKey(), entry.getValue(), states);
                });
            } else {
                int index = 0;
                for (JsonNode item : template) {
                    check(at + "[" + index++ + "]", item, states);
                }
            }
        }

        private void expression(String at, String source, Set<String> states) {
            try {
                Jsonata.jsonata(source);
            } catch (JException wrong) {
                problem(at + ": " + Objects.toString(wrong.getMessage(), wrong.getError()) + " in " + source);
                return;
            }
            References references = References.of(source);
            for (String used : references.names()) {
                if (used.equals("eval")) {
                    problem(at + ": $eval is not there");
                } else if (!used.equals("states") && !variables.contains(used) && !References.FUNCTIONS.contains(used)) {
                    problem(at + ": $" + used + " is never assigned");
                }
            }
            for (String member : references.states()) {
                if (!states.contains(member)) {
                    problem(at + ": $states." + member + " is not to be had here");
                }
            }
        }

        private void problem(String what) {
            problems.add(where + ": " + what);
        }
    }
}
