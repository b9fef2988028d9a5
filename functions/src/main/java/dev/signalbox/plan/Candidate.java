package dev.signalbox.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.signalbox.rules.BuildRule;
import dev.signalbox.rules.Occasion;
import dev.signalbox.rules.Occasion.Proposal;

/**
 * A build of the rules, and what becomes of it.
 *
 * @param build as it would run
 * @param held whether it would run, but waits for an approval
 * @param proposal what of a pull request it builds
 * @param whole whether it goes without nothing
 * @param more the end of its reason
 */
record Candidate(BuildRule build, Match match, boolean held, Proposal proposal, boolean whole, String more) {

    /** What becomes of builds, which are in the order of their names. */
    static List<Candidate> of(List<BuildRule> builds, Subject subject, Facts facts, Settings settings) {
        Matcher matcher = new Matcher(subject, facts);
        return waitingForEachOther(builds.stream().map(build -> of(build, matcher.match(build), facts, settings)).toList());
    }

    private static Candidate of(BuildRule build, Match match, Facts facts, Settings settings) {
        if (!(match instanceof Match.Yes yes) || !(yes.pullRequest() instanceof Occasion.PullRequest entry)) {
            return new Candidate(build.withBuildspec(build.buildspec().withoutTarget()), match, false, Proposal.MERGE, true, "");
        }
        if (entry.trusted()) {
            return new Candidate(build, match, !facts.approved(), entry.build(), true,
                    facts.approved() ? "" : "; waits until somebody other than the author approves this very revision");
        }
        Distrust distrust = Distrust.of(build, settings.pullRequestProject());
        return new Candidate(distrust.rule(), match, false, entry.build(), distrust.without().isEmpty(), distrust.told());
    }

    /** What needs a build that is held is held as well, and so on. */
    private static List<Candidate> waitingForEachOther(List<Candidate> candidates) {
        Set<String> held = candidates.stream().filter(Candidate::held).map(Candidate::name).collect(Collectors.toCollection(HashSet::new));
        List<Candidate> all = new ArrayList<>(candidates);
        boolean more = !held.isEmpty();
        while (more) {
            more = false;
            for (int i = 0; i < all.size(); i++) {
                Candidate one = all.get(i);
                List<String> needed = one.build().needs().stream().filter(held::contains).sorted().toList();
                if (one.runs() && !needed.isEmpty()) {
                    all.set(i, new Candidate(one.build(), one.match(), true, one.proposal(), one.whole(),
                            "; waits for %s, held until an approval".formatted(String.join(", ", needed)) + one.more()));
                    more = held.add(one.name());
                }
            }
        }
        return all;
    }

    String name() {
        return build.name();
    }

    boolean runs() {
        return match instanceof Match.Yes && !held;
    }

    /** Why it runs or not, with all that is to be said of it. */
    String why() {
        return match.why() + more;
    }
}
