package dev.signalbox.rules;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the variables of builds. */
final class EnvReader {

    private static final Pattern PARAMETER = Pattern.compile("(?=.{1,1011}$)/?[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*");
    /** CodeBuild's form, {@code id:json-key:version-stage:version-id}; the id is a name or an ARN. */
    private static final Pattern SECRET = Pattern.compile(
            "(?:arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:)?(?<name>[A-Za-z0-9/_+=.@-]{1,512})"
            + "(?::[^:\\p{Cntrl}]{0,512}(?::[^:\\p{Cntrl}]{0,256}(?::(?:[A-Za-z0-9-]{32,64})?)?)?)?");

    private record Variable(String name, Value value) {
    }

    private final Findings findings;
    private final Account account;
    private final Map<String, Node> enforced;
    private final Map<Node, Variable> seen = new IdentityHashMap<>();

    /** @param enforced the variables that the account sets, which a repository does not */
    EnvReader(Findings findings, Account account, Map<String, Node> enforced) {
        this.findings = findings;
        this.account = account;
        this.enforced = enforced;
    }

    SortedMap<String, Value> read(Map<String, Node> variables) {
        SortedMap<String, Value> env = new TreeMap<>();
        variables.forEach((name, node) -> env.put(name, variable(name, node)));
        return env;
    }

    /** Builds share the variables of defaults: each is looked into once. */
    private Value variable(String name, Node node) {
        Variable known = seen.get(node);
        if (known == null || !known.name().equals(name)) {
            Value value = node instanceof MappingNode ? reference(name, node) : plain(name, node);
            known = new Variable(name, value);
            seen.put(node, known);
        }
        return known.value();
    }

    private Value plain(String name, Node node) {
        checkName(name, node, "variable");
        return new Value.Plain(value(name, node, "variable"));
    }

    /** The plain value of an input of a schedule, which becomes a variable. */
    String input(String name, Node node) {
        checkName(name, node, "input");
        checkFree(name, node);
        return value(name, node, "input");
    }

    /** That a variable which lies over those of {@code env} is not one that the account sets. */
    void checkFree(String name, Node node) {
        Layers.checkVariable(name, node, enforced, findings);
    }

    /** A plain value whose name is known to be right; empty where the value is wrong, so that no message repeats it. */
    String value(String name, Node node, String what) {
        String text = findings.text(node, "a text ('' for an empty one), { parameter: /name } or { secret: name }");
        Optional<String> wrong = Variables.wrongValue(name, text, account.secretsPrefix());
        wrong.ifPresent(why -> findings.add(node, "%s %s: %s".formatted(what, Texts.quoted(name), why)));
        return wrong.isPresent() ? "" : text;
    }

    void checkName(String name, Node node, String what) {
        Variables.wrongName(name).ifPresent(wrong -> findings.add(node, "%s %s: %s".formatted(what, Texts.quoted(name), wrong)));
    }

    private Value reference(String name, Node node) {
        checkName(name, node, "variable");
        SequencedMap<String, Node> members = findings.members(node, "'parameter:' or 'secret:'", Words.VALUE);
        if (members.size() != 1) {
            findings.add(node, "expected one of 'parameter:' and 'secret:'");
        }
        if (members.get("secret") instanceof Node secret) {
            return new Value.Secret(findings.matching(secret, SECRET, "a secret, such as signalbox/app or signalbox/app:key"));
        }
        return new Value.Parameter(members.get("parameter") instanceof Node parameter
                ? findings.matching(parameter, PARAMETER, "the name of a parameter, such as /signalbox/db") : "");
    }

    /** That the stack's own project may read what the variables refer to. */
    void checkReach(Map<String, Value> env, Map<String, Node> variables) {
        env.forEach((name, value) -> beyond(value).ifPresent(wrong -> {
            if (variables.get(name) instanceof Node node) {
                findings.add(node, "variable %s: %s".formatted(Texts.quoted(name), wrong));
            }
        }));
    }

    private Optional<String> beyond(Value value) {
        String prefix = account.secretsPrefix();
        return switch (value) {
            case Value.Plain _ -> Optional.empty();
            case Value.Parameter(String parameter) -> beyond("parameter", parameter, parameter, "/" + prefix);
            case Value.Secret(String reference) -> beyond("secret", reference, nameOf(reference), prefix);
        };
    }

    private static Optional<String> beyond(String what, String reference, String name, String prefix) {
        return reference.isEmpty() || name.startsWith(prefix) ? Optional.empty()
                : Optional.of(("expected a %s whose name begins with %s, since the stack's own project may read no others; "
                        + "put it there, or name a project that may read it").formatted(what, prefix));
    }

    private static String nameOf(String reference) {
        Matcher parts = SECRET.matcher(reference);
        return parts.matches() ? parts.group("name") : "";
    }
}
