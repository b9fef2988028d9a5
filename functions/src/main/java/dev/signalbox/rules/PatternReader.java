package dev.signalbox.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads lists of patterns. Each pattern is taken apart once, however often it stands there. */
final class PatternReader {

    /** So many characters of what a pattern's braces unfold to count as one entry. */
    private static final int CHARACTERS = 10;

    private final Findings findings;
    private final Map<String, Glob> names = new HashMap<>();
    private final Map<String, Glob> texts = new HashMap<>();

    PatternReader(Findings findings) {
        this.findings = findings;
    }

    /** Patterns of names of branches or tags; every name where there is no list. */
    Patterns references(@Nullable Node list) {
        return names(list, Names.REFERENCES);
    }

    /** Patterns of paths; every path where there is no list. */
    Patterns paths(@Nullable Node list) {
        return names(list, Names.PATHS);
    }

    private Patterns names(@Nullable Node list, Names kind) {
        return list == null ? Patterns.EVERYTHING
                : new Patterns(globs(list, "a list of patterns, such as ['main', 'release/**']", names, Glob::of, kind::unfit));
    }

    /** Patterns of texts; every text where there is no list. */
    Patterns texts(@Nullable Node list) {
        return list == null ? Patterns.EVERYTHING : new Patterns(textGlobs(list));
    }

    List<Glob> textGlobs(Node list) {
        return globs(list, "a list of patterns, such as ['fix: *', '*@example.com*']", texts, Glob::text, _ -> Optional.empty());
    }

    private List<Glob> globs(Node list, String expected, Map<String, Glob> seen, Function<String, Glob> parser,
            Function<Glob, Optional<String>> unfit) {
        List<Glob> globs = new ArrayList<>();
        for (Node item : findings.someItems(list, expected, "pattern")) {
            String text = findings.text(item, "a pattern, such as 'release/**'");
            try {
                Glob glob = seen.computeIfAbsent(text, parser);
                findings.count(item, glob.weight() / CHARACTERS);
                unfit.apply(glob).ifPresent(wrong -> findings.add(item, wrong));
                globs.add(glob);
            } catch (IllegalArgumentException wrong) {
                findings.add(item, String.valueOf(wrong.getMessage()));
            }
        }
        return globs;
    }
}
