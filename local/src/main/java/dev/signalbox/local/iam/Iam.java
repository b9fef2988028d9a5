package dev.signalbox.local.iam;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.signalbox.local.front.AccessDenied;
import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Gate;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.Trust;
import dev.signalbox.local.template.Resource;
import dev.signalbox.local.template.Stack;
import dev.signalbox.local.template.TemplateProblem;

/**
 * Holds every call against the policies of the stack: a user is let through unless a policy denies, be it the resource's or one that
 * is attached to the user; a role's session needs an Allow in the role's policies or the resource's; a service needs one in the
 * resource's. A Deny always wins.
 *
 * <p>A key's policy must itself let the account's policies decide (a statement for the account's root) before a role's policy
 * counts for it, as KMS has it. So must the trust policy of a role that is to be assumed, also before a user may: the root's
 * statement lets every user and those roles whose policies say so; one that names a principal lets that principal at once.
 */
public final class Iam implements Gate, Trust {

    /** Hears what was asked and answered. */
    @FunctionalInterface
    public interface Listener {
        void decided(Caller caller, Permission permission, boolean allowed);
    }

    private static final String ASSUME_ROLE = "sts:AssumeRole";

    private final IdentityPolicies identityPolicies = new IdentityPolicies();
    private final Map<String, List<Statement>> trusts = new HashMap<>();
    private final ResourcePolicies resourcePolicies;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    public Iam(ResourcePolicies resourcePolicies) {
        this.resourcePolicies = resourcePolicies;
    }

    /**
     * Puts the policies of a stack's roles and its functions' permissions in force; done before the first call.
     *
     * @throws TemplateProblem when a role does not let the service assume it that is to work under it
     */
    public void deploy(Stack stack) {
        stack.ofType("AWS::IAM::Role").forEach(role -> trusts.put(role.arn(),
                Statement.of(role.properties().path("AssumeRolePolicyDocument"))));
        assumable(stack, "AWS::Serverless::Function", "Role", "lambda.amazonaws.com");
        assumable(stack, "AWS::Serverless::StateMachine", "Role", "states.amazonaws.com");
        assumable(stack, "AWS::CodeBuild::Project", "ServiceRole", "codebuild.amazonaws.com");
        identityPolicies.deploy(stack);
        stack.ofType("AWS::Serverless::Function").forEach(function -> resourcePolicies.put(function.arn(),
                stack.ofType("AWS::Lambda::Permission").stream().filter(permission -> concerns(permission, function))
                        .map(permission -> policy(permission, function)).toList()));
    }

