package dev.signalbox.local.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.signalbox.local.Account;

class StackTest {

    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final URI ENDPOINT = URI.create("http://127.0.0.1:4566");

    @TempDir
    private Path folder;

    @Test
    void theDeployedTemplateLoadsWithoutAnyParameter() {
        Stack stack = Stack.load(Path.of("..", "template.yaml"), "signalbox", ACCOUNT, ENDPOINT, Map.of());
        assertEquals("signalbox-route", stack.output("RouteFunctionName"));
        assertEquals("arn:aws:states:us-east-1:123456789012:stateMachine:signalbox-run", stack.output("RunStateMachineArn"));
        assertTrue(stack.output("UndeliveredQueueUrl").startsWith("http://127.0.0.1:4566/123456789012/signalbox-UndeliveredQueue-"));
        assertFalse(stack.resources().containsKey("NotificationEmailSubscription"));
        Resource route = stack.resources().get("RouteFunction");
        assertEquals("java25", route.properties().path("Runtime").asText());
        assertEquals("signalbox-default", route.properties().at("/Environment/Variables/DEFAULT_PROJECT").asText());
        assertFalse(route.properties().at("/Environment/Variables").has("AWS_ENDPOINT_URL"));
    }

    @Test
    void aParameterReachesWhatDependsOnIt() {
        Stack stack = Stack.load(Path.of("..", "template.yaml"), "ci", ACCOUNT, ENDPOINT, Map.of("NotificationEmail", "ada@example.com"));
        assertEquals("ada@example.com", stack.resources().get("NotificationEmailSubscription").properties().path("Endpoint").asText());
        assertEquals("ci-route", stack.output("RouteFunctionName"));
    }

    @Test
    void aListOfAParameterIsAListWhereItIsReferredTo() throws IOException {
        String template = """
                Parameters: { Branches: { Type: CommaDelimitedList, Default: 'refs/heads/main', AllowedPattern: '^refs/' } }
                Resources:
                  Group: { Type: AWS::Logs::LogGroup, Properties: { Kept: !Ref Branches, Joined: !Join ['+', !Ref Branches] } }
                """;
        Path file = Files.writeString(folder.resolve("template.yaml"), template);
        Resource one = Stack.load(file, "test", ACCOUNT, ENDPOINT, Map.of()).resources().get("Group");
        assertEquals("[\"refs/heads/main\"]", one.properties().path("Kept").toString());
        Resource two = Stack.load(file, "test", ACCOUNT, ENDPOINT, Map.of("Branches", "refs/a, refs/b")).resources().get("Group");
        assertEquals("[\"refs/a\",\"refs/b\"]", two.properties().path("Kept").toString());
        assertEquals("refs/a+refs/b", two.properties().path("Joined").asText());
        assertThrows(TemplateProblem.class, () -> Stack.load(file, "test", ACCOUNT, ENDPOINT, Map.of("Branches", "refs/a,main")));
    }

    @Test
    void functionsOfTheTemplateAreWorkedOut() throws IOException {
        Stack stack = load("""
                Parameters: { Size: { Type: String, Default: '3' } }
                Conditions:
                  Big: !Not [!Equals [!Ref Size, '3']]
                  Small: !And [!Condition IsThree, !Not [!Condition Big]]
                  IsThree: !Equals [!Ref Size, '3']
                Resources:
                  Group:
                    Type: AWS::Logs::LogGroup
                    Properties:
                      LogGroupName: !Join ['/', ['', !Ref AWS::StackName, logs]]
                      Kept: !If [Big, many, few]
                      Small: !If [Small, 1, !Ref AWS::NoValue]
                      Gone: !If [Big, 1, !Ref AWS::NoValue]
                      Text: !Sub ['${a}-${AWS::Region}-${!literal}-${Group.Arn}', { a: !Select [1, !Split [',', 'x,y']] }]
                      Number: 7
                      Truth: true
                """);
        Resource group = stack.resources().get("Group");
        assertEquals("/test/logs", group.physicalId());
        assertEquals("few", group.properties().path("Kept").asText());
        assertEquals(1, group.properties().path("Small").asInt());
        assertFalse(group.properties().has("Gone"));
        assertEquals("y-us-east-1-${literal}-arn:aws:logs:us-east-1:123456789012:log-group:/test/logs:*", group.properties().path("Text").asText());
        assertTrue(group.properties().path("Number").isIntegralNumber() && group.properties().path("Truth").booleanValue());
    }

    @Test
    void whatIsNotThereLocallyIsRefusedByName() {
        assertTrue(refusal("Resources: { Cluster: { Type: 'AWS::ECS::Cluster' } }").contains("Cluster: the local cloud has no AWS::ECS::Cluster"));
        assertTrue(refusal("Resources: { G: { Type: 'AWS::Logs::LogGroup', Properties: { A: !ImportValue x } } }").contains("Fn::ImportValue"));
        assertTrue(refusal("Resources: { G: { Type: 'AWS::Logs::LogGroup', Properties: { A: !Ref Nowhere } } }").contains("Nowhere"));
        assertTrue(refusal("Resources: { G: { Type: 'AWS::Logs::LogGroup', Properties: { A: !GetAtt G.Colour } } }").contains("Colour"));
    }

    private String refusal(String template) {
        return assertThrows(TemplateProblem.class, () -> load(template)).getMessage();
    }

    private Stack load(String template) throws IOException {
        return Stack.load(Files.writeString(folder.resolve("template.yaml"), template), "test", ACCOUNT, ENDPOINT, Map.of());
    }
}
