package dev.signalbox.rules;

import java.util.Optional;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML 1.2 (core schema) as nodes with marks, within limits that keep a hostile file harmless. */
final class Yaml {

    /** Longest file, in bytes and in characters. */
    static final int LONGEST = 65_536;
    private static final int DEEPEST = 20;
    private static final int MOST_ALIASES = 1_000;

    private static LoadSettings settings(String file) {
        return LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setCodePointLimit(LONGEST)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .build();
    }

    /** Where a file is not YAML, and why. */
    static final class Unreadable extends Exception {

        private final Problem problem;

        Unreadable(Problem problem) {
            super(problem.toString());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    private Yaml() {
    }

    /**
     * The one document of a text; empty when there is none in it.
     *
     * @param file the name that the marks of its nodes bear
     */
    static Optional<Node> read(String file, String text) throws Unreadable {
        if (text.length() > LONGEST) {
            throw new Unreadable(new Problem(file, 1, 1, "expected at most %,d characters".formatted(LONGEST)));
        }
        LoadSettings settings = settings(file);
        try {
            checkDepth(settings, text);
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException broken) {
            Mark mark = broken.getProblemMark().or(broken::getContextMark).orElse(null);
            String problem = Texts.shown(String.valueOf(broken.getProblem())) + hint(String.valueOf(broken.getContext()));
            throw new Unreadable(mark == null ? new Problem(file, 1, 1, problem) : Problem.at(mark, problem));
        } catch (YamlEngineException broken) {
            throw new Unreadable(new Problem(file, 1, 1, Texts.shown(String.valueOf(broken.getMessage()))));
        }
    }

    /** Patterns of branches begin with signs that mean something else in YAML. */
    private static String hint(String context) {
        if (context.contains("scanning a tag")) {
            return "; put what begins with ! in quotes";
        }
        return context.contains("scanning an alias") ? "; put what begins with * in quotes" : "";
    }

    /** The composer descends by recursion: what is too deep for it is found in the flat stream of events before. */
    private static void checkDepth(LoadSettings settings, String text) throws Unreadable {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> { }
            }
            if (depth > DEEPEST) {
                throw new Unreadable(Problem.at(event.getStartMark().orElseThrow(), "expected at most %d levels".formatted(DEEPEST)));
            }
        }
    }
}
