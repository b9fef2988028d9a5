package dev.signalbox.local.iam;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.Stack;
import dev.signalbox.local.template.TemplateProblem;

/** The policies that users and roles carry: roles by the template, users by what is attached to them. */
public final class IdentityPolicies {

    private final Map<String, List<Statement>> roles = new HashMap<>();
    private final Map<String, List<Statement>> managed = new HashMap<>();
    private final Map<String, Set<String>> attached = new ConcurrentHashMap<>();

    /**
     * Puts a stack's policies in force.
     *
     * @throws TemplateProblem when a policy goes to somebody who is not of the template
     */
    void deploy(Stack stack) {
        stack.ofType("AWS::IAM::ManagedPolicy").forEach(policy -> managed.put(policy.physicalId(), statements(policy)));
        for (Resource role : stack.ofType("AWS::IAM::Role")) {
            List<Statement> all = new ArrayList<>();
            role.properties().path("Policies").forEach(policy -> all.addAll(Statement.of(policy.path("PolicyDocument"))));
            role.properties().path("ManagedPolicyArns").forEach(arn -> all.addAll(managed(role, arn.asText())));
            roles.put(role.arn(), all);
        }
        Stream.concat(stack.ofType("AWS::IAM::Policy").stream(), stack.ofType("AWS::IAM::ManagedPolicy").stream()).forEach(policy -> {
            for (String others : List.of("Users", "Groups")) {
                if (policy.properties().has(others)) {
                    throw new TemplateProblem(policy.logicalId() + ": the local cloud reads no " + others + " of a policy.");
                }
            }
            policy.properties().path("Roles").forEach(role -> roles.get(role(stack, policy, role).arn()).addAll(statements(policy)));
        });
    }

    /** What says what a caller may, besides the policies of resources. */
    List<Statement> of(Caller caller) {
        return switch (caller) {
            case Caller.RoleSession session -> roles.getOrDefault(session.roleArn(), List.of());
            case Caller.User user -> attachedTo(user.arn()).stream().flatMap(policy -> managed.get(policy).stream()).toList();
            case Caller.Service _ -> List.of();
        };
    }

    boolean isManaged(String policyArn) {
        return managed.containsKey(policyArn);
    }

    /** The ARNs of the policies that a user carries, in their order. */
    List<String> attachedTo(String userArn) {
        return List.copyOf(attached.getOrDefault(userArn, Set.of()));
    }

    /** Gives a user a policy that {@link #isManaged}; one that the user has stays. */
    void attach(String userArn, String policyArn) {
        attached.compute(userArn, (_, before) -> {
            Set<String> all = new TreeSet<>(before == null ? Set.of() : before);
            all.add(policyArn);
            return all;
        });
    }

    /** Takes a policy from a user. @return whether the user had it */
    boolean detach(String userArn, String policyArn) {
        if (!attachedTo(userArn).contains(policyArn)) {
            return false;
        }
        attached.computeIfPresent(userArn, (_, before) -> {
            Set<String> rest = new TreeSet<>(before);
            rest.remove(policyArn);
            return rest;
        });
        return true;
    }

    private List<Statement> managed(Resource role, String arn) {
        List<Statement> found = managed.get(arn);
        if (found == null) {
            throw new TemplateProblem("%s: the local cloud has no managed policy but the template's own: %s".formatted(role.logicalId(), arn));
        }
        return found;
    }

    private static Resource role(Stack stack, Resource policy, JsonNode name) {
        return stack.ofType("AWS::IAM::Role").stream().filter(role -> role.physicalId().equals(name.asText())).findFirst().orElseThrow(
                () -> new TemplateProblem("%s goes to %s, which is no role of the template.".formatted(policy.logicalId(), name.asText())));
    }

    private static List<Statement> statements(Resource policy) {
        return Statement.of(policy.properties().path("PolicyDocument"));
    }
}