    /** IAM's own operations, as far as they concern who carries which policy. */
    public Service service(String account) {
        return new Attachments(account, identityPolicies).service();
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void check(Caller caller, Permission permission) {
        Map<String, String> context = context(caller, permission);
        List<Statement> onResource = (isAssumption(permission) ? trusts.getOrDefault(permission.resource(), List.of()).stream()
                : resourcePolicies.of(permission.resource()).stream().flatMap(policy -> Statement.of(policy).stream()))
                .filter(statement -> statement.fits(permission, context)).toList();
        boolean delegated = onResource.stream().anyMatch(statement -> delegates(statement, caller));
        List<Statement> naming = onResource.stream()
                .filter(statement -> statement.principals().stream().anyMatch(principal -> names(principal, caller))).toList();
        List<Statement> ofCaller = identityPolicies.of(caller).stream().filter(statement -> statement.fits(permission, context)).toList();
        boolean denied = Stream.concat(naming.stream(), ofCaller.stream()).anyMatch(statement -> !statement.allows());
        boolean allowed = !denied && switch (caller) {
            case Caller.User _ -> !naming.isEmpty() || !isAssumption(permission) || delegated;
            case Caller.RoleSession _ -> !naming.isEmpty()
                    || !ofCaller.isEmpty() && (delegated || !isKey(permission) && !isAssumption(permission));
            case Caller.Service _ -> !naming.isEmpty();
        };
        listeners.forEach(listener -> listener.decided(caller, permission, allowed));
        if (!allowed) {
            throw new AccessDenied(caller, permission, denied ? "of an explicit deny in a policy"
                    : caller instanceof Caller.Service || isAssumption(permission) && !delegated
                            ? "no resource-based policy allows the " + permission.action() + " action"
                            : "no identity-based policy allows the " + permission.action() + " action");
        }
    }

    @Override
    public boolean lets(Caller.Service service, String roleArn) {
        Permission assume = new Permission(ASSUME_ROLE, roleArn);
        List<Statement> fitting = trusts.getOrDefault(roleArn, List.of()).stream()
                .filter(statement -> statement.principals().stream().anyMatch(principal -> names(principal, service)))
                .filter(statement -> statement.fits(assume, context(service, assume))).toList();
        return !fitting.isEmpty() && fitting.stream().allMatch(Statement::allows);
    }

    private void assumable(Stack stack, String type, String property, String service) {
        for (Resource user : stack.ofType(type)) {
            String arn = user.properties().path(property).asText();
            Resource role = stack.ofType("AWS::IAM::Role").stream().filter(candidate -> candidate.arn().equals(arn)).findFirst()
                    .orElseThrow(() -> new TemplateProblem("%s: its %s is no role of the template: %s".formatted(user.logicalId(), property, arn)));
            if (!lets(new Caller.Service(service, user.arn(), arn.split(":")[4]), arn)) {
                throw new TemplateProblem("%s does not let %s assume it for %s.".formatted(role.logicalId(), service, user.logicalId()));
            }
        }
    }

    private static boolean isKey(Permission permission) {
        return permission.action().startsWith("kms:");
    }

    private static boolean isAssumption(Permission permission) {
        return permission.action().equals(ASSUME_ROLE);
    }

    private static boolean names(String principal, Caller caller) {
        return principal.equals("AWS:*") || switch (caller) {
            case Caller.Service service -> principal.equals("Service:" + service.name());
            case Caller.RoleSession session -> principal.equals("AWS:" + session.roleArn()) || principal.equals("AWS:" + session.arn());
            case Caller.User user -> principal.equals("AWS:" + user.arn());
        };
    }

    /** Whether a statement of a key's policy or a role's trust policy lets the account's own policies decide. */
    private static boolean delegates(Statement statement, Caller caller) {
        String account = caller.arn().split(":").length > 4 ? caller.arn().split(":")[4] : "";
        return statement.allows() && statement.principals().stream()
                .anyMatch(principal -> principal.equals("AWS:arn:aws:iam::" + account + ":root") || principal.equals("AWS:" + account));
    }

    private static Map<String, String> context(Caller caller, Permission permission) {
        Map<String, String> context = new HashMap<>(permission.context());
        if (caller instanceof Caller.Service service) {
            if (!service.sourceArn().isEmpty()) {
                context.put("aws:SourceArn", service.sourceArn());
                context.put("aws:SourceAccount", service.account());
            }
        } else {
            context.put("aws:PrincipalArn", caller instanceof Caller.RoleSession session ? session.roleArn() : caller.arn());
        }
        return context;
    }

    private static boolean concerns(Resource permission, Resource function) {
        String named = permission.properties().path("FunctionName").asText();
        return named.equals(function.physicalId()) || named.equals(function.arn());
    }

    /** A function's permission as the policy that Lambda makes of it. */
    private static JsonNode policy(Resource permission, Resource function) {
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement.put("Effect", "Allow").put("Resource", function.arn()).set("Action", permission.properties().path("Action"));
        statement.putObject("Principal").set("Service", permission.properties().path("Principal"));
        ObjectNode conditions = statement.putObject("Condition");
        if (permission.properties().has("SourceArn")) {
            conditions.putObject("ArnLike").set("aws:SourceArn", permission.properties().path("SourceArn"));
        }
        if (permission.properties().has("SourceAccount")) {
            conditions.putObject("StringEquals").set("aws:SourceAccount", permission.properties().path("SourceAccount"));
        }
        ObjectNode policy = JsonNodeFactory.instance.objectNode();
        policy.putArray("Statement").add(statement);
        return policy;
    }
}
