package dev.signalbox.rules;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a repository asks for.
 *
 * @param builds in the order of the file
 * @param concurrency most builds of a wave at once, 1 to 40
 * @param skips a push whose commit's message has a line that one of these fits asks for no build, besides {@code [skip ci]} and
 *              {@code [ci skip]}
 * @param notices the verdicts that are meant for people; empty: all
 * @param maySkip who may say of a build of a pull request that it need not run
 * @param enforced names of variables that the account sets for every build, which nothing else may set
 */
public record Rules(List<BuildRule> builds, int concurrency, List<Glob> skips, List<Notice> notices, Callers maySkip,
        Set<String> enforced) {

    /** The buildspec of a build that names no other. */
    public static final String BUILDSPEC = "buildspec.yml";
    /** Step Functions runs at most 40 iterations of an inline Map at once. */
    public static final int MOST_AT_ONCE = 40;
    /** Most groups of one run. */
    public static final int MOST_GROUPS = 31;
    /** Most builds of one run. */
    public static final int MOST_BUILDS = 256;

    public Rules {
        builds = List.copyOf(builds);
        skips = List.copyOf(skips);
        notices = List.copyOf(notices);
        enforced = Collections.unmodifiableSortedSet(new TreeSet<>(enforced));
    }

    /** Rules of builds alone. */
    public Rules(List<BuildRule> builds) {
        this(builds, MOST_AT_ONCE, List.of(), List.of(), Callers.NOBODY, Set.of());
    }

    /**
     * The rules of a repository that has a {@code buildspec.yml} and no rules file: one build named {@code build}, on every push to
     * a branch and every pull request.
     */
    public static Rules standard() {
        return new Rules(List.of(BuildRule.named("build", List.of(new Occasion.Push(Patterns.EVERYTHING, Filters.NONE),
                new Occasion.PullRequest(Patterns.EVERYTHING, Patterns.EVERYTHING, Filters.NONE)))));
    }
}
