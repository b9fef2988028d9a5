package dev.signalbox.local.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.signalbox.local.front.UnknownOperation;
import dev.signalbox.local.template.Resource;

class LambdaFunctionTest {

    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:route";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:123456789012:undelivered";
    private static final String ROLE = "arn:aws:iam::123456789012:role/route";

    private static ObjectNode json(String singleQuoted) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(singleQuoted.replace('\'', '"'));
        } catch (Exception wrong) {
            throw new AssertionError(singleQuoted, wrong);
        }
    }

    private static LambdaFunction read(String properties, String... invokeConfigs) {
        List<Resource> configs = List.of(invokeConfigs).stream()
                .map(config -> new Resource("C", "AWS::Lambda::EventInvokeConfig", "c", Map.of(), json(config))).toList();
        return LambdaFunction.of(new Resource("Route", "AWS::Serverless::Function", "route", Map.of("Arn", ARN), json(properties)),
                configs, ROLE, List.of(Path.of("classes")));
    }

    @Test
    void whatTheTemplateSaysIsTaken() {
        LambdaFunction route = read("{'Runtime': 'java25', 'Handler': 'a.B', 'MemorySize': 512, 'Timeout': 30, 'CodeUri': 'functions',"
                + "'Architectures': ['arm64'], 'Environment': {'Variables': {'TABLE': 'runs', 'N': 1}},"
                + "'LoggingConfig': {'LogGroup': 'my-group'}, 'EventInvokeConfig': {'MaximumEventAgeInSeconds': 3600,"
                + "'MaximumRetryAttempts': 1, 'DestinationConfig': {'OnFailure': {'Type': 'SQS', 'Destination': '" + QUEUE + "'}}}}");
        assertEquals(new LambdaFunction("route", ARN, "", "java25", "a.B", 512, Duration.ofSeconds(30), Map.of("TABLE", "runs", "N", "1"),
                ROLE, List.of(Path.of("classes")), "my-group", Integer.MAX_VALUE,
                new LambdaFunction.Asynchronous(Duration.ofHours(1), 1, QUEUE)), route);
    }

    @Test
    void whatTheTemplateLeavesOutIsAsLambdaHasIt() {
        LambdaFunction route = read("{'Runtime': 'java25', 'Handler': 'a.B'}");
        assertEquals(128, route.memory());
        assertEquals(Duration.ofSeconds(3), route.timeout());
        assertEquals("/aws/lambda/route", route.logGroup());
        assertEquals(new LambdaFunction.Asynchronous(Duration.ofHours(6), 2, null), route.asynchronous());
    }

    @Test
    void anInvokeConfigOfItsOwnIsFoundByTheFunctionsName() {
        String other = "{'FunctionName': 'other', 'Qualifier': '$LATEST', 'MaximumRetryAttempts': 1}";
        String own = "{'FunctionName': 'route', 'Qualifier': '$LATEST', 'MaximumRetryAttempts': 0,"
                + "'DestinationConfig': {'OnFailure': {'Destination': '" + QUEUE + "'}}}";
        LambdaFunction route = read("{'Runtime': 'java25', 'Handler': 'a.B'}", own, other);
        assertEquals(0, route.asynchronous().maximumRetries());
        assertEquals(QUEUE, route.asynchronous().onFailure());
        assertNull(read("{'Runtime': 'java25', 'Handler': 'a.B'}", other).asynchronous().onFailure());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            VpcConfig    | {'Runtime': 'java25', 'VpcConfig': {}}
            Layers       | {'Runtime': 'java25', 'Layers': ['a']}
            python3.13   | {'Runtime': 'python3.13'}
            LogFormat    | {'Runtime': 'java25', 'LoggingConfig': {'LogFormat': 'JSON'}}
            OnSuccess    | {'Runtime': 'java25', 'EventInvokeConfig': {'DestinationConfig': {'OnSuccess': {}}}}
            on-failure   | {'Runtime': 'java25', 'EventInvokeConfig': {'DestinationConfig': {'OnFailure': {'Type': 'SNS'}}}}
            Concurrent   | {'Runtime': 'java25', 'ReservedConcurrentExecutions': 0}
            """, quoteCharacter = '\0')
    void whatLocalLambdaLacksIsRefusedByName(String name, String properties) {
        UnknownOperation refusal = assertThrows(UnknownOperation.class, () -> read(properties));
        assertTrue(refusal.getMessage().contains("route") && refusal.getMessage().contains(name), refusal.getMessage());
    }

    @Test
    void aReservedVariableIsRefused() {
        var refusal = assertThrows(IllegalArgumentException.class,
                () -> read("{'Runtime': 'java25', 'Environment': {'Variables': {'AWS_REGION': 'x'}}}"));
        assertTrue(refusal.getMessage().contains("AWS_REGION"), refusal.getMessage());
    }
}
