package dev.signalbox.rules;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What lies over and under the words of a build. For each word the first decides that has it: what the account enforces, the build
 * itself, the file's defaults, the account's defaults. Variables are words of their own.
 *
 * @param enforced by the account
 * @param defaults of the file
 * @param accountDefaults of the account
 */
record Layers(Map<String, Node> enforced, Map<String, Node> defaults, Map<String, Node> accountDefaults) {

    static final Layers NONE = new Layers(Map.of(), Map.of(), Map.of());

    private static final String ENV = "env";

    /** The words that decide, and the variables, of one build. */
    record Decided(Map<String, Node> words, SequencedMap<String, Node> env) {
    }

    Layers with(Map<String, Node> fileDefaults) {
        return new Layers(enforced, fileDefaults, accountDefaults);
    }

    Decided over(Map<String, Node> own, Findings findings) {
        Map<String, Node> words = new HashMap<>();
        SequencedMap<String, Node> env = new LinkedHashMap<>();
        for (Map<String, Node> layer : List.of(accountDefaults, defaults, own, enforced)) {
            words.putAll(layer);
            env.putAll(variables(layer, findings));
        }
        return new Decided(words, env);
    }

    /** That a repository sets nothing that its account sets. */
    void checkEnforced(Map<String, Node> own, Findings findings) {
        own.forEach((word, node) -> {
            if (enforced.get(word) instanceof Node set && !word.equals(ENV)) {
                refuse(Texts.quoted(word), node, set, findings);
            }
        });
        if (enforced.containsKey(ENV)) {
            Map<String, Node> set = enforcedVariables(findings);
            variables(own, findings).forEach((name, node) -> checkVariable(name, node, set, findings));
        }
    }

    /** The variables that the account enforces, by their names. */
    SequencedMap<String, Node> enforcedVariables(Findings findings) {
        return variables(enforced, findings);
    }

    /** That a repository does not set a variable, in whatever way, that its account sets. */
    static void checkVariable(String name, Node node, Map<String, Node> enforced, Findings findings) {
        if (enforced.get(name) instanceof Node set) {
            refuse("variable " + Texts.quoted(name), node, set, findings);
        }
    }

    private static void refuse(String what, Node node, Node set, Findings findings) {
        findings.add(node, "expected no %s here: the account sets it (%s)".formatted(what, Findings.place(set)));
    }

    private static SequencedMap<String, Node> variables(Map<String, Node> words, Findings findings) {
        return words.get(ENV) instanceof Node env ? findings.members(env, "variables by their names") : new LinkedHashMap<>();
    }
}
