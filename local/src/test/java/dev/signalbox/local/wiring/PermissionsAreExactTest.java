package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.signalbox.local.endtoend.Decisions.Decision;
import dev.signalbox.local.endtoend.Decisions;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.Stack;

/**
 * What the template lets roles and AWS's services do is what the suites saw them do, no more and no less. It runs after all other
 * suites, on what they noted; what a role was refused is the business of the tests that provoked it.
 */
class PermissionsAreExactTest {

    /** What is granted and was not seen, and why it is granted. */
    private static final Map<String, String> UNSEEN = Map.of(
            "Key/TheAccountsPoliciesDecide/arn:aws:iam::123456789012:root kms:*",
            "the roles' own policies decide; without it nobody could manage the key",
            "Key/AlarmsPublishToTheTopic/cloudwatch.amazonaws.com kms:Decrypt", "the local cloud has no alarms",
            "Key/AlarmsPublishToTheTopic/cloudwatch.amazonaws.com kms:GenerateDataKey", "the local cloud has no alarms",
            "AlarmsTopic/AlarmsTell/cloudwatch.amazonaws.com sns:Publish", "the local cloud has no alarms");

    /** One action that one statement lets one principal do. */
    private record Grant(String statement, String principal, String action, List<String> resources, List<String> sources) {

        boolean fits(Decision decision) {
            return principal.equals(decision.who()) && Pattern.matches(glob(action), decision.action())
                    && resources.stream().anyMatch(resource -> Pattern.matches(glob(resource), decision.resource()))
                    && (sources.isEmpty() || sources.stream().anyMatch(source -> Pattern.matches(glob(source), decision.source())));
        }

        private static String glob(String pattern) {
            return Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        }

        String shown(String who) {
            return statement + (who.isEmpty() ? "" : "/" + who) + " " + action;
        }
    }

    private final Stack stack = Project.stack();

    private List<Grant> ofRoles() {
        return stack.ofType("AWS::IAM::Role").stream().flatMap(role -> Stream.concat(
                role.properties().path("Policies").valueStream(),
                stack.ofType("AWS::IAM::Policy").stream().filter(policy -> texts(policy.properties().path("Roles")).contains(role.physicalId()))
                        .map(Resource::properties))
                .flatMap(policy -> policy.at("/PolicyDocument/Statement").valueStream())
                .flatMap(statement -> texts(statement.path("Action")).stream().map(action -> new Grant(
                        role.logicalId() + "/" + statement.path("Sid").asText(), role.arn(), action,
                        texts(statement.path("Resource")), List.of()))))
                .toList();
    }

    private List<Grant> ofResources() {
        List<Grant> grants = new ArrayList<>();
        stack.ofType("AWS::KMS::Key").forEach(key -> add(key.logicalId(), key.properties().path("KeyPolicy"), List.of(key.arn()), grants));
        for (Resource policy : stack.ofType("AWS::SQS::QueuePolicy")) {
            add("UndeliveredQueue", policy.properties().path("PolicyDocument"), List.of(), grants);
        }
        for (Resource policy : stack.ofType("AWS::SNS::TopicPolicy")) {
            add("AlarmsTopic", policy.properties().path("PolicyDocument"), List.of(), grants);
        }
        for (Resource permission : stack.ofType("AWS::Lambda::Permission")) {
            JsonNode properties = permission.properties();
            grants.add(new Grant(permission.logicalId(), properties.path("Principal").asText(), properties.path("Action").asText(),
                    List.of("*"), List.of(properties.path("SourceArn").asText())));
        }
        return grants;
    }

    /** A statement that names several sources is one grant for each of them. */
    private static void add(String resource, JsonNode policy, List<String> self, List<Grant> grants) {
        for (JsonNode statement : policy.path("Statement")) {
            JsonNode named = statement.path("Condition").findPath("aws:SourceArn");
            List<List<String>> sources = named.isMissingNode() ? List.of(List.of()) : texts(named).stream().map(List::of).toList();
            for (JsonNode kind : statement.path("Principal")) {
                for (String principal : texts(kind)) {
                    for (String action : texts(statement.path("Action"))) {
                        sources.forEach(source -> grants.add(new Grant(resource + "/" + statement.path("Sid").asText(), principal, action,
                                self.isEmpty() ? texts(statement.path("Resource")) : self, source)));
                    }
                }
            }
        }
    }

    private static List<String> texts(JsonNode oneOrMore) {
        return oneOrMore.isTextual() ? List.of(oneOrMore.asText()) : oneOrMore.valueStream().map(JsonNode::asText).toList();
    }

    private static List<Decision> allowed() throws IOException {
        List<Decision> allowed = Decisions.all().stream().filter(Decision::allowed).toList();
        assertFalse(allowed.isEmpty(), "the suites noted nothing");
        return allowed;
    }

    private static Set<String> unused(List<Grant> grants, boolean named) throws IOException {
        List<Decision> allowed = allowed();
        return grants.stream().filter(grant -> allowed.stream().noneMatch(grant::fits))
                .map(grant -> grant.shown(named ? grant.principal() : "")).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void noRoleMayDoWhatItWasNotSeenToDo() throws IOException {
        assertEquals(Set.of(), unused(ofRoles(), false));
    }

    @Test
    void noRoleWasSeenToDoWhatItsOwnPoliciesDoNotGrant() throws IOException {
        List<Grant> grants = ofRoles();
        Set<String> roles = stack.ofType("AWS::IAM::Role").stream().map(Resource::arn).collect(Collectors.toSet());
        assertEquals(Set.of(), allowed().stream().filter(decision -> roles.contains(decision.who()))
                .filter(decision -> grants.stream().noneMatch(grant -> grant.fits(decision)))
                .map(decision -> decision.who() + " " + decision.action() + " " + decision.resource()).collect(Collectors.toSet()));
    }

    @Test
    void everyRoleIsOfThisTemplate() throws IOException {
        Set<String> roles = stack.ofType("AWS::IAM::Role").stream().map(Resource::arn).collect(Collectors.toSet());
        assertEquals(roles, allowed().stream().map(Decision::who).filter(who -> who.startsWith("arn:")).collect(Collectors.toSet()));
    }

    @Test
    void noActionOfARoleIsAPattern() {
        assertEquals(List.of(), ofRoles().stream().filter(grant -> grant.action().contains("*")).map(grant -> grant.shown("")).toList());
    }

    @Test
    void noServiceMayDoWhatItWasNotSeenToDo() throws IOException {
        assertEquals(new TreeSet<>(UNSEEN.keySet()), unused(ofResources(), true));
    }

    @Test
    void noServiceWasSeenToDoWhatNoPolicyOfTheTemplateGrants() throws IOException {
        List<Grant> grants = ofResources();
        Set<String> ours = Stream.of("RouteFunction", "ConcludeFunction", "MonitorFunction", "UndeliveredQueue", "NotificationsTopic",
                "AlarmsTopic", "Key")
                .map(id -> Project.resource(id).arn()).collect(Collectors.toSet());
        assertEquals(Set.of(), allowed().stream()
                .filter(decision -> !decision.who().startsWith("arn:") && ours.contains(decision.resource()))
                .filter(decision -> grants.stream().noneMatch(grant -> grant.fits(decision)))
                .map(decision -> decision.who() + " " + decision.action() + " " + decision.resource()).collect(Collectors.toSet()));
    }
}
