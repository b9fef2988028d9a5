package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.signalbox.local.template.Resource;

/** Names that the template, the state machine and the functions must spell alike. */
class NamesTest {

    /** Error names that are no class of ours or the SDK's, and who says them. */
    private static final Map<String, String> STEP_FUNCTIONS_OWN = Map.of(
            "States.ALL", "Step Functions: every error but two",
            "States.TaskFailed", "Step Functions: a Task failed, a build ended badly",
            "States.Timeout", "Step Functions: a Task took longer than it may",
            "CodeBuild.SdkClientException", "Step Functions' own SDK: no answer from CodeBuild",
            "CodeBuild.ThrottlingException", "an error that every JSON service of AWS has and CodeBuild's model leaves out",
            "Lambda.AWSLambdaException", "Step Functions: the SDK's general error for Lambda",
            "Lambda.SdkClientException", "Step Functions' own SDK: no answer from Lambda",
            "Lambda.ClientExecutionTimeoutException", "Step Functions' own SDK: no answer from Lambda in time",
            "Lambda.Unknown", "Step Functions: the function timed out, or its process ended");

    /** Variables that no line of ours reads, and who does. */
    private static final Map<String, String> READ_BY_LIBRARIES = Map.of(
            "POWERTOOLS_SERVICE_NAME", "Powertools: service of every line and dimension of every metric",
            "POWERTOOLS_METRICS_NAMESPACE", "Powertools: namespace of the metrics",
            "POWERTOOLS_LOG_LEVEL", "Powertools: level of the log");

    private static final Set<String> SET_BY_LAMBDA = Set.of("AWS_REGION");

    static Stream<String> handlers() {
        return Project.stack().ofType("AWS::Serverless::Function").stream().map(function -> function.properties().path("Handler").asText());
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void everyHandlerIsAClassThatLambdaCanMake(String handler) throws ReflectiveOperationException {
        Class<?> type = Class.forName(handler);
        assertTrue(RequestStreamHandler.class.isAssignableFrom(type));
        assertTrue(Modifier.isPublic(type.getConstructor().getModifiers()));
    }

    @Test
    void everyErrorThatTheMachineNamesExists() {
        Set<String> unknown = new TreeSet<>();
        List<String> ours = Project.machine().findValuesAsText("Error");
        for (JsonNode names : Project.machine().findValues("ErrorEquals")) {
            names.forEach(name -> {
                if (!STEP_FUNCTIONS_OWN.containsKey(name.asText()) && !ours.contains(name.asText()) && !isClass(name.asText())) {
                    unknown.add(name.asText());
                }
            });
        }
        assertEquals(Set.of(), unknown);
    }

    private static boolean isClass(String error) {
        int dot = error.indexOf('.');
        String name = error.startsWith("dev.") ? error : "software.amazon.awssdk.services.%s.model.%s".formatted(
                error.substring(0, dot).toLowerCase(Locale.ROOT), error.substring(dot + 1));
        try {
            return Throwable.class.isAssignableFrom(Class.forName(name));
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    @Test
    void concludesRequestToBeAskedAgainIsHeard() {
        JsonNode retry = Project.machine().at("/States/Conclude the run/Retry/0/ErrorEquals");
        assertTrue(retry.valueStream().anyMatch(name -> name.asText().equals("dev.signalbox.functions.ConcludeAgain")), retry::toString);
    }

    @Test
    void theStateThatRouteLooksForIsTheOneThatTells() {
        String source = Project.text("functions/src/main/java/dev/signalbox/aws/StepFunctionsExecutions.java");
        String name = Project.matches("TELLING = \"([^\"]+)\"", source).getFirst().group(1);
        assertTrue(Project.machine().path("States").path(name).path("Resource").asText().endsWith(":sns:publish"), name);
    }

    @Test
    void everyStateIsReachedByItsName() {
        assertStates(Project.machine());
    }

    private static void assertStates(JsonNode machine) {
        Set<String> names = new TreeSet<>();
        machine.path("States").fieldNames().forEachRemaining(names::add);
        Set<String> named = new TreeSet<>(Set.of(machine.path("StartAt").asText()));
        for (JsonNode state : machine.path("States")) {
            Stream.concat(Stream.of(state), Stream.concat(state.path("Choices").valueStream(), state.path("Catch").valueStream()))
                    .flatMap(step -> Stream.of(step.path("Next"), step.path("Default")))
                    .filter(JsonNode::isTextual).forEach(next -> named.add(next.asText()));
            if (state.has("ItemProcessor")) {
                assertStates(state.path("ItemProcessor"));
            }
        }
        assertEquals(names, named);
    }

    @Test
    void everyExpressionOfTheMachineCompiles() {
        List<String> expressions = new ArrayList<>();
        collect(Project.machine(), expressions);
        assertTrue(expressions.size() > 20, expressions::toString);
        expressions.forEach(expression -> assertDoesNotThrow(() -> Jsonata.jsonata(expression), expression));
    }

    private static void collect(JsonNode node, List<String> expressions) {
        if (node.isTextual() && node.textValue().startsWith("{%")) {
            expressions.add(node.textValue().substring(2, node.textValue().length() - 2).strip());
        }
        node.forEach(child -> collect(child, expressions));
    }

    @Test
    void everySubstitutionOfTheMachineIsGivenAndUsed() {
        Set<String> used = Project.matches("\\$\\{([A-Za-z]+)}", Project.text("statemachine/run.asl.json")).stream()
                .map(match -> match.group(1)).collect(Collectors.toCollection(TreeSet::new));
        Set<String> given = new TreeSet<>();
        Project.resource("RunStateMachine").properties().path("DefinitionSubstitutions").fieldNames().forEachRemaining(given::add);
        assertEquals(used, given);
    }

    @Test
    void everyVariableThatTheFunctionsReadIsGivenAndNoOther() {
        Set<String> read = new TreeSet<>();
        for (Path source : Project.files("functions/src/main/java", ".java")) {
            Project.matches("(?:getenv|required)\\(\"([A-Z][A-Z_]+)\"\\)", assertDoesNotThrow(() -> Files.readString(source))).stream()
                    .map((MatchResult match) -> match.group(1)).forEach(read::add);
        }
        read.removeAll(SET_BY_LAMBDA);
        Set<String> given = new TreeSet<>();
        for (Resource function : Project.stack().ofType("AWS::Serverless::Function")) {
            function.properties().path("Environment").path("Variables").fieldNames().forEachRemaining(given::add);
        }
        assertTrue(given.containsAll(READ_BY_LIBRARIES.keySet()), given::toString);
        given.removeAll(READ_BY_LIBRARIES.keySet());
        assertEquals(read, given);
    }
}
