package dev.signalbox.rules;

import java.util.List;

/**
 * What a repository asks for.
 *
 * @param builds in the order of the file
 */
public record Rules(List<BuildRule> builds) {

    /** The buildspec of a build that names no other. */
    public static final String BUILDSPEC = "buildspec.yml";

    public Rules {
        builds = List.copyOf(builds);
    }

    /** The rules of a repository that has a {@code buildspec.yml} and no rules file: one build named {@code build} on every push. */
    public static Rules standard() {
        return new Rules(List.of(BuildRule.named("build", List.of(new Occasion.Push(Patterns.EVERYTHING)))));
    }
}
